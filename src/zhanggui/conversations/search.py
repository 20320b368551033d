"""Search of phrases: character unigrams and bigrams in memory, ranked by BM25.

Word segmenters lose short questions and typing slips; characters do not. A question is matched
against the questions that a phrase answers and its title, never against the answer itself.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from typing import Final

import tantivy

from zhanggui.conversations import queries
from zhanggui.conversations.queries import PhraseCard
from zhanggui.shops.queries import StaffCard

_WORDS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
# What every question has in it says nothing about what it asks.
_COMMON: Final = frozenset("的了吗呢吧啊呀哦嗯么我你您他她它这那是有在就都也还和与啦嘛请亲")
# Pairs that ask without saying about what: no phrase stands on them alone.
_ASKING: Final = frozenset(("怎么", "么办", "什么", "可以", "如何", "为什"))
_HEAP_BYTES: Final = 15_000_000
_END: Final = "\0"  # stands in no text: the database keeps none


def grams(text: str) -> list[str]:
    """Latin words, and single and paired Chinese characters, in order; common characters only in pairs
    with others, unless there are no others (在吗)."""
    found: list[str] = []
    for run in _WORDS.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0].isascii():
            found.append(run)
            continue
        found.extend(letter for letter in run if letter not in _COMMON)
        pairs = [run[place : place + 2] for place in range(len(run) - 1)]
        found.extend([pair for pair in pairs if not _COMMON.issuperset(pair)] or pairs)
    return found


@dataclass(frozen=True)
class Hit:
    """A phrase that fits, and the words of the question that it fits by, longest first."""

    phrase: PhraseCard
    score: float
    words: tuple[str, ...]


class _Texts:
    """Many texts as one long one: which of them hold some letters is a single search, however many."""

    def __init__(self, texts: Iterable[str]) -> None:
        parts = [_END + text for text in texts]
        self._whole = "".join(parts) + _END
        self._begins = [0, *accumulate(map(len, parts))]

    def holding(self, letters: str) -> Iterator[int]:
        """The places of the texts that hold them, in order; `_END` is where a text begins and ends."""
        at = self._whole.find(letters)
        while at >= 0:
            place = bisect_right(self._begins, at) - 1
            yield place
            at = self._whole.find(letters, self._begins[place + 1])


class PhraseIndex:
    """An index of one shop's phrases. Built at once, then only read."""

    def __init__(self, phrases: Sequence[PhraseCard]) -> None:
        self._phrases = {phrase.id: phrase for phrase in phrases}
        self._used = sorted(self._phrases.values(), key=lambda phrase: -phrase.used)
        self._listed = sorted(self._phrases.values(), key=lambda phrase: (-phrase.used, phrase.id))
        self._shortcuts = _Texts(phrase.shortcut for phrase in self._listed)
        self._titles = _Texts(phrase.title.lower() for phrase in self._listed)
        self._anywhere = _Texts(
            _END.join((phrase.category, phrase.text, *phrase.asks)).lower() for phrase in self._listed
        )
        self._asked = {phrase.id: set(_asked(phrase)) for phrase in phrases}
        if not phrases:
            return  # most members have none of their own
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True)
        # "whitespace": the grams are made here, the index must not take them apart.
        builder.add_text_field("asks", tokenizer_name="whitespace")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(_HEAP_BYTES, 1)
        for phrase in phrases:
            writer.add_document(tantivy.Document(id=phrase.id, asks=" ".join(_asked(phrase))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def answers(self, question: str, limit: int = 3) -> list[Hit]:
        """The phrases that answer a buyer's question, best first; none when nothing fits well.

        A phrase must share a pair of characters or a Latin word with the question, and one that says
        what it is about: single characters alone are chance.
        """
        asked = list(dict.fromkeys(grams(question)))[:200]
        if not asked or not self._phrases:
            return []
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "asks", gram)) for gram in asked
        ]
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query(terms), limit * 4)
        hits = []
        for score, address in found.hits:
            phrase_id = searcher.doc(address)["id"][0]
            shared = [gram for gram in asked if gram in self._asked[phrase_id]]
            pairs = [gram for gram in shared if len(gram) > 1]
            if not _ASKING.issuperset(pairs):
                hits.append(Hit(self._phrases[phrase_id], score, _joined(pairs, question)))
        best = hits[0].score if hits else 0.0
        return [hit for hit in hits if hit.score >= best * 0.25][:limit]

    def matching(self, typed: str, limit: int = 8) -> list[PhraseCard]:
        """The phrases for what an agent types behind "/": shortcut, then title, then anywhere."""
        bare = unicodedata.normalize("NFKC", typed).lower().strip()
        if not bare:
            return self._used[:limit]
        chosen = [self._listed[place] for place in islice(self._typed(bare), limit)]
        if len(chosen) < limit:
            more = (hit.phrase for hit in self.answers(bare, limit))
            chosen += [phrase for phrase in more if phrase not in chosen]
        return chosen[:limit]

    def _typed(self, bare: str) -> Iterator[int]:
        """The places of the phrases in which it stands, each once: the shortcut itself, the beginning of one,
        in the title, anywhere; the most used first among equals."""
        if _END in bare:
            return
        seen: set[int] = set()
        for place in chain(
            self._shortcuts.holding(_END + bare + _END),
            self._shortcuts.holding(_END + bare),
            self._titles.holding(bare),
            self._anywhere.holding(bare),
        ):
            if place not in seen:
                seen.add(place)
                yield place


