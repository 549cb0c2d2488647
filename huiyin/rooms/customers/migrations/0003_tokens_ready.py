"""On PostgreSQL the tokens of customers lie ready in a column of their own."""

from django.db import migrations

from huiyin.rooms.customers.queries.search import derive


def make_ready(*_):
    derive("customers_party", "grams")


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_found_by_tokens")]
    operations = [migrations.RunPython(make_ready, migrations.RunPython.noop)]
