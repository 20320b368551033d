"""Words on their way out: asked for with the message, carried one by one, in order, never twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_noop
from procrastinate import exceptions
from procrastinate.contrib.django import app

from zhanggui.connectors.channels.lines import LINES, Line, NotNow, NotTaken, Unsure, Word
from zhanggui.connectors.channels.telling import tell_departure
from zhanggui.conversations.parts import CARRIERS, Carrier, Departing
from zhanggui.conversations.queries import conversation_card
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actors import Actor
from zhanggui.marketplace.actions import ask_errand, end_errand, note_errand, take_errands
from zhanggui.marketplace.queries import ErrandCard, asked_before

THING = "conversation"
_AT_ONCE = 20
BEGUN = "正在发"
_CUT_OFF = gettext_noop("发到一半断了,不知道对方收到没有。请看一下再决定要不要重发")
_BROKEN = gettext_noop("程序出了错,已经记在日志里,不知道对方收到没有")
_NOBODY = gettext_noop("这个渠道没有设置好,或者这位买家已经不在了")
logger = logging.getLogger(__name__)


def add_line(line: Line) -> Line:
    CARRIERS.add(Carrier(line.key, line.refusal, partial(_ask, line)))
    return LINES.add(line)


def errand_key(conversation_id: int, position: int) -> str:
    return f"word-{conversation_id}-{position}"


def _ask(line: Line, words: Sequence[Departing], at: datetime) -> None:
    for word in words:
        ask_errand(
            shop_id=word.shop_id,
            kind=line.errand,
            thing=THING,
            thing_id=word.conversation_id,
            payload={
                "position": word.position,
                "kind": word.kind,
                "text": word.text,
                "picture": word.picture_id,
                "by_program": not word.by_name,
            },
            key=errand_key(word.conversation_id, word.position),
            by=Actor("staff" if word.by_name else "program", None, word.by_name or "掌柜", word.shop_id),
            at=at,
        )
    for shop_id in {word.shop_id for word in words}:
        carry_soon(shop_id, line.key)


def carry_soon(shop_id: int, channel: str) -> None:
    """Joins the caller's transaction: the carrying begins after the commit."""
    try:
        with transaction.atomic():
            task = app.configure_task(
                "zhanggui.carry_words", queueing_lock=f"carry {shop_id} {channel}", allow_unknown=True
            )
            task.defer(shop_id=shop_id, channel=channel)
    except exceptions.AlreadyEnqueued:
        return


def carry_out(shop_id: int, channel: str, *, now: Callable[[], datetime]) -> int:
    """Carries what is asked for; how many words are over, one way or the other. A word whose forerunner in
    the conversation has not left yet waits for it."""
    line = LINES.get(channel)
    over = 0
    while line and (taken := take_errands(shop_id=shop_id, kinds=(line.errand,), limit=_AT_ONCE, at=now())):
        for errand in taken:
            if not asked_before(errand):
                over += _carry(line, errand, now)
    return over


def _carry(line: Line, errand: ErrandCard, now: Callable[[], datetime]) -> bool:
    if errand.result == BEGUN:  # whoever was at it is gone
        end_errand(errand_id=errand.id, ok=False, result=_CUT_OFF, at=now())
        return True
    word = _word(errand)
    if word is None or not line.facts(errand.shop_id):
        end_errand(errand_id=errand.id, ok=False, result=_NOBODY, at=now())
        return True
    note_errand(errand_id=errand.id, result=BEGUN)
    try:
        said = line.post(word)
    except NotNow as reason:
        note_errand(errand_id=errand.id, result=str(reason))
        tell_departure(errand.kind, errand.shop_id, errand.thing_id)
        return False
    except (NotTaken, Unsure) as reason:
        end_errand(errand_id=errand.id, ok=False, result=str(reason), at=now())
    except Exception:
        logger.exception("carrying errand %s", errand.id)
        end_errand(errand_id=errand.id, ok=False, result=_BROKEN, at=now())
    else:
        end_errand(errand_id=errand.id, ok=True, result=said, at=now())
    return True


def _word(errand: ErrandCard) -> Word | None:
    card = conversation_card(errand.thing_id)
    buyer = buyer_card(card.buyer_id) if card else None
    if card is None or buyer is None or buyer.address is None:
        return None
    return Word(
        errand_id=errand.id,
        shop_id=errand.shop_id,
        conversation_id=card.id,
        position=errand.payload["position"],
        address=buyer.address,
        name=buyer.name,
        kind=errand.payload["kind"],
        text=errand.payload["text"],
        picture_id=errand.payload["picture"],
        by_program=errand.payload["by_program"],
        asked_at=errand.asked_at,
    )
