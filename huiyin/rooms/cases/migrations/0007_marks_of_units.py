"""Cases registered before are found by their unit as well; on PostgreSQL their tokens lie ready in a column."""

from django.db import migrations

from huiyin.rooms.customers.queries.search import derive


def make_ready(*_):
    derive("cases_case", "grams")


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_reports_and_explanations")]
    operations = [
        migrations.RunPython(make_ready, migrations.RunPython.noop),
        migrations.RunSQL("UPDATE cases_case SET grams = grams || ' §' || unit_id", migrations.RunSQL.noop),
    ]
