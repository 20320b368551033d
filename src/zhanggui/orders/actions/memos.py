"""The marketplace's memo of an order: asked for when there is something new to say, and watched after."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Greatest

from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.marketplace.actions import ask_errand, end_errand, withdraw_errands
from zhanggui.marketplace.events import ErrandEnded
from zhanggui.marketplace.queries import ErrandCard, errand_by_id, newest_errands
from zhanggui.marketplace.rules import ASKED, DONE, FAILED
from zhanggui.orders import rules
from zhanggui.orders.kinds import MEMO_TASK
from zhanggui.orders.models import Order, Remark
from zhanggui.orders.queries import MEMO_ERRAND, memo_line, memo_room, speaks_of, verified_visitors
from zhanggui.worklist.actions import Wanted, ensure_tasks, settle_tasks


class CannotAskMemo(UnableTo):
    """The order is not the shop's, or has no remark."""


@transaction.atomic
def write_memo_again(*, order_id: int, by: Actor, at: datetime) -> None:
    """Our remarks once more into the memo as it stands now: somebody took them out, or it did not work."""
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id, shop_id=by.shop_id).first()
    if order is None or not Remark.objects.filter(order=order).exists():
        raise CannotAskMemo("这个订单还没有备注")
    ask_memo(order=order, again=f"{at.timestamp():.0f}", by=by, at=at)


def ask_memo(*, order: Order, again: str = "", by: Actor, at: datetime) -> None:
    """Asks for the memo that holds all our remarks that it has room for, instead of what was asked before.
    The order's row is locked by the caller. Without room it is a person's to make some."""
    remarks = list(Remark.objects.filter(order=order).order_by("-id"))
    theirs = order.remark or ""
    limit, encoding = memo_room(order.shop_id, at=at)
    ours = [memo_line(one) for one in remarks]
    written = rules.write_memo(ours=ours, theirs=theirs, limit=limit, encoding=encoding)
    withdraw_errands(shop_id=order.shop_id, kind=MEMO_ERRAND, thing="order", thing_id=order.pk, at=at)
    tell_remarked(order=order)
    if written is None:
        _want_a_person(order.shop_id, {order.pk: f"{order.number} 的平台备注满了,新备注写不进"}, by, at)
        return
    ask_errand(
        shop_id=order.shop_id,
        kind=MEMO_ERRAND,
        thing="order",
        thing_id=order.pk,
        payload={
            "number": order.number,
            "flag": remarks[0].flag,
            "memo": written.text,
            "base": theirs,
        },
        key=_key(order.pk, remarks[0].pk, theirs, again),
        by=by,
        at=at,
    )


def tell_remarked(*, order: Order) -> None:
    """Whoever has the order's buyer before them fetches it again."""
    buyers = {order.buyer_id, verified_visitors([order.pk]).get(order.pk)}
    tell(
        [
            {"k": "changed", "s": order.shop_id, "name": "order", "id": one}
            for one in buyers
            if one is not None
        ]
    )


def weigh_memos(*, shop_id: int, memos: Mapping[int, tuple[str, datetime]], at: datetime) -> None:
    """What newer snapshots say in the memos of these orders, against what we asked for.

    {order: (memo, since when it is known to stand there)}. Ours there: done. Not yet, and others wrote
    meanwhile: asked for anew on top of theirs. Gone or changed after it was done: a person decides.
    """
    if not memos:
        return
    ours: dict[int, list[Remark]] = defaultdict(list)
    for row in Remark.objects.filter(order_id__in=list(memos)).order_by("-id"):
        ours[row.order_id].append(row)
    if not ours:
        return
    errands = newest_errands(shop_id, kind=MEMO_ERRAND, thing="order", thing_ids=ours)
    disputed: dict[int, rules.Standing] = {}
    there = []
    for order_id, remarks in ours.items():
        memo, told_at = memos[order_id]
        errand = errands.get(order_id)
        if errand is None or not speaks_of(errand, remarks[0]):  # there was no room: perhaps there is now
            ask_memo(order=Order.objects.get(pk=order_id), by=program(shop_id), at=at)
            continue
        standing = _standing(errand, memo)
        if standing == rules.Standing.THERE:
            there.append(order_id)
            if errand.state != DONE:
                end_errand(errand_id=errand.id, ok=True, result="平台的备注里已经有了", at=at)
        elif errand.state == DONE and errand.ended_at and told_at > errand.ended_at:
            disputed[order_id] = standing
        elif errand.state in (ASKED, FAILED) and memo != errand.payload.get("base"):
            ask_memo(order=Order.objects.get(pk=order_id), by=program(shop_id), at=at)
    by = program(shop_id)
    settle_tasks(shop_id=shop_id, kind=MEMO_TASK.key, thing="order", thing_ids=there, by=by, at=at)
    written_at = {order_id: errands[order_id].ended_at for order_id in disputed}
    _want_a_person(shop_id, _titles(disputed), by, at, known_at=written_at)


