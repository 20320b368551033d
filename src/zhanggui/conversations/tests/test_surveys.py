"""Judging a reception: whom nobody asks, one answer that may change for a while, a task for a bad one."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import AT, Cast, client_of, client_of_visitor, said_by, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.actions import (
    CannotInvite,
    CannotJudge,
    end_reception,
    invite_after_reception,
    invite_to_judge,
    judge_reception,
    press,
    record_messages,
    transfer_reception,
)
from zhanggui.conversations.events import SurveyDue
from zhanggui.conversations.jobs import invite_after
from zhanggui.conversations.links import own_links, survey_in, survey_link, survey_token
from zhanggui.conversations.models import Conversation, Message, Reception, Survey
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules.surveys import (
    ASKS,
    POINT_TITLES,
    WHY_NOT_SAYS,
    Occasion,
    State,
    state_of,
    why_not,
)
from zhanggui.conversations.settings import SURVEY_AUTOMATIC
from zhanggui.customers.actions import ensure_buyers, tag_buyer
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import event_name
from zhanggui.foundation.clock import now
from zhanggui.foundation.models import AuditEntry
from zhanggui.guard.actions import RuleText, write_shop_rule
from zhanggui.guard.models import GuardHit
from zhanggui.guard.rules import Situation, check
from zhanggui.shops.actions import change_setting
from zhanggui.shops.rules import PLATFORMS
from zhanggui.worklist.queries import open_tasks

pytestmark = pytest.mark.django_db
BASE = "https://desk.example.com/"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def served(cast: Cast, name: str = "小米粥", *, at: datetime = AT) -> ConversationCard:
    """A buyer whom 林晓 answered."""
    talk = cast.conversation(name)
    mark = f"{at:%d%H%M%S}"
    record_messages([said_by_buyer(talk, "在吗", f"asked-{mark}")], at=at)
    record_messages([said_by(cast.agent, talk, "在的", f"said--{mark}")], at=at + MINUTE)
    return talk


def invite(cast: Cast, talk: ConversationCard, *, at: datetime = AT + 2 * MINUTE) -> Survey:
    invited = invite_to_judge(conversation_id=talk.id, base=BASE, by=cast.agent.actor, at=at)
    return Survey.objects.get(pk=invited.survey_id)


def buyer_of(survey: Survey) -> Actor:
    return Actor(kind="visitor", id=survey.buyer_id, name="访客", shop_id=survey.shop_id)


def judge(survey: Survey, points: int, words: str | None = None, *, at: datetime = AT + 3 * MINUTE) -> None:
    judge_reception(survey_id=survey.pk, points=points, words=words, by=buyer_of(survey), at=at)


# The rules


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (Occasion(answered=True, waits=False, is_quiet=False, invited=False), ""),
        (Occasion(answered=False, waits=False, is_quiet=False, invited=False), "not_answered"),
        (Occasion(answered=True, waits=True, is_quiet=False, invited=False), "waits"),
        (Occasion(answered=True, waits=False, is_quiet=True, invited=False), "quiet"),
        (Occasion(answered=True, waits=False, is_quiet=False, invited=True), "invited"),
        (Occasion(answered=True, waits=False, is_quiet=False, invited=False, last_at=AT - HOUR), "lately"),
        (Occasion(answered=True, waits=False, is_quiet=False, invited=False, last_at=AT - 24 * HOUR), ""),
    ],
)
def test_whom_nobody_asks(one: Occasion, word: str) -> None:
    assert why_not(one, apart=24 * HOUR, at=AT) == word
    assert not word or WHY_NOT_SAYS[word]


@given(
    at=st.integers(0, 6_000),
    expires=st.integers(1, 4_320),
    fixed=st.none() | st.integers(0, 5_000),
)
def test_an_answer_never_becomes_open_again(at: int, expires: int, fixed: int | None) -> None:
    def state(minute: int) -> State:
        fixed_at = None if fixed is None else AT + fixed * MINUTE
        return state_of(expires_at=AT + expires * MINUTE, fixed_at=fixed_at, at=AT + minute * MINUTE)

    order = (State.OPEN, State.EXPIRED) if fixed is None else (State.CHANGEABLE, State.FIXED)
    assert order.index(state(at)) <= order.index(state(at + 1))


def test_the_invitation_crosses_no_line_and_promises_nothing() -> None:
    """Money or gifts for good ratings are what the guard forbids; the invitation wishes for no answer."""
    text = f"{ASKS} {survey_link(17, base=BASE)}"
    for platform in PLATFORMS:
        for channel in ("web", "taobao", "email", "wechat"):
            ours = own_links(text)
            assert check(text, Situation(platform=platform, channel=channel, ours=ours)) == ()
    assert not any(word in text for word in ("好评", "五星", "返", "送", "红包", "优惠"))


@given(number=st.integers(1, 10**12), place=st.integers(0, 60), letter=st.sampled_from("aZ09-_."))
def test_nobody_makes_a_token(number: int, place: int, letter: str) -> None:
    token = survey_token(number)
    assert survey_in(token) == number
    place %= len(token)
    forged = token[:place] + letter + token[place + 1 :]
    # The last letter of 43 holds four bits only: another spelling of the same signature is no other one.
    assert forged == token or survey_in(forged) in {None, number if place == len(token) - 1 else None}
    assert survey_in(f"{number + 1}{token[token.index('.') :]}") is None


def test_only_a_link_with_our_signature_is_ours() -> None:
    link = survey_link(17, base=BASE)
    assert own_links(f"看 {link} 谢谢") == (link,)
    assert own_links(f"看 {link[:-3]}abc") == ()
    assert own_links("http://example.com/survey/17.abc") == ()


# Inviting


def test_an_invitation_keeps_what_cannot_change_later(cast: Cast) -> None:
    talk = served(cast)
    survey = invite(cast, talk)
    reception = Reception.objects.get(conversation_id=talk.id)
    assert (survey.reception_id, survey.agent_id) == (reception.pk, cast.agent.id)
    assert survey.by_id == cast.agent.id
    assert (survey.at, survey.expires_at) == (AT + 2 * MINUTE, AT + 2 * MINUTE + 72 * HOUR)
    card = Message.objects.filter(conversation_id=talk.id).order_by("-position")[0]
    assert (card.side, card.kind, card.text) == ("auto", "card", ASKS)
    assert card.card is not None
    assert [one["title"] for one in card.card["answers"]] == list(POINT_TITLES.values())


def test_a_second_press_invites_nobody(cast: Cast) -> None:
    talk = served(cast)
    invite(cast, talk)
    with pytest.raises(CannotInvite, match="已经邀请"):
        invite(cast, talk)
    end_reception(conversation=talk, by=cast.agent.actor, at=AT + 3 * MINUTE)
    served(cast, at=AT + HOUR)
    with pytest.raises(CannotInvite, match="最近"):
        invite(cast, talk, at=AT + HOUR + 2 * MINUTE)
    end_reception(conversation=talk, by=cast.agent.actor, at=AT + 2 * HOUR)
    served(cast, at=AT + 25 * HOUR)
    invite(cast, talk, at=AT + 25 * HOUR + 2 * MINUTE)
    assert Survey.objects.count() == 2


def test_not_after_the_program_alone_nor_while_the_buyer_waits(cast: Cast) -> None:
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "在吗", "asked-01")], at=AT)
    with pytest.raises(CannotInvite, match="接待这位买家的人还没有回复"):
        invite(cast, talk)
    assert Message.objects.filter(side="auto").exists()
    record_messages([said_by(cast.agent, talk, "在的", "said--01")], at=AT + MINUTE)
    record_messages([said_by_buyer(talk, "还有吗", "asked-02")], at=AT + MINUTE)
    with pytest.raises(CannotInvite, match="在等"):
        invite(cast, talk)


def test_nor_after_words_of_ours_that_nobody_asked_for(cast: Cast) -> None:
    talk = cast.conversation()
    record_messages([said_by(cast.agent, talk, "您好,打扰了", "said--01")], at=AT)
    with pytest.raises(CannotInvite, match="接待这位买家的人还没有回复"):
        invite(cast, talk)


@pytest.mark.parametrize("tag", ["黑名单", "勿扰"])
def test_nor_whom_the_shop_leaves_alone(cast: Cast, tag: str) -> None:
    talk = served(cast)
    buyer = buyer_card(talk.buyer_id)
    assert buyer is not None
    tag_buyer(buyer=buyer, name=tag, by=cast.agent.actor, at=AT)
    with pytest.raises(CannotInvite, match="打扰"):
        invite(cast, talk)


def test_words_for_another_chat_client_are_copied(cast: Cast) -> None:
    held = ensure_buyers(shop_id=cast.shop.id, nicks=["云朵"], at=AT)
    buyer = buyer_card(next(iter(held.values())))
    assert buyer is not None
    press(buyer=buyer, side="buyer", seen=0, by=cast.agent.actor, at=AT)
    press(buyer=buyer, side="staff", seen=1, by=cast.agent.actor, at=AT + MINUTE)
    talk = queries.conversation_of_buyer(buyer.id)
    assert talk is not None
    invited = invite_to_judge(conversation_id=talk.id, base=BASE, by=cast.agent.actor, at=AT + 2 * MINUTE)
    assert invited.text == f"{ASKS} {survey_link(invited.survey_id, base=BASE)}"
    assert Conversation.objects.get(pk=talk.id).last_position == 2  # nothing was sent from here
    page = client_of(cast.agent).get(reverse("survey_slot", args=[buyer.id])).content.decode()
    assert "还没有评" in page


def test_an_invitation_that_may_not_leave_invites_nobody_and_the_lead_hears_of_it(cast: Cast) -> None:
    text = RuleText("别请评价", "服务*满意", "warn", "这周先不请")
    write_shop_rule(shop_id=cast.shop.id, rule=None, text=text, by=cast.lead.actor, at=AT)
    talk = served(cast)
    with pytest.raises(CannotInvite, match="这周先不请"):
        invite(cast, talk)
    assert not Survey.objects.exists()
    (hit,) = GuardHit.objects.all()
    assert (hit.rule, hit.outcome, hit.conversation_id) == ("S1", "warned", talk.id)


# Without anybody's doing


def automatic(cast: Cast) -> None:
    change_setting(
        shop_id=cast.shop.id,
        setting=SURVEY_AUTOMATIC,
        value=1,
        since=AT - HOUR,
        by=cast.manager.actor,
        at=AT - 2 * HOUR,
    )


def due() -> list[dict[str, int]]:
    """What the worker will be asked to do."""
    jobs = ProcrastinateJob.objects.filter(args__event=event_name(SurveyDue)).order_by("pk")
    return [json.loads(one.args["body"]) for one in jobs]


def test_a_talk_that_is_over_is_asked_about_when_the_shop_says_so(cast: Cast) -> None:
    talk = served(cast)
    end_reception(conversation=talk, by=cast.agent.actor, at=AT + 2 * MINUTE)
    assert not due()
    automatic(cast)
    talk = served(cast, "云朵")
    transfer_reception(conversation=talk, to=cast.second, by=cast.agent.actor, at=AT + 2 * MINUTE)
    assert not due()
    record_messages([said_by_buyer(talk, "还有吗", "asked-again")], at=AT + 3 * MINUTE)
    record_messages([said_by(cast.second, talk, "有的", "said--again")], at=AT + 3 * MINUTE)
    end_reception(conversation=talk, by=cast.second.actor, at=AT + 4 * MINUTE)
    (event,) = due()

    def ask(minutes: int) -> bool:
        return invite_after_reception(
            conversation_id=event["conversation_id"],
            reception_id=event["reception_id"],
            base="",
            at=AT + minutes * MINUTE,
        )

    assert [ask(5), ask(6)] == [True, False]
    survey = Survey.objects.get()
    assert (survey.agent_id, survey.by_id) == (cast.second.id, None)


def test_nobody_is_asked_about_a_talk_that_goes_on(cast: Cast) -> None:
    talk = served(cast)
    first = Reception.objects.get(conversation_id=talk.id)
    end_reception(conversation=talk, by=cast.agent.actor, at=AT + 2 * MINUTE)
    served(cast, at=AT + 3 * MINUTE)
    assert not invite_after_reception(
        conversation_id=talk.id, reception_id=first.pk, base=BASE, at=AT + 5 * MINUTE
    )


def test_the_worker_asks_as_of_now(cast: Cast) -> None:
    at = now() - 5 * MINUTE
    talk = served(cast, at=at)
    end_reception(conversation=talk, by=cast.agent.actor, at=at + 2 * MINUTE)
    reception = Reception.objects.get(conversation_id=talk.id)
    for _ in range(2):
        invite_after(SurveyDue(cast.shop.id, talk.id, reception.pk))
    assert Survey.objects.get().by_id is None


# Judging


def test_one_answer_that_may_change_for_half_an_hour(cast: Cast) -> None:
    survey = invite(cast, served(cast))
    judge(survey, 4)
    judge(survey, 4)  # a double click
    judge(survey, 5, "很耐心", at=AT + 32 * MINUTE)
    judge(survey, 5, at=AT + 32 * MINUTE)
    survey.refresh_from_db()
    assert (survey.points, survey.words, survey.judged_at) == (5, "很耐心", AT + 3 * MINUTE)
    with pytest.raises(CannotJudge, match="收下"):
        judge(survey, 1, at=AT + 33 * MINUTE)
    judge(survey, 5, "很耐心", at=AT + 40 * MINUTE)  # the same again is no change
    changes = (
        AuditEntry.objects.filter(verb="judge_reception").order_by("pk").values_list("changes", flat=True)
    )
    assert [one["points"] for one in changes] == [[None, 4], [4, 5]]
    thanks = Message.objects.filter(conversation_id=survey.conversation_id, card__state="done")
    assert thanks.count() == 1


@pytest.mark.parametrize("points", [0, 6, -1])
def test_what_is_no_answer(cast: Cast, points: int) -> None:
    survey = invite(cast, served(cast))
    with pytest.raises(CannotJudge, match="五个"):
        judge(survey, points)


def test_too_many_words_and_too_late(cast: Cast) -> None:
    survey = invite(cast, served(cast))
    with pytest.raises(CannotJudge, match="300"):
        judge(survey, 3, "长" * 301)
    with pytest.raises(CannotJudge, match="过期"):
        judge(survey, 3, at=survey.expires_at)
    judge(survey, 3, "长" * 300, at=survey.expires_at - MINUTE)


@pytest.mark.parametrize("points", [1, 2, 3, 4, 5])
def test_a_bad_answer_is_a_task_of_the_leads(cast: Cast, points: int) -> None:
    survey = invite(cast, served(cast))
    judge(survey, points, "等太久")
    tasks = [one for one in open_tasks(cast.shop.id) if one.kind == "bad_judgement"]
    if points > 2:
        assert not tasks
        return
    (task,) = tasks
    assert task.title == f"{points} 分 {POINT_TITLES[points]} · 林晓: 等太久"
    assert task.due_at == AT + 3 * MINUTE + HOUR
    judge(survey, 4, "刚才点错了", at=AT + 10 * MINUTE)
    assert not [one for one in open_tasks(cast.shop.id) if one.kind == "bad_judgement"]


# The pages


def just_served(cast: Cast) -> Survey:
    at = now() - 5 * MINUTE
    return invite(cast, served(cast, at=at), at=at + 2 * MINUTE)


def test_the_page_behind_the_link(cast: Cast) -> None:
    survey = just_served(cast)
    url = reverse("survey", args=[survey_token(survey.pk)])
    page = Client().get(url)
    assert all(title in page.content.decode() for title in POINT_TITLES.values())
    for _ in range(2):
        answer = Client().post(url, {"points": "2", "words": "尺码没说清"})
        assert answer.status_code == 302
    thanked = Client().get(answer["Location"])
    assert thanked.context["thanks"]
    assert thanked.context["chosen"] == 2
    survey.refresh_from_db()
    assert (survey.points, survey.words) == (2, "尺码没说清")
    bad = Client().post(url, {"points": "9"})
    assert (bad.status_code, bad.context["problem"]) == (400, "请在五个里面选一个")
    Survey.objects.update(fixed_at=now())
    assert "已经收下" in Client().get(url).content.decode()
    assert Client().post(url, {"points": "5"}).status_code == 400


def test_a_wrong_link_and_a_late_one_are_answered_kindly(cast: Cast) -> None:
    survey = just_served(cast)
    wrong = Client().get(reverse("survey", args=["17.not-ours"]))
    assert (wrong.status_code, "客服" in wrong.content.decode()) == (404, True)
    Survey.objects.update(at=now() - 80 * HOUR, expires_at=now() - HOUR)
    late = Client().get(reverse("survey", args=[survey_token(survey.pk)]))
    assert "过期" in late.content.decode()


def test_staff_do_not_judge_themselves(cast: Cast) -> None:
    survey = just_served(cast)
    url = reverse("survey", args=[survey_token(survey.pk)])
    answer = client_of(cast.agent).post(url, {"points": "5"})
    assert "不能替买家评价" in answer.content.decode()
    survey.refresh_from_db()
    assert survey.points is None


def test_the_key_on_the_card(cast: Cast) -> None:
    survey = just_served(cast)
    url = reverse("chat_survey", args=[cast.shop.slug, survey.pk])
    assert client_of_visitor(cast.shop, "别人").post(url, {"answer": "5"}).status_code == 404
    client = client_of_visitor(cast.shop)
    assert client.post(url, {"answer": "7"}).status_code == 400
    assert client.post(url, {"answer": "4"}).json() == {"ok": True}
    thanks = Message.objects.get(conversation_id=survey.conversation_id, card__state="done")
    assert survey_token(survey.pk) in thanks.text
    assert client.post(url, {"answer": "4"}).json() == {"ok": True}  # a double click
    # The card in another window: what the talk says is what counts.
    assert "已经评过了" in client.post(url, {"answer": "1"}).json()["say"]
    survey.refresh_from_db()
    assert survey.points == 4
    assert "满意" in thanks.text


def test_beside_the_talk(cast: Cast) -> None:
    survey = just_served(cast)
    judge(survey, 1, "态度不好", at=now())
    client = client_of(cast.lead)
    page = client.get(reverse("survey_slot", args=[survey.buyer_id])).content.decode()
    assert all(word in page for word in ("非常不满意", "态度不好", "林晓 邀请"))
    again = client.post(reverse("survey_invite", args=[survey.buyer_id])).content.decode()
    assert "已经邀请过评价了" in again
