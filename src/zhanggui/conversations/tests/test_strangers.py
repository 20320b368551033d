"""R05, R06, R30: an order is spoken of with the account that bought it, on every path."""

from __future__ import annotations

import pytest
from tests.cast import AT, Cast, client_of, said_by, said_by_buyer

from zhanggui.conversations.actions import (
    CannotCopy,
    Refused,
    Saved,
    copy_text,
    open_for_buyer,
    record_messages,
)
from zhanggui.conversations.live.checking import innocent, judged
from zhanggui.conversations.queries import ConversationCard
from zhanggui.customers.queries import marketplace_buyer
from zhanggui.foundation.actors import program
from zhanggui.guard.models import GuardHit
from zhanggui.guard.queries import book_of
from zhanggui.guard.rules import Finding
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.orders.models import Order, OrderClaim
from zhanggui.orders.rules import VERIFIED

pytestmark = pytest.mark.django_db
MINE, THEIRS, ALIKE, HIDDEN = (f"10000000000000001{place:02d}" for place in range(4))
NICKS = {MINE: "快乐小鱼", THEIRS: "忧伤大象馆", ALIKE: "快乐小渔", HIDDEN: "云**9"}


@pytest.fixture
def talk(cast: Cast) -> ConversationCard:
    """With 快乐小鱼, who bought MINE."""
    orders = [
        OrderSnapshot(
            number=number,
            seen_at=AT,
            created_at=AT,
            status=TradeStatus.WAIT_SELLER_SEND_GOODS,
            status_text="买家已付款",
            buyer_nick=nick,
        )
        for number, nick in NICKS.items()
    ]
    record_orders(shop_id=cast.shop.id, snapshots=orders, by=program(cast.shop.id), at=AT)
    buyer = marketplace_buyer(cast.shop.id, NICKS[MINE])
    assert buyer
    return open_for_buyer(buyer=buyer, at=AT)


def found(cast: Cast, talk: ConversationCard, text: str) -> list[tuple[str, str]]:
    return [(one.rule, str(one.severity)) for one in judged(text, cast.shop, talk.id, at=AT)]


def copied(cast: Cast, talk: ConversationCard, text: str) -> tuple[Finding, ...]:
    """What kept it from being copied."""
    try:
        copy_text(text=text, conversation_id=talk.id, buyer_id=talk.buyer_id, by=cast.agent.actor, at=AT)
    except CannotCopy as refusal:
        return refusal.findings
    return ()


@pytest.mark.seed(28, 29)
@pytest.mark.parametrize(
    ("number", "rule"),
    [(MINE, ""), (THEIRS, "R05"), (ALIKE, "R30"), (HIDDEN, ""), ("1999999999999999999", "")],
)
def test_anothers_order_is_not_told(cast: Cast, talk: ConversationCard, number: str, rule: str) -> None:
    text = f"订单 {number} 今天已经打包好了"
    expected = [(rule, "block")] if rule else []
    assert [one for one in found(cast, talk, text) if one[0] in {"R05", "R30"}] == expected
    assert [one.rule for one in copied(cast, talk, text) if one.rule in {"R05", "R30"}] == [
        rule for rule, _ in expected
    ]
    hits = GuardHit.objects.filter(rule__in=("R05", "R30")).values_list("rule", "outcome")
    assert list(hits) == [(rule, "blocked") for rule, _ in expected]
    # In fours, as the pages show it, it is the same number.
    by_fours = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    assert [
        one for one in found(cast, talk, f"订单 {by_fours} 打包好了") if one[0] in {"R05", "R30"}
    ] == expected


def test_what_the_buyer_named_first_is_a_warning_but_not_where_the_nick_looks_alike(
    cast: Cast, talk: ConversationCard
) -> None:
    record_messages([said_by_buyer(talk, f"{THEIRS} 和 {ALIKE} 到哪了", "buyer-0001")], at=AT)
    assert found(cast, talk, f"{THEIRS} 在路上") == [("R05", "warn")]
    assert found(cast, talk, f"{ALIKE} 在路上") == [("R30", "block")]


@pytest.mark.usefixtures("talk")
def test_a_visitor_who_proved_nothing_is_told_nothing(cast: Cast) -> None:
    visit = cast.conversation()
    (answer,) = record_messages([said_by(cast.agent, visit, f"订单 {THEIRS} 在路上", "staff-0001")], at=AT)
    assert isinstance(answer, Refused)
    assert answer.code == "guard"
    order = Order.objects.get(number=THEIRS)
    OrderClaim.objects.create(
        shop_id=cast.shop.id,
        buyer_id=visit.buyer_id,
        order=order,
        number=THEIRS,
        state=VERIFIED,
        tried_on=AT.date(),
        at=AT,
    )
    (answer,) = record_messages([said_by(cast.agent, visit, f"订单 {THEIRS} 在路上", "staff-0002")], at=AT)
    assert isinstance(answer, Saved)


def test_beside_the_talk_stands_whose_order_it_is(cast: Cast, talk: ConversationCard) -> None:
    page = f"/reception/steps/{talk.buyer_id}"
    for words, titles in (
        (f"{MINE} 帮我改地址", ()),
        (f"{THEIRS} 到哪了", ("不是下单的账号",)),
        (f"{ALIKE} 帮我改一下地址", ("会员名很像,但不是同一个", "改地址要用下单的账号")),
    ):
        record_messages([said_by_buyer(talk, words, f"buyer-{len(words):04d}{len(titles)}")], at=AT)
        shown = client_of(cast.agent).get(page).content.decode()
        every = ("不是下单的账号", "会员名很像,但不是同一个", "改地址要用下单的账号")
        assert tuple(title for title in every if title in shown) == titles


def test_a_text_without_such_a_number_asks_nothing(cast: Cast, django_assert_num_queries: object) -> None:
    book_of(cast.shop.id, at=AT)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert innocent("今天已经打包好了", cast.shop, at=AT)
        assert not innocent(f"{THEIRS} 打包好了", cast.shop, at=AT)
