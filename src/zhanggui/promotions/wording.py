"""What people read of offers and prices: the engine's codes as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from zhanggui.foundation.money import yuan
from zhanggui.promotions.rules.account import Applied, NotApplied, Quote, Reason
from zhanggui.promotions.rules.amounts import found_fen
from zhanggui.promotions.rules.event import TierGroup
from zhanggui.promotions.rules.hints import Hint
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    Less,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.pricing import PRESALE

LEVELS: Mapping[Level, str] = MappingProxyType(
    {
        Level.ITEM: noop("单品优惠"),
        Level.SHOP: noop("店铺优惠"),
        Level.COUPON: noop("优惠券"),
        Level.VOUCHER: noop("购物券"),
        Level.POSTAGE: noop("邮费"),
    }
)
_REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NOT_YET: noop("还没有开始"),
        Reason.OVER: noop("已经结束"),
        Reason.NO_LINE: noop("没有适用的商品"),
        Reason.LACKS_FEN: noop("还差 {lacks} 元满 {threshold} 元"),
        Reason.LACKS_PIECES: noop("还差 {lacks} 件"),
        Reason.OTHER: noop("「{by}」优惠更多,同一件商品只算一个"),
        Reason.BARRED: noop("「{by}」不和它叠加"),
        Reason.USED_UP: noop("这位买家的限购件数已经用完"),
        Reason.NOTHING_OFF: noop("用了也不会便宜"),
        Reason.SUSPENDED: noop("「{by}」期间暂停使用"),
        Reason.NOT_CHOSEN: noop("不用它更便宜"),
        Reason.FAR: noop("寄到那里不包邮"),
        Reason.NOT_MERCHANT: noop("本店没有参加这次活动"),
        Reason.NO_GROUP: noop("这个类目没有选门槛"),
        Reason.NO_CATEGORY: noop("不知道商品的类目,按不用券算"),
        Reason.NOT_KNOWN: noop("不知道买家有几张券,按不用券算"),
        Reason.HELD: noop("买家没有券了"),
        Reason.CAP: noop("这一单的券已经用到上限"),
        Reason.DEPOSIT: noop("付定金时不打折"),
    }
)


def level_title(level: Level) -> str:
    return _(LEVELS[level])


@dataclass(frozen=True)
class Named:
    """What a quote's keys are called; `coupons` tell their thresholds."""

    names: Mapping[str, str] = field(default_factory=dict)
    coupons: Mapping[str, Coupon] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        return self.names.get(key) or key


def why_not(missed: NotApplied, quote: Quote, named: Named) -> str:
    """Why it took nothing off: "还差 12.30 元满 199.00 元"."""
    said = _(_REASONS[missed.reason])
    lacks = missed.lacks
    if missed.reason is Reason.LACKS_FEN:
        return said.format(lacks=yuan(lacks), threshold=yuan(_threshold(missed, quote, named)))
    return said.format(lacks=lacks, by=named[missed.by])


def _threshold(missed: NotApplied, quote: Quote, named: Named) -> int:
    coupon = named.coupons.get(missed.offer)
    if coupon is not None:
        return coupon.threshold_fen
    for pool in quote.pools:
        if missed.level is Level.VOUCHER and pool.lines == missed.lines:
            return pool.amount_fen + missed.lacks
    lines = {line.key: line for line in quote.lines}
    return found_fen(missed.lines, lines, missed.level) + missed.lacks


def what_of(applied: Applied) -> str:
    """What an offer did, besides its name: "满 219.00 元,减 20.00 元"."""
    counted, fen = yuan(applied.counted_fen), yuan(applied.fen)
    if applied.level is Level.VOUCHER:
        return _("满 {counted} 元,用 {vouchers} 张,减 {fen} 元").format(
            counted=counted, vouchers=applied.times, fen=fen
        )
    if applied.times > 1:
        return _("共 {counted} 元,满了 {times} 次,减 {fen} 元").format(
            counted=counted, times=applied.times, fen=fen
        )
    if not applied.fen:
        return _("共 {counted} 元,达到门槛").format(counted=counted)
    return _("共 {counted} 元,减 {fen} 元").format(counted=counted, fen=fen)


def hint_says(hint: Hint) -> str:
    """ "再买 12.30 元,多省 10.00 元"; "再买 1 件(29.00 元),多省 14.50 元"."""
    where = _("「{category}」").format(category=hint.category) if hint.level is Level.VOUCHER else ""
    if hint.item:
        where = _("「{item}」").format(item=hint.item)
    if hint.adds_pieces:
        return _("再买 {pieces} 件{where}({adds} 元),一共多省 {saves} 元").format(
            pieces=hint.adds_pieces, where=where, adds=yuan(hint.adds_fen), saves=yuan(hint.saves_fen)
        )
    return _("再买 {adds} 元{where},一共多省 {saves} 元").format(
        adds=yuan(hint.adds_fen), where=where, saves=yuan(hint.saves_fen)
    )


def rule_name(key: str, name: str) -> str:
    """Some deductions are no offer's."""
    return _("定金膨胀") if key == PRESALE else name or key


