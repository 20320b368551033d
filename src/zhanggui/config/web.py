"""One web process."""

from __future__ import annotations

import socket
import sys

import uvicorn

from zhanggui.config import environment

APPLICATION = "zhanggui.config.asgi:application"


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
        ws="websockets-sansio",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=behind_proxy,
        ws_ping_interval=20,
        ws_per_message_deflate=False,  # chat frames are small: packing them costs more than it saves
        ws_max_size=65536,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=handle)])
    return 0
