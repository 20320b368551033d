"""The eight steps as the words show them, and how often the buyer insisted on the price."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.conversations.rules.steps import Deeds, Said, State, Step, bargains, next_step, steps_of

B, S, A = "buyer", "staff", "auto"


def talk(*words: tuple[str, str]) -> list[Said]:
    return [
        Said(place, side, "text", text, 7 if side == S else None)
        for place, (side, text) in enumerate(words, start=1)
    ]


def seen(*words: tuple[str, str], deeds: Deeds | None = None) -> dict[Step, State]:
    return {one.step: one.state for one in steps_of(talk(*words), deeds or Deeds())}


@pytest.mark.seed(27)
@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Step.GREET, "您好,请问有什么可以帮您的?"),
        (Step.GREET, "在的亲,让您久等了"),
        (Step.ASK, "请问您平时穿什么码呢?"),
        (Step.ASK, "您是自己穿还是送人"),
        (Step.ASK, "您的身高体重方便告诉我吗"),
        (Step.RECOMMEND, "推荐您看看这款开衫"),
        (Step.RECOMMEND, "这款更适合油性皮肤"),
        (Step.RECOMMEND, "按您的身高体重建议 XL,胸围 112"),
        (Step.BARGAIN, "我们的价格都是统一的,不议价哦"),
        (Step.BARGAIN, "给您优惠 5 元"),
        (Step.COURIER, "我们默认发圆通,48 小时内发货"),
        (Step.VERIFY, "跟您核对一下收货信息"),
        (Step.VERIFY, "地址是杭州,对吗"),
        (Step.GOODBYE, "感谢您的光临,祝您生活愉快"),
        (Step.GOODBYE, "有任何问题随时找我"),
        (Step.FOLLOW_UP, "您之前看的开衫还没付款,给您留着呢"),
    ],
)
def test_a_step_is_seen_in_what_staff_said(step: Step, text: str) -> None:
    assert seen((B, "在吗"), (S, text))[step] == State.SEEN
    assert seen((B, text))[step] != State.SEEN  # from the buyer it shows nothing


def test_the_marks_of_a_chinese_keyboard_are_read() -> None:
    assert seen((B, "在吗"), (S, "您喜欢宽松的\uff1f"))[Step.ASK] == State.SEEN  # "?"
    assert seen((S, "您好"), (B, "好的\uff0c谢谢"))[Step.GOODBYE] == State.DUE  # ","
    # The sentence before ended: what comes after its mark is another one.
    assert seen((S, "您是新客\uff01有什么"))[Step.ASK] != State.SEEN


@pytest.mark.seed(27)
@pytest.mark.parametrize(
    ("words", "deeds", "missing"),
    [
        ([(B, "在吗")], Deeds(), Step.GREET),
        ([(B, "在吗"), (A, "您好,欢迎光临")], Deeds(), None),
        ([(B, "送妈妈有什么推荐"), (S, "您好")], Deeds(), Step.ASK),
        ([(B, "哪款好"), (S, "您好,请问您平时穿什么码呢?"), (B, "M")], Deeds(), Step.RECOMMEND),
        ([(B, "便宜点吧"), (S, "您好")], Deeds(), Step.BARGAIN),
        ([(B, "几天能到"), (S, "您好")], Deeds(), Step.COURIER),
        ([(B, "160 斤会不会紧?能今天发吗"), (S, "您好")], Deeds(), Step.COURIER),
        ([(B, "拍好了"), (S, "您好")], Deeds(ordered=True, paid=True), Step.VERIFY),
        ([(B, "拍好了"), (S, "您好")], Deeds(ordered=True, paid=True, verified=True), None),
        ([(B, "拍了"), (S, "您好")], Deeds(ordered=True), Step.FOLLOW_UP),
        ([(B, "拍了"), (S, "您好")], Deeds(ordered=True, followed_up=True), None),
        ([(B, "在吗"), (S, "您好"), (B, "好的谢谢")], Deeds(), Step.GOODBYE),
        ([(B, "在吗"), (S, "您好"), (B, "好的谢谢"), (S, "祝您购物愉快")], Deeds(), None),
    ],
)
def test_the_step_whose_time_has_come_is_named(
    words: list[tuple[str, str]], deeds: Deeds, missing: Step | None
) -> None:
    found = next_step(steps_of(talk(*words), deeds))
    assert (found.step if found else None) == missing


def test_a_card_that_staff_sent_is_a_recommendation_and_the_programs_is_none() -> None:
    by_staff = [Said(1, B, "text", "在吗"), Said(2, S, "card", "羊毛开衫", 7)]
    by_program = [Said(1, B, "text", "在吗"), Said(2, A, "card", "羊毛开衫")]
    assert {one.step: one.state for one in steps_of(by_staff)}[Step.RECOMMEND] == State.SEEN
    assert {one.step: one.state for one in steps_of(by_program)}[Step.RECOMMEND] == State.QUIET


@pytest.mark.seed(3)
@pytest.mark.parametrize(
    "text",
    [
        "能便宜点吗",
        "优惠一下吧",
        "打个折呗",
        "抹个零头吧",
        "最低多少",
        "再少 5 块",
        "太贵了",
        "88 卖不卖,88 我就拍",
        "包邮吧",
    ],
)
def test_a_buyer_insists(text: str) -> None:
    assert bargains(talk((B, text), (S, text))) == [1]


@pytest.mark.seed(3)
@pytest.mark.parametrize(
    "text", ["优惠券怎么领", "便宜没好货", "您贵姓", "不贵", "什么时候发货", "在吗", "这个贵重吗"]
)
def test_who_does_not_bargain(text: str) -> None:
    assert bargains(talk((B, text))) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from((B, S, A)), st.text(alphabet="您好请问推荐便宜快递核对再见谢吗?款哪", max_size=12)
        ),
        max_size=12,
    )
)
def test_more_words_never_take_a_step_back(words: list[tuple[str, str]]) -> None:
    whole, before = seen(*words), seen(*words[:-1])
    assert all(whole[step] == State.SEEN for step, state in before.items() if state == State.SEEN)
    assert list(whole) == list(Step)
