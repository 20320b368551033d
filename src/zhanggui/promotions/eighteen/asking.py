"""Questions that no cart answers, put to the engine: windows, places, refunds, the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from zhanggui.foundation.money import yuan
from zhanggui.promotions.eighteen import words
from zhanggui.promotions.eighteen.stage import (
    BAGS,
    BOOKS,
    CLOTHES,
    FIRST_SHOP,
    SHOES,
    TERMS,
    THE_DAY,
    THIRD_SHOP,
    A,
    B,
    Demo,
    Said,
    moment,
)
from zhanggui.promotions.rules.board import PaidOrder, Received, board
from zhanggui.promotions.rules.lowest import before_vouchers_fen
from zhanggui.promotions.rules.refunds import Refund, refunded
from zhanggui.promotions.rules.windows import (
    Answer,
    check_item,
    is_event_merchant,
    is_usable,
    may_change_validity,
    may_delete,
    may_edit_tiers,
    may_set_up,
    what_shows,
)
from zhanggui.promotions.wording import group_says


def _said(question: str, answer: Answer) -> Said:
    return Said(question, words.why(answer), answer.may)


def set_up() -> list[Said]:
    fresh = replace(FIRST_SHOP, chosen={}, set_up_at=None)
    said = [
        _said(_("{at} 设置门槛").format(at=at), may_set_up(TERMS, fresh, CLOTHES, A, moment(at)))
        for at in ("08-25 09:59:59", "08-25 10:00:00", "09-01 21:59:59", "09-01 22:00:00")
    ]
    not_passed = replace(fresh, passed_audition=False)
    return [
        *said,
        _said(_("没有通过海选,来设置"), may_set_up(TERMS, not_passed, CLOTHES, A, moment("08-26 10:00"))),
    ]


def choose() -> list[Said]:
    fresh = replace(FIRST_SHOP, chosen={})
    at = moment("08-26 10:00")
    return [
        _said(
            _("女装选「{group}」").format(group=group_says(group)),
            may_set_up(TERMS, fresh, category, group, at),
        )
        for category, group in ((CLOTHES, A), (CLOTHES, B))
    ] + [_said(_("女鞋选「{group}」").format(group=group_says(B)), may_set_up(TERMS, fresh, SHOES, B, at))]


def lowest(demo: Demo) -> list[Said]:
    quote = demo.book.quote(demo.cart, demo.purse, demo.at)
    line = quote.lines[0]
    return [
        Said(_("算最低价时,这一件是"), _("{fen} 元").format(fen=yuan(before_vouchers_fen(line)))),
        Said(_("买家实付"), _("{fen} 元").format(fen=yuan(line.final_fen))),
    ]


def merchants() -> list[Said]:
    return [
        _said(_("甲店是活动商家吗"), is_event_merchant(TERMS, FIRST_SHOP)),
        _said(_("丙店是活动商家吗"), is_event_merchant(TERMS, THIRD_SHOP)),
    ]


def checks() -> list[Said]:
    found = []
    for name, merchant, category in (
        (_("甲店的毛衣(女装)"), FIRST_SHOP, CLOTHES),
        (_("甲店的书(图书)"), FIRST_SHOP, BOOKS),
        (_("甲店的杯子(不知道类目)"), FIRST_SHOP, None),
        (_("丙店的毛衣(女装)"), THIRD_SHOP, CLOTHES),
    ):
        check = check_item(TERMS, merchant, category)
        says = group_says(check.group) if check.group else _(words.WHYS[check.why])
        found.append(Said(name, says, check.group is not None))
    return found


def edits() -> list[Said]:
    unselected = replace(FIRST_SHOP, is_selected=False)
    said = [
        _said(_("{at} 付款用券").format(at=at), is_usable(TERMS, moment(at)))
        for at in ("11-10 23:59:59", "11-11 00:00:00", "11-12 00:00:00")
    ]
    for question, merchant, category, at in (
        (_("9 月 29 日把女装改选另一组"), FIRST_SHOP, CLOTHES, "09-29 23:59:59"),
        (_("9 月 30 日 0 点再改"), FIRST_SHOP, CLOTHES, "09-30 00:00:00"),
        (_("改箱包的门槛"), FIRST_SHOP, BAGS, "09-10 12:00"),
        (_("没有被官方选定的商家来改"), unselected, CLOTHES, "09-10 12:00"),
    ):
        said.append(_said(question, may_edit_tiers(TERMS, merchant, category, B, moment(at))))
    return [*said, _said(_("删除门槛"), may_delete()), _said(_("改有效期"), may_change_validity())]


def shows() -> list[Said]:
    return [
        Said(
            _("{at},甲店的购物券显示在").format(at=at),
            words.places(what_shows(TERMS, FIRST_SHOP, moment(at))),
            bool(what_shows(TERMS, FIRST_SHOP, moment(at)).places),
        )
        for at in ("10-31 23:59:59", "11-01 00:00:00", "11-11 20:00:00", "11-12 00:00:00")
    ]


def badges() -> list[Said]:
    said = []
    for name, merchant in ((_("甲店"), FIRST_SHOP), (_("丙店"), THIRD_SHOP)):
        for at in ("11-05 12:00", "11-11 20:00"):
            showing = what_shows(TERMS, merchant, moment(at))
            question = _("{at},搜索里的{shop}").format(at=at, shop=name)
            said.append(Said(question, words.badges(showing), bool(showing.badge)))
    return said


def refunds(demo: Demo) -> list[Said]:
    """The same checkout, paid back in four ways."""
    quote = demo.book.quote(demo.cart, demo.purse, demo.at)
    first, second = (line.key for line in demo.lines)
    later, after = moment("11-11 23:00"), moment("11-12 10:00")
    return [
        _back(demo, question, *(Refund(key, at, after_sale=after_sale) for key, at in told))
        for question, told, after_sale in (
            (_("两个子订单当天都全额退款、交易关闭"), ((first, later), (second, later)), False),
            (_("只退其中一个"), ((first, later),), False),
            (_("另一个到 11 月 12 日才退"), ((first, later), (second, after)), False),
            (_("确认收货以后都申请售后"), ((first, later), (second, later)), True),
        )
        if quote.pools
    ]


def _back(demo: Demo, question: str, *told: Refund) -> Said:
    quote = demo.book.quote(demo.cart, demo.purse, demo.at)
    found = refunded(demo.cart, quote, told, coupon_ends={}, event=demo.event)
    back = found.vouchers[0]
    answer = _("退款 {fen} 元,{vouchers} 张券{why}").format(
        fen=yuan(found.total_fen), vouchers=back.vouchers, why=_(words.REFUND_WHYS[back.why])
    )
    return Said(question, answer, back.is_back)


def figures(demos: tuple[Demo, ...]) -> list[Said]:
    """The board over these demo orders."""
    received = [Received("1", 10, _before(THE_DAY)), Received("2", 3, _before(THE_DAY))]
    orders = []
    for place, demo in enumerate(demos, 1):
        quote = demo.book.quote(demo.cart, demo.purse, demo.at)
        vouchers = sum(pool.vouchers for pool in quote.pools)
        orders.append(PaidOrder(str(place), str(place), quote.total_fen, demo.at, vouchers))
    counted = board(received, orders, moment("11-11 00:00"), moment("11-12 00:00"))
    return [
        Said(_("收到的券"), _("{count} 张").format(count=counted.received)),
        Said(_("引导的订单"), _("{count} 笔").format(count=counted.guided_orders)),
        Said(_("用了券的订单"), _("{count} 笔").format(count=counted.voucher_orders)),
        Said(_("用了券的订单成交"), _("{fen} 元").format(fen=yuan(counted.voucher_orders_fen))),
    ]


def _before(at: datetime) -> datetime:
    return at.replace(day=5)
