from __future__ import annotations

import pytest

from zhanggui.marketplace.rules import StatusGroup, TradeStatus, status_from_export


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("等待买家付款", TradeStatus.WAIT_BUYER_PAY),
        ("买家已付款，等待卖家发货", TradeStatus.WAIT_SELLER_SEND_GOODS),
        ("买家已付款,等待卖家发货", TradeStatus.WAIT_SELLER_SEND_GOODS),
        (" 卖家已发货，等待买家确认 ", TradeStatus.WAIT_BUYER_CONFIRM_GOODS),
        ("卖家部分发货", TradeStatus.SELLER_CONSIGNED_PART),
        ("交易成功", TradeStatus.FINISHED),
    ],
)
def test_an_open_trade_reads_the_same_whoever_paid(text: str, status: TradeStatus) -> None:
    assert status_from_export(text, paid=True, close_reason="订单未关闭") is status
    assert status_from_export(text, paid=False, close_reason=None) is status


@pytest.mark.parametrize(
    ("paid", "reason", "group"),
    [
        (False, "买家未付款", StatusGroup.CLOSED_BEFORE_PAY),
        (False, "未及时付款", StatusGroup.CLOSED_BEFORE_PAY),
        (False, None, StatusGroup.CLOSED_BEFORE_PAY),
        (True, "退款", StatusGroup.CLOSED_AFTER_PAY),
        (True, "", StatusGroup.CLOSED_AFTER_PAY),
        # An export without the time of payment still says why it was closed.
        (False, "退款", StatusGroup.CLOSED_AFTER_PAY),
        # The money was there, whatever the reason says.
        (True, "买家未付款", StatusGroup.CLOSED_AFTER_PAY),
    ],
)
def test_both_closings_read_alike_and_are_told_apart(
    *, paid: bool, reason: str | None, group: StatusGroup
) -> None:
    assert status_from_export("交易关闭", paid=paid, close_reason=reason).group is group


@pytest.mark.parametrize("text", ["", "交易", "等待付款吗", "TRADE_FINISHED"])
def test_an_unknown_text_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="unknown trade status"):
        status_from_export(text, paid=True, close_reason=None)


def test_every_status_has_a_chinese_label_and_a_group() -> None:
    for status in TradeStatus:
        assert not status.label.isascii()
        assert status.group in StatusGroup
    assert {status for status in TradeStatus if status.must_not_ship} == {
        TradeStatus.PAID_FORBID_CONSIGN,
        TradeStatus.CLOSED_BY_TAOBAO,
    }
