"""What to ask a buyer, what they answered, and which goods fit."""

from __future__ import annotations

from dataclasses import dataclass

from zhanggui.catalog.queries import ItemCard, KnowledgeCard, goods_of_category, skus_of_items
from zhanggui.conversations.models import Guide, Need
from zhanggui.conversations.rules.needs import Answer, Candidate, Fit, Question, fitting, guide_in
from zhanggui.stock.queries import stock_of


@dataclass(frozen=True)
class GuideCard:
    category: str
    text: str
    questions: tuple[Question, ...]
    by_name: str


@dataclass(frozen=True)
class NeedAsked:
    """A question of the guide with what the buyer has answered; "" for nothing yet."""

    question: Question
    answer: str


def guides(shop_id: int) -> list[GuideCard]:
    """The shop's guides by category, the one for every other category last."""
    rows = Guide.objects.filter(shop_id=shop_id)
    found = [GuideCard(row.category, row.text, guide_in(row.text)[0], row.by_name) for row in rows]
    return sorted(found, key=lambda one: (not one.category, one.category))


def needs_asked(guide: GuideCard, buyer_id: int) -> list[NeedAsked]:
    known = dict(Need.objects.filter(buyer_id=buyer_id).values_list("question", "answer"))
    return [NeedAsked(one, known.get(one.text, "")) for one in guide.questions]


def goods_that_fit(shop_id: int, guide: GuideCard, answered: list[NeedAsked]) -> list[Fit]:
    """The goods of the guide's category that fit what was answered, best first; none before an answer."""
    chosen: dict[str, Answer] = {}
    for one in answered:
        answer = one.question.answer(one.answer) if one.answer else None
        if answer is not None:
            chosen[one.question.text] = answer
    if not chosen:
        return []
    goods = goods_of_category(shop_id, guide.category)
    gone = _sold_out([item.id for item, _ in goods])
    return fitting([_candidate(item, card, item.id in gone) for item, card in goods], chosen)


def _sold_out(item_ids: list[int]) -> set[int]:
    """Items of which every SKU is counted and none is left."""
    skus = skus_of_items(item_ids)
    stock = stock_of([sku.id for each in skus.values() for sku in each])
    return {item_id for item_id, each in skus.items() if each and all(stock[one.id].sold_out for one in each)}


def _candidate(item: ItemCard, card: KnowledgeCard | None, sold_out: bool) -> Candidate:
    texts = {"标题": item.title, **{name: value for name, value in item.attributes.items() if value}}
    if card is not None:
        texts |= {f"商品卡·{title}": text for _, title, text in card.written}
    return Candidate(item.id, item.name, item.price_fen, texts, sold_out)
