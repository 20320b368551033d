"""Asking the buyer how a reception was, and taking the answer down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions.drafts import Draft, Refused
from zhanggui.conversations.actions.guarding import Leaving, MayNotLeave, judge, keeping_hits
from zhanggui.conversations.actions.messages import record_messages
from zhanggui.conversations.kinds import BAD_JUDGEMENT
from zhanggui.conversations.links import survey_words
from zhanggui.conversations.models import Conversation, Reception
from zhanggui.conversations.models.surveys import Survey
from zhanggui.conversations.parts import OURS, leaves_by_itself
from zhanggui.conversations.rules.surveys import (
    ASKS,
    DISSATISFIED,
    NOT_ANSWERED,
    POINT_TITLES,
    QUIET_TAGS,
    WHY_NOT_SAYS,
    WORDS_LETTERS,
    Occasion,
    State,
    state_of,
    why_not,
)
from zhanggui.conversations.settings import (
    SURVEY_AGAIN_HOURS,
    SURVEY_CHANGE_MINUTES,
    SURVEY_EXPIRES_HOURS,
)
from zhanggui.customers.queries import tags_of
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.guard.actions import NewHit
from zhanggui.guard.rules import Finding, Situation
from zhanggui.shops.queries import setting_value, setting_values, shop_by_id
from zhanggui.worklist.actions import Wanted, ensure_task, settle_task

THING = "survey"
_ASKED, _DONE = "asked", "done"


class CannotInvite(MayNotLeave):
    """Nobody answered the buyer, they wait, were asked lately or do not want to be, or the words may not
    leave."""


class CannotJudge(UnableTo):
    """No such answer, too many words, the invitation is over, or the answer may not be changed any more."""


@dataclass(frozen=True)
class Invited:
    """`text` is what is still to be copied into another chat client; empty when the words have left."""

    survey_id: int
    text: str


@keeping_hits()
def invite_to_judge(*, conversation_id: int, base: str, by: Actor, at: datetime) -> Invited:
    """Asks the buyer about the newest reception: by a card on our own channel, by a link on others. `base` is
    where buyers reach this house."""
    talk = (
        Conversation.objects.select_for_update(of=("self",)).select_related("buyer").get(pk=conversation_id)
    )
    reception = queries.last_reception(talk.pk)
    hours = setting_values(talk.shop_id, (SURVEY_AGAIN_HOURS, SURVEY_EXPIRES_HOURS), at=at)
    apart = timedelta(hours=hours[SURVEY_AGAIN_HOURS.key])
    if reception is None:
        raise CannotInvite(WHY_NOT_SAYS[NOT_ANSWERED])
    if why := why_not(_occasion(talk, reception, at), apart=apart, at=at):
        raise CannotInvite(WHY_NOT_SAYS[why])
    survey = Survey.objects.create(
        shop_id=talk.shop_id,
        conversation=talk,
        reception=reception,
        buyer_id=talk.buyer_id,
        agent_id=reception.agent_id,
        by_id=by.id,
        at=at,
        expires_at=at + timedelta(hours=hours[SURVEY_EXPIRES_HOURS.key]),
    )
    audit(verb="invite_to_judge", thing=THING, thing_id=survey.pk, changes={}, by=by, at=at)
    text = _send(talk, survey, base=base, by=by, at=at)
    _tell(survey)
    return Invited(survey.pk, text)


def _occasion(talk: Conversation, reception: Reception, at: datetime) -> Occasion:
    return Occasion(
        answered=queries.was_answered(reception, at=at),
        waits=talk.waiting_since is not None,
        is_quiet=any(one.name in QUIET_TAGS for one in tags_of(talk.buyer_id)),
        invited=Survey.objects.filter(reception=reception).exists(),
        last_at=Survey.objects.filter(buyer_id=talk.buyer_id)
        .order_by("-at")
        .values_list("at", flat=True)
        .first(),
    )


def _send(talk: Conversation, survey: Survey, *, base: str, by: Actor, at: datetime) -> str:
    """The words that nobody but the agent can send; empty when they have left."""
    channel, name = talk.buyer.channel, f"survey-{survey.pk}-{_ASKED}"
    if channel == OURS:
        answers = [{"answer": str(points), "title": title} for points, title in POINT_TITLES.items()]
        card = {"is": THING, "id": survey.pk, "state": _ASKED, "answers": answers}
        return _record(Draft(talk.pk, rules.AUTO, name, ASKS, kind=rules.CARD, card=card), at)
    if not base:
        raise CannotInvite("还没有设置买家能打开的网址,发不出评价链接")
    text = survey_words(survey.pk, base=base)
    if leaves_by_itself(channel, elsewhere=talk.elsewhere):
        return _record(Draft(talk.pk, rules.AUTO, name, text), at)
    _guard(talk, text, by, at)
    return text


def _record(draft: Draft, at: datetime) -> str:
    (outcome,) = record_messages([draft], at=at)
    if isinstance(outcome, Refused):
        if not outcome.findings:
            raise CannotInvite(outcome.say)
        raise _kept_in(outcome.findings, outcome.hits)
    return ""


def _guard(talk: Conversation, text: str, by: Actor, at: datetime) -> None:
    leaving = Leaving(
        text=text,
        shop_id=talk.shop_id,
        situation=Situation(platform=shop_by_id(talk.shop_id).platform, channel=talk.buyer.channel),
        conversation_id=talk.pk,
        buyer_id=talk.buyer_id,
        by_id=by.id,
        by_name=by.name,
    )
    verdict = judge(leaving=leaving, at=at)
    if verdict.code:
        raise _kept_in(verdict.findings, verdict.hits)


def _kept_in(findings: Sequence[Finding], hits: Sequence[NewHit]) -> CannotInvite:
    return CannotInvite(findings[0].say, hits=hits, **findings[0].facts)


@transaction.atomic
def judge_reception(
    *,
    survey_id: int,
    points: int,
    words: str | None = None,
    link: str = "",
    once: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """The buyer's answer: once, and for half an hour another one. The same again is nothing. Without `words`
    those that are there stay; `link` is told with the thanks, where they go into a talk of ours. `once`: by a
    key of the card, whose thanks name the answer; another one is given behind the link."""
    row = Survey.objects.select_for_update(of=("self",)).select_related("buyer", "agent").get(pk=survey_id)
    said = row.words if words is None else rules.clean_text(words)
    before = row.points
    _check(row, points, said, at)
    if (points, said) == (before, row.words):
        return
    if once and before is not None:
        raise CannotJudge("您已经评过了,想改请点谢谢那句话里的链接")
    if row.judged_at is None:
        minutes = setting_value(row.shop_id, SURVEY_CHANGE_MINUTES, at=at)
        row.judged_at, row.fixed_at = at, at + timedelta(minutes=minutes)
    row.points, row.words = points, said
    row.save(update_fields=["points", "words", "judged_at", "fixed_at"])
    if points != before:
        changes = {"points": [before, points]}
        audit(verb="judge_reception", thing=THING, thing_id=row.pk, changes=changes, by=by, at=at)
    _task(row, by, at)
    if before is None and row.buyer.channel == OURS:
        _thank(row, link, at)
    _tell(row)


def _check(row: Survey, points: int, said: str, at: datetime) -> None:
    match state_of(expires_at=row.expires_at, fixed_at=row.fixed_at, at=at):
        case State.EXPIRED:
            raise CannotJudge("这次邀请已经过期了,谢谢您的心意")
        case State.FIXED if (points, said) != (row.points, row.words):
            raise CannotJudge("您的评价已经收下,过了可以修改的时间")
        case _:
            pass
    if points not in POINT_TITLES:
        raise CannotJudge("请在五个里面选一个")
    if len(said) > WORDS_LETTERS:
        raise CannotJudge("最多写 300 个字,请短一点")


def _task(row: Survey, by: Actor, at: datetime) -> None:
    """Who is not satisfied is seen by the lead; who thought better of it is not."""
    shop_id, kind = row.shop_id, BAD_JUDGEMENT.key
    title = f"{row.points} 分 {POINT_TITLES[row.points or 1]} · {row.agent.name}"
    if row.points in DISSATISFIED:
        wanted = Wanted(thing_id=row.pk, title=": ".join(filter(None, (title, row.words)))[:200])
        ensure_task(shop_id=shop_id, kind=kind, thing=THING, task=wanted, by=by, at=at)
    else:
        note = f"买家改成了 {row.points} 分"
        settle_task(shop_id=shop_id, kind=kind, thing=THING, thing_id=row.pk, note=note, by=by, at=at)


def _thank(row: Survey, link: str, at: datetime) -> None:
    """The card is answered. Where the talk cannot take a word at this instant the answer counts all the
    same."""
    text = f"谢谢您的评价:{POINT_TITLES[row.points or 1]}。"
    if link and row.fixed_at:
        text += f"想改、想多说两句,{row.fixed_at.astimezone(SHANGHAI):%H:%M} 之前点这里 {link}"
    card = {"is": THING, "id": row.pk, "state": _DONE}
    name = f"survey-{row.pk}-{_DONE}"
    thanks = Draft(row.conversation_id, rules.AUTO, name, text, kind=rules.CARD, card=card)
    record_messages([thanks], around_held=True, at=at)


def _tell(row: Survey) -> None:
    tell([{"k": "changed", "s": row.shop_id, "name": "survey", "id": row.buyer_id}])


def invite_after_reception(*, conversation_id: int, reception_id: int, base: str, at: datetime) -> bool:
    """The program asks after a talk that is over, if nothing speaks against it; whether it did. Not when the
    talk has gone on since, nor where words leave only by an agent's hand."""
    talk = Conversation.objects.select_related("buyer").filter(pk=conversation_id).first()
    last = queries.last_reception(conversation_id)
    if talk is None or last is None or last.pk != reception_id or last.ended_at is None:
        return False
    channel = talk.buyer.channel
    if not leaves_by_itself(channel, elsewhere=talk.elsewhere) or not (base or channel == OURS):
        return False
    try:
        invite_to_judge(conversation_id=talk.pk, base=base, by=program(talk.shop_id), at=at)
    except CannotInvite:
        return False
    return True
