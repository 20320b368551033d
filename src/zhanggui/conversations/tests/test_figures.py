"""Reception's figures, pure: the published cases, the pains of others, and what must hold of all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import AT

from zhanggui.conversations.rules import AUTO, BUYER, CLOSED, EXCUSED, STAFF, RawEnd, RawWord
from zhanggui.conversations.rules.figures import (
    PEOPLE,
    SHOP,
    Counts,
    Figures,
    Handing,
    RawTalk,
    SaidWord,
    Terms,
    askings_of,
    count,
    hour_of,
    stretches_of,
)
from zhanggui.foundation.calendar import day_span, shop_day

XIAO, CHEN = 7, 8
TODAY = shop_day(AT)
SINCE, UNTIL = day_span(TODAY)


def clock(text: str) -> datetime:
    """Of the shop's day: its midnight is 16:00 of UTC."""
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return SINCE + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def talk(text: str, conversation_id: int = 1, agent_id: int | None = None) -> RawTalk:
    """Words and ends, one on a line: "10:10:15 buyer", "10:18:10 staff 8", "10:20:00 excused"."""
    words: list[SaidWord] = []
    ends: list[RawEnd] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        at, side, *rest = line.split()
        if side in {CLOSED, EXCUSED}:
            ends.append(RawEnd(len(words), side, int(rest[0]) if rest else None, clock(at)))
            continue
        by = (int(rest[0]) if rest else XIAO) if side == STAFF else None
        word = RawWord(len(words) + 1, "text", side, by, clock(at), begins_left="left" in rest)
        words.append(SaidWord(word, 3))
    return RawTalk(conversation_id, tuple(words), tuple(ends), agent_id)


def counted(
    *talks: RawTalk,
    terms: Terms | None = None,
    handings: tuple[Handing, ...] = (),
    since: datetime = SINCE,
    until: datetime = UNTIL,
    at: datetime = UNTIL,
) -> Counts:
    terms = terms or Terms()
    span = {"since": since, "until": until, "at": at}
    stretches = [piece for one in talks for piece in stretches_of(one, terms=terms, **span)]
    askings = [piece for one in talks for piece in askings_of(one, terms=terms, **span)]
    return count(stretches, askings, handings, terms)


def figures(text: str, **more: object) -> Figures:
    return counted(talk(text), **more).whole()  # type: ignore[arg-type]


ASKED_TWICE = """
    10:10:15 buyer
    10:15:20 buyer
    10:18:10 staff
"""
TEN_TIMES = "\n".join(f"10:{minute:02d}:00 buyer" for minute in range(10))


@pytest.mark.parametrize(
    ("said", "fast", "of"),
    [
        (ASKED_TWICE, 0, 1),
        (ASKED_TWICE + "10:18:30 buyer\n10:19:00 staff", 1, 2),
        (TEN_TIMES, 0, 1),
    ],
    ids=["a second question starts no second clock", "the next round is another", "ten questions, no answer"],
)
def test_the_three_published_cases(said: str, fast: int, of: int) -> None:
    """A buyer asks 10:10:15 and again 10:15:20, answered 10:18:10: 0 of 1; then asks 10:18:30, answered
    10:19:00: 1 of 2; ten questions never answered: 0 of 1."""
    shop = figures(said)
    assert (shop.fast, shop.of_fast) == (fast, of)


def test_the_limit_itself_is_within_and_an_open_round_inside_it_waits() -> None:
    assert figures("10:00:00 buyer\n10:03:00 staff").fast_rate == 1
    assert figures("10:00:00 buyer\n10:03:01 staff").fast_rate == 0
    open_ = "10:00:00 buyer"
    assert figures(open_, at=clock("10:03:00")).of_fast == 0
    assert figures(open_, at=clock("10:03:01")).fast_rate == 0
    assert figures(open_, at=clock("10:00:31")).of_prompt == 1
    assert figures("10:00:00 buyer\n10:00:10 closed 7").fast_rate == 0


def test_a_robots_word_is_no_answer_and_ends_nothing() -> None:
    """Chatwoot 13312, 6409: bots counted in the first response; 春松 593: the bot answers first."""
    shop = figures(f"10:00:00 buyer\n10:00:00 {AUTO}\n10:00:50 staff\n10:01:00 {AUTO}")
    assert shop.first_reply == 50
    assert (shop.asked_words, shop.said_words) == (1, 1)
    assert shop.followed_up == 0


