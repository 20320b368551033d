"""What was taken out and is brought in again changes nothing, whatever the texts are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast

from zhanggui.catalog.actions import ItemEntry, KnowledgeEntry, SkuEntry, record_items, record_knowledge
from zhanggui.catalog.models import Item, Knowledge, Sku
from zhanggui.catalog.queries import SkuRef
from zhanggui.catalog.rules import SECTIONS
from zhanggui.connectors.files.templates.registered import TEMPLATES
from zhanggui.connectors.files.templates.tests.filling import bring, taken_out
from zhanggui.connectors.files.templates.tests.test_harmless import HOSTILE
from zhanggui.connectors.files.templates.writing import FileForm
from zhanggui.conversations.actions import PhraseEntry, record_phrases
from zhanggui.conversations.models import Phrase
from zhanggui.customers.actions import BuyerEntry, record_buyers
from zhanggui.customers.models import Buyer, BuyerGroup, BuyerNote, BuyerTag, GroupMember
from zhanggui.foundation.actors import program
from zhanggui.shops.actions import StaffEntry, record_staff
from zhanggui.shops.models import Staff, SubAccount
from zhanggui.stock.actions import StockCount, record_counts
from zhanggui.stock.models import Stock

pytestmark = pytest.mark.django_db

# A failing example is shown as it was found: to make it smaller takes minutes of database work.
BY_HAND = settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TEXT = HOSTILE.filter(bool)
FEN = st.integers(10**6, 10**9)
Value = TypeVar("Value")


def maybe(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value | None]:
    return st.one_of(st.none(), values)


SKU = st.builds(
    SkuEntry,
    number=maybe(TEXT),
    outer_id=maybe(TEXT),
    properties=maybe(TEXT),
    price_fen=maybe(FEN),
    cost_fen=maybe(st.integers(0, 10**6)),
    weight_grams=maybe(st.integers(0, 10**6)),
)
ITEM = st.builds(
    ItemEntry,
    number=TEXT,
    outer_id=maybe(TEXT),
    title=maybe(TEXT),
    category=maybe(TEXT),
    price_fen=maybe(FEN),
    floor_fen=maybe(FEN),
    attributes=maybe(st.dictionaries(TEXT, HOSTILE, max_size=3)),
    free_shipping=maybe(st.booleans()),
    seven_day=maybe(st.booleans()),
    on_sale=maybe(st.booleans()),
    skus=st.lists(SKU, max_size=3),
)


def rows(*models: Any) -> list[dict[str, Any]]:
    return [dict(row) for model in models for row in model.objects.order_by("pk").values()]


@contextmanager
def undone() -> Iterator[None]:
    """One example after the other, on the same cast."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def comes_back(cast: Cast, key: str, *models: Any) -> None:
    template = TEMPLATES.get(key)
    assert template is not None
    before = rows(*models)
    assert before
    for form in FileForm:
        report = bring(cast.shop.id, taken_out(template, cast.shop.id, form), key)
        counts = report.counts
        assert not report.problems, (form, report.problems[0])
        assert (counts.new, counts.changed, counts.refused) == (0, 0, 0), form
        assert rows(*models) == before


@BY_HAND
@given(st.lists(ITEM, min_size=1, max_size=3))
@example([ItemEntry(number="null", outer_id="--", skus=[SkuEntry(number="-", outer_id="null")])])
def test_items(cast: Cast, items: list[ItemEntry]) -> None:
    with undone():
        record_items(shop_id=cast.shop.id, items=items, by=program(cast.shop.id), at=AT)
        if Item.objects.exists():
            comes_back(cast, "items", Item, Sku)


