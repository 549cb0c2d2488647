"""The triggers that keep facts and comments as they were recorded."""

from django.db import migrations

from huiyin.rooms.evidence.models.triggers import install


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
