import socket

import pytest


@pytest.mark.parametrize("address", [("198.51.100.7", 80), ("example.invalid", 443)], ids=["number", "name"])
def test_a_test_cannot_leave_this_machine(address):
    with pytest.raises(RuntimeError, match="beyond this machine"):
        socket.create_connection(address, timeout=1)


def test_a_datagram_cannot_leave_this_machine():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(RuntimeError, match="beyond this machine"),
    ):
        sender.sendto(b"out", ("198.51.100.7", 53))


def test_this_machine_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            client.sendall(b"here")
        peer, _ = server.accept()
        with peer:
            assert peer.recv(4) == b"here"