@BY_HAND
@given(st.lists(TEXT, min_size=len(SECTIONS), max_size=len(SECTIONS)), st.booleans())
def test_knowledge(cast: Cast, texts: list[str], long: bool) -> None:
    by = program(cast.shop.id)
    with undone():
        record_items(shop_id=cast.shop.id, items=[ItemEntry(number="000612345678901")], by=by, at=AT)
        sections = dict(zip(SECTIONS, texts, strict=True))
        if long:
            sections["size_chart"] = "\n".join(f'{size} "{size}cm", {size}' for size in range(150))
        cards = [KnowledgeEntry(item_number="000612345678901", **sections)]
        record_knowledge(shop_id=cast.shop.id, cards=cards, by=by, at=AT)
        if Knowledge.objects.exists():
            comes_back(cast, "knowledge", Knowledge)


@BY_HAND
@given(
    st.lists(TEXT, min_size=1, max_size=3, unique=True),
    maybe(st.integers(0, 10**9)),
    maybe(st.integers(0, 10**9)),
)
def test_stock(cast: Cast, codes: list[str], on_hand: int | None, page: int | None) -> None:
    by = program(cast.shop.id)
    with undone():
        skus = [SkuEntry(outer_id=code, properties=f"尺码:{at}") for at, code in enumerate(codes)]
        items = [ItemEntry(number="0012345678901234567", skus=skus), ItemEntry(number="1E+05")]
        record_items(shop_id=cast.shop.id, items=items, by=by, at=AT)
        earlier = AT - timedelta(hours=3, microseconds=7)
        counts = [
            StockCount(
                ref=SkuRef("0012345678901234567", None, None, f"尺码:{at}"),
                on_hand=on_hand,
                page=page,
                counted_at=earlier,
            )
            for at in range(len(codes))
        ]
        record_counts(shop_id=cast.shop.id, counts=counts, by=by, at=AT)
        before = rows(Stock)
        comes_back(cast, "stock", Item, Sku)
        told = [row for row in rows(Stock) if row["on_hand"] is not None or row["page"] is not None]
        assert told == [row for row in before if row["on_hand"] is not None or row["page"] is not None]


@BY_HAND
@given(st.lists(TEXT, min_size=4, max_size=4), st.lists(TEXT, max_size=3), st.booleans())
@example(["null", "null", "null", ""], ["null", "-"], True)
def test_staff(cast: Cast, texts: list[str], accounts: list[str], active: bool) -> None:
    with undone():
        entry = StaffEntry(texts[0], texts[1], texts[2][:10], "agent", active, tuple(accounts))
        record_staff(shop_id=cast.shop.id, entries=[entry], by=program(cast.shop.id), at=AT)
        comes_back(cast, "staff", Staff, SubAccount)


@BY_HAND
@given(st.lists(TEXT, min_size=4, max_size=4), st.lists(TEXT, max_size=3))
@example(["null", "-", "--", "null"], ["null", "-"])
@example(["发货", "几时", "今天", "/ fh"], [])
def test_phrases(cast: Cast, texts: list[str], asks: list[str]) -> None:
    with undone():
        entries = [
            PhraseEntry("售后", texts[0], texts[1], texts[2], tuple(asks), texts[3]),
            PhraseEntry(
                "presale", "尺码", "=问身高", "-10 度也能穿\n\n  {buyer}", ("偏大,还是偏小", "码数"), "001"
            ),
        ]
        record_phrases(shop_id=cast.shop.id, entries=entries, by=program(cast.shop.id), at=AT)
        comes_back(cast, "phrases", Phrase)


@BY_HAND
@given(TEXT, st.lists(TEXT, max_size=3), HOSTILE)
@example("null", ["null", "-"], "null")
def test_buyers(cast: Cast, nick: str, tags: list[str], note: str) -> None:
    with undone():
        entries = [
            BuyerEntry(nick, tuple(tags), note, tuple(tags)),
            BuyerEntry("0012345678", ("老客", "a、b"), "=cmd|' /C calc'!A0", ("好友", "+a、b")),
        ]
        record_buyers(shop_id=cast.shop.id, entries=entries, by=program(cast.shop.id), at=AT)
        comes_back(cast, "buyers", Buyer, BuyerTag, BuyerNote, GroupMember, BuyerGroup)


