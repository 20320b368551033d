"""Where the platform calls. Public: whoever calls proves it by the signature."""

from __future__ import annotations

import os
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zhanggui.connectors.wechat.account import Account, account_of
from zhanggui.connectors.wechat.letters import (
    LONGEST,
    NotALetter,
    fields_of,
    letter_of,
    reply_to,
    sealed_reply,
)
from zhanggui.connectors.wechat.receiving import NotWritten, receive
from zhanggui.connectors.wechat.sealing import NotOurs, Seal, is_signed, signature
from zhanggui.foundation.clock import now
from zhanggui.shops.queries import ShopCard, shop_by_slug

_FRESH_SECONDS = 600
_TAKEN = "success"  # the platform's word for: do not call again


@csrf_exempt
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, slug: str) -> HttpResponse:
    shop = shop_by_slug(slug)
    account = account_of(shop) if shop else None
    if shop is None or account is None:
        raise Http404
    at = now()
    try:
        if request.method == "GET":
            _check(request, account, "signature", at)
            return _plain(request.GET.get("echostr", "")[:200])
        return _received(request, shop, account, at)
    except (NotOurs, NotALetter):
        return HttpResponse(status=403)
    except NotWritten:
        return HttpResponse(status=503)


def _received(request: HttpRequest, shop: ShopCard, account: Account, at: datetime) -> HttpResponse:
    body = request.read(LONGEST + 1)
    sealed = request.GET.get("encrypt_type") == "aes"
    fields = fields_of(body)
    if not sealed:
        if account.aes_key:  # who can seal does: plain words could be anybody's
            raise NotOurs
        _check(request, account, "signature", at)
        letter = letter_of(fields)
        text = receive(shop, letter, at=at)
        return _xml(reply_to(letter, text, at_seconds=int(at.timestamp()))) if text else _plain(_TAKEN)
    _check(request, account, "msg_signature", at, fields.get("Encrypt", ""))
    seal = Seal(account.aes_key, account.app_id)
    letter = letter_of(fields_of(seal.open(fields.get("Encrypt", "")).encode()))
    text = receive(shop, letter, at=at)
    if not text:
        return _plain(_TAKEN)
    return _xml(_sealed(seal, account, reply_to(letter, text, at_seconds=int(at.timestamp())), at))


def _check(request: HttpRequest, account: Account, name: str, at: datetime, *more: str) -> None:
    """NotOurs when the signature is not the account's, or is an old one."""
    stamp, nonce = request.GET.get("timestamp", ""), request.GET.get("nonce", "")
    if not stamp.isdigit() or abs(at.timestamp() - int(stamp[:12])) > _FRESH_SECONDS:
        raise NotOurs
    if not is_signed(request.GET.get(name, ""), account.token, stamp, nonce, *more):
        raise NotOurs


def _sealed(seal: Seal, account: Account, reply: str, at: datetime) -> str:
    stamp, nonce = str(int(at.timestamp())), os.urandom(8).hex()
    words = seal.seal(reply, salt=os.urandom(16))
    return sealed_reply(
        words, signed=signature(account.token, stamp, nonce, words), at_seconds=stamp, nonce=nonce
    )


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
