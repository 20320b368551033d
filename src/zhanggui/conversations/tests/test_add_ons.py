"""Cross-selling: what goes with an item, sent by one key, and counted when it is bought and paid for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, client_of

from zhanggui.catalog.actions import ItemEntry, KnowledgeEntry, record_items, record_knowledge
from zhanggui.catalog.models import Item
from zhanggui.conversations.actions import count_add_ons, note_recommendation, open_for_buyer
from zhanggui.conversations.models import AddOnSale, Message, Recommendation
from zhanggui.conversations.queries import ConversationCard, add_on_counts, add_on_sales, related_items
from zhanggui.conversations.rules.add_ons import Shown, Sold, add_ons
from zhanggui.customers.actions import ensure_buyers
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_lines, record_orders
from zhanggui.orders.models import BoughtTogether

NUMBERS = ["610000000001", "610000000002", "610000000003"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# The rule
MINUTES = st.integers(0, 40).map(lambda number: datetime(2026, 11, 1, tzinfo=UTC) + number * HOUR)
SHOWN = st.builds(
    Shown,
    id=st.integers(1, 99),
    buyer_id=st.integers(1, 2),
    item_id=st.integers(1, 3),
    agent_id=st.integers(1, 3),
    at=MINUTES,
)
SOLD = st.builds(
    Sold,
    order_id=st.integers(1, 5),
    line=st.integers(1, 3),
    buyer_id=st.integers(1, 2),
    item_id=st.integers(1, 3),
    quantity=st.just(1),
    paid_fen=st.integers(0, 999),
    refund_fen=st.just(0),
    placed_at=MINUTES,
    paid_at=MINUTES,
)


@pytest.mark.seed(2)
@given(
    st.lists(SHOWN, max_size=12, unique_by=lambda one: one.id),
    st.lists(SOLD, max_size=12, unique_by=lambda one: (one.order_id, one.line)),
    st.integers(0, 20),
)
def test_a_line_is_due_to_the_last_who_recommended_it(
    shown: list[Shown], sold: list[Sold], hours: int
) -> None:
    window = hours * HOUR
    found = {(one.sold.order_id, one.sold.line): one for one in add_ons(shown, sold, window=window)}
    assert add_ons(shown[::-1], sold[::-1], window=window) == list(found.values())
    for line in sold:
        fits = [
            one
            for one in shown
            if (one.buyer_id, one.item_id) == (line.buyer_id, line.item_id)
            and timedelta(0) <= line.placed_at - one.at <= window
        ]
        due = found.get((line.order_id, line.line))
        assert (due is None) == (not fits)
        if due is not None:
            assert due.sold == line
            assert due.shown == max(fits, key=lambda one: (one.at, one.id))


@given(st.lists(SHOWN, max_size=8, unique_by=lambda one: one.id), SOLD)
def test_a_longer_window_takes_no_sale_away(shown: list[Shown], line: Sold) -> None:
    short, long = (add_ons(shown, [line], window=hours * HOUR) for hours in (5, 9))
    assert len(short) <= len(long) <= 1
    assert not add_ons(shown, [replace(line, buyer_id=9)], window=99 * HOUR)


# What goes with an item
@dataclass(frozen=True)
class Scene:
    cast: Cast
    talk: ConversationCard
    ids: list[int]

    def recommend(self, name: str = "recommend-01", staff: Any = None) -> Any:
        client = client_of(staff or self.cast.agent)
        data = {"conversation": self.talk.id, "id": name, "beside": self.ids[0]}
        return client.post(reverse("item_for_buyer", args=[self.ids[1]]), data)

    def buys(
        self,
        *places: int,
        number: str = "2231958349120001",
        at: datetime,
        status: TradeStatus = TradeStatus.WAIT_SELLER_SEND_GOODS,
        refund_fen: int | None = None,
    ) -> None:
        by = program(self.cast.shop.id)
        told = OrderSnapshot(
            number=number,
            status=status,
            status_text="",
            created_at=at,
            paid_at=None if status == TradeStatus.WAIT_BUYER_PAY else at,
            seen_at=at,
            buyer_nick="小米粥",
        )
        record_orders(shop_id=self.cast.shop.id, snapshots=[told], by=by, at=at)
        lines = [
            LineSnapshot(
                order_number=number,
                item_number=NUMBERS[place],
                quantity=1,
                paid_fen=9900,
                refund_fen=refund_fen,
                seen_at=at,
            )
            for place in places
        ]
        record_lines(shop_id=self.cast.shop.id, snapshots=lines, by=by, at=at)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    entries = [ItemEntry(number=number, title=f"商品{number[-1]}", price_fen=9900) for number in NUMBERS]
    record_items(shop_id=cast.shop.id, items=entries, by=cast.manager.actor, at=AT)
    card = KnowledgeEntry(item_number=NUMBERS[0], matching=NUMBERS[1])
    record_knowledge(shop_id=cast.shop.id, cards=[card], by=cast.manager.actor, at=AT)
    ids = dict(Item.objects.filter(shop_id=cast.shop.id).values_list("number", "pk"))
    buyer = buyer_card(ensure_buyers(shop_id=cast.shop.id, nicks=["小米粥"], at=AT)["小米粥"])
    assert buyer is not None
    return Scene(cast, open_for_buyer(buyer=buyer, at=AT), [ids[number] for number in NUMBERS])


@pytest.mark.django_db
@pytest.mark.seed(2)
def test_the_shops_own_pairs_come_before_what_is_bought_together(scene: Scene) -> None:
    first, second, third = scene.ids
    for rank, other in enumerate((third, second)):
        BoughtTogether.objects.create(
            shop_id=scene.cast.shop.id, item_id=first, other_id=other, rank=rank, orders=4, item_orders=9
        )
    found = related_items(scene.cast.shop.id, first)
    assert [(one.item.id, one.reason, one.orders) for one in found] == [
        (second, "pair", 0),
        (third, "together", 4),
    ]
    Item.objects.filter(pk=second).update(on_sale=False)
    assert [one.item.id for one in related_items(scene.cast.shop.id, first)] == [third]
    assert related_items(scene.cast.other_shop.id, first) == []


# From the recommendation to the sale
@pytest.mark.django_db
@pytest.mark.seed(2)
def test_what_was_recommended_is_kept_when_it_is_sent(scene: Scene) -> None:
    for _ in range(2):
        assert scene.recommend().status_code == 200
    (row,) = Recommendation.objects.all()
    message = Message.objects.get(position=row.position, conversation_id=scene.talk.id)
    assert message.card is not None
    assert message.card["id"] == row.item_id == scene.ids[1]
    assert (row.beside_id, row.reason, row.agent_id) == (scene.ids[0], "pair", scene.cast.agent.id)
    by = scene.cast.agent.actor
    of: dict[str, Any] = {"conversation_id": scene.talk.id, "position": 9, "by": by, "at": AT}
    assert not note_recommendation(item_id=scene.ids[2], beside_id=scene.ids[0], **of)  # does not go with it
    assert not note_recommendation(item_id=scene.ids[0], beside_id=scene.ids[0], **of)
    stranger = {**of, "by": scene.cast.stranger.actor}
    assert not note_recommendation(item_id=scene.ids[1], beside_id=scene.ids[0], **stranger)
    assert scene.recommend(staff=scene.cast.stranger).status_code == 404
    assert Recommendation.objects.count() == 1


@pytest.fixture
def recommended(scene: Scene) -> Scene:
    scene.recommend()
    Recommendation.objects.update(at=AT)
    return scene


@pytest.mark.django_db
@pytest.mark.seed(2)
def test_it_is_counted_when_the_order_is_paid_less_what_goes_back(recommended: Scene) -> None:
    recommended.buys(0, 1, at=AT + HOUR, status=TradeStatus.WAIT_BUYER_PAY)
    assert not AddOnSale.objects.exists()
    recommended.buys(0, 1, at=AT + HOUR)
    (sale,) = add_on_sales(recommended.cast.shop.id, AT - DAY, AT + DAY)
    assert (sale.item_id, sale.agent_id, sale.paid_fen, sale.net_fen) == (
        recommended.ids[1],
        recommended.cast.agent.id,
        9900,
        9900,
    )
    recommended.buys(0, 1, at=AT + 2 * HOUR, refund_fen=4000)
    (sale,) = add_on_sales(recommended.cast.shop.id, AT - DAY, AT + DAY)
    assert (sale.refund_fen, sale.net_fen) == (4000, 5900)
    agents, days = add_on_counts(recommended.cast.shop.id, AT - DAY, AT + DAY)
    (count,) = agents.values()
    assert (count.shown, count.orders, count.lines, count.net_fen) == (1, 1, 1, 5900)
    assert list(days.values()) == [count]
    assert (
        add_on_sales(recommended.cast.shop.id, AT - DAY, AT + DAY, agent_id=recommended.cast.second.id) == []
    )


@pytest.mark.django_db
@pytest.mark.seed(2)
@pytest.mark.parametrize("at", [AT - HOUR, AT + 73 * HOUR])
def test_what_was_ordered_before_or_long_after_is_none(recommended: Scene, at: datetime) -> None:
    recommended.buys(1, at=at)
    assert not AddOnSale.objects.exists()


@pytest.mark.django_db
@pytest.mark.seed(2)
def test_sales_counted_anew_are_the_same_and_mend_what_was_stored_otherwise(recommended: Scene) -> None:
    recommended.buys(0, 1, at=AT + HOUR)
    kept = list(AddOnSale.objects.values("order_id", "line", "agent_id", "paid_fen", "paid_at"))
    again: dict[str, Any] = {"shop_id": recommended.cast.shop.id, "since": AT - DAY, "at": AT + DAY}
    assert count_add_ons(**again) == 0
    AddOnSale.objects.update(paid_fen=1)
    assert count_add_ons(**again) == 1
    AddOnSale.objects.all().delete()
    assert count_add_ons(**again) == 1
    assert list(AddOnSale.objects.values("order_id", "line", "agent_id", "paid_fen", "paid_at")) == kept
    AddOnSale.objects.update(line=7)
    assert count_add_ons(**again) == 2
    assert list(AddOnSale.objects.values("order_id", "line", "agent_id", "paid_fen", "paid_at")) == kept


# Pages
@pytest.mark.django_db
@pytest.mark.seed(2)
def test_beside_the_talk_stands_what_goes_with_the_item(scene: Scene) -> None:
    scene.buys(0, at=AT - DAY)
    slot = reverse("related_slot", args=[scene.talk.buyer_id])
    told = client_of(scene.cast.agent).get(slot).content.decode()
    assert f'data-send-item="{scene.ids[1]}" data-beside="{scene.ids[0]}"' in told
    assert "店里的搭配" in told
    assert client_of(scene.cast.stranger).get(slot).status_code == 404


@pytest.mark.django_db
@pytest.mark.seed(2)
def test_the_figures_tell_add_on_sales_with_their_list(recommended: Scene) -> None:
    recommended.buys(1, at=AT + HOUR)
    span = {"from": "2026-11-01", "to": "2026-11-30"}
    where = reverse("add_ons")
    for staff, sees in (
        (recommended.cast.lead, 1),
        (recommended.cast.agent, 1),
        (recommended.cast.second, 0),
    ):
        assert len(client_of(staff).get(where, span).context["sales"]) == sees
    lead = client_of(recommended.cast.lead)
    whose = {**span, "who": str(recommended.cast.second.id)}
    assert lead.get(where, whose).context["sales"] == []
    assert lead.get(where, {"from": "x"}).status_code == 200
    told = lead.get(reverse("add_ons_file", args=["csv"]), span).content.decode("utf-8-sig")
    assert told.splitlines()[1].endswith("商品2,商品1,1,99.0,0.0,99.0")
    assert lead.get(reverse("add_ons_file", args=["pdf"])).status_code == 404
    assert "附带销售" in lead.get(reverse("figures"), span).content.decode()
