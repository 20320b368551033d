"""Feedback: one click beside the talk, a task for who has to know, counted by item and month."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, client_of, said_by_buyer

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.catalog.models import Item
from zhanggui.conversations.actions import CannotMark, mark_feedback, record_messages, unmark_feedback
from zhanggui.conversations.models import Feedback
from zhanggui.conversations.queries import (
    conversation_of_buyer,
    feedback_by_item,
    feedback_cases,
    feedback_of_buyer,
)
from zhanggui.conversations.rules.feedback import subject_in
from zhanggui.customers.queries import BuyerCard, buyer_card
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.worklist.queries import open_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(cast: Cast) -> BuyerCard:
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "袖子太短了", "asked-01")], at=AT)
    card = buyer_card(talk.buyer_id)
    assert card is not None
    return card


def item_of(cast: Cast) -> int:
    entry = ItemEntry(number="610000000001", title="羊毛衫")
    record_items(shop_id=cast.shop.id, items=[entry], by=cast.manager.actor, at=AT)
    return int(Item.objects.get(shop_id=cast.shop.id).pk)


@pytest.mark.seed(242)
@pytest.mark.parametrize(
    ("texts", "about"),
    [
        (["这件羽绒服质量太差,跑绒"], "quality"),
        (["衣服洗了一次就掉色,怎么办?"], "quality"),
        (["太贵了吧"], "price"),
        (["快递太贵了"], "delivery"),
        (["袖子太短了", "你们怎么说?"], "size"),
        (["袖子太短了", "客服态度也不好"], "service"),
        (["满减券怎么用不了"], "promotion"),
        (["在吗"], ""),
        ([], ""),
    ],
)
def test_what_it_is_about_is_read_from_the_newest_words_that_tell(texts: list[str], about: str) -> None:
    assert subject_in(texts) == about


@pytest.mark.seed(16)
def test_the_card_has_chosen_what_the_buyer_spoke_of(cast: Cast, buyer: BuyerCard) -> None:
    page = client_of(cast.agent).get(reverse("feedback_slot", args=[buyer.id])).content.decode()
    assert 'required aria-label="关于什么"><option value="">' in page  # the buyer's words are long ago
    talk = conversation_of_buyer(buyer.id)
    assert talk is not None
    record_messages([said_by_buyer(talk, "袖子太短了", "asked-02")], at=now())
    page = client_of(cast.agent).get(reverse("feedback_slot", args=[buyer.id])).content.decode()
    assert '<option value="size" selected>' in page


@pytest.mark.seed(16, 242)
@pytest.mark.parametrize(
    ("kind", "title"),
    [("complaint", "投诉"), ("suggestion", "建议"), ("praise", "")],
)
def test_who_has_to_know_gets_a_task_and_praise_is_counted(
    cast: Cast, buyer: BuyerCard, kind: str, title: str
) -> None:
    mark_feedback(buyer=buyer, kind=kind, subject="size", by=cast.agent.actor, at=AT)
    mark_feedback(buyer=buyer, kind=kind, subject="size", by=cast.agent.actor, at=AT)
    marked = feedback_of_buyer(buyer.id)
    assert [(one.kind, one.words, one.position) for one in marked] == [(kind, "袖子太短了", 1)]
    tasks = [(one.kind, one.title) for one in open_tasks(cast.shop.id)]
    assert tasks == ([(kind, f"{title} · 尺码: 袖子太短了")] if title else [])


@pytest.mark.seed(242)
def test_it_is_counted_by_item_and_month(cast: Cast, buyer: BuyerCard) -> None:
    item_id = item_of(cast)
    for kind, subject, item in (
        ("complaint", "size", item_id),
        ("praise", "quality", item_id),
        ("suggestion", "price", None),
    ):
        mark_feedback(buyer=buyer, kind=kind, subject=subject, item_id=item, by=cast.agent.actor, at=AT)
    since = day_starts_at(shop_day(AT).replace(day=1))
    until = day_starts_at(shop_day(AT).replace(month=12, day=1))
    counted = [
        (one.item, one.of("complaint"), one.about("quality"), one.total)
        for one in feedback_by_item(cast.shop.id, since=since, until=until)
    ]
    assert counted == [("羊毛衫", 1, 1, 2), ("", 0, 0, 1)]
    assert [one.kind for one in feedback_cases(cast.shop.id, since=since, until=until, subject="price")] == [
        "suggestion"
    ]
    assert len(feedback_cases(cast.shop.id, since=since, until=until, item_id=item_id)) == 2
    assert feedback_by_item(cast.shop.id, since=until, until=until) == []
    page = client_of(cast.lead).get(
        reverse("feedback"), {"month": "2026-11", "item": str(item_id), "kind": "complaint"}
    )
    assert [one.kind for one in page.context["cases"]] == ["complaint"]
    assert client_of(cast.agent).get(reverse("feedback")).status_code == 403


def test_a_mark_is_taken_back_by_who_made_it(cast: Cast, buyer: BuyerCard) -> None:
    mark_feedback(buyer=buyer, kind="complaint", subject="price", by=cast.agent.actor, at=AT)
    row = Feedback.objects.get()
    with pytest.raises(CannotMark):
        unmark_feedback(feedback_id=row.pk, buyer=buyer, by=cast.second.actor, at=AT)
    unmark_feedback(feedback_id=row.pk, buyer=buyer, by=cast.agent.actor, at=AT)
    unmark_feedback(feedback_id=row.pk, buyer=buyer, by=cast.agent.actor, at=AT)
    assert not Feedback.objects.exists()
    assert open_tasks(cast.shop.id) == []


def test_what_is_no_feedback_is_refused(cast: Cast, buyer: BuyerCard) -> None:
    for kind, subject, item_id in (
        ("anger", "price", None),
        ("praise", "weather", None),
        ("praise", "size", 9),
        ("doubt", "size", None),  # doubts are logged with their own kinds
    ):
        with pytest.raises(CannotMark):
            mark_feedback(
                buyer=buyer, kind=kind, subject=subject, item_id=item_id, by=cast.agent.actor, at=AT
            )


def test_one_click_beside_the_talk(cast: Cast, buyer: BuyerCard) -> None:
    client = client_of(cast.agent)
    slot = reverse("feedback_slot", args=[buyer.id])
    shown = client.get(slot).content.decode()
    assert "投诉" in shown
    assert "顾虑" not in shown
    told = client.post(
        reverse("feedback_mark", args=[buyer.id]), {"kind": "praise", "subject": "quality"}
    ).content.decode()
    assert "袖子太短了" in told
    row = Feedback.objects.get()
    client.post(reverse("feedback_unmark", args=[buyer.id]), {"feedback": row.pk})
    assert not Feedback.objects.exists()
    assert "请选择" in client.post(reverse("feedback_mark", args=[buyer.id])).content.decode()
    assert client_of(cast.stranger).get(slot).status_code == 404
