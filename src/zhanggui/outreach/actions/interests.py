"""Who asked or looked, what became of it, and who is to be followed up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from zhanggui.catalog.queries import ItemCard, item_cards
from zhanggui.conversations.actions import forget_looks
from zhanggui.conversations.queries import Mention, last_words, mentions
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.live.carrier import tell
from zhanggui.orders.queries import PlacedCard, orders_of_buyers
from zhanggui.outreach.kinds import UNDECIDED
from zhanggui.outreach.models import Doubt, FollowUp, Interest, InterestMark
from zhanggui.outreach.queries import limits_of, past_of
from zhanggui.outreach.rules.following import TALKED, due_at, is_kept, is_wanted
from zhanggui.outreach.settings import BOUGHT_DAYS, INTEREST_DAYS
from zhanggui.shops.queries import setting_values
from zhanggui.worklist.actions import Wanted, ensure_tasks, settle_tasks
from zhanggui.worklist.queries import TaskCard, open_tasks

THING = "interest"
_AGAIN = timedelta(minutes=5)  # read twice: a batch of messages may have been under way
_MOST_TASKS = 10_000
_STRENGTH = {"shown": 0, "looked": 1, "asked": 2, "doubted": 3}


@transaction.atomic
def note_interests(*, shop_id: int, at: datetime) -> int:
    """Reads what was said and looked at since the last time; how many interests are new. What is about goods
    that the buyer has lately bought is after-sale and none. A card that an agent shows counts only where the
    buyer named nothing themselves."""
    values = setting_values(shop_id, (INTEREST_DAYS, BOUGHT_DAYS), at=at)
    window, bought = (timedelta(days=values[one.key]) for one in (INTEREST_DAYS, BOUGHT_DAYS))
    mark, _ = InterestMark.objects.select_for_update().get_or_create(
        shop_id=shop_id, defaults={"read_until": at - window}
    )
    heard = mentions(shop_id, max(mark.read_until - _AGAIN, at - window), at)
    InterestMark.objects.filter(pk=mark.pk).update(read_until=max(mark.read_until, at))
    forget_looks(shop_id=shop_id, before=at - max(window, bought))
    if not heard:
        return 0
    buyers = {one.buyer_id for one in heard}
    agents = {one.buyer_id: one.agent_id for one in last_words(buyers).values()}
    orders = orders_of_buyers(shop_id, buyers, min(one.at for one in heard) - bought)
    items = item_cards(shop_id, {one.item_id for one in heard})
    known: dict[tuple[int, int | None], Interest] = {
        (one.buyer_id, one.item_id): one
        for one in Interest.objects.select_for_update().filter(buyer_id__in=buyers, won_at=None)
    }
    over = _over(buyers)
    fresh = 0
    for one in heard:
        row = known.get((one.buyer_id, one.item_id))
        if row is None:
            if one.item_id not in items or one.at <= over.get((one.buyer_id, one.item_id), one.at - _AGAIN):
                continue
            theirs = orders.get(one.buyer_id, [])
            if _has(theirs, items[one.item_id], one.at) or (
                one.how == "shown" and _named(known, one, window)
            ):
                continue
            row = Interest(shop_id=shop_id, buyer_id=one.buyer_id, item_id=one.item_id, began_at=one.at)
            row.how, row.last_at = one.how, one.at
            known[one.buyer_id, one.item_id] = row
            fresh += 1
        _heard(row, one, agents.get(one.buyer_id))
    for row in known.values():
        row.save()
    return fresh


def _over(buyers: Collection[int]) -> dict[tuple[int, int | None], datetime]:
    """Until when what was heard belongs to an interest that has ended in an order."""
    rows = Interest.objects.filter(buyer_id__in=buyers, won_at__isnull=False).order_by("won_at")
    return {(one.buyer_id, one.item_id): one.won_at for one in rows if one.won_at is not None}


def _has(orders: Sequence[PlacedCard], item: ItemCard, at: datetime) -> bool:
    names = {item.number, item.outer_id, item.title} - {None, ""}
    return any(one.created_at < at and names & {*one.items, one.title} for one in orders)


def _named(known: dict[tuple[int, int | None], Interest], one: Mention, window: timedelta) -> bool:
    theirs = (row for (buyer_id, _), row in known.items() if buyer_id == one.buyer_id)
    return any(row.last_at >= one.at - window for row in theirs)


def _heard(row: Interest, one: Mention, agent_id: int | None) -> None:
    if one.at >= row.last_at:
        row.last_at, row.position = one.at, one.position or row.position
    row.how = max(row.how, one.how, key=lambda how: _STRENGTH[how])
    row.agent_id = agent_id or row.agent_id


@transaction.atomic
def see_to_interests(
    *, shop_id: int, buyer_ids: Collection[int] | None = None, by: Actor, at: datetime
) -> None:
    """What these buyers, or all of the shop's, have ordered ends their interests; the tasks say whom of the
    others somebody should write to now. A few statements, whatever the number."""
    values = setting_values(shop_id, (INTEREST_DAYS, BOUGHT_DAYS), at=at)
    window = timedelta(days=values[INTEREST_DAYS.key])
    rows = Interest.objects.select_for_update().filter(shop_id=shop_id, won_at=None)
    if buyer_ids is None:
        asked = at - max(window, timedelta(days=values[BOUGHT_DAYS.key]))
        tasks = open_tasks(shop_id, kind=UNDECIDED.key, limit=_MOST_TASKS)
        rows = rows.filter(Q(last_at__gte=asked) | Q(pk__in=[one.thing_id for one in tasks]))
    else:
        rows = rows.filter(buyer_id__in=list(buyer_ids))
    found = list(rows.order_by("pk"))
    _see_again(shop_id, buyer_ids, since=at - window)
    won = _end_won(shop_id, found)
    left = [one for one in found if one.pk not in won]
    there = {one.thing_id: one for one in open_tasks(shop_id, kind=UNDECIDED.key, limit=_MOST_TASKS)}
    if buyer_ids is not None:
        theirs = {one.pk for one in found}
        there = {thing_id: task for thing_id, task in there.items() if thing_id in theirs}
    _see_to_tasks(shop_id, [one for one in left if one.last_at >= at - window], there, by=by, at=at)
    if won:
        buyers = {one.buyer_id for one in found if one.pk in won}
        tell([{"k": "changed", "s": shop_id, "name": "doubts", "id": one} for one in buyers])


def _see_again(shop_id: int, buyer_ids: Collection[int] | None, *, since: datetime) -> None:
    """Who took something else lately may have come back for the item, or the order's lines are only told
    now."""
    rows = Interest.objects.select_for_update().filter(shop_id=shop_id, took_other=True, won_at__gte=since)
    if buyer_ids is not None:
        rows = rows.filter(buyer_id__in=list(buyer_ids))
    _end_won(shop_id, list(rows.order_by("pk")))


def _end_won(shop_id: int, rows: Sequence[Interest]) -> set[int]:
    """An order of the item wins it; any other ends it all the same: nobody is asked who has just bought."""
    if not rows:
        return set()
    buyers = {one.buyer_id for one in rows}
    orders = orders_of_buyers(shop_id, buyers, min(one.began_at for one in rows))
    items = item_cards(shop_id, {one.item_id for one in rows if one.item_id})
    won = []
    for row in rows:
        theirs = [one for one in orders.get(row.buyer_id, []) if one.created_at >= row.began_at]
        item = items.get(row.item_id) if row.item_id else None
        wins = theirs if item is None else [one for one in theirs if _may_be_of(one, item)]
        ends = next(iter(wins or theirs), None)
        if ends is not None:
            row.order_id, row.won_at, row.took_other = ends.order_id, ends.created_at, not wins
            won.append(row)
    Interest.objects.bulk_update(won, ("order", "won_at", "took_other"), batch_size=1_000)
    return {one.pk for one in won}


def _may_be_of(order: PlacedCard, item: ItemCard) -> bool:
    """Whether an order is of the item, as far as its lines or its title tell; one without may be."""
    if not order.items and not order.title:
        return True
    names = {item.number, item.outer_id, item.title} - {None, ""}
    return bool(names & {*order.items, order.title}) or bool(item.title and item.title in order.title)


def _see_to_tasks(
    shop_id: int, rows: Sequence[Interest], there: dict[int, TaskCard], *, by: Actor, at: datetime
) -> None:
    limits = limits_of(shop_id, at=at)
    past = past_of([one.pk for one in rows])
    by_id = {one.pk: one for one in rows}
    answered = {pk: said.answered_at for pk, (_, said) in past.items() if said and said.answered_at}
    talked = _talked(by_id, there, answered, at)
    kept = [
        one
        for one in rows
        if one.pk in there and one.pk not in talked and is_kept(past[one.pk][0], limits, at=at)
    ]
    over = there.keys() - {one.pk for one in kept}
    settle_tasks(shop_id=shop_id, kind=UNDECIDED.key, thing=THING, thing_ids=over, by=by, at=at)
    busy = {one.buyer_id for one in kept} | {by_id[one].buyer_id for one in talked}
    doubted = set(Doubt.objects.filter(interest_id__in=by_id).values_list("interest_id", flat=True))
    wanted: dict[int, Interest] = {}
    for one in sorted(rows, key=lambda row: (row.pk in doubted, row.last_at)):
        if one.buyer_id not in busy and is_wanted(past[one.pk][0], limits, at=at):
            wanted[one.buyer_id] = one
    items = item_cards(shop_id, {one.item_id for one in wanted.values() if one.item_id})
    tasks = []
    for one in wanted.values():
        facts, said = past[one.pk]
        name = items[one.item_id].name if one.item_id in items else ""
        title = " · ".join(filter(None, (name, said.text if said else "")))
        due = max(due_at(facts.last_at or at, limits), at + timedelta(minutes=1))
        tasks.append(Wanted(thing_id=one.pk, title=title or "没有下单", due_at=due, owner_id=one.agent_id))
    ensure_tasks(shop_id=shop_id, kind=UNDECIDED.key, thing=THING, tasks=tasks, by=by, at=at)


def _talked(
    rows: Mapping[int, Interest],
    there: Mapping[int, TaskCard],
    answered: Mapping[int, datetime],
    at: datetime,
) -> set[int]:
    """Those to whom somebody has written in the talk itself since the task was opened: that is noted."""
    found = {pk for pk, task in there.items() if pk in answered and answered[pk] > task.created_at}
    FollowUp.objects.bulk_create(
        FollowUp(
            shop_id=rows[pk].shop_id,
            interest_id=pk,
            buyer_id=rows[pk].buyer_id,
            outcome=TALKED,
            by_name="",
            at=at,
        )
        for pk in found
    )
    return found
