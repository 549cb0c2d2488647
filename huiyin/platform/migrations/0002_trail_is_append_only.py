"""The chain's head row, the triggers that keep the trail append-only, and the cache table that counts sign-in failures."""

from django.core.management import call_command
from django.db import migrations

from huiyin.platform.trail import make_append_only


def _begin(apps, schema_editor):
    apps.get_model("platform", "TrailHead").objects.create(pk=1)
    make_append_only()
    call_command("createcachetable", verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]
    operations = [migrations.RunPython(_begin, migrations.RunPython.noop)]
