"""What a telephone number reported before is found through an index while it is typed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_filings")]
    operations = [
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=["caller_phone", "-id"], name="case_caller_order")
        )
    ]
