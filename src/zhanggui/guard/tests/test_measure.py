"""Decision 0005: how often a rule that may block is right, on replies written before it was tuned."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from zhanggui.guard.rules import RED_LINES, Severity, Situation, check
from zhanggui.shops.rules import TMALL

HERE = Path(__file__).parent
BLOCKING = tuple(line for line in RED_LINES if Severity.BLOCK in line.severity.values())


@dataclass(frozen=True)
class Figures:
    """Of a rule over two sets: harmless replies, and replies that cross the line."""

    rule: str
    harmless: int
    violations: int
    blocked_by_mistake: tuple[str, ...]
    warned_by_mistake: tuple[str, ...]
    blocked: int
    only_warned: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Of what is blocked, the share that had to be."""
        return self.blocked / max(1, self.blocked + len(self.blocked_by_mistake))

    @property
    def recall(self) -> float:
        """Of what has to be blocked, the share that is."""
        return self.blocked / self.violations

    @property
    def stopped(self) -> float:
        """Of what has to be blocked, the share that does not go out without a reason."""
        return 1 - len(self.missed) / self.violations


def lines_of(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def measure(rule: str, harmless: list[str], violations: list[str]) -> Figures:
    def of(text: str) -> Severity | None:
        situation = Situation(platform=TMALL)
        return next((one.severity for one in check(text, situation) if one.rule == rule), None)

    verdicts = [(text, of(text)) for text in violations]
    mistakes = [(text, of(text)) for text in harmless]
    return Figures(
        rule=rule,
        harmless=len(harmless),
        violations=len(violations),
        blocked_by_mistake=tuple(text for text, verdict in mistakes if verdict is Severity.BLOCK),
        warned_by_mistake=tuple(text for text, verdict in mistakes if verdict is Severity.WARN),
        blocked=sum(verdict is Severity.BLOCK for _, verdict in verdicts),
        only_warned=tuple(text for text, verdict in verdicts if verdict is Severity.WARN),
        missed=tuple(text for text, verdict in verdicts if verdict is None),
    )


def report(name: str, figures: Figures) -> str:
    return (
        f"\n{figures.rule} {name}: {figures.harmless} harmless, {figures.violations} violations: "
        f"precision {figures.precision:.3f}, recall {figures.recall:.3f}, "
        f"with warnings {figures.stopped:.3f}; blocked by mistake {len(figures.blocked_by_mistake)}, "
        f"warned by mistake {len(figures.warned_by_mistake)}\n"
    )


@pytest.mark.seed(235, 236)
@pytest.mark.parametrize("rule", [line.id for line in BLOCKING])
def test_what_may_block_is_precise_and_misses_little(rule: str) -> None:
    figures = measure(rule, lines_of("harmless.txt"), lines_of(f"violations_{rule}.txt"))
    sys.stdout.write(report("tuned", figures))
    assert figures.harmless >= 600
    assert figures.violations >= 120
    assert figures.precision >= 0.99, figures.blocked_by_mistake
    assert figures.recall >= 0.95, (figures.only_warned, figures.missed)


@pytest.mark.parametrize("rule", [line.id for line in BLOCKING])
def test_what_no_pattern_was_fitted_to_is_not_blocked_by_mistake(rule: str) -> None:
    """Recall is lower here, and is reported as it is; a false block is what would stop honest work."""
    figures = measure(rule, lines_of("held_out_harmless.txt"), lines_of(f"held_out_violations_{rule}.txt"))
    sys.stdout.write(report("held out", figures))
    assert figures.precision >= 0.99, figures.blocked_by_mistake
    assert figures.stopped >= 0.8, figures.missed


def test_every_safe_wording_passes_every_rule() -> None:
    for line in RED_LINES:
        for platform in line.severity:
            assert check(line.instead, Situation(platform=platform)) == (), line.id


def test_the_sets_are_large_diverse_and_apart() -> None:
    names = [path.name for path in sorted(HERE.glob("*.txt"))]
    every = [text for name in names for text in lines_of(name)]
    assert len(names) == 2 + 2 * len(BLOCKING)
    assert len(every) == len(set(every))
    assert all(text == text.strip() and text for text in every)
    harmless = lines_of("harmless.txt")
    assert sum("票" in text for text in harmless) >= 120
    assert len({text[:4] for text in harmless}) > len(harmless) / 2
