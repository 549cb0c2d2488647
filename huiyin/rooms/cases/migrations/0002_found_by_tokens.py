"""The index over the tokens by which a case is found."""

from django.db import migrations

from huiyin.rooms.customers.queries.search import install


def make_index(*_):
    install("cases_case", "grams")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
