"""Asking what a buyer needs before answering, and which goods fit (seed features 13 to 15).

A guide is written as people write it: a question on a line, its answers on the lines below, each with the
words by which goods that fit are known:

    您的肤质是?
    干性 = 滋润, 保湿
    油性 = 控油, 清爽, !厚重
    预算多少?
    100 以内 = <100
    100 到 200 = 100-200

A word after "!" speaks against an item. Sums are yuan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.money import parse_yuan, yuan

MOST_QUESTIONS, MOST_ANSWERS, MOST_WORDS = 10, 12, 20
QUESTION_LETTERS, ANSWER_LETTERS, WORD_LETTERS = 60, 30, 20
GUIDE_LETTERS, GUIDE_CATEGORY_LETTERS = 4_000, 60


@dataclass(frozen=True)
class Answer:
    """`words` speak for an item, `against` against it; `price` is [from, to] in fen, open where None."""

    label: str
    words: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    price: tuple[int | None, int | None] | None = None


@dataclass(frozen=True)
class Question:
    text: str
    answers: tuple[Answer, ...]

    def answer(self, label: str) -> Answer | None:
        return next((one for one in self.answers if one.label == label), None)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line of a guide, counted from 1."""

    line: int
    say: UnableTo


def guide_in(text: str) -> tuple[tuple[Question, ...], tuple[Fault, ...]]:
    """The questions of a written guide, and what could not be read."""
    faults: list[Fault] = []
    questions: list[tuple[str, list[Answer]]] = []
    last = 0
    for place, raw in enumerate(text.splitlines(), start=1):
        line = " ".join(raw.split())
        if not line:
            continue
        last = place
        if "=" not in line and "\uff1d" not in line:
            questions.append((line, []))
            faults += _faults_of_question(place, line, questions)
            continue
        label, _, words = line.replace("\uff1d", "=", 1).partition("=")
        if not questions:
            faults.append(Fault(place, UnableTo("答案前面要先有一个问题")))
            continue
        read = _answer(place, label.strip(), words, questions[-1][1])
        if isinstance(read, Fault):
            faults.append(read)
        else:
            questions[-1][1].append(read)
    faults += [
        Fault(last, UnableTo("「{asked}」至少要有两个答案", asked=asked))
        for asked, answers in questions
        if len(answers) < 2
    ]
    if not questions:
        faults.append(Fault(1, UnableTo("还没有写问题")))
    return tuple(Question(asked, tuple(answers)) for asked, answers in questions), tuple(faults)


def _faults_of_question(place: int, line: str, questions: Sequence[tuple[str, list[Answer]]]) -> list[Fault]:
    faults = []
    if len(line) > QUESTION_LETTERS:
        faults.append(Fault(place, UnableTo("问题最多 {most} 个字", most=QUESTION_LETTERS)))
    if len(questions) > MOST_QUESTIONS:
        faults.append(Fault(place, UnableTo("最多 {most} 个问题,问多了买家会烦", most=MOST_QUESTIONS)))
    if [asked for asked, _ in questions].count(line) > 1:
        faults.append(Fault(place, UnableTo("这个问题写了两遍")))
    return faults


def _answer(place: int, label: str, words: str, known: Sequence[Answer]) -> Answer | Fault:
    if not 0 < len(label) <= ANSWER_LETTERS:
        return Fault(place, UnableTo("答案要有 1 到 {most} 个字", most=ANSWER_LETTERS))
    if label in [one.label for one in known]:
        return Fault(place, UnableTo("这个答案写了两遍"))
    if len(known) >= MOST_ANSWERS:
        return Fault(place, UnableTo("一个问题最多 {most} 个答案", most=MOST_ANSWERS))
    parts = [part.strip() for part in re.split("[,、\uff0c;\uff1b]", words) if part.strip()]
    sums = [(part, _span(part)) for part in parts]
    texts = [part for part, span in sums if span is None]
    spans = [span for _, span in sums if span is not None]
    if len(spans) > 1:
        return Fault(place, UnableTo("一个答案只能有一个价格范围"))
    lengths = [len(one.removeprefix("!")) for one in texts]
    if len(parts) > MOST_WORDS or any(not 0 < length <= WORD_LETTERS for length in lengths):
        return Fault(
            place,
            UnableTo("最多 {most} 个词,每个 1 到 {letters} 个字", most=MOST_WORDS, letters=WORD_LETTERS),
        )
    return Answer(
        label=label,
        words=tuple(one for one in texts if not one.startswith("!")),
        against=tuple(one.removeprefix("!") for one in texts if one.startswith("!")),
        price=spans[0] if spans else None,
    )


_SPAN = re.compile(
    r"(?:(?P<less>[<\u2264])|(?P<more>[>\u2265])) ?(?P<one>[\d.]+)"
    r"|(?P<low>[\d.]+) ?[-~\u5230] ?(?P<high>[\d.]+)"
)


def _span(part: str) -> tuple[int | None, int | None] | None:
    found = _SPAN.fullmatch(part)
    if found is None:
        return None
    try:
        if found["one"]:
            fen = parse_yuan(found["one"])
            return (None, fen) if found["less"] else (fen, None)
        low, high = parse_yuan(found["low"]), parse_yuan(found["high"])
    except ValueError:
        return None
    return (min(low, high), max(low, high))


@dataclass(frozen=True)
class Candidate:
    """An item with what is known of it: `texts` by where they stand ("标题", "材质", "商品卡·功能")."""

    item_id: int
    name: str
    price_fen: int | None
    texts: Mapping[str, str]
    sold_out: bool = False


@dataclass(frozen=True)
class Fit:
    """`reasons`: for each answer that speaks for the item, which, and where it stands."""

    item_id: int
    name: str
    price_fen: int | None
    reasons: tuple[str, ...]
    score: int


def fitting(candidates: Iterable[Candidate], chosen: Mapping[str, Answer], *, most: int = 3) -> list[Fit]:
    """The goods for which most of the buyer's answers speak, best first; none against which one speaks, that
    costs more than was said, or that is sold out. `chosen`: question -> the answer."""
    fits = [fit for one in candidates if not one.sold_out and (fit := _fit(one, chosen)) is not None]
    fits.sort(key=lambda fit: (-fit.score, fit.price_fen is None, fit.price_fen or 0, fit.item_id))
    return fits[:most]


def _fit(one: Candidate, chosen: Mapping[str, Answer]) -> Fit | None:
    reasons = []
    for answer in chosen.values():
        if any(word in text for word in answer.against for text in one.texts.values()):
            return None
        if answer.price is not None and not _costs(one.price_fen, answer.price):
            return None
        if found := _found(one, answer):
            reasons.append(found)
    if not reasons:
        return None
    return Fit(one.item_id, one.name, one.price_fen, tuple(reasons), len(reasons))


def _costs(price_fen: int | None, span: tuple[int | None, int | None]) -> bool:
    low, high = span
    return price_fen is not None and (low is None or price_fen >= low) and (high is None or price_fen <= high)


def _found(one: Candidate, answer: Answer) -> str:
    for word in answer.words:
        for where, text in one.texts.items():
            if word in text:
                return f"{answer.label}({where}:{word})"
    if answer.price is not None and one.price_fen is not None:
        return f"{answer.label}({yuan(one.price_fen)} 元)"
    return ""
