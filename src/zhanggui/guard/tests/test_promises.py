from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.guard.rules import is_same_matter, promises_in
from zhanggui.guard.rules.reading import LONGEST
from zhanggui.orders.rules import PROMISES

HERE = Path(__file__).parent
NEAR = st.text(alphabet="给您帮亲送一双袜子发顺丰今天明改价优惠5元换成黑白色的,。? 不吗", max_size=60)


def lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#")]


MADE = [tuple(line.split("\t")) for line in lines("promises.tsv")]


@pytest.mark.seed(71, 72)
@pytest.mark.parametrize(("kind", "text"), MADE)
def test_a_promise_is_found(kind: str, text: str) -> None:
    found = promises_in(text)
    assert [one.kind for one in found] == [kind]
    assert found[0].quote in text


@pytest.mark.seed(72)
@pytest.mark.parametrize("text", lines("promises_none.tsv"))
def test_what_only_comes_near_is_none(text: str) -> None:
    assert promises_in(text) == ()


@pytest.mark.parametrize(("kind", "text"), MADE)
def test_a_promise_is_of_the_same_matter_as_its_own_words(kind: str, text: str) -> None:
    assert is_same_matter(kind, promises_in(text)[0].quote, text)


def test_every_kind_has_its_examples() -> None:
    assert {kind for kind, _ in MADE} == set(PROMISES)


def test_several_promises_of_one_text() -> None:
    found = promises_in("好的,给您发顺丰,再送您一双袜子。今天一定给您发出")
    assert [(one.kind, one.quote) for one in found] == [
        ("gift", "再送您一双袜子"),
        ("courier", "给您发顺丰"),
        ("time", "今天一定给您发出"),
    ]


@pytest.mark.parametrize("text", ["给 您 发 顺 丰", "給您换顺丰", "好的!给您发顺丰~", "给您发顺丰😊"])
def test_disguises_and_ornaments_do_not_hide_it(text: str) -> None:
    assert [one.kind for one in promises_in(text)] == ["courier"]


@given(NEAR)
def test_any_text_has_an_answer_that_quotes_it(text: str) -> None:
    found = promises_in(text)
    assert len({one.kind for one in found}) == len(found)
    assert all(one.quote in text for one in found)


def test_it_costs_the_message_path_nothing_to_speak_of() -> None:
    texts = [text for _, text in MADE] + lines("promises_none.tsv")
    spent = []
    for _ in range(5):
        begun = time.process_time()
        for text in texts:
            promises_in(text)
        spent.append((time.process_time() - begun) / len(texts))
    assert statistics.median(spent) < 0.000_5  # seconds of our own processor for a text


@pytest.mark.parametrize("text", ["给您" * LONGEST, "送您一双" * LONGEST, "今天给您" * LONGEST])
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    begun = time.process_time()
    promises_in(text)
    assert time.process_time() - begun < 0.25
