import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="record", name="record_once"),
        migrations.AddField(
            model_name="record",
            name="edition",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="edition"),
        ),
        migrations.AddField(
            model_name="record",
            name="follows",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="records.record",
                verbose_name="takes the place of",
            ),
        ),
        migrations.AddField(
            model_name="record",
            name="about_number",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="staff number"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="record",
            name="about_name",
            field=models.CharField(blank=True, max_length=80, verbose_name="concerning"),
        ),
        migrations.AddField(
            model_name="record",
            name="unit_name",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="department"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(
                fields=("type", "period", "subject_type", "subject_id", "edition"), name="record_once"
            ),
        ),
        migrations.AddIndex(model_name="record", index=models.Index(fields=["trail_seq"], name="record_trail")),
        migrations.AddIndex(model_name="record", index=models.Index(fields=["keep_until", "id"], name="record_keep")),
    ]
