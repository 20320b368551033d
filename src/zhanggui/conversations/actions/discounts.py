"""Taking something off a price for one buyer: the agent's own word, or the lead's, or the manager's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.catalog.queries import ItemCard
from zhanggui.conversations import rules
from zhanggui.conversations.kinds import DISCOUNT
from zhanggui.conversations.models import Conversation, Discount
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules import discounts
from zhanggui.conversations.rules.discounts import Who
from zhanggui.conversations.settings import OWN_DISCOUNT_FEN
from zhanggui.customers.actions import note_asked
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.foundation.money import yuan
from zhanggui.shops.queries import StaffCard, setting_value
from zhanggui.shops.rules import EDIT_OFFERS, LEAD, MANAGER, SEE_ALL_TASKS
from zhanggui.worklist.actions import Wanted, ensure_task, settle_task
from zhanggui.worklist.queries import least_loaded

THING = "discount"


_NEEDS = {Who.LEAD: SEE_ALL_TASKS, Who.MANAGER: EDIT_OFFERS}


class CannotDiscount(UnableTo):
    """The price is not known, too much is taken off it, there is no reason, or one is asked for already."""


class CannotDecide(UnableTo):
    """Somebody has decided, or it takes another's word."""


@transaction.atomic
def give_discount(
    *, conversation: ConversationCard, item: ItemCard, off_fen: int, reason: str, by: StaffCard, at: datetime
) -> str:
    """Granted at once when it takes nobody else's word; else asked of whoever may. The state."""
    words = " ".join(rules.clean_text(reason).split())
    if not by.shop_id == item.shop_id == conversation.shop_id:
        raise CannotDiscount("没有这件商品")
    if not words:
        raise CannotDiscount("写一句理由,让价都要留档")
    if len(words) > discounts.REASON_LETTERS:
        raise CannotDiscount("理由最多 {most} 个字", most=discounts.REASON_LETTERS)
    if item.price_fen is None:
        raise CannotDiscount("这款还没有标价,先补上商品资料")
    told = discounts.ruling(
        discounts.Goods(item.price_fen, item.floor_fen, item.cost_fen),
        off_fen,
        own_fen=setting_value(conversation.shop_id, OWN_DISCOUNT_FEN, at=at),
    )
    if told.who == Who.NOBODY:
        raise CannotDiscount(told.why)
    Conversation.objects.select_for_update().get(pk=conversation.id)  # of two presses one counts
    if Discount.objects.filter(
        conversation_id=conversation.id, item_id=item.id, state=discounts.ASKED
    ).exists():
        raise CannotDiscount("这款已经在申请让价,等答复")
    own = told.who == Who.AGENT or by.may(_NEEDS[told.who])
    row = Discount.objects.create(
        shop_id=conversation.shop_id,
        conversation_id=conversation.id,
        item_id=item.id,
        price_fen=item.price_fen,
        floor_fen=item.floor_fen,
        off_fen=off_fen,
        reason=words,
        state=discounts.GRANTED if own else discounts.ASKED,
        takes=told.who,
        by_id=by.id,
        at=at,
        decided_by_id=by.id if own else None,
        decided_at=at if own else None,
    )
    note_asked(shop_id=item.shop_id, buyer_id=conversation.buyer_id, item_number=item.number)
    audit(
        verb="give_discount",
        thing=THING,
        thing_id=row.pk,
        changes={"state": [None, row.state], "off_fen": [None, yuan(off_fen)]},
        by=by.actor,
        at=at,
    )
    if not own:
        _ask(row, item, by.actor, at)
    _tell(conversation.shop_id, conversation.buyer_id)
    return row.state


def _ask(row: Discount, item: ItemCard, by: Actor, at: datetime) -> None:
    role = MANAGER if row.takes == Who.MANAGER else LEAD
    wanted = Wanted(
        thing_id=row.pk,
        title=f"{item.name[:60]} 让 {yuan(row.off_fen)} 元:{row.reason}",
        role=role,
        owner_id=least_loaded(row.shop_id, DISCOUNT.key, but=by.id, at=at) if role == LEAD else None,
    )
    ensure_task(shop_id=row.shop_id, kind=DISCOUNT.key, thing=THING, task=wanted, by=by, at=at)


@transaction.atomic
def decide_discount(*, discount_id: int, grant: bool, note: str = "", by: StaffCard, at: datetime) -> None:
    """The agent sees it beside the talk. Twice the same is once."""
    row = (
        Discount.objects.select_for_update(of=("self",))
        .select_related("conversation")
        .filter(pk=discount_id, shop_id=by.shop_id)
        .first()
    )
    if row is None:
        raise CannotDecide("没有这个申请")
    state = discounts.DISCOUNT.after(discounts.ASKED, "grant" if grant else "decline")
    if row.state != discounts.ASKED:
        if row.state == state:
            return
        raise CannotDecide("这个申请已经有人答复了")
    if not by.may(_NEEDS[Who(row.takes)]):
        raise CannotDecide("低于底价的要店长批")
    row.state, row.decided_by_id, row.decided_at = state, by.id, at
    row.note = " ".join(rules.clean_text(note).split())[: discounts.REASON_LETTERS]
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])
    audit(
        verb="decide_discount",
        thing=THING,
        thing_id=row.pk,
        changes={"state": [discounts.ASKED, state]},
        by=by.actor,
        at=at,
    )
    settle_task(
        shop_id=row.shop_id,
        kind=DISCOUNT.key,
        thing=THING,
        thing_id=row.pk,
        note=row.note,
        by=by.actor,
        at=at,
    )
    _tell(row.shop_id, row.conversation.buyer_id)


def _tell(shop_id: int, buyer_id: int) -> None:
    tell([{"k": "changed", "s": shop_id, "name": "asked", "id": buyer_id}])
