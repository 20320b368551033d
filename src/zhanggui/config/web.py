"""One web process."""

from __future__ import annotations

import socket
import sys

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from zhanggui.config import environment

APPLICATION = "zhanggui.config.asgi:application"
VISITOR_SECONDS = 20.0
DESK, DESK_SECONDS, DESK_PATIENCE_SECONDS = "/live", 2.0, 3.0


class Line(WebSocketsSansIOProtocol):
    """A socket that asks the other end whether it lives: the thousands of visitors seldom, a desk often,
    because buyers are given to whoever is there. The browser's network answers, also for a page in the
    background, whose own timers may stand still for a minute (docs/decisions, presence)."""

    _looked_again = False

    def start_keepalive(self) -> None:
        if self.scope["path"] == DESK:
            self.ping_interval, self.ping_timeout = DESK_SECONDS, DESK_PATIENCE_SECONDS
        super().start_keepalive()

    def send_keepalive_ping(self) -> None:
        self._looked_again = False
        super().send_keepalive_ping()

    def keepalive_timeout(self) -> None:
        """When it was this process that did not read, the answer may lie in the socket."""
        if self.read_paused or not self._looked_again:
            self._looked_again = not self.read_paused
            self.pong_timer = self.loop.call_later(0.25, self.keepalive_timeout)
            return
        super().keepalive_timeout()
        self.transport.abort()  # a dead line takes no last words: closing would wait for them


def serve(handle: int, application: str = APPLICATION) -> int:
    """One web process on a listening socket that the supervisor opened."""
    environment.wait_for_rows(seconds=3)
    # The threads that write take turns with the event loop: at Python's own 5 ms each turn of a commit
    # waits longer for the interpreter than for the disk.
    sys.setswitchinterval(0.001)
    behind_proxy = environment.flag("ZHANGGUI_HTTPS")
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws=Line,
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=behind_proxy,
        ws_ping_interval=VISITOR_SECONDS,
        ws_per_message_deflate=False,  # chat frames are small: packing them costs more than it saves
        ws_max_size=65536,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=handle)])
    return 0