# ---- what an offer says ----


def short(fen: int) -> str:
    """Whole yuan without their fen, as a shop writes them: 199, 9.9."""
    text = yuan(fen)
    return text.removesuffix(".00") if text.endswith(".00") else text.removesuffix("0")


def discount(thousandths: int) -> str:
    """880 -> "8.8"; what a shop writes before 折."""
    return f"{thousandths / 100:.2f}".rstrip("0").rstrip(".")


def tool_says(tool: Tool) -> str:
    return _SAYS[type(tool)](tool)


def offer_says(offer: Offer) -> str:
    """What a buyer must know of it: what it gives, and how much of that at most."""
    says = tool_says(offer.tool)
    if offer.most_pieces is None:
        return says
    return _("{says},每人限 {pieces} 件").format(says=says, pieces=offer.most_pieces)


def _special(tool: SpecialPrice) -> str:
    if not tool.by_sku:
        return _("一口价 {fen} 元").format(fen=short(tool.fen))
    return _("一口价 {fen} 元起").format(fen=short(min(tool.fen, *tool.by_sku.values())))


def _rate(tool: Rate) -> str:
    return _("{rate} 折").format(rate=discount(tool.thousandths))


def _less(tool: Less) -> str:
    return _("每件减 {fen} 元").format(fen=short(tool.fen))


def _nth(tool: NthAt) -> str:
    if not tool.thousandths:
        return _("第 {nth} 件免费").format(nth=tool.nth)
    return _("第 {nth} 件 {rate} 折").format(nth=tool.nth, rate=discount(tool.thousandths))


def _pieces_for(tool: PiecesFor) -> str:
    return _("{pieces} 件 {fen} 元").format(pieces=tool.pieces, fen=short(tool.fen))


def _pay_fewer(tool: PayFewer) -> str:
    return _("{pieces} 件付 {paid} 件的钱").format(pieces=tool.pieces, paid=tool.paid)


def _by_pieces(tool: ByPieces) -> str:
    steps = [
        _("满 {pieces} 件 {rate} 折").format(pieces=pieces, rate=discount(rate))
        for pieces, rate in tool.steps
    ]
    return _(",").join(steps)


def _tiers(tool: Tiers) -> str:
    said = _(",").join(map(tier_says, tool.tiers))
    if tool.every:
        said = _("每{tier}").format(tier=said)
        if tool.times is not None:
            said = _("{tier},最多 {times} 次").format(tier=said, times=tool.times)
    if tool.no_free_postage_to and any(tier.free_postage for tier in tool.tiers):
        provinces = _("、").join(sorted(tool.no_free_postage_to))
        said = _("{tier}({provinces}不包邮)").format(tier=said, provinces=provinces)
    return said


def tier_says(tier: Tier) -> str:
    start = []
    if tier.from_fen:
        start.append(_("满 {fen} 元").format(fen=short(tier.from_fen)))
    if tier.from_pieces:
        start.append(_("满 {pieces} 件").format(pieces=tier.from_pieces))
    gives = []
    if tier.less_fen:
        gives.append(_("减 {fen} 元").format(fen=short(tier.less_fen)))
    if tier.thousandths < 1000:
        gives.append(_("打 {rate} 折").format(rate=discount(tier.thousandths)))
    gives += [_("送{gift}").format(gift=gift) for gift in tier.gifts]
    if tier.free_postage:
        gives.append(_("包邮"))
    return "".join(start) + _("、").join(gives)


_SAYS: Mapping[type[Tool], Callable[..., str]] = MappingProxyType(
    {
        SpecialPrice: _special,
        Rate: _rate,
        Less: _less,
        NthAt: _nth,
        PiecesFor: _pieces_for,
        PayFewer: _pay_fewer,
        ByPieces: _by_pieces,
        Tiers: _tiers,
    }
)

_COUPONS: Mapping[CouponKind, str] = MappingProxyType(
    {
        CouponKind.SHOP: noop("店铺优惠券"),
        CouponKind.ITEM: noop("商品优惠券"),
        CouponKind.SHOP_VOUCHER: noop("店铺购物券"),
    }
)


def coupon_title(kind: CouponKind) -> str:
    return _(_COUPONS[kind])


def coupon_says(coupon: Coupon) -> str:
    if not coupon.threshold_fen:
        return _("减 {fen} 元,没有门槛").format(fen=short(coupon.value_fen))
    return _("满 {threshold} 元减 {fen} 元").format(
        threshold=short(coupon.threshold_fen), fen=short(coupon.value_fen)
    )


def group_says(group: TierGroup) -> str:
    """A voucher event's tier group: "满 199 元用 1 张,满 399 元用 2 张"."""
    said = _(",").join(
        [
            _("满 {threshold} 元用 {vouchers} 张").format(
                threshold=short(tier.threshold_fen), vouchers=tier.vouchers
            )
            for tier in group.tiers
        ]
    )
    return _("每{tier}").format(tier=said) if group.repeating else said
