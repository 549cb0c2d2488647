"""Reports of emergencies, explained rules, guidance; what customers wish for is counted by month."""

import django.db.models.deletion
from django.db import connection, migrations, models

from huiyin.rooms.customers.queries.search import install


def find_again(*_):
    """Make the triggers of the index again: on SQLite the table was rebuilt, and they went with the old one."""
    if connection.vendor == "sqlite":
        install("cases_case", "grams")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_callers_in_order"),
        ("regulations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EventReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="cases.step",
                        verbose_name="step",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("first", "First report"), ("final", "Final report")],
                        max_length=5,
                        verbose_name="report",
                    ),
                ),
                ("course", models.TextField(max_length=4000, verbose_name="course of events")),
                ("cause", models.TextField(blank=True, max_length=4000, verbose_name="cause")),
                ("loss", models.TextField(blank=True, max_length=4000, verbose_name="loss")),
                ("handling", models.TextField(max_length=4000, verbose_name="handling")),
                ("prevention", models.TextField(blank=True, max_length=4000, verbose_name="prevention")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("part", "first"),
                            models.Q(("cause", ""), ("loss", ""), ("prevention", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="report_final_whole",
                    )
                ],
                "verbose_name": "report of an emergency",
                "verbose_name_plural": "reports of emergencies",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explained",
                        to="cases.step",
                        verbose_name="step",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regulations.document",
                        verbose_name="document",
                    ),
                ),
                ("rule", models.CharField(max_length=200, verbose_name="rule")),
                ("explanation", models.TextField(max_length=4000, verbose_name="explanation")),
                (
                    "position",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepts it"),
                            ("reserved", "Keeps his opinion"),
                            ("refused", "Does not accept it"),
                        ],
                        max_length=8,
                        verbose_name="position of the customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "explanation of a rule",
                "verbose_name_plural": "explanations of rules",
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="case",
            name="ended_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="emergency ended at"),
        ),
        migrations.AddField(
            model_name="case",
            name="guidance",
            field=models.TextField(blank=True, editable=False, max_length=4000, verbose_name="guidance"),
        ),
        migrations.AddField(
            model_name="case",
            name="position",
            field=models.CharField(
                blank=True,
                choices=[
                    ("accepted", "Accepts it"),
                    ("reserved", "Keeps his opinion"),
                    ("refused", "Does not accept it"),
                ],
                editable=False,
                max_length=8,
                verbose_name="position of the customer",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="kind",
            field=models.CharField(
                choices=[
                    ("complaint", "Complaint"),
                    ("representation", "Representation"),
                    ("consultation", "Consultation"),
                    ("request", "Service request"),
                    ("suggestion", "Suggestion"),
                    ("praise", "Praise"),
                    ("violation", "Violation or breach"),
                    ("emergency", "Emergency"),
                ],
                default="complaint",
                max_length=14,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["kind", "registered_at"], name="case_kind_month"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("position", ""), _negated=True),
                fields=["position", "-id"],
                name="case_position_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "representation"), ("result", ""), ("state", "archived"), _negated=True),
                name="case_represented_result",
            ),
        ),
        migrations.RunPython(find_again, migrations.RunPython.noop),
    ]
