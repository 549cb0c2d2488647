"""One command serves: what dies is started again, what is stopped stops, and nothing stays behind."""

import json
import os
import re
import signal
import socket
import urllib.request

import pytest

from tests.site.homes import Home, answers, wait_for

pytestmark = pytest.mark.slow


def _pid(home: Home, name: str) -> int:
    """Return the process that the supervisor started last under a name."""
    return int(re.findall(rf"{name} started \(pid (\d+)\)", home.output)[-1])


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - not a file
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _health(port: int) -> dict[str, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
        found: dict[str, str] = json.load(answer)
        return found


def test_it_serves_pages_files_and_work_and_stops_on_ctrl_c(home):
    with home.serving() as server:
        wait_for(lambda: _health(server.port) == {"status": "ok", "database": "ok", "worker": "ok"})
        assert answers(server.port, "/account/login/") == 200
        children = [_pid(home, "web"), _pid(home, "worker 1")]
        wait_for(lambda: "Huiyin serves on" in home.output)
        assert server.stop(signal.SIGINT) == 0
        assert not any(map(_runs, children))
        assert answers(server.port) == 0


def test_a_dead_worker_and_a_dead_web_server_are_started_again(home):
    with home.serving() as server:
        for name in ("worker 1", "web"):
            first = _pid(home, name)
            os.kill(first, signal.SIGKILL)
            wait_for(lambda first=first, name=name: _pid(home, name) != first)
        wait_for(lambda: answers(server.port) == 200)
        wait_for(lambda: _health(server.port)["worker"] == "ok")


def test_killing_the_supervisor_alone_leaves_nobody_on_the_port(home):
    with home.serving() as server:
        children = [_pid(home, "web"), _pid(home, "worker 1")]
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        wait_for(lambda: not any(map(_runs, children)), 5, what="children outlived their supervisor")
        wait_for(lambda: answers(server.port) == 0, 5, what="the port is still served")


def test_a_taken_port_is_refused_with_another(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = home.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"--port {port + 1}" in done.stderr


def test_sqlite_takes_one_worker(home):
    if home.database_url:
        pytest.skip("PostgreSQL takes several")
    assert home.run("serve", "--job-workers", "2").returncode == 1
    with home.serving() as server:
        wait_for(lambda: _health(server.port)["worker"] == "ok")
        second = home.run("worker")
    assert second.returncode == 1
    assert "SQLite takes one" in second.stderr


def test_an_empty_home_is_set_up_by_serving(tmp_path):
    home = Home(tmp_path / "empty")
    with home.serving() as server:
        assert answers(server.port, "/account/login/") == 200
