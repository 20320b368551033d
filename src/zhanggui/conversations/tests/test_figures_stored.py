"""What SQL counts is what the rules make of the raw record; and every figure is as many as its cases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast, said_by, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.actions import (
    end_reception,
    excuse_wait,
    invite_to_judge,
    judge_reception,
    press,
    record_messages,
    take_back,
)
from zhanggui.conversations.actions import transfer_reception as hand_to
from zhanggui.conversations.actions.rounds import _raw_ends, _raw_words
from zhanggui.conversations.models import Conversation, Message, Reception, Survey
from zhanggui.conversations.queries.figures import cases_of, figures_of, terms_on
from zhanggui.conversations.rules.figures import (
    SHOP,
    Being,
    Counts,
    Handing,
    Judging,
    RawTalk,
    SaidWord,
    askings_of,
    count,
    count_beings,
    count_judgings,
    hour_of,
    stretches_of,
)
from zhanggui.conversations.settings import COUNTS_LEFT, FAST_SECONDS
from zhanggui.customers.actions import ensure_buyers
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.calendar import day_span, shop_day
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.actions import change_setting
from zhanggui.workforce.actions import beat
from zhanggui.workforce.models import PresenceSpan

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
_names = iter(range(1_000_000))


def raw_talks(shop_id: int) -> list[RawTalk]:
    ids = list(Conversation.objects.filter(shop_id=shop_id).values_list("pk", flat=True))
    ends = _raw_ends(ids)
    holders = dict(Conversation.objects.values_list("pk", "agent_id"))
    letters = {
        (one, place): len(text)
        for one, place, text in Message.objects.values_list("conversation_id", "position", "text")
    }
    return [
        RawTalk(
            one,
            tuple(SaidWord(word, letters[one, word.position]) for word in words),
            tuple(ends.get(one, ())),
            holders[one],
        )
        for one, words in _raw_words(ids)
    ]


def from_raw(shop_id: int, first: datetime, days: int, *, at: datetime) -> Counts:
    """Without a word of SQL, and without a stored round."""
    terms = terms_on(shop_id, shop_day(first))
    since = day_span(shop_day(first))[0]
    span = {"since": since, "until": since + days * DAY, "at": at}
    talks = raw_talks(shop_id)
    came = Reception.objects.filter(how="transferred", conversation__shop_id=shop_id)
    went = Reception.objects.filter(state="transferred", conversation__shop_id=shop_id)
    handings = [
        *(Handing(one.conversation_id, one.agent_id, hour_of(one.opened_at), came=True) for one in came),
        *(
            Handing(one.conversation_id, one.agent_id, hour_of(one.ended_at), came=False)
            for one in went
            if one.ended_at
        ),
    ]
    spans = PresenceSpan.objects.filter(staff__shop_id=shop_id)
    beings = [Being(one.staff_id, one.state, one.starts_at, one.ends_at or at) for one in spans]
    surveys = Survey.objects.filter(shop_id=shop_id, at__gte=since, at__lt=since + days * DAY)
    judged = [Judging(one.conversation_id, one.agent_id, hour_of(one.at), one.points) for one in surveys]
    beside = count_beings(beings, since=since, until=since + days * DAY) + count_judgings(judged)
    return beside + count(
        [piece for talk in talks for piece in stretches_of(talk, terms=terms, **span)],
        [piece for talk in talks for piece in askings_of(talk, terms=terms, **span)],
        [one for one in handings if since <= one.hour < since + days * DAY],
        terms,
    )


class Shop:
    """Buyers who come and agents who answer, over two days."""

    def __init__(self, cast: Cast, buyers: int) -> None:
        self.cast = cast
        self.talks = [cast.conversation(f"买家{next(_names)}").id for _ in range(buyers)]
        held = ensure_buyers(shop_id=cast.shop.id, nicks=[f"云朵{next(_names)}"], at=AT)
        self.held = buyer_card(next(iter(held.values())))
        self.at = AT
        self.place = 0

    def do(self, step: str, whose: int, minutes: int) -> None:
        self.at += timedelta(minutes=minutes, milliseconds=1_700)
        self.place += 1
        by = self.cast.agent if self.place % 3 else self.cast.second
        if step in {"buyer", "staff", "back"}:
            self._press(step)
            return
        talk = queries.conversation_card(self.talks[whose % len(self.talks)])
        assert talk is not None
        mark = f"word-{self.place:06d}"
        match step:
            case "asks":
                record_messages([said_by_buyer(talk, "在吗" * whose, mark)], at=self.at)
            case "answers":
                record_messages([said_by(by, talk, "在的", mark)], at=self.at)
            case "answers late":
                seen = max(1, talk.last_position - self.place % 4)
                late = replace(said_by(by, talk, "在的", mark), seen=seen)
                record_messages([late], at=self.at)
            case "closes":
                end_reception(conversation=talk, by=by.actor, at=self.at)
            case "excuses":
                excuse_wait(conversation=talk, by=by.actor, at=self.at)
            case "comes":
                beat(staff_ids=[by.id], at=self.at)
            case "invites" | "judges":
                self._judge(talk, step, whose)
            case _ if talk.agent_id is not None:
                to = self.cast.lead if talk.agent_id != self.cast.lead.id else self.cast.agent
                hand_to(conversation=talk, to=to, by=by.actor, at=self.at)

    def _judge(self, talk: queries.ConversationCard, step: str, points: int) -> None:
        by = self.cast.agent.actor
        asked = Survey.objects.filter(conversation_id=talk.id).order_by("-pk").first()
        with suppress(UnableTo):
            if step == "invites":
                invite_to_judge(conversation_id=talk.id, base="", by=by, at=self.at)
            elif asked:
                judge_reception(survey_id=asked.pk, points=points, by=by, at=self.at)

    def _press(self, step: str) -> None:
        assert self.held is not None
        talk = queries.conversation_of_buyer(self.held.id)
        seen = talk.last_position if talk else 0
        if step != "back":
            press(buyer=self.held, side=step, seen=seen, by=self.cast.agent.actor, at=self.at)
        elif queries.press_to_take_back(self.held.id, self.cast.agent.id) == seen and seen:
            take_back(buyer=self.held, position=seen, by=self.cast.agent.actor, at=self.at)


STEPS = (
    "asks",
    "asks",
    "asks",
    "answers",
    "answers",
    "answers late",
    "invites",
    "judges",
    "closes",
    "excuses",
    "comes",
    "transfers",
)
STEP = st.tuples(
    st.sampled_from((*STEPS, "buyer", "staff", "back")),
    st.integers(1, 3),
    st.sampled_from((0, 0, 0, 1, 2, 4, 9, 15, 61, 700)),
)


_FEW = [HealthCheck.function_scoped_fixture]


@settings(max_examples=25, deadline=None, suppress_health_check=_FEW)
@given(steps=st.lists(STEP, max_size=20))
def test_sql_counts_what_the_raw_record_says(cast: Cast, steps: list[tuple[str, int, int]]) -> None:
    shop = Shop(cast, buyers=2)
    for step in steps:
        shop.do(*step)
    at = shop.at + timedelta(seconds=90)
    for first, days in ((AT, 1), (AT + DAY, 2)):
        start = shop_day(first)
        stored = figures_of(cast.shop.id, start, start + (days - 1) * DAY, at=at)
        raw = from_raw(cast.shop.id, first, days, at=at)
        assert stored.whole() == raw.whole()
        assert stored.by_agent() == raw.by_agent()
        assert stored.by_hour() == raw.by_hour()


@settings(max_examples=4, deadline=None, suppress_health_check=_FEW)
@given(steps=st.lists(STEP, min_size=10, max_size=20))
def test_a_figure_is_as_many_as_its_cases(cast: Cast, steps: list[tuple[str, int, int]]) -> None:
    shop = Shop(cast, buyers=2)
    for step in steps:
        shop.do(*step)
    at, today = shop.at + timedelta(seconds=90), shop_day(AT)
    whole = figures_of(cast.shop.id, today, today + DAY, at=at)
    for who in (SHOP, cast.agent.id):
        these = whole.whole(who)
        counted = {name: getattr(these, name) for name in CASE_COUNTS}
        for figure, number in {**counted, "fast": these.of_fast, "prompt": these.of_prompt}.items():
            found = cases_of(cast.shop.id, figure, today, today + DAY, who=who, at=at)
            assert found.total == number, (figure, who)
    assert cases_of(cast.other_shop.id, "rounds", today, today, at=at).total == 0


CASE_COUNTS = (
    *("consulted", "received", "handed_in", "handed_out", "unanswered", "slow", "long", "followed_up"),
    *("rounds", "answered", "first_replies", "left", "excused", "pairs", "at_once"),
    *("invited", "surveys", "judged", "satisfied", "dissatisfied", "not_inquiries"),
)


def test_the_days_of_another_limit_are_counted_by_it(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    for day in (0, 1):
        talk = cast.conversation()
        at = AT + day * DAY
        beat(staff_ids=[cast.agent.id], at=at)
        record_messages([said_by_buyer(talk, "在吗", f"asked-{day:06d}")], at=at)
        record_messages(
            [said_by(cast.agent, talk, "在的", f"said--{day:06d}")], at=at + timedelta(seconds=100)
        )
    today = shop_day(AT)
    change_setting(
        shop_id=cast.shop.id,
        setting=FAST_SECONDS,
        value=60,
        since=day_span(today + DAY)[0],
        by=cast.manager.actor,
        at=AT - DAY,
    )
    counts = figures_of(cast.shop.id, today, today + DAY, at=AT + 2 * DAY)
    assert [one.fast for _, one in sorted(counts.by_day().items())] == [1, 0]
    assert counts.whole().fast_rate == 0.5


def test_what_was_left_counts_when_the_shop_says_so(cast: Cast) -> None:
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "在吗", "asked-01")], at=AT)
    record_messages([said_by(cast.agent, talk, "在的", "said--01")], at=AT + timedelta(hours=1))
    today, at = shop_day(AT), AT + timedelta(hours=2)
    shop = figures_of(cast.shop.id, today, today, at=at).whole()
    assert (shop.left, shop.rounds) == (1, 0)
    change_setting(
        shop_id=cast.shop.id, setting=COUNTS_LEFT, value=1, since=AT, by=cast.manager.actor, at=AT - DAY
    )
    shop = figures_of(cast.shop.id, today, today, at=at).whole()
    assert (shop.left, shop.rounds, shop.fast_rate, shop.slow) == (1, 1, 0, 1)
