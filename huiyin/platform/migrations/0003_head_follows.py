"""The trigger that moves the trail's head to each new entry."""

from django.db import migrations

from huiyin.platform.trail import HEAD_FOLLOWS


def _follow(apps, schema_editor):
    schema_editor.execute(HEAD_FOLLOWS[schema_editor.connection.vendor], None)


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_trail_is_append_only")]
    operations = [migrations.RunPython(_follow, migrations.RunPython.noop)]
