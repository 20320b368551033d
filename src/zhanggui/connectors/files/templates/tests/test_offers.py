"""Offers, coupons and what buyers received, as files tell them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.cast import AT, Cast

from zhanggui.connectors.files.templates.registered import TEMPLATES
from zhanggui.connectors.files.templates.tests.filling import bring, csv_file, problems, taken_out
from zhanggui.connectors.files.templates.writing import FileForm
from zhanggui.customers.queries import marketplace_buyer
from zhanggui.promotions.actions import (
    CouponEntry,
    OfferEntry,
    ReceivedEntry,
    choose_tiers,
    end_offer,
    record_coupons,
    record_event,
    record_offers,
    record_received,
)
from zhanggui.promotions.models import ReceivedCoupon, ShopCoupon, ShopOffer
from zhanggui.promotions.queries import event_board, event_card, offers_of, purse_of
from zhanggui.promotions.rules.offers import Tier, Tiers
from zhanggui.promotions.tests.test_keeping import DAY, A, an_event

SPEND = OfferEntry("A1", "满300减50,满500减90", AT + DAY, AT + 2 * DAY, name="双十一")
COUPON = CouponEntry("C1", 1_000, 10_000, AT - DAY, AT + DAY, name="满 100 减 10", per_buyer=1)


def test_an_offer_is_new_then_known_then_changed_until_it_begins(cast: Cast) -> None:
    by = cast.manager.actor

    def told(entry: OfferEntry, at: object = AT) -> tuple[int, int, int, list[str]]:
        done = record_offers(shop_id=cast.shop.id, entries=[entry], by=by, at=at)  # type: ignore[arg-type]
        return done.new, done.changed, done.unchanged, [one.reason for one in done.refused]

    assert told(SPEND) == (1, 0, 0, [])
    assert told(SPEND) == (0, 0, 1, [])
    assert told(replace(SPEND, what="满300减40")) == (0, 1, 0, [])
    assert offers_of(cast.shop.id)[0].tool == Tiers((Tier(30_000, 0, 4_000),))
    assert told(replace(SPEND, what="满300减40"), AT + DAY) == (0, 0, 1, [])
    assert told(SPEND, AT + DAY)[3] == ["「双十一」已经开始,内容不能再改:请结束它,再新建一个"]
    assert told(replace(SPEND, number="A2", what="便宜点"))[3][0].startswith("看不懂「便宜点」")
    assert told(replace(SPEND, number="A2"))[3][0].startswith("和「双十一」撞了")


def test_one_bad_row_keeps_only_itself_out(cast: Cast) -> None:
    by = cast.manager.actor
    entries = [SPEND, replace(SPEND, number="A2", what="满300减300"), replace(SPEND, number="A3", what="8折")]
    done = record_offers(shop_id=cast.shop.id, entries=entries, by=by, at=AT)
    assert done.new == 2
    assert [(one.place, one.field) for one in done.refused] == [(1, "what")]


def test_a_coupon_is_told_once(cast: Cast) -> None:
    by = cast.manager.actor
    for counts in ((1, 0), (0, 1)):
        done = record_coupons(shop_id=cast.shop.id, entries=[COUPON], by=by, at=AT)
        assert (done.new, done.unchanged) == counts
    done = record_coupons(shop_id=cast.shop.id, entries=[replace(COUPON, value_fen=2_000)], by=by, at=AT)
    assert [one.field for one in done.refused] == ["number"]


@pytest.mark.seed(155, 161)
def test_vouchers_received_are_imported_and_stand_on_the_board(cast: Cast) -> None:
    by = cast.manager.actor
    event_id = record_event(**an_event(), by=by, at=AT)
    choose_tiers(event_id=event_id, chosen={"女装": A}, by=by, at=AT)
    record_coupons(shop_id=cast.shop.id, entries=[COUPON], by=by, at=AT)
    file = csv_file(
        ("券编号", "买家会员名", "领取张数", "已用张数", "领取时间", "用券订单"),
        ("2026-11", "小米粥", "9", "2", "2026-11-05 20:00", "2231958349120001"),
        ("C1", "小米粥", "3", "", "", ""),
        ("没有的", "小米粥", "3", "", "", ""),
        ("C1", "阿木", "1", "2", "", ""),
    )
    report = bring(cast.shop.id, file, by=by)
    assert report.kind.key == "received"
    assert report.counts.new == 2
    assert problems(report) == [
        (4, "券编号", "没有编号为 没有的 的优惠券或平台活动,请先新建"),
        (5, "已用张数", "已用张数不能多于领取张数"),
    ]
    assert bring(cast.shop.id, file, by=by).counts.unchanged == 2
    buyer = marketplace_buyer(cast.shop.id, "小米粥")
    assert buyer is not None
    purse = purse_of(cast.shop.id, buyer.id, AT)
    assert (purse.vouchers, [held.count for held in purse.coupons]) == (7, [3])
    event = event_card(cast.shop.id, event_id)
    assert event is not None
    assert event_board(event).received == 9


@pytest.mark.parametrize("form", FileForm)
def test_what_was_taken_out_changes_nothing_when_it_is_brought_in(cast: Cast, form: FileForm) -> None:
    by = cast.manager.actor
    entries = [
        SPEND,
        OfferEntry("A2", "8.8折", AT - DAY, AT + DAY, most_pieces=2),
        OfferEntry("A3", "一口价99;MY-01:95", AT - 9 * DAY, AT - 8 * DAY),
    ]
    assert record_offers(shop_id=cast.shop.id, entries=entries, by=by, at=AT).new == 3
    record_coupons(shop_id=cast.shop.id, entries=[COUPON], by=by, at=AT)
    received = [ReceivedEntry("C1", "小米粥", 3, 1)]
    record_received(shop_id=cast.shop.id, entries=received, by=by, at=AT)
    end_offer(offer_id=ShopOffer.objects.get(number="A2").pk, by=by, at=AT)

    def kept() -> list[object]:
        return [*ShopOffer.objects.values(), *ShopCoupon.objects.values(), *ReceivedCoupon.objects.values()]

    before = kept()
    for key in ("offers", "coupons", "received"):
        template = TEMPLATES.get(key)
        assert template is not None
        report = bring(cast.shop.id, taken_out(template, cast.shop.id, form), key, by=by)
        assert not report.problems, report.problems[0]
        assert (report.counts.new, report.counts.changed) == (0, 0), key
    assert kept() == before
