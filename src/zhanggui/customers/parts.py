"""Open list: what rooms above know of a buyer that may become a tag. They propose; a member says yes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhanggui.customers import queries, rules
from zhanggui.customers.rules.taxonomy import group_of
from zhanggui.foundation.lists import OpenList

PROPOSED = 4  # at once


@dataclass(frozen=True)
class Proposal:
    """A tag, and what it stands on: the sentence that the buyer said, the page they came from, the order."""

    tag: str
    why: str


@dataclass(frozen=True)
class Clue:
    """A way in which tags are proposed. `proposals` takes (shop id, buyer id) and answers them, the surest
    first."""

    key: str
    proposals: Callable[[int, int], Sequence[Proposal]]


CLUES: OpenList[Clue] = OpenList("clues of tags")


def proposals(shop_id: int, buyer_id: int) -> list[Proposal]:
    """Tags that the buyer has not and nobody declined. Of a group with one choice nothing is proposed to who
    has one already, and words that are retired are not proposed."""
    held = {tag.name for tag in queries.tags_of(buyer_id)}
    declined = queries.declined_tags(buyer_id)
    sets = queries.taxonomy(shop_id)
    told = [one for clue in CLUES for one in clue.proposals(shop_id, buyer_id)]
    today = queries.words_today(shop_id, [one.tag for one in told])
    found: dict[str, Proposal] = {}
    for one in told:
        tag = today.get(one.tag, one.tag)
        group = group_of(sets, tag)
        if tag in held or tag in declined or tag in found or not 0 < len(tag) <= rules.TAG_LENGTH:
            continue
        if group and (tag in group.retired or (not group.several and held.intersection(group.known))):
            continue
        found[tag] = Proposal(tag, one.why)
        if group and not group.several:
            held.update(group.known)  # one proposal of such a group is enough
    return list(found.values())[:PROPOSED]
