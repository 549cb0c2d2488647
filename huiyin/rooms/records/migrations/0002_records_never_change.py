"""The trigger that refuses to change a record."""

from django.db import migrations

from huiyin.rooms.records.models.triggers import make_immutable


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(make_immutable, migrations.RunPython.noop)]
