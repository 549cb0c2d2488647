"""One command serves: pages, files and background work, on either database."""

import signal

import pytest

from tests.site.homes import Home, answers, health, new_database, pid_of, runs, wait_for

pytestmark = pytest.mark.slow


def test_it_serves_pages_files_and_work_and_stops_on_ctrl_c(home):
    with home.serving() as server:
        wait_for(lambda: health(server.port) == {"status": "ok", "database": "ok", "worker": "ok"})
        assert answers(server.port, "/account/login/") == 200
        children = [pid_of(home, "web"), pid_of(home, "worker 1")]
        wait_for(lambda: "Huiyin serves on" in home.output)
        assert server.stop(signal.SIGINT) == 0
        assert not any(map(runs, children))
        assert answers(server.port) == 0


def test_an_empty_home_is_set_up_by_serving(migrated, tmp_path):
    home = Home(tmp_path / "empty", new_database(migrated.database_url) if migrated.database_url else "")
    with home.serving() as server:
        assert answers(server.port, "/account/login/") == 200
