"""Receivers on this machine: a server that answers as the robots' do, and one that takes mail. Real sockets both."""

import base64
import hashlib
import hmac
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SIGNING = "SEC0123456789abcdef"


@dataclass
class Robots:
    """What came in, and how the next requests are answered: (status, body), the last one for good."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=lambda: [(200, {"errcode": 0, "code": 0})])

    def text(self, place: int = -1) -> str:
        body = self.got[place]["body"]
        return str(body["text"]["content"] if "text" in body else body["content"]["text"])


@contextmanager
def robots() -> Iterator[Robots]:
    """Serve robots on a free port."""
    state = Robots()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            state.got.append({"path": parts.path, "query": query, "body": body})
            status, answer = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield state
        server.shutdown()
        thread.join()


def dingtalk_signature(stamp: str, secret: str = SIGNING) -> str:
    """The signature as DingTalk documents it, once its query is decoded."""
    seal = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(seal.digest()).decode()


def feishu_signature(stamp: str, secret: str = SIGNING) -> str:
    """The signature as Feishu documents it."""
    return base64.b64encode(hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


@dataclass
class Mailbox:
    """What mail came in. ``refuses`` answers the data with a refusal."""

    port: int = 0
    got: list[tuple[list[str], Message]] = field(default_factory=list)
    refuses: bool = False


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Take mail on a free port: the few verbs that smtplib speaks."""
    state = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 127.0.0.1")
            to: list[str] = []
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "RCPT":
                    to.append(line.split("<")[1].split(">")[0])
                if verb == "DATA":
                    self.say("354 go on")
                    self.take(to)
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def take(self, to: list[str]) -> None:
            lines = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                lines.append(line.removeprefix("."))
            if state.refuses:
                self.say("554 refused by pw-secret-1")
                return
            state.got.append((list(to), message_from_string("".join(lines))))
            self.say("250 taken")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        state.port = server.server_address[1]
        yield state
        server.shutdown()
        thread.join()