@pytest.mark.parametrize("form", FileForm)
def test_an_empty_shop_has_a_header(cast: Cast, form: FileForm) -> None:
    for template in TEMPLATES:
        if template.key == "staff":
            continue
        counts = bring(cast.shop.id, taken_out(template, cast.shop.id, form), template.key).counts
        assert counts.rows == 0


def _edited(content: bytes, edit: Callable[[str], str]) -> bytes:
    return edit(content.decode("utf-8-sig")).encode("utf-8-sig")


def test_a_number_that_is_changed_in_an_export_is_taken(cast: Cast) -> None:
    """The usual way of work: take the stock out, count, write over, bring it in."""
    by = program(cast.shop.id)
    skus = [SkuEntry(outer_id="A-1"), SkuEntry(outer_id="A-2")]
    record_items(shop_id=cast.shop.id, items=[ItemEntry(number="61", skus=skus)], by=by, at=AT)
    counts = [StockCount(ref=SkuRef("61", code), on_hand=36) for code in ("A-1", "A-2")]
    record_counts(shop_id=cast.shop.id, counts=counts, by=by, at=AT - timedelta(hours=1))
    template = TEMPLATES.get("stock")
    assert template is not None
    content = taken_out(template, cast.shop.id, FileForm.CSV)
    report = bring(cast.shop.id, _edited(content, lambda text: text.replace(",36,", ",35,", 1)))
    assert (report.kind.key, report.counts.changed, report.counts.unchanged) == ("stock", 1, 1)
    assert set(Stock.objects.values_list("on_hand", flat=True)) == {35, 36}


@pytest.mark.parametrize("form", FileForm)
def test_what_one_shop_took_out_another_takes_in(cast: Cast, form: FileForm) -> None:
    """All but the staff, whose logins are the whole program's."""
    by = program(cast.shop.id)
    skus = [
        SkuEntry(outer_id="000123", properties="颜色:黑;尺码:M", price_fen=28800),
        SkuEntry(outer_id="-2", number="6123456789012345678"),
    ]
    items = [
        ItemEntry(number="0061", title="=羊毛衫", price_fen=29800, attributes={"a:b": "c;d"}, skus=skus),
        ItemEntry(number="0062", outer_id="1E5", weight_grams=350),
    ]
    record_items(shop_id=cast.shop.id, items=items, by=by, at=AT)
    cards = [KnowledgeEntry(item_number="0061", size_chart="M 104\nL 108", matching="0062\n围巾")]
    record_knowledge(shop_id=cast.shop.id, cards=cards, by=by, at=AT)
    counts = [
        StockCount(ref=SkuRef("0061", "000123"), on_hand=36, page=0),
        StockCount(ref=SkuRef("0062"), on_hand=5, counted_at=AT),
    ]
    record_counts(shop_id=cast.shop.id, counts=counts, by=by, at=AT)
    phrases = [PhraseEntry("售前", "发货", "-今天发", "@{buyer},今天发\n谢谢", ("今天,能发吗", '"急"'), "01")]
    record_phrases(shop_id=cast.shop.id, entries=phrases, by=by, at=AT)
    buyers = [BuyerEntry("0012345678", ("老客", "a、b"), "+备注")]
    record_buyers(shop_id=cast.shop.id, entries=buyers, by=by, at=AT)
    for key in ("items", "knowledge", "stock", "phrases", "buyers"):
        template = TEMPLATES.get(key)
        assert template is not None
        report = bring(cast.other_shop.id, taken_out(template, cast.shop.id, form), key)
        assert not report.problems, report.problems[0]
        here, there = (
            [{name: value for name, value in row.items() if name != "last_counted_at"} for row in found]
            for found in map(template.rows, (cast.shop.id, cast.other_shop.id))
        )
        assert here == there
        assert here
