"""Cases registered before are found by their unit as well."""

from django.db import migrations


class Migration(migrations.Migration):
    """Append the mark of its unit to the tokens of each case; what keeps the index hears of it."""

    dependencies = (("cases", "0006_reports_and_explanations"),)
    operations = (migrations.RunSQL("UPDATE cases_case SET grams = grams || ' §' || unit_id", migrations.RunSQL.noop),)
