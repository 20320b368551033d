"""The fine print of a voucher event in words: each sentence, what it may say, and since when it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from zhanggui.foundation.calendar import shop_day
from zhanggui.promotions.rules.fine_print import FinePrint, Fixed, ruling_at

# In the order in which people meet them; of each what it is about, and what its values say.
SENTENCES: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "deadline": (
            noop("截止那一刻设置"),
            {"late": noop("算迟到"), "in_time": noop("还算赶上")},
        ),
        "fixed_tiers": (
            noop("什么时候不能改门槛"),
            {
                "one_group": noop("平台只给了这个类目一组门槛时"),
                "one_tier": noop("本店选的那一组只有一档时"),
            },
        ),
        "effective_by": (
            noop("券在生效时间内才能用,时间看"),
            {"payment": noop("付款时间"), "order": noop("下单时间")},
        ),
        "first_coupon": (
            noop("优惠券先用哪种"),
            {
                "shop": noop("先店铺的,再商品的"),
                "item": noop("先商品的,再店铺的"),
            },
        ),
        "shop_coupons": (
            noop("一单能用几张店铺券"),
            {"1": noop("1 张"), "2": noop("2 张"), "3": noop("3 张")},
        ),
        "voucher_counts": (
            noop("购物券的门槛按什么金额算"),
            {
                "left": noop("商品、店铺优惠和优惠券减完以后的金额"),
                "listed": noop("标价,减多少都不影响(最多减到 0)"),
            },
        ),
        "postage_counts": (
            noop("邮费算不算进购物券的门槛"),
            {"never": noop("不算"), "for_tiers": noop("算,和这一单的第一件商品算在一起")},
        ),
        "presale_counts": (
            noop("付预售尾款时,算进门槛的是"),
            {"final": noop("尾款"), "whole": noop("整价,定金也算")},
        ),
        "tiers_reached": (
            noop("满了好几档时"),
            {"highest": noop("只算最高一档"), "all": noop("每一档的张数加起来")},
        ),
        "pooling": (
            noop("门槛组一样的商品怎么合并"),
            {
                "over_categories": noop("不同店铺、不同类目都合并"),
                "within_category": noop("不同店铺合并,不同类目分开"),
            },
        ),
        "order_limit": (
            noop("一单最多减多少,怎么数"),
            {
                "amount": noop("按金额:这一单分到的减免"),
                "number": noop("按张数:这一单沾到的券"),
            },
        ),
        "tie": (
            noop("减的一样多时,券先给"),
            {
                "larger": noop("金额大的一组,再按先后"),
                "earlier": noop("排在前面的一组"),
            },
        ),
        "fewer": (
            noop("能不能比门槛允许的少用几张"),
            {"allowed": noop("能"), "whole_tiers": noop("不能,要用就用满一档")},
        ),
        "spare_fen": (
            noop("分摊余数一样时,多出的一分给"),
            {"earlier": noop("前面的商品"), "later": noop("后面的商品")},
        ),
        "refund_pays": (
            noop("退一件商品退多少钱"),
            {
                "paid": noop("实付的钱,券抵的部分不退钱"),
                "with_share": noop("连券抵的部分也退成钱,券就不退回"),
            },
        ),
    }
)
FIXED: Mapping[Fixed, tuple[str, str]] = MappingProxyType(
    {
        Fixed.SHANGHAI: (
            noop("时间都按北京时间"),
            noop("平台、店铺和买家用的是同一个钟,没有夏令时。"),
        ),
        Fixed.WHAT_IS_LEFT: (
            noop("商品优惠、店铺优惠、优惠券一级一级往下减,门槛按前一级减完的金额算"),
            noop("不然几样加起来会比剩下的钱还多,新建活动时也没法检查会不会低于底价。"),
        ),
        Fixed.LARGEST_REMAINDER: (
            noop("分摊到每件商品按比例,最大余数法"),
            noop("只有这样每一份都是整分,加起来一分不差。"),
        ),
    }
)


@dataclass(frozen=True)
class FineLine:
    """`options`: (value, what it says, whether it holds). `is_own`: the event decides it otherwise than it
    was ruled."""

    name: str
    title: str
    says: str
    options: list[tuple[str, str, bool]]
    since: date
    source: str
    is_own: bool


@dataclass(frozen=True)
class FixedLine:
    says: str
    why: str
    since: date
    source: str


def fine_lines(fine: FinePrint, usable_from: datetime) -> Iterator[FineLine]:
    """What an event decides holds on its own days; all else since it was ruled."""
    ruling = ruling_at(usable_from)
    for name, (title, values) in SENTENCES.items():
        value = str(getattr(fine, name))
        is_own = value != str(getattr(ruling.fine, name))
        yield FineLine(
            name=name,
            title=_(title),
            says=_(values[value]),
            options=[(one, _(says), one == value) for one, says in values.items()],
            since=shop_day(usable_from) if is_own else ruling.since,
            source=_("本活动自己的") if is_own else _(ruling.source),
            is_own=is_own,
        )


def fixed_lines(usable_from: datetime) -> list[FixedLine]:
    ruling = ruling_at(usable_from)
    return [FixedLine(_(says), _(why), ruling.since, _(ruling.source)) for says, why in FIXED.values()]
