"""A network between a client and a server that can go dead: nothing is closed, nothing arrives any more."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Network:
    """Passes on what either side says until it is dead."""

    host: str
    is_dead: threading.Event = field(default_factory=threading.Event)

    def die(self) -> None:
        self.is_dead.set()


@contextlib.contextmanager
def network_to(server: str) -> Iterator[Network]:
    """Before a server at "127.0.0.1:8000"."""
    where, port = server.split(":")
    with socket.create_server(("127.0.0.1", 0)) as listening, contextlib.ExitStack() as lines:
        network = Network(f"127.0.0.1:{listening.getsockname()[1]}")

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    near, _ = listening.accept()
                    far = socket.create_connection((where, int(port)))
                    for one in (near, far):
                        lines.enter_context(one)
                    for ends in ((near, far), (far, near)):
                        threading.Thread(target=_pass, args=(network, *ends), daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        try:
            yield network
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def _pass(network: Network, source: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            if network.is_dead.is_set():
                network.is_dead.wait()
                continue  # read and forgotten: the sender believes that it is under way
            to.sendall(data)
        if not network.is_dead.is_set():
            to.shutdown(socket.SHUT_WR)
