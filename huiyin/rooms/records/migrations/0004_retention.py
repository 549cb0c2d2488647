"""Holds, disposals, and the triggers that let an approved disposal through and nothing else."""

import django.db.models.deletion
from django.db import migrations, models

from huiyin.rooms.records.models.triggers import make_disposable


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0002_trail_is_append_only"),
        ("records", "0003_signatures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="disposal number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("approved", "Approved"),
                            ("executed", "Carried out"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="drafted",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("unit_path", models.CharField(editable=False, max_length=120)),
                ("unit_name", models.CharField(blank=True, max_length=60, verbose_name="department")),
                ("count", models.PositiveIntegerField(verbose_name="records")),
                ("digest", models.CharField(editable=False, max_length=64, verbose_name="digest of the list")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="remark")),
                ("drafter_account", models.BigIntegerField(editable=False, null=True)),
                ("drafter_employee", models.BigIntegerField(editable=False, null=True)),
                ("drafted_by", models.CharField(max_length=80, verbose_name="drafted by")),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                ("approved_by", models.CharField(blank=True, max_length=80, verbose_name="approved by")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved at")),
                ("executed_at", models.DateTimeField(null=True, verbose_name="carried out at")),
                ("withdrawn_by", models.CharField(blank=True, max_length=80, verbose_name="withdrawn by")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                ("withdrawn_why", models.CharField(blank=True, max_length=200, verbose_name="why withdrawn")),
                ("prints", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "certificate",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.record",
                        verbose_name="disposal certificate",
                    ),
                ),
            ],
            options={
                "verbose_name": "disposal",
                "verbose_name_plural": "disposals",
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="record",
            name="disposal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="records.disposal",
                verbose_name="disposed of under",
            ),
        ),
        migrations.CreateModel(
            name="PrintedRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="platform.storedfile"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.record"
                    ),
                ),
            ],
            options={
                "verbose_name": "printed record",
                "verbose_name_plural": "printed records",
            },
        ),
        migrations.CreateModel(
            name="DisposalLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("live", models.BooleanField(default=True)),
                (
                    "disposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="records.disposal"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disposal_lines", to="records.record"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a disposal",
                "verbose_name_plural": "lines of a disposal",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("live", True)), fields=("record",), name="disposal_line_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[("dispute", "Dispute"), ("audit", "Audit"), ("other", "Other ground")],
                        max_length=10,
                        verbose_name="ground",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("placed_by", models.CharField(max_length=80, verbose_name="put on by")),
                ("placed_at", models.DateTimeField(verbose_name="put on at")),
                ("lifted_by", models.CharField(blank=True, max_length=80, verbose_name="lifted by")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted at")),
                ("lift_reason", models.CharField(blank=True, max_length=200, verbose_name="why lifted")),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="records.record",
                        verbose_name="record",
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "ordering": ("-id",),
                "indexes": [models.Index(condition=models.Q(("lifted_at", None)), fields=["record"], name="hold_on")],
            },
        ),
        migrations.RunPython(make_disposable, migrations.RunPython.noop),
    ]
