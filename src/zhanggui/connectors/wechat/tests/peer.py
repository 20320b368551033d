"""A stand-in for the platform's interface, on a socket of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = dict[str, Any] | bytes | None  # None: the line is cut


@dataclass
class Platform:
    """What was asked of it, and what it answers next: by path, each answer once, then "ok"."""

    url: str = ""
    asked: list[tuple[str, dict[str, list[str]], bytes]] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    tokens: int = 0

    def sent(self) -> list[dict[str, Any]]:
        return [json.loads(body) for path, _, body in self.asked if path.endswith("/custom/send")]

    def answer(self, path: str, query: dict[str, list[str]], body: bytes) -> Answer:
        self.asked.append((path, query, body))
        if waiting := self.answers.get(path):
            return waiting.pop(0)
        if path == "/cgi-bin/stable_token":
            self.tokens += 1
            return {"access_token": f"token-{self.tokens}", "expires_in": 7200}
        if path == "/cgi-bin/media/upload":
            return {"media_id": "media-1", "type": "image"}
        return {"errcode": 0, "errmsg": "ok"}


@contextmanager
def platform() -> Iterator[Platform]:
    peer = Platform()

    class Handler(BaseHTTPRequestHandler):
        def _respond(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            told = peer.answer(parts.path, parse_qs(parts.query), self.rfile.read(length))
            if told is None:
                self.close_connection = True
                self.connection.close()
                return
            data = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = _respond  # noqa: N815 - the library's name
        do_POST = _respond  # noqa: N815 - the same

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    peer.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
