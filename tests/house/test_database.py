"""The suite runs on the database it was asked to run on, under the locks of service."""

import os

import pytest
from django.db import connection

from tools import postgres


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for():
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        assert connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            [version] = cursor.fetchone()
        assert int(version) >= postgres.OLDEST * 10_000
    else:
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()
            [main] = [name for _, kind, name in cursor.execute("PRAGMA database_list").fetchall() if kind == "main"]
        assert mode == ("wal",)
        assert main.endswith("test.sqlite3")
