"""The tokens by which a callback is found, for those there are, and their index."""

from django.db import migrations, models

from huiyin.rooms.callbacks.usecases.plan import found_by
from huiyin.rooms.customers.queries.search import install


def write_tokens(apps, *_):
    rows = apps.get_model("callbacks", "Callback").objects
    for pk, *said in list(rows.values_list("pk", "number", "customer", "reference")):
        rows.filter(pk=pk).update(grams=found_by(*said))
    install("callbacks_callback", "grams")


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0002_never_changed"), ("customers", "0002_found_by_tokens")]
    operations = [
        migrations.AddField(
            "callback", "grams", models.TextField(blank=True, default="", editable=False), preserve_default=False
        ),
        migrations.RunPython(write_tokens, migrations.RunPython.noop),
    ]
