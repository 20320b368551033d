"""How often a rule is right, on the committed replies in `examples/` (decision 0005)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from zhanggui.guard.rules.checking import check
from zhanggui.guard.rules.red_lines import HINTS, RED_LINES
from zhanggui.guard.rules.words import RedLine, Severity, Situation

LEAST_PRECISION, LEAST_RECALL = 0.99, 0.95
LEAST_VIOLATIONS = 50  # fewer show too little
# What is ours in the examples: a harmless reply may hold it.
OURS = (
    *("13800000001", "13800000002", "13800000003", "13800000004", "13800000009"),
    *("1000000000000000001", "SF1000000000002", "YT1000000000003", "78000000000001", "www.example.com"),
)
# Everything that a rule may need is so: the situation in which most is forbidden.
STRICTEST = Situation(
    platform="tmall",
    ours=OURS,
    free_shipping=True,
    seven_day=True,
    after_cut_off=True,
    awaits_parcel=True,
    return_address_known=True,
)


@dataclass(frozen=True)
class Figures:
    """Of a rule at its full severity, over harmless replies and replies that cross the line."""

    rule: str
    harmless: int
    violations: int
    mistakes: tuple[str, ...]
    milder_mistakes: tuple[str, ...]
    caught: int
    milder: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Of what it finds, the share that had to be found."""
        return self.caught / max(1, self.caught + len(self.mistakes))

    @property
    def recall(self) -> float:
        """Of what has to be found, the share that is."""
        return self.caught / max(1, self.violations)

    @property
    def noticed(self) -> float:
        """The same with what is found only as doubtful."""
        return 1 - len(self.missed) / max(1, self.violations)

    @property
    def allow_blocking(self) -> bool:
        return (
            self.violations >= LEAST_VIOLATIONS
            and self.precision >= LEAST_PRECISION
            and self.recall >= LEAST_RECALL
        )


def examples(name: str) -> tuple[str, ...]:
    """The lines of a committed set; none when there is no such set."""
    file = files("zhanggui.guard").joinpath("examples", f"{name}.txt")
    return tuple(file.read_text(encoding="utf-8").splitlines()) if file.is_file() else ()


def measure(line: RedLine, violations: Sequence[str], harmless: Sequence[str] | None = None) -> Figures:
    clean = examples("harmless") if harmless is None else harmless
    verdicts = {text: found for text in clean if (found := _verdict(line, text))}
    return _figures(line, len(clean), verdicts, violations)


@cache
def measured() -> Mapping[str, Figures]:
    """The figures of every shipped rule; a moment's work, once in a process."""
    lines = (*RED_LINES, *HINTS)
    clean = examples("harmless")
    verdicts: dict[str, dict[str, Severity]] = {line.id: {} for line in lines}
    for text in clean:
        for finding in check(text, STRICTEST, lines):
            verdicts[finding.rule][text] = finding.severity
    return MappingProxyType(
        {
            line.id: _figures(line, len(clean), verdicts[line.id], examples(f"violations_{line.id}"))
            for line in lines
        }
    )


def _verdict(line: RedLine, text: str) -> Severity | None:
    found = check(text, STRICTEST, (line,))
    return found[0].severity if found else None


def _figures(
    line: RedLine, harmless: int, mistakes: Mapping[str, Severity], violations: Sequence[str]
) -> Figures:
    full = line.severity[STRICTEST.platform]
    wrong = [(text, _verdict(line, text)) for text in violations]
    return Figures(
        rule=line.id,
        harmless=harmless,
        violations=len(wrong),
        mistakes=tuple(text for text, verdict in mistakes.items() if verdict is full),
        milder_mistakes=tuple(text for text, verdict in mistakes.items() if verdict is not full),
        caught=sum(verdict is full for _, verdict in wrong),
        milder=tuple(text for text, verdict in wrong if verdict not in (None, full)),
        missed=tuple(text for text, verdict in wrong if verdict is None),
    )
