"""Who asked or looked and did not order: heard from talks, off the list by an order, written to once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, client_of, client_of_visitor, said_by, said_by_buyer, visitor_key_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.catalog.queries import item_by_number, items_of_buyer
from zhanggui.conversations.actions import (
    Refused,
    Saved,
    forget_looks,
    note_look,
    open_for_buyer,
    record_messages,
)
from zhanggui.conversations.models import ItemLook, Message
from zhanggui.conversations.queries import ConversationCard
from zhanggui.customers.actions import ensure_buyers
from zhanggui.customers.queries import BuyerCard, buyer_card
from zhanggui.foundation.actors import program
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import claim_order
from zhanggui.outreach.actions import (
    CannotFollowUp,
    CannotLog,
    CannotName,
    add_doubt_kind,
    close_follow_up,
    end_doubt_kind,
    log_doubt,
    note_interests,
    see_to_interests,
    send_follow_up,
    take_doubt_back,
)
from zhanggui.outreach.models import Doubt, FollowUp, Interest
from zhanggui.outreach.queries import doubt_cases, doubt_counts, doubt_kinds, doubts_of_buyer, undecided_page
from zhanggui.outreach.tests.conftest import OrderId, Record, Snapshot
from zhanggui.worklist.queries import TaskCard, open_tasks

pytestmark = pytest.mark.django_db
NUMBER = "610000000001"
LINK = f"https://item.taobao.com/item.htm?spm=a1&id={NUMBER} 这件多少钱"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    cast: Cast
    talk: ConversationCard
    buyer: BuyerCard
    item_id: int

    def says(self, text: str, at: datetime = AT) -> None:
        name = f"said-{Message.objects.count():08d}"
        record_messages([said_by_buyer(self.talk, text, name)], at=at)

    def answers(self, text: str, at: datetime = AT) -> None:
        name = f"told-{Message.objects.count():08d}"
        record_messages([said_by(self.cast.agent, self.talk, text, name)], at=at)

    def sweep(self, at: datetime) -> None:
        note_interests(shop_id=self.cast.shop.id, at=at)
        see_to_interests(shop_id=self.cast.shop.id, by=program(self.cast.shop.id), at=at)

    def tasks(self) -> list[TaskCard]:
        return open_tasks(self.cast.shop.id, kind="undecided")

    def send(self, text: str, at: datetime, name: str = "follow-up-01") -> Saved | Refused:
        interest = Interest.objects.get(won_at=None)
        return send_follow_up(
            interest_id=interest.pk, text=text, client_id=name, by=self.cast.agent.actor, at=at
        )

    def listed(self, at: datetime) -> list[int]:
        found = undecided_page(self.cast.shop.id, at - 7 * DAY)
        return [one.buyer_id for one in found.cards]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    entries = [ItemEntry(number=NUMBER, title="羊毛针织衫"), ItemEntry(number="610000000002", title="长裙")]
    record_items(shop_id=cast.shop.id, items=entries, by=cast.manager.actor, at=AT)
    talk = cast.conversation()
    buyer = buyer_card(talk.buyer_id)
    item = item_by_number(cast.shop.id, NUMBER)
    assert buyer is not None
    assert item is not None
    return Scene(cast, talk, buyer, item.id)


@pytest.fixture
def asked(scene: Scene) -> Scene:
    """Asked about an item, was answered, and has gone quiet."""
    scene.says(LINK)
    scene.says("有点贵,我再看看")
    scene.answers("您好,这件现在 298 元")
    return scene


def spoken(text: str) -> int:
    return Message.objects.get(text=text).position


# Heard
@pytest.mark.seed(22)
def test_who_asked_about_an_item_is_listed_with_the_last_words(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    (card,) = undecided_page(asked.cast.shop.id, AT - DAY).cards
    assert (card.buyer_id, card.item, card.how, card.words) == (
        asked.buyer.id,
        "羊毛针织衫",
        "asked",
        "有点贵,我再看看",
    )
    assert (card.agent_id, card.position, card.last_at) == (
        asked.cast.agent.id,
        spoken("有点贵,我再看看"),
        AT,
    )
    asked.sweep(AT + HOUR)
    assert Interest.objects.count() == 1


@pytest.mark.seed(22)
def test_who_opened_the_chat_from_an_item_is_listed_once_they_speak(scene: Scene) -> None:
    visitor = client_of_visitor(scene.cast.shop)
    where = reverse("chat_look", args=[scene.cast.shop.slug])
    assert visitor.post(where, {"item": NUMBER}).json() == {"known": True}
    visitor.post(where, {"item": NUMBER})
    visitor.post(where, {"item": "nothing of ours"})
    look = ItemLook.objects.get()
    ItemLook.objects.update(at=AT)
    assert (look.item_id, look.visitor_key) == (scene.item_id, visitor_key_of("小米粥"))
    assert items_of_buyer(scene.cast.shop.id, scene.buyer.id) == [scene.item_id]
    scene.sweep(AT + HOUR)
    assert [one.how for one in undecided_page(scene.cast.shop.id, AT - DAY).cards] == ["looked"]
    assert forget_looks(shop_id=scene.cast.shop.id, before=AT + HOUR) == 1


def test_a_look_without_the_cookie_leaves_no_trace(scene: Scene) -> None:
    stranger = client_of_visitor(scene.cast.other_shop)
    assert stranger.post(reverse("chat_look", args=["example"]), {"item": NUMBER}).status_code == 403
    note_look(shop_id=scene.cast.shop.id, visitor_key="who-never-speaks", item_number=NUMBER, at=AT)
    scene.sweep(AT + HOUR)
    assert not Interest.objects.exists()


@pytest.mark.seed(22)
def test_what_was_bought_lately_is_after_sale(scene: Scene, record: Record, snapshot: Snapshot) -> None:
    nick = ensure_buyers(shop_id=scene.cast.shop.id, nicks=["小米粥"], at=AT)["小米粥"]
    record(snapshot(status=TradeStatus.WAIT_SELLER_SEND_GOODS, status_text="等待发货", created_at=AT - DAY))
    bought = buyer_card(nick)
    assert bought is not None
    talk = open_for_buyer(buyer=bought, at=AT)
    record_messages([said_by_buyer(talk, LINK, "after-sale-1")], at=AT)
    scene.sweep(AT + HOUR)
    assert not Interest.objects.exists()


# Won
@pytest.mark.seed(22, 23)
def test_an_order_takes_them_off_the_list_and_counts_the_doubt_as_won(
    asked: Scene, record: Record, snapshot: Snapshot, order_id: OrderId
) -> None:
    asked.sweep(AT + HOUR)
    log_doubt(buyer=asked.buyer, kind="price", item_id=asked.item_id, by=asked.cast.agent.actor, at=AT + HOUR)
    asked.sweep(AT + 2 * HOUR)
    assert asked.listed(AT + 2 * HOUR) == [asked.buyer.id]
    assert len(asked.tasks()) == 1
    number = "2231958349120009"
    told = snapshot(
        number,
        created_at=AT + 3 * HOUR,
        receiver_name="王小明",
        receiver_phone="13800000001",
        buyer_nick="另一个名字",
    )
    record(told, at=AT + 3 * HOUR)
    assert asked.listed(AT + 3 * HOUR) == [asked.buyer.id]  # whose order it is, nobody knows yet
    claim_order(
        buyer_id=asked.buyer.id,
        shop_id=asked.cast.shop.id,
        number=number,
        phone_tail="0001",
        receiver_name="王小明",
        by=program(asked.cast.shop.id),
        at=AT + 4 * HOUR,
    )
    assert asked.listed(AT + 4 * HOUR) == []
    assert asked.tasks() == []
    since = day_starts_at(shop_day(AT))
    until = since + 2 * DAY
    (count,) = doubt_counts(asked.cast.shop.id, since=since, until=until)
    assert (count.item, count.counts["price"], count.won["price"]) == ("羊毛针织衫", 1, 1)
    (case,) = doubt_cases(asked.cast.shop.id, since=since, until=until, won=True)
    assert case.order_id == order_id(number)
    assert doubt_cases(asked.cast.shop.id, since=since, until=until, won=False) == []
    with pytest.raises(CannotFollowUp, match="已经下单"):
        close_follow_up(
            interest_id=case.interest_id, outcome="needless", by=asked.cast.agent.actor, at=AT + 5 * HOUR
        )


@pytest.mark.seed(22, 23)
def test_an_order_of_something_else_ends_it_and_wins_nothing_until_they_come_back(
    asked: Scene, record: Record, snapshot: Snapshot
) -> None:
    shop_id, nick = asked.cast.shop.id, "小米粥"
    pk = ensure_buyers(shop_id=shop_id, nicks=[nick], at=AT)[nick]
    buyer = buyer_card(pk)
    assert buyer is not None
    by = asked.cast.agent.actor
    for item_id in (asked.item_id, None):  # about nothing in particular: any order is what became of it
        log_doubt(buyer=buyer, kind="price", item_id=item_id, by=by, at=AT)
    record(snapshot(created_at=AT + HOUR, title="长裙"), at=AT + HOUR)
    span: dict[str, Any] = {"since": AT - DAY, "until": AT + DAY}
    assert {one.item: one.won["price"] for one in doubt_counts(shop_id, **span)} == {"羊毛针织衫": 0, "": 1}
    assert not Interest.objects.filter(won_at=None).exists()  # nobody is asked who has just bought
    assert [one.took_other for one in doubt_cases(shop_id, **span, won=False)] == [True]
    page = client_of(asked.cast.lead).get(reverse("doubts"), {"month": f"{AT:%Y-%m}"})
    assert page.content.decode().count("买了别的 1") == 1
    record(snapshot("2231958349120002", created_at=AT + 2 * HOUR), at=AT + 2 * HOUR)
    assert {one.item: one.won["price"] for one in doubt_counts(shop_id, **span)} == {"羊毛针织衫": 1, "": 1}
    assert doubt_cases(shop_id, **span, won=False) == []


# The task
@pytest.mark.seed(22)
def test_a_quiet_talk_becomes_a_task_of_its_agent_by_day(asked: Scene) -> None:
    asked.sweep(AT + timedelta(minutes=59))
    assert asked.tasks() == []
    asked.sweep(AT + HOUR)
    (task,) = asked.tasks()
    assert task.title == "羊毛针织衫 · 有点贵,我再看看"
    assert task.owner_id == asked.cast.agent.id
    assert task.due_at == AT + 4 * HOUR


@pytest.mark.seed(22)
def test_at_night_no_task_is_opened_and_nothing_is_sent(asked: Scene) -> None:
    night = AT + 10 * HOUR  # 22:00 in Shanghai
    asked.sweep(night)
    assert asked.tasks() == []
    with pytest.raises(CannotFollowUp, match="太晚"):
        asked.send("您好,还有什么想了解的吗", night)
    asked.sweep(AT + 21 * HOUR)
    assert len(asked.tasks()) == 1


@pytest.mark.seed(22)
def test_a_task_that_is_open_stays_over_night(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    asked.sweep(AT + 10 * HOUR)
    assert len(asked.tasks()) == 1


@pytest.mark.seed(22)
def test_it_is_done_by_sending_and_the_buyer_is_not_asked_again(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    at = AT + 2 * HOUR
    assert isinstance(asked.send("您好,上次您看的羊毛针织衫,还有什么想了解的吗", at), Saved)
    assert asked.tasks() == []
    last = Message.objects.order_by("-position").first()
    assert last is not None
    assert (last.text, last.by_id) == ("您好,上次您看的羊毛针织衫,还有什么想了解的吗", asked.cast.agent.id)
    with pytest.raises(CannotFollowUp, match="主动联系过"):
        asked.send("在吗", at + DAY, "follow-up-02")
    asked.says(LINK, at + DAY)
    asked.answers("在的", at + DAY)
    asked.sweep(at + DAY + 2 * HOUR)
    assert asked.tasks() == []
    asked.says(LINK, at + 8 * DAY)
    asked.answers("在的", at + 8 * DAY)
    asked.sweep(at + 8 * DAY + 2 * HOUR)
    assert len(asked.tasks()) == 1


@pytest.mark.seed(22)
def test_who_waits_for_an_answer_gets_it_and_no_follow_up(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    asked.says("发错货了,怎么办", AT + HOUR)
    with pytest.raises(CannotFollowUp, match="正在等回复"):
        asked.send("您好,上次看的还需要吗", AT + 2 * HOUR)
    part = reverse("undecided_part", args=[Interest.objects.get().pk])
    assert "正在等回复" in client_of(asked.cast.agent).get(part).content.decode()


@pytest.mark.seed(22)
def test_the_guard_stands_in_the_way_of_a_follow_up_as_well(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    outcome = asked.send("我们店开不了发票", AT + HOUR)
    assert isinstance(outcome, Refused)
    assert not FollowUp.objects.exists()
    assert len(asked.tasks()) == 1


@pytest.mark.seed(22)
@pytest.mark.parametrize("words", ["不要了谢谢", "别再给我发消息了"])
def test_who_said_no_is_left_alone(asked: Scene, words: str) -> None:
    asked.sweep(AT + HOUR)
    asked.says(words, AT + HOUR)
    asked.sweep(AT + 3 * HOUR)
    assert asked.tasks() == []
    with pytest.raises(CannotFollowUp):
        asked.send("您再看看吧", AT + 3 * HOUR)


@pytest.mark.seed(22)
def test_a_talk_that_went_on_needs_no_follow_up(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    asked.answers("您还有什么想了解的吗", AT + 2 * HOUR)
    asked.sweep(AT + 2 * HOUR)
    assert asked.tasks() == []
    assert [one.outcome for one in FollowUp.objects.all()] == ["talked"]


@pytest.mark.seed(22)
def test_closing_takes_a_reason_and_silence_is_for_good(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    pk = Interest.objects.get().pk
    by = asked.cast.agent.actor
    with pytest.raises(CannotFollowUp, match="原因"):
        close_follow_up(interest_id=pk, outcome="sent", by=by, at=AT + HOUR)
    with pytest.raises(CannotFollowUp):
        close_follow_up(interest_id=pk, outcome="needless", by=asked.cast.stranger.actor, at=AT + HOUR)
    close_follow_up(interest_id=pk, outcome="silence", words="电话里说的", by=by, at=AT + HOUR)
    assert asked.tasks() == []
    asked.says(LINK.replace("001 ", "002 "), AT + 30 * DAY)
    asked.answers("在的", AT + 30 * DAY)
    asked.sweep(AT + 30 * DAY + 2 * HOUR)
    assert Interest.objects.count() == 2
    assert asked.tasks() == []


def test_a_buyer_has_one_task_however_many_items(asked: Scene) -> None:
    asked.says(LINK.replace("001 ", "002 "))
    asked.answers("都有货的")
    asked.sweep(AT + 2 * HOUR)
    assert Interest.objects.count() == 2
    assert len(asked.tasks()) == 1


# Doubts
@pytest.mark.seed(23)
def test_a_doubt_is_logged_with_the_sentence_that_hints_at_it(asked: Scene) -> None:
    by = asked.cast.agent.actor
    for _ in range(2):
        log_doubt(buyer=asked.buyer, kind="price", item_id=asked.item_id, by=by, at=AT + HOUR)
    log_doubt(buyer=asked.buyer, kind="size", by=by, at=AT + HOUR)
    told = {(one.kind, one.words, one.item) for one in doubts_of_buyer(asked.cast.shop.id, asked.buyer.id)}
    assert told == {("price", "有点贵", "羊毛针织衫"), ("size", "有点贵,我再看看", "")}
    assert dict(Doubt.objects.values_list("kind", "proposed")) == {"price": True, "size": False}
    assert Doubt.objects.get(kind="price").position == spoken("有点贵,我再看看")


@pytest.mark.seed(23)
@pytest.mark.seed(23)
def test_doubts_are_counted_with_feedback_once_and_many_of_a_kind_are_the_managers(scene: Scene) -> None:
    shop_id = scene.cast.shop.id
    for place, name in enumerate(("甲", "乙", "丙")):
        assert open_tasks(shop_id, kind="doubt") == []
        buyer = scene.cast.visitor(name)
        for _ in range(2):  # one buyer who says it twice is one buyer
            at = AT + place * HOUR
            log_doubt(buyer=buyer, kind="size", item_id=scene.item_id, by=scene.cast.agent.actor, at=at)
    log_doubt(buyer=scene.buyer, kind="later", by=scene.cast.agent.actor, at=AT)
    (task,) = open_tasks(shop_id, kind="doubt")
    assert (task.role, task.title) == ("manager", "羊毛针织衫:3 位买家顾虑「尺码」")
    lead = client_of(scene.cast.lead)
    page = lead.get(reverse("feedback"), {"month": f"{AT:%Y-%m}"})
    counted = {one.item: (one.of("doubt"), one.about("size")) for one, _, _ in page.context["rows"]}
    assert counted == {"羊毛针织衫": (3, 3), "": (1, 0)}
    assert "顾虑 · 再看看" in page.content.decode()
    cases = lead.get(reverse("feedback"), {"month": f"{AT:%Y-%m}", "subject": "size", "kind": "doubt"})
    assert len(cases.context["cases"]) == 3


def test_a_doubt_is_never_set_by_itself(asked: Scene) -> None:
    asked.sweep(AT + 2 * HOUR)
    page = client_of(asked.cast.agent).get(reverse("doubts_slot", args=[asked.buyer.id]))
    assert page.status_code == 200
    assert not Doubt.objects.exists()


@pytest.mark.seed(23)
def test_what_is_no_doubt_is_refused_and_ones_own_can_be_taken_back(asked: Scene) -> None:
    by, buyer = asked.cast.agent.actor, asked.buyer
    for kind, item_id in (("weather", None), ("price", 999_999)):
        with pytest.raises(CannotLog):
            log_doubt(buyer=buyer, kind=kind, item_id=item_id, by=by, at=AT)
    with pytest.raises(CannotLog):
        log_doubt(buyer=buyer, kind="price", by=program(asked.cast.shop.id), at=AT)
    doubt_id = log_doubt(buyer=buyer, kind="price", by=by, at=AT)
    with pytest.raises(CannotLog, match="同事"):
        take_doubt_back(doubt_id=doubt_id, buyer=buyer, by=asked.cast.second.actor)
    take_doubt_back(doubt_id=doubt_id, buyer=buyer, by=by)
    take_doubt_back(doubt_id=doubt_id, buyer=buyer, by=by)
    assert not Doubt.objects.exists()
    assert not Interest.objects.exists()


@pytest.mark.seed(23)
def test_a_shop_edits_its_kinds_from_a_day_on(asked: Scene) -> None:
    lead, shop_id = asked.cast.lead.actor, asked.cast.shop.id
    today = shop_day(AT)
    add_doubt_kind(title="气味", since=today + DAY, by=lead, at=AT)
    end_doubt_kind(key="material", until=today, by=lead, at=AT)
    assert "气味" not in doubt_kinds(shop_id, today)
    assert doubt_kinds(shop_id, today + DAY)["气味"] == "气味"
    assert "material" not in doubt_kinds(shop_id, today)
    for title, since in (
        ("", today),
        ("价格", today),
        ("气味", today),
        ("太旧", today - DAY),
        ("长" * 13, today),
    ):
        with pytest.raises(CannotName):
            add_doubt_kind(title=title, since=since, by=lead, at=AT)
    for key, until in (("material", today), ("nothing", today), ("气味", today), ("size", today - DAY)):
        with pytest.raises(CannotName):
            end_doubt_kind(key=key, until=until, by=lead, at=AT)
    with pytest.raises(CannotLog):
        log_doubt(buyer=asked.buyer, kind="material", by=asked.cast.agent.actor, at=AT)


# Pages
@pytest.mark.seed(22)
def test_the_list_is_everybodys_for_the_lead_and_ones_own_for_an_agent(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    Interest.objects.update(last_at=now())
    where = reverse("undecided")
    for staff, sees in ((asked.cast.lead, 1), (asked.cast.agent, 1), (asked.cast.second, 0)):
        page = client_of(staff).get(where)
        assert len(page.context["found"].cards) == sees
    lead = client_of(asked.cast.lead)
    for query, sees in (
        ({"kind": "none"}, 1),
        ({"kind": "price"}, 0),
        ({"item": str(asked.item_id)}, 1),
        ({"agent": str(asked.cast.second.id)}, 0),
        ({"days": "x", "after": "nonsense"}, 1),
    ):
        assert len(lead.get(where, query).context["found"].cards) == sees
    assert client_of(asked.cast.stranger).get(where).context["found"].cards == []


def test_pages_follow_one_another(scene: Scene) -> None:
    rows = [
        Interest(
            shop_id=scene.cast.shop.id,
            buyer_id=scene.cast.conversation(f"买家{place}").buyer_id,
            item_id=scene.item_id,
            how="asked",
            began_at=AT,
            last_at=AT - timedelta(minutes=place // 3),
        )
        for place in range(120)
    ]
    Interest.objects.bulk_create(rows)
    seen: list[int] = []
    after = ""
    for _ in range(5):
        page = undecided_page(scene.cast.shop.id, AT - DAY, after=after)
        seen += [one.id for one in page.cards]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.seed(22)
def test_the_task_proposes_a_text_and_sends_it(asked: Scene) -> None:
    asked.sweep(AT + HOUR)
    log_doubt(buyer=asked.buyer, kind="price", item_id=asked.item_id, by=asked.cast.agent.actor, at=AT + HOUR)
    pk = Interest.objects.get().pk
    agent = client_of(asked.cast.agent)
    part = agent.get(reverse("undecided_part", args=[pk]))
    assert "您对价格有些顾虑" in part.context["text"]
    assert "羊毛针织衫" in part.context["text"]
    wrong = agent.post(reverse("undecided_close", args=[pk]), {"outcome": ""})
    assert wrong.status_code == 400
    assert agent.post(reverse("undecided_send", args=[pk]), {"text": "您好", "id": "?"}).status_code == 400
    done = agent.post(reverse("undecided_close", args=[pk]), {"outcome": "declined", "words": "太贵"})
    assert done["HX-Trigger"] == "changed-tasks"
    assert asked.tasks() == []
    assert "买家说不要了" in done.content.decode()
    assert client_of(asked.cast.stranger).get(reverse("undecided_part", args=[pk])).status_code == 404


@pytest.mark.seed(23)
def test_doubts_are_counted_with_their_lists_and_as_a_file(asked: Scene) -> None:
    log_doubt(buyer=asked.buyer, kind="price", item_id=asked.item_id, by=asked.cast.agent.actor, at=AT)
    lead = client_of(asked.cast.lead)
    page = lead.get(reverse("doubts"), {"month": "2026-11", "kind": "price", "item": str(asked.item_id)})
    assert [one.words for one in page.context["cases"]] == ["有点贵"]
    assert lead.get(reverse("doubts"), {"month": "2026-11", "won": "1"}).context["cases"] == []
    told = lead.get(reverse("doubts_file", args=["csv"]), {"month": "2026-11"}).content.decode("utf-8-sig")
    assert told.splitlines() == ["商品,顾虑,次数,后来下单", "羊毛针织衫,价格,1,0"]
    assert lead.get(reverse("doubts_file", args=["xlsx"]), {"month": "2026-11"}).content[:2] == b"PK"
    assert lead.get(reverse("doubts_file", args=["pdf"])).status_code == 404
    other = client_of(asked.cast.second).get(reverse("doubts"), {"month": "2026-11"})
    assert other.context["rows"] == []
    added = lead.post(reverse("doubt_kind_add"), {"title": "气味", "since": ""})
    assert ("气味", "气味") in added.context["kinds"]
    assert lead.post(reverse("doubt_kind_add"), {"title": "气味"}).status_code == 400
    assert lead.post(reverse("doubt_kind_end"), {"kind": "nothing"}).status_code == 400
    assert client_of(asked.cast.agent).post(reverse("doubt_kind_add"), {"title": "x"}).status_code == 403
