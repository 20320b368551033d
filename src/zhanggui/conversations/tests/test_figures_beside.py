"""Judgements, time there, and talks that are no inquiries: by the definitions, cut at hours and days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, client_of, said_by, said_by_buyer

from zhanggui.conversations.actions import CannotLeaveOut, count_in, leave_out, press, record_messages
from zhanggui.conversations.models import NotInquiry, Reception, Survey
from zhanggui.conversations.queries import conversation_of_buyer
from zhanggui.conversations.queries.figures import cases_of, figures_of
from zhanggui.conversations.rules.figures import (
    SHOP,
    Being,
    Figures,
    Judging,
    Linked,
    Terms,
    count_beings,
    count_judgings,
    hour_of,
    is_inquiry,
)
from zhanggui.conversations.settings import ONLY_INQUIRIES
from zhanggui.customers.queries import marketplace_buyer
from zhanggui.foundation.actors import program
from zhanggui.foundation.calendar import day_span, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.models import AuditEntry
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.orders.models import Order, OrderClaim
from zhanggui.orders.queries import order_times
from zhanggui.shops.actions import change_setting
from zhanggui.workforce.actions import beat

XIAO, CHEN = 7, 8
TODAY = shop_day(AT)
SINCE, UNTIL = day_span(TODAY)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


# Judgements


def test_the_rates_of_judgements() -> None:
    """cs-kpis 6: invited / received; judged / invitations; (very satisfied + satisfied) / judged; the mean of
    5 to 1 points; (dissatisfied + very dissatisfied) / judged."""
    hour = hour_of(AT)
    asked = [Judging(talk, XIAO, hour, points) for talk, points in enumerate((5, 4, 3, 1, None))]
    counts = count_judgings([*asked, Judging(0, CHEN, hour + HOUR, None)])
    xiao, shop = counts.whole(XIAO) + Figures(received=10), counts.whole() + Figures(received=10)
    assert xiao.invited_rate == 0.5
    assert (xiao.judged_rate, xiao.satisfied_rate) == (0.8, 0.5)
    assert (xiao.average_points, xiao.dissatisfied_rate) == (3.25, 0.25)
    assert (shop.invited, shop.surveys) == (5, 6)  # one buyer of two agents is one at the shop
    assert counts.by_hour()[AT.hour + 9].invited == 0
    nothing = Figures(received=3)
    assert (nothing.invited_rate, nothing.judged_rate, nothing.average_points) == (0, None, None)


JUDGINGS = st.lists(
    st.builds(
        Judging,
        conversation_id=st.integers(1, 4),
        agent_id=st.sampled_from((XIAO, CHEN)),
        hour=st.integers(-30, 30).map(lambda hours: hour_of(AT) + hours * HOUR),
        points=st.none() | st.integers(1, 5),
    ),
    max_size=12,
)


@given(of=JUDGINGS)
def test_judgements_add_up(of: list[Judging]) -> None:
    counts = count_judgings(of)
    shop, agents = counts.whole(), [counts.whole(XIAO), counts.whole(CHEN)]
    assert (shop.surveys, shop.judged) == (len(of), sum(one.points is not None for one in of))
    for name in ("surveys", "judged", "satisfied", "dissatisfied", "points"):
        assert sum(getattr(one, name) for one in agents) == getattr(shop, name), name
    assert shop.invited == len({(one.day, one.conversation_id) for one in of})
    assert max((one.invited for one in agents), default=0) <= shop.invited
    assert shop.satisfied + shop.dissatisfied <= shop.judged <= shop.surveys
    assert shop.average_points is None or 1 <= shop.average_points <= 5
    assert sum(counts.by_hour().values(), Figures()) == shop
    assert sum(counts.by_day().values(), Figures()) == shop


# Time there


@st.composite
def beings(draw: st.DrawFn) -> list[Being]:
    """Of each member one after the other, as spans are."""
    found: list[Being] = []
    for agent in (XIAO, CHEN):
        at = SINCE - 2 * HOUR
        for _ in range(draw(st.integers(0, 5))):
            at += timedelta(
                milliseconds=draw(st.integers(0, 6 * 3_600_000)), microseconds=draw(st.integers(0, 999))
            )
            ends = at + timedelta(
                seconds=draw(st.integers(0, 30_000)), microseconds=draw(st.integers(0, 999))
            )
            found.append(Being(agent, draw(st.sampled_from(("online", "break", "away"))), at, ends))
            at = ends
    return found


@given(of=beings())
def test_time_there_is_within_the_clock_and_adds_up(of: list[Being]) -> None:
    day = count_beings(of, since=SINCE, until=UNTIL)
    shop, agents = day.whole(), [day.whole(XIAO), day.whole(CHEN)]
    for name in ("online_ms", "break_ms"):
        assert sum(getattr(one, name) for one in agents) == getattr(shop, name)
    for agent in (XIAO, CHEN):
        for figures in day.by_hour(agent).values():
            assert 0 <= figures.online_ms + figures.break_ms <= 3_600_000
    for state, ms in (("online", shop.online_ms), ("break", shop.break_ms)):
        exact = sum(
            (
                max(min(one.ends_at, UNTIL) - max(one.starts_at, SINCE), timedelta())
                for one in of
                if one.state == state
            ),
            timedelta(),
        )
        assert abs(ms - exact / timedelta(milliseconds=1)) <= len(of) * 2
    parts = [
        count_beings(of, since=SINCE + hours * HOUR, until=SINCE + (hours + 6) * HOUR)
        for hours in (0, 6, 12, 18)
    ]
    assert sum((one.whole() for one in parts), Figures()) == shop


# What is no inquiry


@pytest.mark.parametrize(
    ("orders", "asks"),
    [
        ([], True),
        ([(-2 * DAY, -2 * DAY)], False),
        ([(-2 * DAY, None)], True),
        ([(-20 * DAY, -16 * DAY)], True),  # so long ago that the talk may be about anything
        ([(-20 * DAY, -14 * DAY)], False),
        ([(-2 * DAY, -2 * DAY), (-HOUR, None)], True),
        ([(-2 * DAY, -2 * DAY), (HOUR, 2 * HOUR)], True),
        ([(-2 * DAY, HOUR)], True),
        ([(-2 * DAY, timedelta())], True),  # paid at the first word itself is not before it
    ],
)
def test_a_talk_about_what_is_paid_for_is_no_inquiry(
    orders: list[tuple[timedelta, timedelta | None]], asks: bool
) -> None:
    """cs-kpis 10.10: a chat linked to an order paid before its first message, and to nothing else."""
    linked = [Linked(AT + placed, None if paid is None else AT + paid) for placed, paid in orders]
    assert is_inquiry(AT, linked, Terms()) is asks


def order(number: str, nick: str, paid_at: datetime | None, created_at: datetime) -> OrderSnapshot:
    status = TradeStatus.WAIT_SELLER_SEND_GOODS if paid_at else TradeStatus.WAIT_BUYER_PAY
    return OrderSnapshot(
        number=number,
        status=status,
        status_text="",
        created_at=created_at,
        paid_at=paid_at,
        seen_at=AT,
        buyer_nick=nick,
    )


@pytest.fixture
def held(cast: Cast) -> Cast:
    """Two buyers asked in the other chat client and were answered: 云朵 has paid, 小雨 has not."""
    snapshots = [
        order("2231958349129101", "云朵", AT - DAY, AT - DAY),
        order("2231958349129102", "小雨", None, AT - DAY),
    ]
    record_orders(shop_id=cast.shop.id, snapshots=snapshots, by=program(cast.shop.id), at=AT)
    for nick in ("云朵", "小雨"):
        buyer = marketplace_buyer(cast.shop.id, nick)
        assert buyer is not None
        press(buyer=buyer, side="buyer", seen=0, by=cast.agent.actor, at=AT)
        press(buyer=buyer, side="staff", seen=1, by=cast.agent.actor, at=AT + MINUTE)
    return cast


@pytest.mark.django_db
def test_the_shop_says_whether_volume_is_of_inquiries_alone(held: Cast) -> None:
    at = AT + HOUR
    shop = figures_of(held.shop.id, TODAY, TODAY, at=at).whole()
    assert (shop.consulted, shop.received, shop.not_inquiries, shop.rounds) == (2, 2, 1, 2)
    (case,) = cases_of(held.shop.id, "not_inquiries", TODAY, TODAY, at=at).talks
    assert case.buyer == "云朵"
    change_setting(
        shop_id=held.shop.id,
        setting=ONLY_INQUIRIES,
        value=1,
        since=SINCE,
        by=held.manager.actor,
        at=SINCE - DAY,
    )
    counts = figures_of(held.shop.id, TODAY, TODAY, at=at)
    for who in (SHOP, held.agent.id):
        figures = counts.whole(who)
        assert (figures.consulted, figures.received, figures.not_inquiries) == (1, 1, 1)
        assert (figures.rounds, figures.of_fast) == (2, 2)  # speed is of everybody
        assert cases_of(held.shop.id, "received", TODAY, TODAY, who=who, at=at).total == 1


@pytest.mark.django_db
def test_an_order_that_comes_later_makes_it_an_inquiry(held: Cast) -> None:
    snapshot = order("2231958349129103", "云朵", AT + DAY, AT + DAY)
    record_orders(shop_id=held.shop.id, snapshots=[snapshot], by=program(held.shop.id), at=AT + DAY)
    assert figures_of(held.shop.id, TODAY, TODAY, at=AT + DAY).whole().not_inquiries == 0


@pytest.mark.django_db
def test_a_member_says_that_a_talk_is_no_inquiry(held: Cast) -> None:
    """小雨 has no order at all: only a person knows that this was an advertisement."""
    at, buyer = AT + HOUR, marketplace_buyer(held.shop.id, "小雨")
    assert buyer is not None
    talk = conversation_of_buyer(buyer.id)
    assert talk is not None
    client = client_of(held.agent)
    address = reverse("steps_inquiry", args=[buyer.id])
    for _ in range(2):  # twice is once
        page = client.post(address, {"none": "1"}).content.decode()
    assert f"{held.agent.name} {held.agent.agent_number}" in page
    assert figures_of(held.shop.id, TODAY, TODAY, at=at).whole().not_inquiries == 2
    assert {one.buyer for one in cases_of(held.shop.id, "not_inquiries", TODAY, TODAY, at=at).talks} == {
        "云朵",
        "小雨",
    }
    change_setting(
        shop_id=held.shop.id,
        setting=ONLY_INQUIRIES,
        value=1,
        since=SINCE,
        by=held.manager.actor,
        at=SINCE - DAY,
    )
    assert figures_of(held.shop.id, TODAY, TODAY, at=at).whole().consulted == 0
    # Of another day it says nothing.
    assert figures_of(held.shop.id, TODAY - DAY, TODAY - DAY, at=at).whole().not_inquiries == 0
    press(buyer=buyer, side="buyer", seen=2, by=held.agent.actor, at=AT + DAY)
    assert figures_of(held.shop.id, TODAY + DAY, TODAY + DAY, at=AT + DAY).whole().consulted == 1
    undone = conversation_of_buyer(buyer.id)
    assert undone is not None
    count_in(
        conversation=undone, by=held.second.actor, at=at
    )  # of the new day: there is nothing to take back
    assert NotInquiry.objects.count() == 1
    assert "不算询单" in client_of(held.second).get(reverse("steps_slot", args=[buyer.id])).content.decode()


@pytest.mark.django_db
def test_that_is_taken_back_and_both_stay_on_record(held: Cast) -> None:
    buyer = marketplace_buyer(held.shop.id, "小雨")
    assert buyer is not None
    talk = conversation_of_buyer(buyer.id)
    assert talk is not None
    leave_out(conversation=talk, by=held.agent.actor, at=AT + HOUR)
    for _ in range(2):
        count_in(conversation=talk, by=held.second.actor, at=AT + 2 * HOUR)
    assert figures_of(held.shop.id, TODAY, TODAY, at=AT + 3 * HOUR).whole().not_inquiries == 1
    kept = AuditEntry.objects.filter(verb__in=("leave_out", "count_in")).order_by("id")
    assert [(one.verb, one.by_id, one.changes["not_inquiry"]) for one in kept] == [
        ("leave_out", held.agent.id, [None, TODAY.isoformat()]),
        ("count_in", held.second.id, [TODAY.isoformat(), None]),
    ]
    with pytest.raises(CannotLeaveOut):
        leave_out(conversation=held.conversation("还没说话"), by=held.agent.actor, at=AT)


@pytest.mark.django_db
def test_an_order_is_a_visitors_once_it_is_verified_and_nobodys_when_it_was_never_paid(held: Cast) -> None:
    buyer, span = held.visitor(), (AT - 2 * DAY, AT)
    claim = OrderClaim.objects.create(
        shop_id=held.shop.id, buyer_id=buyer.id, number="2231958349129101", tried_on=TODAY, at=AT
    )
    assert order_times(held.shop.id, [buyer.id], *span) == {}
    order_id = Order.objects.get(number=claim.number).pk
    OrderClaim.objects.filter(pk=claim.pk).update(state="verified", order_id=order_id)
    assert order_times(held.shop.id, [buyer.id], *span) == {buyer.id: [(AT - DAY, AT - DAY)]}
    assert order_times(held.other_shop.id, [buyer.id], *span) == {}
    rain = marketplace_buyer(held.shop.id, "小雨")
    assert rain is not None
    assert order_times(held.shop.id, [rain.id], *span) == {rain.id: [(AT - DAY, None)]}
    Order.objects.filter(buyer_id=rain.id).update(status=TradeStatus.CLOSED_BY_TAOBAO)
    assert order_times(held.shop.id, [rain.id], *span) == {}


# The page


@pytest.mark.django_db
def test_each_new_number_opens_its_list(cast: Cast) -> None:
    at = now() - 5 * MINUTE
    beat(staff_ids=[cast.agent.id], at=at)
    for place, points in enumerate((5, 2, None)):
        talk = cast.conversation(f"买家{place}")
        record_messages([said_by_buyer(talk, "在吗", f"asked-{place:06d}")], at=at)
        record_messages([said_by(cast.agent, talk, "在的", f"said--{place:06d}")], at=at + MINUTE)
        judged = {"points": points, "judged_at": at, "fixed_at": at} if points else {}
        Survey.objects.create(
            shop_id=cast.shop.id,
            conversation_id=talk.id,
            reception=Reception.objects.get(conversation_id=talk.id),
            buyer_id=talk.buyer_id,
            agent_id=cast.agent.id,
            at=at + MINUTE,
            expires_at=at + HOUR,
            **judged,
        )
    client = client_of(cast.lead)
    page = client.get(reverse("figures"), {"from": (shop_day(now()) - DAY).isoformat()})
    cells = {one.title: one for one in page.context["shop"].cells}
    shown = {title: cells[title].shown for title in ("邀评率", "评价返回率", "满意率", "满意度", "差评率")}
    assert shown == {
        "邀评率": "100.0%",
        "评价返回率": "66.7%",
        "满意率": "50.0%",
        "满意度": "3.50",
        "差评率": "50.0%",
    }
    totals = {title: client.get(cells[title].url).context["found"].total for title in (*shown, "在线时长")}
    assert totals == {"邀评率": 3, "评价返回率": 3, "满意率": 1, "满意度": 2, "差评率": 1, "在线时长": 1}
    plain = client.get(reverse("figures_file", args=["csv"])).content.decode("utf-8-sig")
    assert "差评率" in plain
    assert "挂起时长" in plain
