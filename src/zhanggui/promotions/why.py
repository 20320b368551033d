"""Why an order cost what it did: its lines priced by the engine, beside the marketplace's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhanggui.foundation.money import yuan
from zhanggui.orders.queries import OrderCard
from zhanggui.promotions.explained import Account, explained
from zhanggui.promotions.queries import PricedOrder, coupon_cards, priced_order
from zhanggui.promotions.rules.account import Reason
from zhanggui.promotions.rules.hints import hints
from zhanggui.promotions.rules.offers import Tiers
from zhanggui.promotions.wording import hint_says

# Nobody needs to hear of other goods' offers, and of those that were over, when they ask about one order.
_BESIDE = frozenset((Reason.NO_LINE, Reason.OVER, Reason.NOT_YET))


@dataclass(frozen=True)
class WhyPrice:
    """`differs_fen`: what the marketplace took beyond the engine's sum, below zero when it took less; null
    where it does not say its sum. `doubts`: what the engine did not know. No account: it cannot be priced."""

    account: Account | None
    platform_fen: int | None
    differs_fen: int | None
    lines: list[tuple[str, int, int | None]]  # (title, the engine's, the marketplace's where it says)
    doubts: list[str]
    hints: list[str]  # of an order that is not paid: how little more would save how much

    @property
    def agrees(self) -> bool:
        return self.differs_fen == 0

    @property
    def verdict(self) -> str:
        if self.differs_fen is None:
            return _("平台没有给出总额")
        if self.agrees:
            return _("和平台一样")
        said = _("平台多收 {fen} 元") if self.differs_fen > 0 else _("平台少收 {fen} 元")
        return said.format(fen=yuan(abs(self.differs_fen)))


def why_price(order: OrderCard) -> WhyPrice:
    """At the instant of payment, else of ordering, under the offers that the shop kept for then."""
    found = priced_order(order)
    if found is None:
        doubt = _("不知道这一单每行的标价和件数,算不了。导入宝贝报表以后就能算。")
        return WhyPrice(None, order.total_fen, None, [], [doubt], [])
    quote, titles = found.quote, found.titles
    differs = None if order.total_fen is None else order.total_fen - quote.total_fen
    details = found.order.details
    told = details.lines if details else ()
    paid = {str(place): line.paid_fen for place, line in enumerate(told, 1)}
    return WhyPrice(
        account=explained(found.cart, quote, found.named, titles=titles, beside=_BESIDE),
        platform_fen=order.total_fen,
        differs_fen=differs,
        lines=[(titles[line.key], line.final_fen, paid[line.key]) for line in quote.lines],
        doubts=list(_doubts(found, differs)) if differs else [],
        hints=[hint_says(hint) for hint in hints(found.book, found.cart, found.purse, found.at)]
        if order.unpaid
        else [],
    )


def _doubts(found: PricedOrder, differs: int) -> Iterator[str]:
    """What might explain a difference, as far as anybody can tell."""
    order, event, at = found.order, found.purse.event, found.at
    if not found.book.offers:
        yield _("店里没有记下当时的活动。")
    unknown = sum(line.category is None for line in found.cart.lines)
    if unknown:
        yield _("{count} 件商品不知道类目,按类目的优惠和购物券没有算。").format(count=unknown)
    if any(missed.reason is Reason.NOT_KNOWN for missed in found.quote.not_applied):
        yield _("不知道买家有几张「{event}」,按不用券算。").format(event=event.name if event else "")
    yield from _of_terms(found)
    if order.buyer_id is None:
        yield _("不知道买家是谁,没有算买家领到的券。")
    if differs < 0:
        for card in coupon_cards(order.shop_id):
            coupon = card.coupon
            if coupon.value_fen == -differs and coupon.starts_at <= at < coupon.ends_at:
                yield _("正好是「{coupon}」的面额,可能用了这张券。").format(coupon=coupon.name)
        yield _("也可能用了我们不知道的优惠券、平台的优惠,或者客服改过价。")
    else:
        yield _("也可能活动在平台上没有设好、客服改过价,或者宝贝报表里少了行。")


def _of_terms(found: PricedOrder) -> Iterator[str]:
    """What acted, and hangs on what an order does not tell: where it goes, and what the buyer had before."""
    acted = {deduction.offer for line in found.quote.lines for deduction in line.deductions}
    acted |= {cut.offer for order in found.quote.orders for cut in order.postage_deductions}
    for offer in found.book.offers:
        tool = offer.tool
        if offer.key not in acted:
            continue
        if isinstance(tool, Tiers) and tool.no_free_postage_to:
            provinces = _("、").join(sorted(tool.no_free_postage_to))
            yield _("「{offer}」不包邮到{provinces}:不知道收货的省,按包邮算。").format(
                offer=offer.name, provinces=provinces
            )
        if offer.most_pieces is not None:
            yield _("「{offer}」每人限 {pieces} 件:没有算买家之前买过的。").format(
                offer=offer.name, pieces=offer.most_pieces
            )
