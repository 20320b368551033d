"""Requests to the outside: asked for here, done by whoever speaks with the marketplace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.pace import machine
from zhanggui.marketplace import rules
from zhanggui.marketplace.events import ErrandEnded
from zhanggui.marketplace.models import Errand, ErrandTaker
from zhanggui.marketplace.queries import ErrandCard, errand_card


class CannotAskAgain(UnableTo):
    """The errand is gone or not the shop's, or it has not failed."""


@transaction.atomic
def ask_errand(
    *,
    shop_id: int,
    kind: str,
    thing: str,
    thing_id: int,
    payload: Mapping[str, Any],
    key: str,
    by: Actor,
    at: datetime,
) -> ErrandCard:
    """Asks the outside for something, once: asked with a key that is known already it is as it was. What
    was withdrawn meanwhile is asked for anew.

    `thing` and `thing_id` name what it is about; `payload` is what whoever performs it needs.
    """
    errand, _ = Errand.objects.select_for_update().get_or_create(
        shop_id=shop_id,
        key=key[: rules.ERRAND_KEY_LETTERS],
        defaults={
            "kind": kind,
            "thing": thing,
            "thing_id": thing_id,
            "payload": dict(payload),
            "asked_at": at,
            "by_id": by.id,
            "by_name": by.name[:80],
        },
    )
    if errand.state == rules.WITHDRAWN:
        errand.payload = dict(payload)
        _ask_anew(errand, by, at)
    return errand_card(errand)


@transaction.atomic
def take_errands(*, shop_id: int, kinds: Collection[str], limit: int, at: datetime) -> list[ErrandCard]:
    """The oldest asked errands, for whoever performs them: nobody else is given them for a while, and who
    takes is known to be there. What was taken too often without an end has failed."""
    ErrandTaker.objects.bulk_create(
        [ErrandTaker(shop_id=shop_id, kind=kind, seen_at=at) for kind in sorted(kinds)],
        update_conflicts=True,
        unique_fields=("shop", "kind"),
        update_fields=("seen_at",),
    )
    free = Q(taken_at=None) | Q(taken_at__lte=at - machine(rules.ERRAND_LEASE))
    rows = Errand.objects.filter(free, shop_id=shop_id, kind__in=list(kinds), state=rules.ASKED)
    taken = []
    for errand in rows.select_for_update(skip_locked=True).order_by("id")[:limit]:
        if errand.attempts >= rules.MOST_ATTEMPTS:
            _end(errand, "fail", "试了多次都没有结果", at)
            continue
        errand.taken_at, errand.attempts = at, errand.attempts + 1
        taken.append(errand)
    Errand.objects.bulk_update(taken, ("taken_at", "attempts"))
    return [errand_card(errand) for errand in taken]


@transaction.atomic
def end_errand(*, errand_id: int, ok: bool, result: str = "", at: datetime) -> None:
    """What the outside answered: `result` is its word for people. Ended twice is once; what was withdrawn
    meanwhile stays withdrawn, unless it was done all the same."""
    errand = Errand.objects.select_for_update().filter(pk=errand_id).first()
    move = "do" if ok else "fail"
    if errand is None or (errand.state, move) not in rules.ERRAND.table:
        return
    _end(errand, move, result, at)


def note_errand(*, errand_id: int, result: str) -> None:
    """What whoever performs it wants to be known if nothing more is heard of them."""
    Errand.objects.filter(pk=errand_id, state=rules.ASKED).update(
        result=result[: rules.ERRAND_RESULT_LETTERS]
    )


@transaction.atomic
def withdraw_errands(*, shop_id: int, kind: str, thing: str, thing_id: int, at: datetime) -> int:
    """Asks no longer for this: something newer takes its place. How many there were.

    One that somebody is just ending is left to them: whoever asks holds its subject's row, which they
    want next.
    """
    rows = Errand.objects.filter(
        shop_id=shop_id, kind=kind, thing=thing, thing_id=thing_id, state__in=(rules.ASKED, rules.FAILED)
    )
    there = list(rows.select_for_update(skip_locked=True).order_by("id"))
    for errand in there:
        errand.state = rules.ERRAND.after(errand.state, "withdraw")
        errand.ended_at = at
    Errand.objects.bulk_update(there, ("state", "ended_at"))
    return len(there)


@transaction.atomic
def ask_errand_again(*, errand_id: int, by: Actor, at: datetime) -> ErrandCard:
    """A failed one is asked for once more."""
    errand = Errand.objects.select_for_update().filter(pk=errand_id, shop_id=by.shop_id).first()
    if errand is None or errand.state != rules.FAILED:
        raise CannotAskAgain("这个请求没有失败,不用再发")
    _ask_anew(errand, by, at)
    return errand_card(errand)


def _ask_anew(errand: Errand, by: Actor, at: datetime) -> None:
    errand.state = rules.ERRAND.after(errand.state, "ask")
    errand.attempts, errand.taken_at, errand.ended_at, errand.result = 0, None, None, ""
    errand.asked_at, errand.by_id, errand.by_name = at, by.id, by.name[:80]
    errand.save()


def _end(errand: Errand, move: str, result: str, at: datetime) -> None:
    errand.state = rules.ERRAND.after(errand.state, move)
    errand.result, errand.ended_at = result[: rules.ERRAND_RESULT_LETTERS], at
    errand.save(update_fields=("state", "result", "ended_at"))
    announce(
        ErrandEnded(
            shop_id=errand.shop_id,
            errand_id=errand.pk,
            kind=errand.kind,
            thing=errand.thing,
            thing_id=errand.thing_id,
            state=errand.state,
            at=at.isoformat(),
        )
    )
