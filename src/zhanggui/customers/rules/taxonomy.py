"""Tags by group: which words a shop's tags are, which of them exclude each other, and how they are shown.

What is shipped follows feature 10 of the source documents,
个性化标签 (如不同活动入口、不同年龄、不同性别等标签):
entry, age and sex, with them the goods; the group of habits is ours. Of a person's age a band is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

GROUP_LETTERS = 10
GROUPS, WORDS = 20, 60  # of a shop, of a group

PLAIN, KEY, GOOD, CARE = "plain", "key", "good", "care"
# Colours by what they mean; red is for what is overdue and stays out.
MEANINGS = MappingProxyType({PLAIN: "一般", KEY: "接待时要看", GOOD: "好消息", CARE: "要留心"})


@dataclass(frozen=True)
class TagSet:
    """A group of tags with its words in their order. `retired` words are not offered any more and stay on
    those who have them. Of a group that is not `several` a buyer has one tag at most."""

    name: str
    words: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    several: bool = True
    meaning: str = PLAIN

    @property
    def known(self) -> tuple[str, ...]:
        return self.words + self.retired

    @property
    def meaning_title(self) -> str:
        return MEANINGS[self.meaning]


SHIPPED = (
    TagSet("活动入口", ("搜索", "推荐", "直播", "短视频", "大促会场", "老客回访")),
    TagSet("商品", ("女装", "男装", "鞋", "包", "配饰")),
    TagSet(
        "年龄",
        ("18 岁以下", "18-24 岁", "25-29 岁", "30-39 岁", "40-49 岁", "50 岁以上"),
        several=False,
    ),
    TagSet("性别", ("女", "男"), several=False),
    TagSet("习惯", ("老客", "爱用顺丰", "放快递柜", "要发票", "爱讲价", "尺码问得细", "常退换"), meaning=KEY),
)


def group_of(groups: Iterable[TagSet], tag: str) -> TagSet | None:
    """The group that the tag is a word of, also a retired one; None for a free tag."""
    return next((one for one in groups if tag in one.known), None)


def replaced(groups: Iterable[TagSet], held: Iterable[str], tag: str) -> tuple[str, ...]:
    """Those of the tags held that go when this one comes: the others of a group with one choice."""
    group = group_of(groups, tag)
    if group is None or group.several:
        return ()
    return tuple(one for one in held if one != tag and one in group.known)


def doubled(groups: Iterable[TagSet], tags: Collection[str]) -> TagSet | None:
    """The first group with one choice of which several are among the tags."""
    return next(
        (one for one in groups if not one.several and sum(tag in one.known for tag in tags) > 1), None
    )


def last_said(groups: Sequence[TagSet], tags: Iterable[str]) -> tuple[str, ...]:
    """The tags as if they had been given one after the other."""
    held: list[str] = []
    for tag in dict.fromkeys(tags):
        gone = replaced(groups, held, tag)
        held = [*(one for one in held if one not in gone), tag]
    return tuple(held)


def without(groups: Iterable[TagSet], tag: str) -> tuple[TagSet, ...]:
    return tuple(_with_words(one, tag, None) for one in groups)


def renamed(groups: Sequence[TagSet], tag: str, name: str) -> tuple[TagSet, ...]:
    """The groups after a tag became `name`, which takes its place; where `name` is a word already, the tag
    only goes."""
    if group_of(groups, name):
        return without(groups, tag)
    return tuple(_with_words(one, tag, name) for one in groups)


def _with_words(group: TagSet, tag: str, name: str | None) -> TagSet:
    def changed(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            name if one == tag and name is not None else one
            for one in words
            if one != tag or name is not None
        )

    return TagSet(group.name, changed(group.words), changed(group.retired), group.several, group.meaning)


@dataclass(frozen=True)
class Shown:
    """A buyer's tags of one group, or the free ones (no name), as they are shown together."""

    name: str
    meaning: str
    tags: tuple[str, ...]


def shown(groups: Iterable[TagSet], tags: Sequence[str]) -> list[Shown]:
    """The tags by group, in the groups' and their words' order; the free ones last."""
    found = []
    left = list(dict.fromkeys(tags))
    for group in groups:
        mine = tuple(one for one in group.known if one in left)
        left = [one for one in left if one not in mine]
        if mine:
            found.append(Shown(group.name, group.meaning, mine))
    return [*found, Shown("", PLAIN, tuple(left))] if left else found
