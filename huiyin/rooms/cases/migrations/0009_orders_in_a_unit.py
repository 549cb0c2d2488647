"""What one unit's list is narrowed to, in its order; and what goes together, for PostgreSQL to reckon with.

It took the owner of a case for independent of its unit, and sorted 25,000 rows to show 50.
"""

from django.db import connection, migrations, models

TOGETHER = "cases_case_together (dependencies) ON unit_id, owner_id, department_id FROM cases_case"


def tell_together(*_):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE STATISTICS {TOGETHER}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_asked_by_committees")]
    operations = [
        migrations.AddIndex("case", models.Index(fields=["unit", "kind", "-id"], name="case_unit_kind_order")),
        migrations.AddIndex("case", models.Index(fields=["unit", "state", "-id"], name="case_unit_state_order")),
        migrations.RunPython(tell_together, migrations.RunPython.noop),
    ]
