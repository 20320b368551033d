"""Who gets what only one can have, when many ask in one batch: numbers, accounts, shortcuts."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

Owner = TypeVar("Owner", bound=Hashable)
Thing = TypeVar("Thing", bound=Hashable)


def refused_claims(
    held: Mapping[Thing, Owner], wanted: Mapping[Owner, Collection[Thing]]
) -> dict[Owner, tuple[Thing, Owner]]:
    """Those who ask for what another has, with the thing and the other.

    What an owner wants is all that he would have: the rest of his is free for others, so that two may
    swap in one batch. Who already has a thing keeps it, then the first who asks gets it; who is refused
    keeps what he had.
    """
    refused: dict[Owner, tuple[Thing, Owner]] = {}
    while True:
        taken = {
            thing: owner
            for thing, owner in held.items()
            if owner not in wanted or owner in refused or thing in wanted[owner]
        }
        before = len(refused)
        for owner, things in wanted.items():
            if owner in refused:
                continue
            others = ((thing, taken[thing]) for thing in things if taken.get(thing, owner) != owner)
            other = next(others, None)
            if other:
                refused[owner] = other
            else:
                taken.update(dict.fromkeys(things, owner))
        if len(refused) == before:
            return refused
