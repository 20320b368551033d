"""The marketplace's side of the gate: its orders are told, and what the house asks of it is fetched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhanggui.aftersales.actions import record_refunds
from zhanggui.catalog.actions import ItemEntry, KnowledgeEntry, SkuEntry, record_items, record_knowledge
from zhanggui.catalog.queries import SkuRef
from zhanggui.connectors.simulator.world.history import Talk
from zhanggui.connectors.simulator.world.shelf import Article
from zhanggui.connectors.simulator.world.trades import Trade
from zhanggui.conversations.actions import PastTalk, PastWord, record_talks
from zhanggui.customers.actions import ensure_buyers
from zhanggui.foundation.actors import Actor, program
from zhanggui.fulfilment.queries import held_checks
from zhanggui.marketplace.actions import end_errand, take_errands
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.queries import ErrandCard
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_lines, record_orders
from zhanggui.orders.queries import MEMO_ERRAND, search
from zhanggui.outreach.rules import CLOSE_ERRAND
from zhanggui.shops.queries import StaffCard
from zhanggui.stock.actions import StockCount, record_counts

ERRANDS = (MEMO_ERRAND, CLOSE_ERRAND)
_STOCKED = 40
_MOST_AT_ONCE, _MOST_HELD = 500, 5_000


@dataclass(frozen=True)
class Gate:
    """Everything that the made-up marketplace tells the house of one shop."""

    shop_id: int

    @property
    def by(self) -> Actor:
        return program(self.shop_id, "模拟平台")

    def tell(self, trades: Sequence[Trade], at: datetime) -> int:
        """These orders as they stand, with their lines and refunds; how many were new."""
        new = 0
        for start in range(0, len(trades), _MOST_AT_ONCE):
            part = trades[start : start + _MOST_AT_ONCE]
            lines = [line for trade in part for line in trade.line_snapshots(at)]
            refunds = [one for trade in part for one in trade.refund_snapshots(at)]
            # Lines first: an order that is announced can be read whole.
            record_lines(shop_id=self.shop_id, snapshots=lines, by=self.by, at=at)
            orders = [trade.snapshot(at) for trade in part]
            new += record_orders(shop_id=self.shop_id, snapshots=orders, by=self.by, at=at).new
            if refunds:
                record_refunds(shop_id=self.shop_id, snapshots=refunds, by=self.by, at=at)
        return new

    def errands(self, at: datetime) -> list[ErrandCard]:
        """What the house wants done on the marketplace."""
        return take_errands(shop_id=self.shop_id, kinds=ERRANDS, limit=_MOST_AT_ONCE, at=at)

    def end(self, errands: Sequence[tuple[int, str]], at: datetime) -> None:
        """(errand, why it could not be done or nothing) of those that are over."""
        for errand_id, refusal in errands:
            end_errand(errand_id=errand_id, ok=not refusal, result=refusal, at=at)

    def do_for_strangers(self, errands: Sequence[ErrandCard], at: datetime) -> list[tuple[int, str]]:
        """Orders that came from elsewhere (the demo's export) and that the house asks something of: they are
        told as the house knows them, with what was asked for."""
        return [(errand.id, self._do_for_stranger(errand, at)) for errand in errands]

    def _do_for_stranger(self, errand: ErrandCard, at: datetime) -> str:
        number = number_in(errand)
        found = [one for group in search(self.shop_id, number) for one in group.page.orders]
        known = next((one for one in found if one.number == number), None)
        if known is None:
            return "平台上没有这个订单"
        closes = errand.kind == CLOSE_ERRAND
        if closes and known.paid_at:
            return "买家已经付款,不能关闭"
        status = TradeStatus.CLOSED_BY_TAOBAO if closes else known.status
        shot = OrderSnapshot(
            number=number,
            status=status,
            status_text=status.label,
            created_at=known.created_at,
            seen_at=at,
            told_at=at,
            close_reason=errand.payload["reason"] if closes else None,
            remark=None if closes else errand.payload["memo"],
            flag=None if closes else errand.payload["flag"],
        )
        record_orders(shop_id=self.shop_id, snapshots=[shot], by=self.by, at=at)
        return ""

    def held_back(self, at: datetime) -> set[str]:
        """The orders that the packer must not send yet: somebody is still asking where to."""
        return {check.number for check in held_checks(self.shop_id, limit=_MOST_HELD, at=at)}

    def tell_goods(self, shelf: Collection[Article], at: datetime) -> None:
        """The listings, what must be known of them, and how many there are."""
        told = [article for article in shelf if not article.in_export]
        with transaction.atomic():
            record_items(shop_id=self.shop_id, items=[_entry(one) for one in told], by=self.by, at=at)
            cards = [KnowledgeEntry(item_number=one.number, **one.knowledge) for one in told]
            record_knowledge(shop_id=self.shop_id, cards=cards, by=self.by, at=at)
            counts = [count for one in told for count in _counts(one, at)]
            record_counts(shop_id=self.shop_id, counts=counts, by=self.by, at=at)

    def tell_talks(self, talks: Sequence[Talk], staff: Sequence[StaffCard], at: datetime) -> int:
        """What was said in the chats of days that are over; how many talks were new."""
        nicks = {talk.person.nick for talk in talks}
        buyers = ensure_buyers(shop_id=self.shop_id, nicks=nicks, at=at)
        past = [
            PastTalk(
                key=talk.key,
                buyer_id=buyers[talk.person.nick],
                staff_id=staff[talk.staff % len(staff)].id,
                staff_name=staff[talk.staff % len(staff)].actor.name,
                words=tuple(PastWord(word.side, word.text, word.at) for word in talk.words),
            )
            for talk in talks
        ]
        return record_talks(shop_id=self.shop_id, talks=past, by=self.by, at=at)


def number_in(errand: ErrandCard) -> str:
    """Of which order an errand is."""
    return str(errand.payload.get("number") or errand.payload["order_number"])


def _entry(article: Article) -> ItemEntry:
    return ItemEntry(
        number=article.number,
        outer_id=article.code,
        title=article.title,
        category=article.category,
        price_fen=article.price_fen,
        cost_fen=article.price_fen * 45 // 10_000 * 100,  # whole yuan
        floor_fen=article.price_fen * 75 // 10_000 * 100,
        weight_grams=article.grams,
        attributes=article.attributes,
        free_shipping=article.free_shipping,
        seven_day=article.returnable,
        on_sale=True,
        skus=[SkuEntry(outer_id=kind.code, properties=kind.properties) for kind in article.kinds],
    )


def _counts(article: Article, at: datetime) -> list[StockCount]:
    """A few of each kind; how many depends on nothing but the kind."""
    return [
        StockCount(
            ref=SkuRef(item_number=article.number, sku_outer_id=kind.code),
            on_hand=_STOCKED * 25 + sum(map(ord, kind.code)) % _STOCKED,
            page=_STOCKED * 25,
            counted_at=at,
        )
        for kind in article.kinds
    ]
