"""Seeing to a parcel that a buyer urges: a task of the store's, or of the agent's who asks the courier."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhanggui.conversations import queries, rules
from zhanggui.conversations.kinds import TRACED, URGED
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.worklist.actions import Wanted, ensure_task, settle_tasks

THING = "order"


class CannotUrge(UnableTo):
    """There is no such parcel of the buyer's, or it has arrived."""


@transaction.atomic
def urge_parcel(
    *, shop_id: int, buyer_id: int, order_id: int, words: str = "", by: Actor, at: datetime
) -> None:
    """While it is in the store the warehouse sees to it; on its way the agent does, who asks the courier.
    Asked again, it is the same task."""
    parcel = next((one for one in queries.parcels_of(shop_id, buyer_id) if one.order_id == order_id), None)
    buyer = buyer_card(buyer_id)
    if parcel is None or buyer is None or by.id is None:
        raise CannotUrge("这个订单已经完成了,或者不是这位买家的")
    kind = TRACED if parcel.has_left else URGED
    said = " ".join(rules.clean_text(words).split())
    about = f"{parcel.number} {buyer.name}"
    wanted = Wanted(
        thing_id=order_id,
        title=f"{about}:{said}" if said else about,
        owner_id=by.id if parcel.has_left else None,
        known_at=at,
    )
    ensure_task(shop_id=shop_id, kind=kind.key, thing=THING, task=wanted, by=by, at=at)
    tell([{"k": "changed", "s": shop_id, "name": "asked", "id": buyer_id}])


@transaction.atomic
def settle_urged(
    *, shop_id: int, left: Collection[int], over: Collection[int], by: Actor, at: datetime
) -> None:
    """Orders that have left the store are urged there no more, those that are over nowhere."""
    settle_tasks(shop_id=shop_id, kind=URGED.key, thing=THING, thing_ids=left, note="已经发出", by=by, at=at)
    for kind in (URGED, TRACED):
        settle_tasks(shop_id=shop_id, kind=kind.key, thing=THING, thing_ids=over, by=by, at=at)
