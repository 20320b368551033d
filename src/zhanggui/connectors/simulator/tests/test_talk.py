from __future__ import annotations

import pytest

from zhanggui.connectors.simulator.chance import chance_of
from zhanggui.connectors.simulator.talk import answers
from zhanggui.connectors.simulator.talk.questions import DIALECTS, Manner, ask, intents, understood
from zhanggui.guard.rules import Situation, check
from zhanggui.orders.rules import PROMISES

PLAIN = Manner(slips=0)
SITUATION = Situation(platform="tmall", channel="web")


def test_buyers_ask_three_hundred_questions_about_twenty_five_things() -> None:
    known = intents()
    questions = [question for intent in known.values() for question in intent.questions]
    assert len(known) >= 25
    assert len(questions) >= 300
    assert len(set(questions)) == len(questions)
    assert {intent.stage for intent in known.values()} == {"before", "order", "after"}


def test_staff_have_an_answer_to_each() -> None:
    assert answers.answered_intents() == intents().keys()
    assert set(answers.TEMPTS) <= intents().keys()


def test_promises_are_those_that_a_remark_can_keep() -> None:
    assert set(answers.promises()) == set(PROMISES)
    assert set(answers.TEMPTS.values()) == set(PROMISES)


@pytest.mark.parametrize("intent", sorted(intents()))
def test_no_good_or_curt_answer_is_stopped_by_the_guard(intent: str) -> None:
    chance = chance_of(1)
    for _ in range(8):
        for text in (answers.good_answer(intent, chance), answers.curt_answer(intent, chance)):
            assert not [one for one in check(text, SITUATION) if one.severity != "hint"], text


def test_what_bad_staff_say_of_invoices_is_stopped() -> None:
    chance = chance_of(1)
    assert all(check(answers.forbidden_answer(chance), SITUATION) for _ in range(8))


def test_the_same_chance_gives_the_same_words() -> None:
    manner = Manner(slips=0.5, dialect="川")
    first = [ask("size", manner, chance_of(3), body="160/100斤") for _ in range(3)]
    assert first == [ask("size", manner, chance_of(3), body="160/100斤") for _ in range(3)]


def test_most_questions_are_understood_however_they_are_typed() -> None:
    chance = chance_of(5)
    asked = [
        (intent, ask(intent, Manner(slips=0.3, dialect=chance.choice(("", *DIALECTS))), chance))
        for intent in intents()
        for _ in range(10)
    ]
    right = sum(understood(text) == intent for intent, text in asked)
    assert right / len(asked) > 0.9


def test_a_question_names_what_it_is_about() -> None:
    texts = {ask("stock", PLAIN, chance_of(seed), colour="雾蓝", size="XL") for seed in range(60)}
    assert any("雾蓝" in text for text in texts)
    assert not any("{" in text for text in texts)
