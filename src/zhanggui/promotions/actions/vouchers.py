"""The shop's part in a marketplace's voucher event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.actions.offers import one_at_a_time
from zhanggui.promotions.models import ChosenTiers, ReceivedVouchers, VoucherCampaign
from zhanggui.promotions.queries import EventCard, event_card, shelf_of
from zhanggui.promotions.queries.kept import EVENT_COLUMNS
from zhanggui.promotions.refusals import answer_says, sentence
from zhanggui.promotions.rules import stored
from zhanggui.promotions.rules.event import TierGroup
from zhanggui.promotions.rules.fine_print import ruling_at
from zhanggui.promotions.rules.review import Blame, review_tiers
from zhanggui.promotions.rules.windows import Answer, EventTerms, as_event, may_set_up


class CannotChooseTiers(UnableTo):
    """The event does not let the shop choose this, or not now: `why` says so by category. Or goods would be
    sold below their floor: `blames`."""

    def __init__(self, why: Mapping[str, Answer], blames: Sequence[Blame] = ()) -> None:
        said = [answer_says(answer, category) for category, answer in why.items()]
        super().__init__(";".join([*said, *map(sentence, blames)]))
        self.why, self.blames = dict(why), tuple(blames)


class CannotRecordEvent(UnableTo):
    """Its days are the wrong way round or another event's, or it offers no tiers."""


@transaction.atomic
def record_event(
    *,
    number: str,
    terms: EventTerms,
    passed_audition: bool = False,
    enrolled: bool = False,
    is_selected: bool = False,
    is_new: bool = False,
    by: Actor,
    at: datetime,
) -> int:
    """Takes an event as the marketplace tells it; what the shop chose in it stays, and once it has chosen,
    the days on which vouchers are usable stay as well (148). Once these have begun its fine print stays: what
    was bought is explained by it. `is_new`: it must not be there yet. Answers its id."""
    problem = _wrong(number, terms)
    if problem:
        raise CannotRecordEvent(problem)
    one_at_a_time(by=by)
    known = VoucherCampaign.objects.filter(shop_id=by.shop_id, number=number).first()
    if known is not None and is_new:
        raise CannotRecordEvent(sentence(Blame("number", "number_taken", {"number": number})))
    if known is not None and known.set_up_at is not None and _validity(known) != _validity(terms):
        raise CannotRecordEvent("已经设置过购物券,生效时间不能再改")
    fine = stored.fine_terms(terms.fine, ruling_at(terms.usable_from).fine)
    if known is not None and known.usable_from <= at and fine != known.fine_print:
        raise CannotRecordEvent("活动已经开始,细则不能再改:买家下的单是按它算的")
    beside = _beside(by.shop_id, number, terms)
    if beside is not None:
        raise CannotRecordEvent(sentence(Blame("usable_from", "event_beside", {"other": beside.name})))
    said = {name: getattr(terms, name) for name in EVENT_COLUMNS}
    row, was_made = VoucherCampaign.objects.update_or_create(
        shop_id=by.shop_id,
        number=number,
        defaults={
            **said,
            "offered": stored.groups_terms(terms.offered),
            "fine_print": fine,
            "passed_audition": passed_audition,
            "enrolled": enrolled,
            "is_selected": is_selected,
            "by_name": by.name,
            "at": at,
        },
    )
    audit(verb="record_event" if was_made else "change_event", thing="event", thing_id=row.pk, by=by, at=at)
    return row.pk


def _beside(shop_id: int, number: str, terms: EventTerms) -> VoucherCampaign | None:
    """Another event that is usable at the same time: an order is priced under one of them (*chosen*)."""
    others = VoucherCampaign.objects.filter(shop_id=shop_id).exclude(number=number)
    return others.filter(usable_from__lt=terms.usable_until, usable_until__gt=terms.usable_from).first()


def _validity(event: VoucherCampaign | EventTerms) -> tuple[datetime, datetime]:
    return event.usable_from, event.usable_until


def _wrong(number: str, terms: EventTerms) -> str:
    if not number.strip() or not terms.name.strip():
        return "请写活动的名字"
    if not terms.set_up_from < terms.set_up_until:
        return "设置的截止时间要晚于开始时间"
    if terms.edit_until < terms.set_up_until:
        return "门槛能改到的时间不能早于设置截止"
    if not terms.shown_from <= terms.usable_from < terms.usable_until:
        return "要先展示、再生效、再结束"
    if not any(terms.offered.values()):
        return "请写平台给出的门槛组"
    return ""


@transaction.atomic
def choose_tiers(*, event_id: int, chosen: Mapping[str, TierGroup], by: Actor, at: datetime) -> None:
    """One tier group for each of these first-level categories; what is not named, and what is chosen
    already, stays as it is. All or nothing: CannotChooseTiers."""
    one_at_a_time(by=by)
    row = VoucherCampaign.objects.select_for_update().get(pk=event_id, shop_id=by.shop_id)
    card = event_card(by.shop_id, row.pk)
    assert card is not None  # noqa: S101 - its row is held
    answers = {
        category: may_set_up(card.terms, card.merchant, category, group, at)
        for category, group in chosen.items()
        if card.chosen.get(category) != group
    }
    refused = {category: answer for category, answer in answers.items() if not answer.may}
    if refused:
        raise CannotChooseTiers(refused)
    blames = _below(card, {category: chosen[category] for category in answers}, at) if answers else []
    if blames:
        raise CannotChooseTiers({}, blames)
    changes = {}
    for category in answers:
        terms, before = stored.group_terms(chosen[category]), card.chosen.get(category)
        changes[category] = [before and stored.group_terms(before), terms]
        ChosenTiers.objects.update_or_create(
            campaign=row, category=category, defaults={"tiers": terms, "by_name": by.name, "at": at}
        )
    if row.set_up_at is None and changes:
        row.set_up_at = at
        row.save(update_fields=("set_up_at",))
    if changes:
        audit(verb="choose_tiers", thing="event", thing_id=row.pk, changes=changes, by=by, at=at)


def _below(card: EventCard, chosen: Mapping[str, TierGroup], at: datetime) -> list[Blame]:
    """The goods that only these tiers would bring below their floor or cost."""
    merchant = replace(
        card.merchant, chosen={**card.chosen, **chosen}, set_up_at=card.merchant.set_up_at or at
    )
    event = as_event(card.terms, [merchant])
    return review_tiers(event, merchant.shop, chosen.keys(), shelf_of(card.shop_id, at=at))


@transaction.atomic
def receive_vouchers(
    *,
    event_id: int,
    buyer_id: int,
    received: int,
    used: int,
    order_numbers: Sequence[str] = (),
    received_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """So many of an event's vouchers has a buyer received and used in all, by the newest telling.
    `received_at`: when they got the first, null: nobody has said it, and what was known stays."""
    event = VoucherCampaign.objects.get(pk=event_id, shop_id=by.shop_id)
    said = {
        "received": max(received, used),
        "used": used,
        "order_numbers": list(order_numbers),
        "seen_at": at,
        **({} if received_at is None else {"received_at": received_at}),
    }
    ReceivedVouchers.objects.update_or_create(
        campaign=event, buyer_id=buyer_id, defaults=said, create_defaults={"received_at": at, **said}
    )
