"""The PostgreSQL that the tests start for themselves."""

import psycopg
import pytest

from tools import postgres

pytestmark = pytest.mark.skipif(not postgres.look(), reason=f"no PostgreSQL found: {postgres.ENABLE}")


def test_a_durable_server_keeps_what_it_acknowledged_through_a_power_cut():
    with postgres.server(durable=True) as own:
        with psycopg.connect(own.url, autocommit=True) as session:
            session.execute("CREATE TABLE kept (row integer)")
            session.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        own.stop("immediate")
        own.start()
        with psycopg.connect(own.url) as session:
            assert session.execute("SELECT count(*), current_setting('fsync') FROM kept").fetchone() == (1000, "on")
        folder = own.folder
    assert not folder.exists()


def test_a_given_server_is_used_as_it_is(monkeypatch):
    monkeypatch.setenv("DATABASE_URL_TEST", "postgresql://somebody@127.0.0.1/some")
    with postgres.cluster() as url:
        assert url == "postgresql://somebody@127.0.0.1/some"
