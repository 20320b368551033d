from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from zhanggui.connectors.files.templates.access import to_fill_in, to_take_out
from zhanggui.connectors.files.templates.actions import take_out
from zhanggui.connectors.files.templates.columns import Template
from zhanggui.connectors.files.templates.writing import FileForm, write_blank
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import member

_BLOCK, _IN_MEMORY = 1 << 16, 4 << 20


@require_GET
@login_required
def template(request: HttpRequest, key: Template[Any], form: FileForm) -> HttpResponseBase:
    to_fill_in(member(request), key)
    out = _kept()
    write_blank(key, form, out)
    return _sent(request, out, f"{key.title}模板.{form}", form)


@require_GET
@login_required
def export(request: HttpRequest, key: Template[Any], form: FileForm) -> HttpResponseBase:
    """Written whole before the first byte is sent: what fails on the way is no half file."""
    staff = to_take_out(member(request), key)
    out = _kept()
    at = now()
    try:
        take_out(shop_id=staff.shop_id, template=key, form=form, out=out, by=staff.actor, at=at)
    except UnableTo as refusal:
        out.close()
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    return _sent(request, out, f"{key.title}-{shop_day(at):%Y%m%d}.{form}", form)


def _kept() -> IO[bytes]:
    """In memory while it is small; the response closes it when it has been sent."""
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)


def _sent(request: HttpRequest, out: IO[bytes], name: str, form: FileForm) -> FileResponse:
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=name, content_type=form.content_type)
    response["Cache-Control"] = "private, no-store"
    if isinstance(request, ASGIRequest):
        # Block by block there too, instead of the whole file at once. It is closed all the same.
        response.streaming_content = _blocks(out)
    return response


async def _blocks(out: IO[bytes]) -> AsyncIterator[bytes]:
    while block := await sync_to_async(out.read)(_BLOCK):
        yield block
