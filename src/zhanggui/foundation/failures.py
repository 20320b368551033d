"""What an action says when it cannot do what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar


class UnableTo(Exception):  # noqa: N818 - read as "unable to dispatch", the sentence is the error
    """An action's refusal. Its text is a sentence fit for the person who asked.

    Each verb's own refusal is a subclass that stands beside the verb. Anything else that
    an action raises is a bug. A sentence with numbers or names in it has holes for them, "最多 {most} 个字",
    which `facts` fill: so that it can be said in the language of whoever reads it. A fact may be a refusal.
    """

    # Says a sentence in the language that is spoken here and now; rules, which know no language, raise too.
    tongue: ClassVar[Callable[[str], str]] = str

    def __init__(self, say: str = "", **facts: object) -> None:
        super().__init__(say)
        self.say = say
        self.facts = facts

    def __str__(self) -> str:
        return self.translated() if self.facts else self.say

    def translated(self) -> str:
        said = UnableTo.tongue(self.say) if self.say else ""
        for name, fact in self.facts.items():
            told = fact.translated() if isinstance(fact, UnableTo) else str(fact)
            said = said.replace(f"{{{name}}}", told)
        return said
