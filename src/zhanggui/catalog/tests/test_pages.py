from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.catalog.actions import ItemEntry, KnowledgeEntry, SkuEntry, record_items, record_knowledge
from zhanggui.catalog.models import Item
from zhanggui.catalog.queries import BUYER_ITEMS, BuyerItems, knowledge_card
from zhanggui.catalog.rules import SECTION_LETTERS
from zhanggui.foundation.actors import program
from zhanggui.foundation.models import AuditEntry
from zhanggui.foundation.panels import PLACES, SLOTS

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    """What the page shows, without its tags, blanks folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


@pytest.fixture
def ids(cast: Cast) -> dict[str, int]:
    """{number: id} of a jumper with a card, and a scarf of which nothing is known but its name."""
    jumper = ItemEntry(
        number="1001",
        outer_id="MY2601",
        title="羊毛针织衫",
        category="女装",
        price_fen=28800,
        cost_fen=12345,
        floor_fen=25900,
        weight_grams=1200,
        attributes={"面料": "<b>羊毛</b>"},
        free_shipping=True,
        seven_day=False,
        on_sale=False,
        skus=[
            SkuEntry(outer_id="MY2601-M", properties="颜色:浅杏;尺码:M"),
            SkuEntry(outer_id="MY2601-L", properties="颜色:浅杏;尺码:L", price_fen=29800, cost_fen=12399),
        ],
    )
    by = program(cast.shop.id)
    record_items(shop_id=cast.shop.id, items=[jumper, ItemEntry(number="1002", title="围巾")], by=by, at=AT)
    card = KnowledgeEntry(item_number="1001", cautions="不要烘干", matching="围巾\n没有的东西")
    record_knowledge(shop_id=cast.shop.id, cards=[card], by=by, at=AT)
    return dict(Item.objects.values_list("number", "pk"))


@pytest.fixture
def agent(cast: Cast) -> Client:
    return client_of(cast.agent)


def test_goods_have_a_place_and_a_slot() -> None:
    place, slot = PLACES.get("items"), SLOTS.get("items")
    assert place is not None
    assert slot is not None
    assert (place.title, slot.title) == ("商品", "商品")


@pytest.mark.seed(41)
def test_the_list_tells_what_is_known(agent: Client, ids: dict[str, int]) -> None:
    page = text_of(agent.get(reverse("items")).content)
    assert "羊毛针织衫 已下架 包邮 不支持七天无理由 1001 MY2601 女装 ¥288.00–298.00 ¥259.00 2 有" in page
    assert "围巾 1002 — — — — — 还没写" in page
    assert len(ids) == 2


def test_the_list_is_narrowed_and_says_when_nothing_fits(agent: Client, ids: dict[str, int]) -> None:
    def shown(**asked: str) -> str:
        return text_of(agent.get(reverse("items"), asked).content)

    assert "围巾" not in shown(q="羊毛")
    assert "围巾" not in shown(category="女装")
    assert "针织衫" not in shown(without_card="1")
    assert "没有这样的商品" in shown(q="%", category="没有的")
    assert ids


def test_an_empty_list_says_what_to_do(agent: Client) -> None:
    assert "店长下载商品模板" in text_of(agent.get(reverse("items")).content)


@pytest.mark.seed(4, 35, 41)
def test_an_items_page_holds_all_that_may_be_seen(agent: Client, ids: dict[str, int]) -> None:
    response = agent.get(reverse("item", args=[ids["1001"]]))
    page = text_of(response.content)
    for told in ("¥288.00–298.00 底价 ¥259.00", "1.2 kg", "浅杏 L MY2601-L ¥298.00 ¥259.00", "不要烘干"):
        assert told in page
    assert "&lt;b&gt;羊毛&lt;/b&gt;" in response.content.decode()
    assert reverse("item", args=[ids["1002"]]) in response.content.decode()  # what goes with it
    assert "没有的东西" in page


@pytest.mark.parametrize("who", ["agent", "second", "lead", "manager", "warehouse"])
def test_the_cost_is_shown_to_lead_and_manager_only(cast: Cast, ids: dict[str, int], who: str) -> None:
    client = client_of(getattr(cast, who))
    pages = [reverse("items"), *(reverse(name, args=[ids["1001"]]) for name in ("item", "item_card"))]
    for where in pages:
        content = client.get(where).content.decode()
        assert ("123.45" in content) is (who in {"lead", "manager"}), where
        assert "28800" not in content


def test_who_imports_edits_the_card(cast: Cast, ids: dict[str, int]) -> None:
    manager = client_of(cast.manager)
    where = reverse("item", args=[ids["1001"]])
    assert 'name="features"' not in manager.get(where).content.decode()
    assert 'name="features"' in manager.get(where, {"edit": ""}).content.decode()
    texts = {"features": "圆领", "cautions": "不要烘干", "unknown": "x"}
    response = manager.post(reverse("item_knowledge", args=[ids["1001"]]), texts)
    assert (response.status_code, response["HX-Push-Url"]) == (200, where)
    assert "圆领" in text_of(response.content)
    card = knowledge_card(ids["1001"])
    assert card is not None
    assert (card.sections["features"], card.sections["matching"]) == ("圆领", "围巾\n没有的东西")
    assert AuditEntry.objects.get(verb="write_knowledge").changes == {"features": ["", "圆领"]}
    assert "羊毛针织衫" in text_of(manager.get(reverse("audit")).content)


def test_a_card_that_is_too_long_is_refused_and_nothing_typed_is_lost(
    cast: Cast, ids: dict[str, int]
) -> None:
    texts = {"features": "长" * (SECTION_LETTERS + 1), "material": "羊毛"}
    response = client_of(cast.manager).post(reverse("item_knowledge", args=[ids["1001"]]), texts)
    assert response.status_code == 400
    assert "特征最多 4000 个字" in text_of(response.content)
    assert texts["features"] in response.content.decode()
    assert "羊毛</textarea>" in response.content.decode()


def test_an_agent_is_offered_no_edit_and_may_not(agent: Client, ids: dict[str, int]) -> None:
    where = reverse("item", args=[ids["1001"]])
    assert "修改知识卡" not in text_of(agent.get(where).content)
    assert 'name="features"' not in agent.get(where, {"edit": ""}).content.decode()
    assert agent.post(reverse("item_knowledge", args=[ids["1001"]]), {"features": "x"}).status_code == 403


def test_another_shops_goods_are_not_there(cast: Cast, ids: dict[str, int]) -> None:
    stranger = client_of(cast.stranger)
    for name in ("item", "item_card", "item_stock"):
        assert stranger.get(reverse(name, args=[ids["1001"]])).status_code == 404
    assert "针织衫" not in text_of(stranger.get(reverse("items")).content)
    found = stranger.get(reverse("items_slot_find", args=[1]), {"q": "针织衫"})
    assert "羊毛针织衫" not in text_of(found.content)


# The slot


@pytest.fixture
def of_buyer(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The items that concern every buyer, as some room above says."""
    said: list[int] = []
    monkeypatch.setattr(BUYER_ITEMS, "_entries", {"here": BuyerItems("here", lambda *_: said)})
    return said


