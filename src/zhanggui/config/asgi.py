"""The ASGI application: Django for requests, the live wire beside it for sockets."""

from __future__ import annotations

import asyncio
import contextlib
import warnings

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhanggui.config import starting

starting.set_up()

from zhanggui.config import assets  # noqa: E402 - rooms load after set-up
from zhanggui.config.bodies import bounded  # noqa: E402
from zhanggui.conversations.live.door import answer  # noqa: E402
from zhanggui.foundation.live import carrier, hub  # noqa: E402
from zhanggui.foundation.live.sockets import Application, Receive, Scope, Send, close_all  # noqa: E402

# Static files are small and are read whole: an iterator that is not asynchronous costs nothing here.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")


class Pages(ASGIHandler):
    """Django's, but for its way to a view: ours are synchronous, and so is some of the middleware. Django
    would go to the request's thread and back for each of them, which takes longer than what most do there."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 - as Django calls it
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response)(request)


_pages: Application = Pages()


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
    await asyncio.to_thread(carrier.take_over)
    hearing = asyncio.create_task(hub.run())
    await send({"type": "lifespan.startup.complete"})
    await receive()  # lifespan.shutdown
    close_all()
    carrier.stop_sending()
    hearing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await hearing
    await send({"type": "lifespan.shutdown.complete"})
