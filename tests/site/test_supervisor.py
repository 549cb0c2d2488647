"""The supervisor: what dies is started again, what is stopped stops, and nothing stays behind."""

import os
import signal
import socket

import pytest

from tests.site.homes import answers, health, pid_of, runs, wait_for

pytestmark = pytest.mark.slow


def test_a_dead_worker_and_a_dead_web_server_are_started_again(home):
    with home.serving() as server:
        for name in ("worker 1", "web"):
            first = pid_of(home, name)
            os.kill(first, signal.SIGKILL)
            wait_for(lambda first=first, name=name: pid_of(home, name) != first)
        wait_for(lambda: answers(server.port) == 200)
        wait_for(lambda: health(server.port)["worker"] == "ok")


def test_killing_the_supervisor_alone_leaves_nobody_on_the_port(home):
    with home.serving() as server:
        children = [pid_of(home, "web"), pid_of(home, "worker 1")]
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        wait_for(lambda: not any(map(runs, children)), 5, what="children outlived their supervisor")
        wait_for(lambda: answers(server.port) == 0, 5, what="the port is still served")


def test_a_taken_port_is_refused_with_another(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = home.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"--port {port + 1}" in done.stderr


def test_sqlite_takes_one_worker(home):
    assert home.run("serve", "--job-workers", "2").returncode == 1
    with home.serving() as server:
        wait_for(lambda: health(server.port)["worker"] == "ok")
        second = home.run("worker")
    assert second.returncode == 1
    assert "SQLite takes one" in second.stderr