def test_a_talk_that_is_taken_up_again_is_measured_from_its_new_question() -> None:
    """Chatwoot 12058: a reopened chat shows 5 days 1 h 10 min instead of 10 min."""
    shop = figures("10:00:00 buyer\n10:00:30 closed 7\n15:00:00 buyer\n15:10:00 staff")
    assert shop.first_reply == 600
    assert (shop.rounds, shop.answered, shop.unanswered) == (2, 1, 0)


def test_what_was_asked_while_nobody_was_there_is_counted_apart() -> None:
    """Chatwoot 14009, 5254; Frappe Helpdesk 2075: first response counted over hours in which nobody works."""
    night = "03:00:00 buyer left\n09:00:00 staff\n09:00:10 buyer\n09:00:20 staff"
    shop = figures(night)
    assert (shop.left, shop.rounds, shop.average_reply, shop.slow) == (1, 1, 10, 0)
    assert (shop.consulted, shop.unanswered) == (1, 0)
    strict = figures(night, terms=Terms(counts_left=True))
    assert (strict.left, strict.rounds, strict.fast_rate, strict.slow) == (1, 2, 0.5, 1)
    assert figures("03:00:00 buyer left").unanswered == 1


def test_the_answer_is_whose_who_gave_it() -> None:
    """Chatwoot 7978, 4559, Zammad 2084: times after a transfer, and times of each agent."""
    handed = Handing(1, CHEN, hour_of(clock("10:02:00")), came=True)
    gone = Handing(1, XIAO, hour_of(clock("10:02:00")), came=False)
    counts = counted(
        talk(
            "10:00:00 buyer\n10:00:10 staff 7\n10:01:00 buyer\n10:02:30 staff 8\n"
            "10:03:00 buyer\n10:03:05 staff 8"
        ),
        handings=(handed, gone),
    )
    xiao, chen = counts.by_agent()[XIAO], counts.by_agent()[CHEN]
    assert (xiao.rounds, xiao.average_reply, xiao.handed_out) == (1, 10, 1)
    assert (chen.rounds, chen.waited_ms, chen.first_reply) == (2, 95_000, 90)
    assert (chen.received, chen.handed_in, chen.direct) == (1, 1, 0)
    assert (counts.whole().received, counts.whole().consulted) == (1, 1)
    assert counts.whole().first_reply == 50


def test_nobody_is_unanswered_for_a_thank_you() -> None:
    """A round that needed no answer is in no figure of speed, and makes nobody unanswered."""
    shop = figures("10:00:00 buyer\n10:20:00 excused 7")
    assert (shop.consulted, shop.unanswered, shop.rounds, shop.slow, shop.excused) == (1, 0, 0, 0, 1)
    thanked = figures("10:00:00 buyer\n10:00:10 staff\n10:00:20 buyer\n12:00:00 excused 7")
    assert (thanked.average_reply, thanked.slow, thanked.unanswered) == (10, 0, 0)


def test_people_rounds_and_days_at_midnight() -> None:
    """A round belongs to the day of its question and is not cut; who wrote on two days counts on both."""
    over = "23:58:00 buyer\n24:05:00 buyer\n24:10:00 staff"
    tomorrow = {"since": UNTIL, "until": UNTIL + timedelta(days=1), "at": UNTIL + timedelta(days=1)}
    today, next_ = figures(over), figures(over, **tomorrow)
    assert (today.rounds, today.average_reply, today.consulted, today.unanswered) == (1, 720, 1, 0)
    assert (next_.rounds, next_.average_reply, next_.consulted, next_.unanswered) == (0, None, 1, 0)
    assert (today.received, next_.received, next_.followed_up) == (0, 1, 0)


def test_slow_long_capped_and_the_length_of_receptions() -> None:
    said = "10:00:00 buyer\n10:30:01 staff\n11:00:00 buyer\n11:00:20 staff"
    shop = figures(said)
    assert (shop.slow, shop.long) == (1, 1)
    assert (shop.average_reply, shop.capped_reply) == (910.5, 310)
    assert shop.average_reception == 3620
    assert figures("10:00:00 buyer\n10:30:00 staff").long == 0
    assert figures("10:00:00 buyer\n10:03:00 staff").slow == 0
    assert figures("10:00:00 buyer\n12:00:00 buyer").long == 0


def test_who_spoke_first_and_answers_to_questions() -> None:
    shop = figures("09:00:00 staff\n09:10:00 buyer\n09:10:10 staff\n09:10:20 staff")
    assert (shop.followed_up, shop.answers_per_question, shop.said_letters) == (1, 3, 9)
    assert (shop.received, shop.consulted) == (1, 1)
    assert figures("09:00:00 staff").unanswered == 0