def note_written(*, event: ErrandEnded, at: datetime) -> None:
    """The marketplace took the memo: that is what it says from now on, whatever older tellings come in later.
    It did not: a person must see to it."""
    if event.kind != MEMO_ERRAND:
        return
    errand = errand_by_id(event.errand_id)
    order = Order.objects.filter(pk=event.thing_id).first()
    if errand is None or order is None:
        return
    tell_remarked(order=order)
    if event.state == DONE:
        base = errand.payload.get("base", "")
        as_then = Q(remark=base) | Q(remark=None) if base == "" else Q(remark=base)
        Order.objects.filter(as_then, pk=event.thing_id).update(
            remark=errand.payload["memo"], flag=errand.payload["flag"], seen_at=Greatest("seen_at", Value(at))
        )
        _go_on(event.shop_id, event.thing_id, at)
        return
    title = f"{errand.payload['number']} 的备注没有写进平台:{errand.result}"
    _want_a_person(event.shop_id, {event.thing_id: title}, program(event.shop_id), at)


def _go_on(shop_id: int, order_id: int, at: datetime) -> None:
    """The newest remark stands in the marketplace: nobody has to look any more. Or it was written while an
    older one was on its way, and is asked for on top of that."""
    by = program(shop_id)
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    newest = newest_errands(shop_id, kind=MEMO_ERRAND, thing="order", thing_ids=[order_id]).get(order_id)
    if newest is None:
        return
    if newest.state == ASKED and newest.payload.get("base") != (order.remark or ""):
        ask_memo(order=order, by=by, at=at)
    elif newest.state == DONE and (row := Remark.objects.filter(order=order).order_by("-id").first()):
        over = [order_id] if speaks_of(newest, row) else []
        settle_tasks(shop_id=shop_id, kind=MEMO_TASK.key, thing="order", thing_ids=over, by=by, at=at)


def _standing(errand: ErrandCard, memo: str) -> rules.Standing:
    return rules.standing(ours=rules.read_memo(errand.payload["memo"]).lines, theirs=memo)


def _titles(disputed: Mapping[int, rules.Standing]) -> dict[int, str]:
    numbers = dict(Order.objects.filter(pk__in=list(disputed)).values_list("pk", "number"))
    words = {rules.Standing.MISSING: "不见了", rules.Standing.EDITED: "被改过"}
    return {
        order_id: f"{numbers[order_id]} 的平台备注里,我们写的{words[standing]}"
        for order_id, standing in disputed.items()
    }


def _want_a_person(
    shop_id: int,
    titles: Mapping[int, str],
    by: Actor,
    at: datetime,
    known_at: Mapping[int, datetime | None] = MappingProxyType({}),
) -> None:
    """`known_at`: when the memo that is disputed was written. Who has judged it since is not asked again."""
    if not titles:
        return
    # Whoever wrote the newest remark is asked: they know what the packer must not miss.
    newest = Remark.objects.filter(order_id__in=list(titles)).order_by("order_id", "-id").distinct("order_id")
    authors = dict(newest.values_list("order_id", "by_id"))
    wanted = [
        Wanted(
            thing_id=order_id, title=title, owner_id=authors.get(order_id), known_at=known_at.get(order_id)
        )
        for order_id, title in titles.items()
    ]
    ensure_tasks(shop_id=shop_id, kind=MEMO_TASK.key, thing="order", tasks=wanted, by=by, at=at)


def _key(order_id: int, remark_id: int, base: str, again: str) -> str:
    digest = hashlib.sha256(base.encode("utf-8", "replace")).hexdigest()[:16]
    return f"memo-{order_id}-{remark_id}-{digest}{again and f'-{again}'}"
