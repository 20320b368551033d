"""Guides as people write them, and the goods that fit a buyer's answers."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Cast, client_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.conversations.actions import CannotWriteGuide, write_guide
from zhanggui.conversations.models import Guide, Need
from zhanggui.conversations.rules.needs import Answer, Candidate, fitting, guide_in
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now

SKIN = """您的肤质是?
干性 = 滋润, 保湿
油性 = 控油、清爽, !厚重

预算多少?
100 以内 = <100
100 到 200 = 100-200
再贵也行 = >200
"""


@pytest.mark.seed(14)
def test_a_guide_is_read_as_it_is_written() -> None:
    questions, faults = guide_in(SKIN)
    assert faults == ()
    assert [one.text for one in questions] == ["您的肤质是?", "预算多少?"]
    assert questions[0].answers == (
        Answer("干性", ("滋润", "保湿")),
        Answer("油性", ("控油", "清爽"), ("厚重",)),
    )
    assert [one.price for one in questions[1].answers] == [(None, 10_000), (10_000, 20_000), (20_000, None)]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "还没有写问题"),
        ("干性 = 滋润", 1, "先有一个问题"),
        ("肤质?\n干性 = 滋润", 2, "至少要有两个答案"),
        ("肤质?\n干性 = 滋润\n干性 = 保湿\n油性 = 控油", 3, "写了两遍"),
        ("肤质?\n干 = 滋\n油 = 控\n肤质?\n干 = 滋\n油 = 控", 4, "写了两遍"),
        ("肤质?\n = 滋润\n油性 = 控油\n中性 = 温和", 2, "答案要有"),
        ("预算?\n少 = <100, 20-30\n多 = >100", 2, "只能有一个价格范围"),
        (f"{'问' * 61}\n干 = 滋\n油 = 控", 1, "最多 60 个字"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, line: int, said: str) -> None:
    _, faults = guide_in(text)
    assert any(one.line == line and said in str(one.say) for one in faults), faults


@pytest.mark.django_db
def test_what_is_wrong_is_said_in_the_readers_language(cast: Cast) -> None:
    """Sentences with facts in them, one in another."""
    with pytest.raises(CannotWriteGuide) as refused, override("en"):
        write_guide(category="", text="干性 = 滋润\n预算多少?\n少 = <100", by=cast.manager.actor, at=now())
    with override("en"):
        told = str(refused.value).split(";")
    assert told == [
        "Line 1: There must be a question before an answer",
        "Line 3: “预算多少?” must have at least two answers",
    ]
    assert str(refused.value).startswith("第 1 行:答案前面要先有一个问题")


CREAM = Candidate(1, "滋养面霜", 12_800, {"标题": "滋养面霜 滋润保湿", "商品卡·功能": "长效保湿,质地厚重"})
GEL = Candidate(2, "清爽凝露", 9_900, {"标题": "清爽凝露", "商品卡·功能": "控油,不闷"})
PLAIN = Candidate(3, "日常乳液", 8_800, {"标题": "日常乳液"})


@pytest.mark.seed(15)
def test_the_goods_that_fit_come_with_their_reasons() -> None:
    (skin, budget), _ = guide_in(SKIN)
    dry, oily = skin.answers
    assert [(one.item_id, one.reasons) for one in fitting([CREAM, GEL, PLAIN], {"q": dry})] == [
        (1, ("干性(标题:滋润)",))
    ]
    found = fitting([CREAM, GEL, PLAIN], {"q": oily, "p": budget.answers[0]})
    assert [(one.item_id, one.reasons) for one in found] == [
        (2, ("油性(商品卡·功能:控油)", "100 以内(99.00 元)")),
        (3, ("100 以内(88.00 元)",)),
    ]
    assert fitting([CREAM], {"p": budget.answers[0]}) == []
    assert fitting([Candidate(9, "没价", None, {"标题": "清爽"})], {"p": budget.answers[0]}) == []
    assert fitting([Candidate(1, "面霜", 9_900, {"标题": "滋润"}, sold_out=True)], {"q": dry}) == []


ANSWERS = st.builds(
    Answer,
    label=st.sampled_from(("甲", "乙", "丙")),
    words=st.lists(st.sampled_from("滋润控油清爽"), max_size=3).map(tuple),
    against=st.lists(st.sampled_from("厚重"), max_size=1).map(tuple),
    price=st.none() | st.just((None, 10_000)),
)


@given(
    chosen=st.dictionaries(st.sampled_from("问答题"), ANSWERS, max_size=3),
    titles=st.lists(st.text("滋润控油清爽厚重", max_size=6), max_size=8),
)
def test_no_item_is_recommended_without_a_reason_or_against_an_answer(
    chosen: dict[str, Answer], titles: list[str]
) -> None:
    goods = [Candidate(place, title, 1_000 * place, {"标题": title}) for place, title in enumerate(titles)]
    found = fitting(goods, chosen, most=9)
    assert found == fitting(reversed(goods), chosen, most=9)
    for one in found:
        assert one.reasons
        assert not any(word in one.name for answer in chosen.values() for word in answer.against)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(st.text(max_size=200))
def test_any_text_is_read_or_blamed(text: str) -> None:
    questions, faults = guide_in(text)
    assert faults or all(len(one.answers) >= 2 for one in questions)


FRAGMENT = {"HX-Request": "true"}


def text_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


@pytest.mark.django_db
@pytest.mark.seed(13, 14, 15)
def test_asked_beside_the_talk_answered_and_recommended_with_reasons(cast: Cast) -> None:
    goods = [
        ItemEntry(number="610000000001", title="滋润面霜", category="护肤", price_fen=9_900),
        ItemEntry(number="610000000002", title="控油凝露", category="护肤", price_fen=8_800),
    ]
    record_items(shop_id=cast.shop.id, items=goods, by=program(cast.shop.id), at=now())
    lead, agent = client_of(cast.lead), client_of(cast.agent)
    saved = lead.post(reverse("guides"), {"category": "护肤", "text": SKIN})
    assert saved.status_code == 200
    assert agent.get(reverse("guides")).status_code == 403
    buyer = cast.conversation().buyer_id
    slot = text_of(agent.get(reverse("needs_slot", args=[buyer]), headers=FRAGMENT).content)
    assert "您的肤质是?" in slot
    assert "推荐" not in slot
    note = reverse("needs_note", args=[buyer])
    posted = {"category": "护肤", "question": "您的肤质是?", "answer": "油性"}
    answered = agent.post(note, posted, headers=FRAGMENT).content
    assert "控油凝露" in text_of(answered)
    assert "油性(标题:控油)" in text_of(answered)
    assert "滋润面霜" not in text_of(answered)
    assert [(one.question, one.answer) for one in Need.objects.all()] == [("您的肤质是?", "油性")]
    agent.post(note, posted, headers=FRAGMENT)  # the same again takes it back
    assert not Need.objects.exists()
    gone = agent.post(note, {**posted, "answer": "没有这个"}, headers=FRAGMENT)
    assert "改过了" in text_of(gone.content)


@pytest.mark.django_db
def test_a_guide_that_cannot_be_read_keeps_what_was_typed_and_an_empty_one_goes(cast: Cast) -> None:
    lead = client_of(cast.lead)
    bad = lead.post(reverse("guides"), {"category": "", "text": "干性 = 滋润"})
    assert bad.status_code == 400
    assert "第 1 行" in bad.content.decode()
    assert "干性 = 滋润" in bad.content.decode()
    lead.post(reverse("guides"), {"category": "", "text": SKIN})
    assert Guide.objects.get().by_name == cast.lead.actor.name
    lead.post(reverse("guides"), {"category": "", "text": ""})
    assert not Guide.objects.exists()
