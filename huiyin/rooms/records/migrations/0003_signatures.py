"""Signatures, and the triggers that refuse to change or remove one."""

from django.db import migrations, models

from huiyin.rooms.records.models.triggers import make_append_only


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_records_never_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="sequence")),
                ("subject_type", models.CharField(max_length=60, verbose_name="kind of thing")),
                ("subject_id", models.CharField(max_length=60, verbose_name="thing")),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="edition")),
                ("meaning", models.CharField(max_length=30, verbose_name="meaning")),
                ("words", models.CharField(max_length=40, verbose_name="signed as")),
                ("account_id", models.BigIntegerField(verbose_name="account")),
                ("employee_id", models.BigIntegerField(null=True, verbose_name="employee")),
                ("name", models.CharField(max_length=80, verbose_name="signed by")),
                ("role", models.CharField(blank=True, max_length=80, verbose_name="role")),
                ("behalf_id", models.BigIntegerField(null=True)),
                ("behalf_name", models.CharField(blank=True, max_length=80, verbose_name="on behalf of")),
                ("digest", models.CharField(max_length=64, verbose_name="content digest")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                ("key", models.CharField(max_length=44, verbose_name="house key")),
                ("proof", models.CharField(max_length=88, verbose_name="house signature")),
                ("previous", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64, verbose_name="seal")),
                ("trail_seq", models.BigIntegerField()),
                ("trail_digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ("-seq",),
                "indexes": [
                    models.Index(fields=["employee_id", "-seq"], name="signature_employee"),
                    models.Index(fields=["trail_seq"], name="signature_trail"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_type", "subject_id", "edition", "meaning", "account_id", "digest"),
                        name="signature_once",
                    )
                ],
            },
        ),
        migrations.RunPython(make_append_only, migrations.RunPython.noop),
    ]
