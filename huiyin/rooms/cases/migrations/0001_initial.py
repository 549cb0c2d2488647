import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0002_found_by_tokens"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(editable=False, max_length=40, unique=True, verbose_name="case number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("complaint", "Complaint"),
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
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("telephone", "Telephone"),
                            ("visit", "Visit in person"),
                            ("web", "Web form"),
                            ("mail", "Mail"),
                            ("messenger", "Messenger"),
                            ("callback", "Callback"),
                            ("patrol", "Patrol"),
                        ],
                        default="telephone",
                        max_length=12,
                        verbose_name="channel",
                    ),
                ),
                ("caller_name", models.CharField(blank=True, max_length=80, verbose_name="caller")),
                ("caller_phone", models.CharField(blank=True, max_length=40, verbose_name="caller's telephone")),
                ("text", models.TextField(max_length=4000, verbose_name="what it is about")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("service", "Service attitude"),
                            ("repair", "Repairs and facilities"),
                            ("hygiene", "Cleaning and hygiene"),
                            ("safety", "Safety and order"),
                            ("noise", "Noise and neighbours"),
                            ("parking", "Vehicles and parking"),
                            ("fees", "Fees and bills"),
                            ("product", "Product quality"),
                            ("delivery", "Delivery and supply"),
                            ("room", "Rooms and catering"),
                            ("other", "Other matters"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="category",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("ordinary", "Ordinary"), ("grave", "Grave")],
                        default="ordinary",
                        max_length=10,
                        verbose_name="gravity",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "Level I: 10 minutes"),
                            ("2", "Level II: 20 minutes"),
                            ("3", "Level III: 30 minutes"),
                            ("d", "Drill: 10 minutes"),
                        ],
                        max_length=1,
                        verbose_name="emergency level",
                    ),
                ),
                ("important", models.BooleanField(default=False, editable=False, verbose_name="important event")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "Registered, to be investigated"),
                            ("investigating", "Being investigated"),
                            ("handling", "Being handled"),
                            ("escalated", "Reported upwards"),
                            ("reporting", "To be reported to the head"),
                            ("answering", "To be answered"),
                            ("awaiting_callback", "Awaiting callback"),
                            ("exit_asked", "Leave asked for"),
                            ("archived", "Archived"),
                            ("withdrawn", "Complaint withdrawn"),
                            ("unreachable", "Customer cannot be reached"),
                            ("not_ours", "Not of this unit"),
                        ],
                        default="registered",
                        max_length=18,
                        verbose_name="state",
                    ),
                ),
                (
                    "before_exit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("registered", "Registered, to be investigated"),
                            ("investigating", "Being investigated"),
                            ("handling", "Being handled"),
                            ("escalated", "Reported upwards"),
                            ("reporting", "To be reported to the head"),
                            ("answering", "To be answered"),
                            ("awaiting_callback", "Awaiting callback"),
                            ("exit_asked", "Leave asked for"),
                            ("archived", "Archived"),
                            ("withdrawn", "Complaint withdrawn"),
                            ("unreachable", "Customer cannot be reached"),
                            ("not_ours", "Not of this unit"),
                        ],
                        editable=False,
                        max_length=18,
                    ),
                ),
                (
                    "exit_asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withdrawn", "Complaint withdrawn"),
                            ("unreachable", "Customer cannot be reached"),
                            ("not_ours", "Not of this unit"),
                        ],
                        editable=False,
                        max_length=18,
                        verbose_name="leave asked for",
                    ),
                ),
                ("taken_by", models.CharField(editable=False, max_length=80, verbose_name="taken by")),
                ("registered_at", models.DateTimeField(editable=False, verbose_name="registered at")),
                ("next_due_at", models.DateTimeField(editable=False, null=True, verbose_name="next due")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered at")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed at")),
                ("founded", models.BooleanField(editable=False, null=True, verbose_name="found to be true")),
                ("finding", models.TextField(blank=True, editable=False, max_length=4000, verbose_name="finding")),
                ("decision", models.TextField(blank=True, editable=False, max_length=4000, verbose_name="decision")),
                (
                    "result",
                    models.TextField(blank=True, editable=False, max_length=4000, verbose_name="result of handling"),
                ),
                ("promised_at", models.DateTimeField(blank=True, null=True, verbose_name="appointed reply")),
                ("promises", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("transfers", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="transfers")),
                ("repeat_reason", models.CharField(blank=True, editable=False, max_length=500)),
                ("grams", models.TextField(blank=True, editable=False)),
                (
                    "blamed",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                        verbose_name="employee concerned",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="responsible department",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                        verbose_name="handler",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                        verbose_name="owner",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.party",
                        verbose_name="customer",
                    ),
                ),
                (
                    "repeat_of",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeats",
                        to="cases.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["unit", "-id"], name="case_unit_order"),
                    models.Index(fields=["state", "-id"], name="case_state_order"),
                    models.Index(fields=["kind", "-id"], name="case_kind_order"),
                    models.Index(fields=["category", "-id"], name="case_category_order"),
                    models.Index(fields=["owner", "-id"], name="case_owner_order"),
                    models.Index(fields=["party", "-id"], name="case_party_order"),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["archived", "not_ours", "unreachable", "withdrawn"]), _negated=True
                        ),
                        fields=["next_due_at", "id"],
                        name="case_due_order",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["archived", "not_ours", "unreachable", "withdrawn"]),
                            ("owner__isnull", False),
                            _connector="OR",
                        ),
                        name="case_has_an_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["archived", "not_ours", "unreachable", "withdrawn"]),
                            ("next_due_at__isnull", False),
                            _connector="OR",
                        ),
                        name="case_has_something_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("next_due_at__isnull", False)),
                            models.Q(
                                ("state__in", ["archived", "not_ours", "unreachable", "withdrawn"]),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="case_closed_or_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level", ""), ("kind", "emergency"), _connector="OR"),
                        name="case_level_of_emergencies",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("move", "Move"),
                            ("note", "Note"),
                            ("transfer", "Transfer"),
                            ("promise", "Appointed reply"),
                            ("emergency", "Call chain"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("move", models.CharField(blank=True, max_length=30)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "Registered, to be investigated"),
                            ("investigating", "Being investigated"),
                            ("handling", "Being handled"),
                            ("escalated", "Reported upwards"),
                            ("reporting", "To be reported to the head"),
                            ("answering", "To be answered"),
                            ("awaiting_callback", "Awaiting callback"),
                            ("exit_asked", "Leave asked for"),
                            ("archived", "Archived"),
                            ("withdrawn", "Complaint withdrawn"),
                            ("unreachable", "Customer cannot be reached"),
                            ("not_ours", "Not of this unit"),
                        ],
                        max_length=18,
                        verbose_name="state",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="text")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("by", models.CharField(max_length=80, verbose_name="who")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["case", "-id"], name="step_case_order")],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                ("accepted", models.BooleanField(null=True, verbose_name="accepted")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                        verbose_name="to",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.employee",
                        verbose_name="from",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)), fields=("case",), name="transfer_open_once"
                    )
                ],
            },
        ),
    ]
