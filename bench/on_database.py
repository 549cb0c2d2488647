"""One part of the measures, on a fresh database that DATABASE_URL names; the figures go to stdout as JSON."""

import json
import os
import sys
from typing import Any

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
django.setup()

from bench import confirming, floor, pages, settling, trying  # noqa: E402 - Django first
from bench.clock import timed  # noqa: E402 - as above
from bench.year import workbook  # noqa: E402 - as above
from huiyin.platform.actor import SYSTEM  # noqa: E402 - as above
from huiyin.platform.workbooks import Book  # noqa: E402 - as above
from huiyin.rooms.appraisal.usecases.adopt_scheme import adopt_default_scheme  # noqa: E402 - as above
from huiyin.rooms.appraisal.usecases.import_sheets import import_sheets  # noqa: E402 - as above


def floors(people: int) -> dict[str, Any]:
    """Measure what importing costs at the least."""
    path = workbook(people)
    bare, _none = timed(lambda: floor.bare(path))
    known = floor.prepare(path)
    plain, _none = timed(lambda: floor.plain(path, known))
    return {"bare": bare, "plain": plain}


def product(people: int) -> dict[str, Any]:
    """Measure the import itself, then settling what was imported, then every page over it."""
    path = workbook(people)
    adopt_default_scheme(SYSTEM)
    seconds, _counts = timed(lambda: import_sheets(SYSTEM, Book(path)))
    return {
        "import": seconds,
        **settling.figures(),
        **trying.figures(),
        "pages": [vars(page) for page in pages.pages()],
    }


def trial(people: int) -> dict[str, Any]:
    """Measure trying schemes, beside what settling the same year takes, and confirming what these people get."""
    adopt_default_scheme(SYSTEM)
    import_sheets(SYSTEM, Book(workbook(people)))
    return {**settling.figures(), **trying.figures(), **confirming.figures()}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"floors": floors, "product": product, "trial": trial}[sys.argv[1]](int(sys.argv[2]))))
