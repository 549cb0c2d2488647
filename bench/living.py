"""Runs the year of complaints on a fresh database of its own; skips it, saying so, where there are no reviews."""

import os
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command


def main(file: str = "") -> int:
    """Live through the year with the negative reviews of a file; return 1 where a promise was broken."""
    named = file or os.environ.get("HUIYIN_REVIEWS", "")
    if not named or not Path(named).exists():
        print(f"year of complaints: NOT RUN, no reviews at {named or 'HUIYIN_REVIEWS'}", flush=True)
        return 0
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as home:
        os.environ |= {"HUIYIN_HOME": home, "DATABASE_URL": "", "HUIYIN_LOG_LEVEL": "ERROR"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
        django.setup()
        call_command("migrate", verbosity=0)
        from bench.year_of_cases import Year, negative  # noqa: PLC0415 - tables first

        account = Year(negative(Path(named))).run()
    print("\n".join(account.lines()), flush=True)
    return 0 if account.holds else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
