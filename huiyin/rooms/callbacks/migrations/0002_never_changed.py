"""Frozen rates and attempts are never changed or removed."""

from django.db import migrations

from huiyin.rooms.callbacks.models.rates import make_immutable


class Migration(migrations.Migration):
    dependencies = (("callbacks", "0001_initial"),)

    operations = (migrations.RunPython(make_immutable, migrations.RunPython.noop),)
