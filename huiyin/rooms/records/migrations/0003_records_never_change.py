from django.db import migrations

from huiyin.rooms.records.models import make_immutable


class Migration(migrations.Migration):
    dependencies = [("records", "0002_editions")]

    operations = [migrations.RunPython(make_immutable, migrations.RunPython.noop, elidable=False)]