def test_talks_at_once_end_ten_minutes_after_their_last_word() -> None:
    one = talk("10:00:00 buyer\n10:01:00 staff", 1)
    beside = talk("10:10:59 buyer\n10:11:30 staff", 2)
    behind = talk("10:21:30 buyer\n10:22:00 staff", 3)
    assert counted(one, beside, behind).whole().at_once == 2
    assert counted(one, behind).whole().at_once == 1
    assert counted(beside, behind).by_agent()[XIAO].at_once == 1  # one ends as the other begins
    assert counted(one, beside).by_hour()[10].at_once == 2


def test_only_questions_of_the_chosen_hours_are_in_the_speed() -> None:
    day = Terms(from_hour=8, until_hour=23)
    said = "07:59:59 buyer\n08:10:00 staff\n08:20:00 buyer\n08:20:10 staff"
    assert (figures(said, terms=day).rounds, figures(said, terms=day).slow) == (1, 0)
    assert figures(said, terms=day).asked_words == 2


STEPS = st.lists(
    st.tuples(
        st.sampled_from((BUYER, BUYER, "left", "7", "8", AUTO, CLOSED, EXCUSED)),
        st.integers(min_value=0, max_value=3 * 3600),
    ),
    max_size=14,
)


@st.composite
def talks(draw: st.DrawFn) -> list[RawTalk]:
    found = []
    for conversation_id in range(1, draw(st.integers(1, 4)) + 1):
        second, lines = draw(st.integers(-4 * 3600, 20 * 3600)), []
        for side, after in draw(STEPS):
            second += after
            words = {"left": "buyer left", "7": "staff 7", "8": "staff 8", CLOSED: "closed 7"}.get(side, side)
            lines.append((SINCE + timedelta(seconds=second), words))
        found.append(_of(lines, conversation_id))
    return found


def _of(lines: list[tuple[datetime, str]], conversation_id: int) -> RawTalk:
    words: list[SaidWord] = []
    ends: list[RawEnd] = []
    for at, said in lines:
        side, *rest = said.split()
        if side in {CLOSED, EXCUSED}:
            ends.append(RawEnd(len(words), side, XIAO, at))
        else:
            by = int(rest[0]) if side == STAFF else None
            place = len(words) + 1
            words.append(SaidWord(RawWord(place, "text", side, by, at, begins_left="left" in rest), place))
    return RawTalk(conversation_id, tuple(words), tuple(ends), CHEN)


SUMS = sorted(set(vars(Figures())) - set(PEOPLE) - {"at_once"})


@settings(max_examples=150, deadline=None)
@given(of=talks(), seed=st.integers(0, 9))
def test_what_holds_of_every_day(of: list[RawTalk], seed: int) -> None:
    counts = counted(*of)
    shop = counts.whole()
    agents = list(counts.by_agent().values())
    for name in SUMS:
        assert sum(getattr(one, name) for one in agents) == getattr(shop, name), name
    for name in PEOPLE:
        most = sum(getattr(one, name) for one in agents)
        assert max((getattr(one, name) for one in agents), default=0) <= getattr(shop, name) or name == (
            "unanswered"
        )
        assert getattr(shop, name) <= most, name
        assert getattr(shop, name) <= len(of)
    for who in (SHOP, XIAO, CHEN, None):
        hours = list(counts.by_hour(who).values())
        assert sum(hours, Figures()) == counts.whole(who)
        assert sum(counts.by_day(who).values(), Figures()) == counts.whole(who)
    assert all(number >= 0 for one in (shop, *agents) for number in vars(one).values())
    assert shop.fast <= shop.of_fast <= shop.rounds
    assert shop.prompt <= shop.fast
    assert shop.first_replies <= shop.answered <= shop.rounds
    assert max((one.at_once for one in agents), default=0) <= shop.at_once <= len(of)
    shuffled = sorted(of, key=lambda one: one.conversation_id * seed % 5)
    assert counted(*shuffled).whole() == shop


@settings(max_examples=60, deadline=None)
@given(of=talks())
def test_a_round_counts_on_one_day(of: list[RawTalk]) -> None:
    week = {
        "since": SINCE - timedelta(days=1),
        "until": SINCE + timedelta(days=6),
        "at": SINCE + timedelta(9),
    }
    whole = counted(*of, since=week["since"], until=week["until"], at=week["at"])
    days = [
        counted(*of, since=since, until=since + timedelta(days=1), at=week["at"])
        for since in (SINCE + timedelta(days=day) for day in range(-1, 6))
    ]
    assert sum(days, Counts()).whole() == whole.whole()
    assert sum(days, Counts()).by_agent() == whole.by_agent()
