"""What an agent is told while typing, and what of a buyer's words asks for care."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.cast import Cast, client_of, said_by, said_by_buyer, visitor_key_of

from zhanggui.catalog.actions import ItemEntry, KnowledgeEntry, SkuEntry, record_items, record_knowledge
from zhanggui.catalog.models import Item
from zhanggui.conversations.actions import Refused, Saved, note_look, open_for_buyer, record_messages
from zhanggui.conversations.links import survey_link
from zhanggui.conversations.live.checking import innocent, judged
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules import CARD
from zhanggui.customers.actions import ensure_buyer
from zhanggui.foundation.actors import program
from zhanggui.guard.actions import change_rule, keep_own_text
from zhanggui.guard.models import GuardHit
from zhanggui.guard.queries import book_of

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
pytestmark = pytest.mark.django_db
LINK = "https://item.taobao.com/item.htm?id=610000000001"


@pytest.fixture
def talk(cast: Cast) -> ConversationCard:
    return cast.conversation()


def stock(cast: Cast) -> None:
    kinds = [SkuEntry(outer_id=f"MY-{size}", properties=f"颜色:黑;尺码:{size}") for size in ("M", "L")]
    attributes = {"面料": "70% 绵羊毛 30% 粘纤"}
    item = ItemEntry(
        number="610000000001", title="圆领毛衣", price_fen=12900, attributes=attributes, skus=kinds
    )
    other = ItemEntry(
        number="610000000002", title="短裤", price_fen=5900, skus=[SkuEntry(properties="尺码:均码")]
    )
    by = program(cast.shop.id)
    record_items(shop_id=cast.shop.id, items=[item, other], by=by, at=AT)
    card = KnowledgeEntry(item_number=item.number, cautions="请单独手洗,不要烘干")
    record_knowledge(shop_id=cast.shop.id, cards=[card], by=by, at=AT)


def rules(cast: Cast, talk: ConversationCard, text: str) -> list[tuple[str, str]]:
    return [(one.rule, str(one.severity)) for one in judged(text, cast.shop, talk.id, at=AT)]


@pytest.mark.seed(18)
def test_a_fact_that_the_card_of_the_linked_item_denies_is_a_hint(cast: Cast, talk: ConversationCard) -> None:
    stock(cast)
    assert rules(cast, talk, "这款59元") == []  # nobody knows which
    record_messages([said_by_buyer(talk, f"{LINK} 这款多少钱", "buyer-0001")], at=AT)
    assert rules(cast, talk, "这款59元") == [("F18", "hint")]
    assert rules(cast, talk, "这款129元") == []
    assert rules(cast, talk, "这款是纯羊毛的,可以烘干,有XXL码") == [("F18", "hint")] * 3
    (finding,) = judged("这款59元", cast.shop, talk.id, at=AT)
    assert "商品卡上写的是:129 元" in finding.words
    # A hint stops nothing.
    (saved,) = record_messages([said_by(cast.agent, talk, "这款59元", "staff-0001")], at=AT)
    assert isinstance(saved, Saved)
    assert not GuardHit.objects.exists()


@pytest.mark.seed(18)
def test_of_a_buyer_whom_several_items_concern_the_named_or_shown_one_counts(
    cast: Cast, talk: ConversationCard
) -> None:
    stock(cast)
    for number in ("610000000001", "610000000002"):
        note_look(shop_id=cast.shop.id, visitor_key=visitor_key_of("小米粥"), item_number=number, at=AT)
    (size,) = judged("短裤有XL码", cast.shop, talk.id, at=AT)
    assert size.facts["card"] == "均码"
    assert rules(cast, talk, "这款99元") == [("F18", "hint")]  # neither costs that
    assert rules(cast, talk, "这款59元") == rules(cast, talk, "短裤这款59元") == []
    assert rules(cast, talk, "圆领毛衣这款59元") == [("F18", "hint")]
    sweater = Item.objects.get(number="610000000001")
    shown = {"is": "item", "id": sweater.pk, "title": sweater.title}
    draft = said_by(cast.agent, talk, "圆领毛衣 129 元", "card-0001")
    record_messages([replace(draft, kind=CARD, card=shown)], at=AT)
    assert rules(cast, talk, "这款59元") == [("F18", "hint")]


@pytest.mark.seed(28, 29)
def test_hints_on_the_tone_are_said_while_typing_and_stop_nothing(cast: Cast, talk: ConversationCard) -> None:
    for place, (text, rule) in enumerate((("你要几件", "W28"), ("照片发我", "W29"), ("嗯", "R09T"))):
        assert rules(cast, talk, text) == [(rule, "hint")]
        (saved,) = record_messages([said_by(cast.agent, talk, text, f"staff-{place:04d}")], at=AT)
        assert isinstance(saved, Saved)


def test_the_innocent_need_no_database(cast: Cast, django_assert_num_queries: object) -> None:
    assert not innocent("您好,在的", cast.shop, at=AT)  # the book is not read yet
    book_of(cast.shop.id, at=AT)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert innocent("您好,在的,请讲", cast.shop, at=AT)
        assert not innocent("五星好评返3元", cast.shop, at=AT)
        assert not innocent("这款59元", cast.shop, at=AT)


def test_a_shops_word_holds_on_every_path(cast: Cast, talk: ConversationCard) -> None:
    text, by = "五星好评返3元", cast.lead.actor
    (refused,) = record_messages([said_by(cast.agent, talk, text, "staff-0001")], at=AT)
    assert isinstance(refused, Refused)
    assert (refused.code, rules(cast, talk, text)) == ("guard", [("R07", "block")])
    change_rule(shop_id=cast.shop.id, rule="R07", severity="warn", reason="试一周", by=by, at=AT)
    (refused,) = record_messages([said_by(cast.agent, talk, text, "staff-0002")], at=AT)
    assert isinstance(refused, Refused)
    assert (refused.code, rules(cast, talk, text)) == ("reason", [("R07", "warn")])


def test_what_is_told_while_typing_is_what_is_told_at_sending(cast: Cast) -> None:
    """On WeChat one may speak of WeChat; and a link with our own signature is ours wherever it is pasted."""
    buyer = ensure_buyer(shop_id=cast.shop.id, channel="wechat", key="openid-0001", name="微信买家", at=AT)
    talk, web = open_for_buyer(buyer=buyer, at=AT), cast.conversation()
    text = "有事在微信上找我们"
    assert rules(cast, web, text) == [("R04", "block")]
    assert rules(cast, talk, text) == []
    link = survey_link(17, base="https://desk.example.com")
    assert rules(cast, web, f"请给我打个分 {link}") == []
    (saved,) = record_messages([said_by(cast.agent, web, f"请给我打个分 {link}", "staff-0001")], at=AT)
    assert isinstance(saved, Saved)
    assert ("R04N", "warn") in rules(cast, web, f"请给我打个分 {link[:-1]}x")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("款式在 款式图.rar 里", True),
        ("https://a.example.net/1", True),
        (f"{LINK} 有吗", False),
        ("刷单吗", True),
    ],
)
def test_what_a_buyer_sends_that_asks_for_care_stands_beside_the_talk(
    cast: Cast, talk: ConversationCard, text: str, shown: bool
) -> None:
    record_messages([said_by_buyer(talk, text, "buyer-0001")], at=AT)
    page = client_of(cast.agent).get(reverse("steps_slot", args=[talk.buyer_id])).content.decode()
    assert ('class="card looks"' in page) is shown


def test_the_shops_own_host_needs_no_care(cast: Cast, talk: ConversationCard) -> None:
    keep_own_text(shop_id=cast.shop.id, kind="host", text="a.example.net", by=cast.lead.actor, at=AT)
    record_messages([said_by_buyer(talk, "https://a.example.net/1", "buyer-0001")], at=AT)
    page = client_of(cast.agent).get(reverse("steps_slot", args=[talk.buyer_id])).content.decode()
    assert 'class="card looks"' not in page