@pytest.mark.seed(2, 4, 35)
def test_the_slot_opens_the_first_item_and_lists_the_others(
    agent: Client, ids: dict[str, int], of_buyer: list[int]
) -> None:
    of_buyer += [ids["1001"], ids["1002"], ids["1001"]]
    response = agent.get(reverse("items_slot", args=[7]))
    page = text_of(response.content)
    assert page.count("羊毛针织衫") == 1
    for told in ("底价 ¥259.00", "已下架", "包邮", "不支持七天无理由", "注意事项 不要烘干", "搭配", "围巾"):
        assert told in page
    assert reverse("item_stock", args=[ids["1001"]]) in response.content.decode()
    assert reverse("item_card", args=[ids["1002"]]) in response.content.decode()


def test_the_slot_of_a_buyer_of_nothing_says_what_to_do(agent: Client, of_buyer: list[int]) -> None:
    assert not of_buyer
    assert "还不知道买家在看哪款" in text_of(agent.get(reverse("items_slot", args=[7])).content)


def test_items_of_another_shop_are_not_in_the_slot(
    cast: Cast, ids: dict[str, int], of_buyer: list[int]
) -> None:
    of_buyer += [ids["1001"]]
    content = client_of(cast.stranger).get(reverse("items_slot", args=[7])).content
    assert "针织衫" not in text_of(content)


def test_any_item_is_found_in_the_slot(agent: Client, ids: dict[str, int]) -> None:
    def found(text: str) -> str:
        return text_of(agent.get(reverse("items_slot_find", args=[7]), {"q": text}).content)

    assert found("针织") == "羊毛针织衫 ¥288.00–298.00"
    assert found("MY2601-L") == "羊毛针织衫 ¥288.00–298.00"
    assert "没有找到「&lt;i&gt;」" in found("<i>")
    card = text_of(agent.get(reverse("item_card", args=[ids["1002"]])).content)
    assert "— 底价 —" in card
    assert "还没有知识卡:不知道的不要猜,先问主管。" in card


def test_questions_do_not_grow_with_the_items(
    cast: Cast, agent: Client, django_assert_max_num_queries: Any
) -> None:
    items = [
        ItemEntry(number=str(one), title="毛衣", skus=[SkuEntry(outer_id=f"{one}")]) for one in range(40)
    ]
    record_items(shop_id=cast.shop.id, items=items, by=program(cast.shop.id), at=AT)
    with django_assert_max_num_queries(12):
        agent.get(reverse("items"))


def test_a_weight_that_only_the_skus_tell_is_shown(cast: Cast, agent: Client) -> None:
    skus = [SkuEntry(outer_id="S", weight_grams=350), SkuEntry(outer_id="L", weight_grams=1200)]
    record_items(
        shop_id=cast.shop.id, items=[ItemEntry(number="1", skus=skus)], by=program(cast.shop.id), at=AT
    )
    page = text_of(agent.get(reverse("item", args=[Item.objects.get().pk])).content)
    assert "重量 350 g – 1.2 kg" in page
