"""Reading address checks. Every card says how things stand at an instant, whether or not a job has run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from zhanggui.foundation.calendar import day_span
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.divisions import divisions
from zhanggui.fulfilment.models import AddressCheck, AddressProposal, NoService
from zhanggui.fulfilment.rules import Area, Finding
from zhanggui.orders.rules import holds_goods

PAGE = 50


@dataclass(frozen=True)
class WishCard:
    """Another address that a buyer asks for, whole: whoever answers it must read it."""

    id: int
    name: str
    phone: str
    address: str
    findings: tuple[Finding, ...]
    at: datetime
    by_name: str


@dataclass(frozen=True)
class CheckCard:
    id: int
    shop_id: int
    order_id: int
    number: str
    state: str
    findings: tuple[Finding, ...]
    area: str
    asked_at: datetime
    release_at: datetime
    due_at: datetime
    cut_off_at: datetime
    settled_at: datetime | None
    how: str
    by_name: str
    in_chat: bool  # the buyer has a channel here and is shown the card
    carded_at: datetime | None
    said_yes_at: datetime | None
    here: bool  # the parcel has not left
    seen: str  # the mark of the address that was checked
    street: str  # behind a mask, of what a person must look at
    wish: WishCard | None = None

    @property
    def title(self) -> str:
        return rules.TITLES[self.state]

    @property
    def how_title(self) -> str:
        return rules.HOWS.get(self.how, "")

    @property
    def held(self) -> bool:
        return self.state == rules.HELD

    @property
    def asked(self) -> bool:
        return self.state == rules.ASKED

    @property
    def confirmable(self) -> bool:
        """Whether there is still something to say about it."""
        return self.here and self.state not in {rules.CONFIRMED, rules.OVER}

    @property
    def changeable(self) -> bool:
        return self.here and self.state != rules.OVER and self.wish is None

    @property
    def open(self) -> bool:
        return self.state in rules.LIVE


@dataclass(frozen=True)
class DayNumbers:
    """The checks that were opened on one of the shop's days, as they stand at an instant.

    `for_people`: a person was needed at some time; `by_themselves`: nobody was. `late`: not settled when
    the day's parcels were closed.
    """

    all: int
    for_people: int
    held: int
    asked: int
    by_card: int
    by_silence: int
    by_chat: int
    by_phone: int
    by_looking: int
    by_proposal: int
    gone: int
    late: int
    in_chat: int

    @property
    def by_themselves(self) -> int:
        return self.all - self.for_people

    @property
    def settled(self) -> int:
        return self.all - self.held - self.asked


@dataclass(frozen=True)
class CheckPage:
    """A page of the list; `after` continues behind its last check, None at the end."""

    checks: list[CheckCard]
    after: int | None


@dataclass(frozen=True)
class AreaCard:
    id: int
    area: str
    courier: str
    reason: str
    valid_from: date
    valid_to: date | None
    by_name: str


def check_by_id(check_id: int, *, at: datetime) -> CheckCard | None:
    return next(iter(_cards(AddressCheck.objects.filter(pk=check_id), at)), None)


def check_of_order(order_id: int, *, at: datetime) -> CheckCard | None:
    return next(iter(_cards(AddressCheck.objects.filter(order_id=order_id), at)), None)


def checks_of_orders(order_ids: Collection[int], *, at: datetime) -> dict[int, CheckCard]:
    rows = AddressCheck.objects.filter(order_id__in=list(order_ids))
    return {card.order_id: card for card in _cards(rows, at)}


def held_checks(shop_id: int, *, at: datetime, limit: int = PAGE) -> list[CheckCard]:
    """What waits for a person, due first."""
    rows = AddressCheck.objects.filter(shop_id=shop_id, state=rules.HELD)
    return _cards(rows.order_by("due_at", "pk")[:limit], at)


def count_held(shop_id: int) -> int:
    return AddressCheck.objects.filter(shop_id=shop_id, state=rules.HELD).count()


def checks_page(shop_id: int, *, day: date, after: int | None = None, at: datetime) -> CheckPage:
    """The checks of a day, newest first."""
    rows = _of_day(shop_id, day)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = _cards(rows.order_by("-pk")[: PAGE + 1], at)
    return CheckPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def checks_of_day(shop_id: int, day: date, *, at: datetime) -> DayNumbers:
    silent = Q(state=rules.ASKED, release_at__lte=at)
    late = Q(cut_off_at__lte=at, state=rules.HELD) | Q(settled_at__gt=F("cut_off_at"))
    found = _of_day(shop_id, day).aggregate(
        all=Count("pk"),
        for_people=Count("pk", filter=Q(held_at__isnull=False)),
        held=Count("pk", filter=Q(state=rules.HELD)),
        asked=Count("pk", filter=Q(state=rules.ASKED) & ~silent),
        by_card=Count("pk", filter=Q(how=rules.CARD)),
        by_silence=Count("pk", filter=Q(how=rules.SILENCE) | silent),
        by_chat=Count("pk", filter=Q(how=rules.CHAT)),
        by_phone=Count("pk", filter=Q(how=rules.PHONE)),
        by_looking=Count("pk", filter=Q(how=rules.LOOKED)),
        by_proposal=Count("pk", filter=Q(how=rules.PROPOSAL)),
        gone=Count("pk", filter=Q(how=rules.GONE)),
        late=Count("pk", filter=late),
        in_chat=Count("pk", filter=Q(carded_at__isnull=False, visitor__isnull=False)),
    )
    return DayNumbers(**found)


def shops_with_cards_to_send() -> list[int]:
    rows = AddressCheck.objects.filter(visitor__isnull=False, carded_at=None)
    return list(rows.order_by("shop_id").values_list("shop_id", flat=True).distinct())


def visitor_of_check(check_id: int) -> int | None:
    """The visitor who is asked about this address."""
    return AddressCheck.objects.filter(pk=check_id).values_list("visitor_id", flat=True).first()


def check_of_proposal(proposal_id: int) -> int | None:
    rows = AddressProposal.objects.filter(pk=proposal_id)
    return rows.values_list("check_of_id", flat=True).first()


def areas(shop_id: int) -> list[AreaCard]:
    """The list of areas without service: those in force first, then what is over."""
    rows = NoService.objects.filter(shop_id=shop_id).order_by(F("valid_to").desc(nulls_first=True), "-pk")
    return [
        AreaCard(
            id=row.pk,
            area=Area(row.province, row.city, row.district).shown,
            courier=row.courier,
            reason=row.reason,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            by_name=row.by_name,
        )
        for row in rows[:500]
    ]


def _of_day(shop_id: int, day: date) -> QuerySet[AddressCheck]:
    begins, ends = day_span(day)
    return AddressCheck.objects.filter(shop_id=shop_id, asked_at__gte=begins, asked_at__lt=ends)


def _cards(rows: QuerySet[AddressCheck], at: datetime) -> list[CheckCard]:
    checks = list(rows.select_related("order"))
    held = [check.pk for check in checks if check.state == rules.HELD]
    wishes = (
        {
            wish.check_of_id: wish
            for wish in AddressProposal.objects.filter(check_of__in=held, state=rules.PROPOSED)
        }
        if held
        else {}
    )
    return [_card(check, wishes.get(check.pk), at) for check in checks]


def _card(check: AddressCheck, wish: AddressProposal | None, at: datetime) -> CheckCard:
    state = rules.state_at(check.state, check.release_at, at)
    silent = state != check.state
    return CheckCard(
        id=check.pk,
        shop_id=check.shop_id,
        order_id=check.order_id,
        number=check.order.number,
        state=state,
        findings=rules.in_order(check.findings),
        area=Area(check.province, check.city, check.district).shown,
        asked_at=check.asked_at,
        release_at=check.release_at,
        due_at=check.due_at,
        cut_off_at=check.cut_off_at,
        settled_at=check.release_at if silent else check.settled_at,
        how=rules.SILENCE if silent else check.how,
        by_name=check.by_name,
        in_chat=check.visitor_id is not None,
        carded_at=check.carded_at,
        said_yes_at=check.said_yes_at,
        here=holds_goods(check.order.status),
        seen=rules.mark_of(check.digest),
        street=_street(check) if state == rules.HELD else "",
        wish=_wish(wish) if wish else None,
    )


def _street(check: AddressCheck) -> str:
    parsed = rules.parse(check.order.receiver_address or "", divisions())
    return rules.masked_detail(parsed.detail)


def _wish(wish: AddressProposal) -> WishCard:
    return WishCard(
        id=wish.pk,
        name=wish.name,
        phone=wish.phone,
        address=wish.address,
        findings=rules.in_order(wish.findings),
        at=wish.at,
        by_name=wish.by_name,
    )
