"""A letter in: a message of the buyer's, and what the program answers in the same call."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from zhanggui.connectors.channels.carrying import errand_key
from zhanggui.connectors.channels.lines import NotTaken
from zhanggui.connectors.wechat.account import account_of
from zhanggui.connectors.wechat.interface import Interface
from zhanggui.connectors.wechat.letters import EVENT, IMAGE, Letter
from zhanggui.conversations.actions import (
    CannotTakePicture,
    Draft,
    Refused,
    open_for_buyer,
    record_messages,
    send_picture,
)
from zhanggui.conversations.queries import messages_after
from zhanggui.conversations.rules import AUTO, BUYER, TEXT_LETTERS, clean_text
from zhanggui.customers.actions import ensure_buyer
from zhanggui.customers.rules import WECHAT
from zhanggui.marketplace.actions import end_errand
from zhanggui.marketplace.queries import errand_by_key
from zhanggui.marketplace.rules import ASKED
from zhanggui.shops.queries import ShopCard, shop_by_id

_IN_THE_SAME_CALL = "随买家的消息一起答复了"
_NO_PICTURE = "[图片] (没有取到,请买家再发一次)"
logger = logging.getLogger(__name__)


class NotWritten(Exception):  # noqa: N818 - the platform calls again
    """The message could not be put on disk now."""


@transaction.atomic
def receive(shop: ShopCard, letter: Letter, *, at: datetime) -> str:
    """Puts the letter on disk, once; answers what the buyer is to be told in the same call, if anything."""
    if letter.kind == EVENT:
        return ""
    conversation_id = _conversation(shop.id, letter.openid, at)
    if letter.kind == IMAGE and letter.media_id:
        task = app.configure_task("zhanggui.wechat_picture", allow_unknown=True)
        task.defer(
            shop_id=shop.id, conversation_id=conversation_id, client_id=letter.key, media_id=letter.media_id
        )
        return ""
    return _written(shop.id, Draft(conversation_id, BUYER, letter.key, _shown(letter.text)), at)


def _conversation(shop_id: int, openid: str, at: datetime) -> int:
    buyer = ensure_buyer(
        shop_id=shop_id, channel=WECHAT, key=openid, name=f"微信 {openid[-4:].upper()}", at=at
    )
    return open_for_buyer(buyer=buyer, at=at).id


def _shown(text: str) -> str:
    return clean_text(text)[:TEXT_LETTERS] or "[看不见的文字]"


def _written(shop_id: int, draft: Draft, at: datetime) -> str:
    outcome = record_messages([draft], at=at)[0]
    if isinstance(outcome, Refused):
        raise NotWritten(outcome.say)
    return _answer_at_once(shop_id, draft.conversation_id, outcome.position, at)


def _answer_at_once(shop_id: int, conversation_id: int, position: int, at: datetime) -> str:
    """What the program said right behind it goes with the answer to the call. Called again for want of one,
    the platform is told the same again."""
    following = messages_after(conversation_id, position, limit=1)
    if not following or following[0]["side"] != AUTO:
        return ""
    errand = errand_by_key(shop_id, errand_key(conversation_id, position + 1))
    if errand and errand.state == ASKED:
        end_errand(errand_id=errand.id, ok=True, result=_IN_THE_SAME_CALL, at=at)
    elif errand is None or errand.result != _IN_THE_SAME_CALL:
        return ""
    return str(following[0]["text"])


def receive_picture(
    *, shop_id: int, conversation_id: int, client_id: str, media_id: str, at: datetime
) -> None:
    """Fetches what a buyer sent. NotNow lets the job try again; what is not to be had is said so."""
    account = account_of(shop_by_id(shop_id))
    draft = Draft(conversation_id, BUYER, client_id, "")
    try:
        data = Interface(account).media(media_id) if account else b""
        send_picture(draft=draft, data=data, at=at)
    except (NotTaken, CannotTakePicture) as reason:
        logger.warning("a picture of conversation %s: %s", conversation_id, reason)
        record_messages([Draft(conversation_id, BUYER, client_id, _NO_PICTURE)], at=at)
