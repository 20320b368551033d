"""The ASGI application: Django for requests, the live wire beside it for sockets."""

from __future__ import annotations

import asyncio
import contextlib
import warnings

from django.core.asgi import get_asgi_application

from zhanggui.config import starting

starting.set_up()

from zhanggui.config import assets  # noqa: E402 - rooms load after set-up
from zhanggui.config.bodies import bounded  # noqa: E402
from zhanggui.conversations.live.door import answer  # noqa: E402
from zhanggui.foundation.live import carrier, hub  # noqa: E402
from zhanggui.foundation.live.sockets import Application, Receive, Scope, Send, close_all  # noqa: E402

# Static files are small and are read whole: an iterator that is not asynchronous costs nothing here.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

_pages: Application = get_asgi_application()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await answer(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _live(receive, send)
    elif not await assets.answered(scope, send):
        await bounded(_pages, scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    await receive()  # lifespan.startup
    carrier.send_in_background()
    hearing = asyncio.create_task(hub.run())
    await send({"type": "lifespan.startup.complete"})
    await receive()  # lifespan.shutdown
    close_all()
    carrier.stop_sending()
    hearing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await hearing
    await send({"type": "lifespan.shutdown.complete"})
