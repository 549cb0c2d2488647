"""The index over the tokens by which a customer is found."""

from django.db import migrations

from huiyin.rooms.customers.queries.search import install


def make_index(*_):
    install("customers_party", "grams")


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
