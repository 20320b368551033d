from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zhanggui.connectors.simulator.chance import chance_of
from zhanggui.connectors.simulator.players.notes import Move, of_words
from zhanggui.connectors.simulator.players.tasks import part_of, refund_of, steps_in, tasks_in

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
LIST = """
<a href="/worklist/3">elsewhere on the page</a>
<li class="task late" id="task-7"><a href="/worklist/7" hx-get="/worklist/7"></a>
<a href="/worklist/7"></a></li>
<li class="task" id="task-9"><a href="/worklist/9"></a></li>
"""
DONE = '<form hx-post="/worklist/7/done">'


def first(pane: str) -> tuple[str, dict[str, object]] | None:
    step = next(steps_in("7", pane, chance_of("a test")), None)
    return (step.path, dict(step.form)) if step else None


def test_a_list_names_its_tasks_once_and_in_order() -> None:
    assert tasks_in(LIST) == ["7", "9"]
    assert tasks_in(LIST, late_only=True) == ["7"]


def test_a_pane_says_where_its_part_is() -> None:
    pane = '<div class="part" hx-get="/unpaid/3?task=7&amp;x=1" hx-trigger="load">'
    assert part_of(pane) == "/unpaid/3?task=7&x=1"
    assert part_of("<p>nothing</p>") is None


def test_a_refunds_number_is_read_however_it_is_spaced() -> None:
    assert refund_of("订单 2611240072970427 退款 1234 5678 9012 3456 7") == "12345678901234567"
    assert refund_of("没有") is None


def test_what_the_pane_offers_is_done_before_it_is_ticked_off() -> None:
    form = '<form action="/addresses/12/confirm"><button name="how" value="chat">'
    found = first(form + DONE)
    assert found
    assert found[0] == "/addresses/12/confirm"
    assert found[1]["how"] in {"chat", "phone"}
    assert first(DONE) == ("/worklist/7/done", {"note": first(DONE)[1]["note"]})  # type: ignore[index]


def test_an_order_is_closed_for_the_reason_that_is_offered() -> None:
    pane = '<form action="/unpaid/3/close"><button name="reason" value="买家拍错了">'
    assert first(pane) == ("/unpaid/3/close", {"reason": "买家拍错了"})


@pytest.mark.parametrize(("double", "said"), [("重复拍下", {"one_only"}), ("", {"forgot", "thinking"})])
def test_who_has_not_paid_is_asked_what_they_want(double: str, said: set[str]) -> None:
    offered = "".join(f'<input name="intention" value="{key}">' for key in ("forgot", "thinking", "one_only"))
    found = first(f'{double}<form action="/unpaid/3/intention">{offered}')
    assert found
    assert found[1]["intention"] in said


def test_a_remark_keeps_every_promise_that_is_ticked() -> None:
    pane = (
        '<form action="/orders/5/remark"><input name="reason" maxlength="200" value="送 &lt;袜子&gt;">'
        '<input type="checkbox" name="promise" value="gift" checked>'
        '<input type="checkbox" name="promise" value="time">'
        '<input type="checkbox" name="promise" value="price" checked>'
    )
    assert first(pane) == ("/orders/5/remark", {"promise": ["gift", "price"], "reason": "送 <袜子>"})


def test_a_pane_without_a_form_offers_nothing() -> None:
    assert first("<p>这件事有了结果,就会自己从待办里消失。</p>") is None


def test_an_address_in_words_is_written_down_whole() -> None:
    asked = "地址填错了能改吗 王示例 13800000001 浙江省 杭州市 西湖区 示例路1号"
    note = of_words(3, "address", asked, AT)
    assert isinstance(note, Move)
    assert note.form == {
        "name": "王示例",
        "phone": "13800000001",
        "address": "浙江省 杭州市 西湖区 示例路1号",
    }
    assert of_words(3, "address", "我要改地址", AT) is None


def test_other_goods_are_a_remark_with_what_changes() -> None:
    note = of_words(3, "change", "拍错码了,改成XL码", AT)
    assert note is not None
    assert note.form["change"] == "size"
    assert of_words(3, "greet", "在吗", AT) is None