def _asked(phrase: PhraseCard) -> list[str]:
    return [gram for text in (phrase.title, phrase.category, *phrase.asks) for gram in grams(text)]


def _joined(pairs: list[str], question: str) -> tuple[str, ...]:
    """Overlapping pairs put together again: 发票 from itself, 能开发票 from 能开, 开发, 发票."""
    plain = unicodedata.normalize("NFKC", question).lower()
    places: set[int] = set()
    for pair in pairs:
        at = plain.find(pair)
        while at >= 0:
            places.update(range(at, at + len(pair)))
            at = plain.find(pair, at + 1)
    spans = "".join(letter if place in places else "\n" for place, letter in enumerate(plain)).split("\n")
    return tuple(sorted(dict.fromkeys(filter(None, spans)), key=lambda span: -len(span))[:3])


def phrases_for(staff: StaffCard, typed: str, limit: int = 8) -> list[PhraseCard]:
    """The phrases that a member may use, for what was typed: one's own before the shop's, and before both
    those whose shortcut it is."""
    found = [index.matching(typed, limit) for index in _indexes_of(staff)]
    exact = [
        phrase for part in found for phrase in part if typed and phrase.shortcut == typed.strip().lower()
    ]
    return [*dict.fromkeys((*exact, *(phrase for part in found for phrase in part)))][:limit]


def answers_for(staff: StaffCard, question: str, limit: int = 3) -> list[Hit]:
    """The phrases that answer a buyer's question, the member's own among them, best first."""
    hits = [hit for index in _indexes_of(staff) for hit in index.answers(question, limit)]
    return sorted(hits, key=lambda hit: -hit.score)[:limit]


def phrase_index(shop_id: int) -> PhraseIndex:
    """The index of the shop's own phrases."""
    return _indexes_for(shop_id, None)[0]


def _indexes_of(staff: StaffCard) -> list[PhraseIndex]:
    return _indexes_for(staff.shop_id, staff.id, None)


def _indexes_for(shop_id: int, *owners: int | None) -> list[PhraseIndex]:
    stamps = queries.phrases_stamps(shop_id, owners)
    return [_index(shop_id, owner, stamp) for owner, stamp in zip(owners, stamps, strict=True)]


_lock = threading.Lock()
_indexes: dict[tuple[int, int | None], tuple[tuple[int, str], PhraseIndex]] = {}


def _index(shop_id: int, owner_id: int | None, stamp: tuple[int, str]) -> PhraseIndex:
    """Built again after a phrase has changed."""
    kept = _indexes.get((shop_id, owner_id))
    if kept and kept[0] == stamp:
        return kept[1]
    with _lock:
        found = queries.phrases(shop_id) if owner_id is None else queries.own_phrases(owner_id)
        index = PhraseIndex(found)
        _indexes[shop_id, owner_id] = (stamp, index)
    return index
