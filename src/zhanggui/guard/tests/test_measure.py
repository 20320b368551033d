"""Decision 0005: how often a rule is right, on replies written before it was tuned."""

from __future__ import annotations

import sys

import pytest

from zhanggui.guard.rules import HINTS, RED_LINES, Severity, Situation, check, measured
from zhanggui.guard.rules.measuring import STRICTEST, Figures, examples, measure

BLOCKING = tuple(line for line in RED_LINES if Severity.BLOCK in line.severity.values())


def report(name: str, figures: Figures) -> str:
    return (
        f"\n{figures.rule} {name}: {figures.harmless} harmless, {figures.violations} violations: "
        f"precision {figures.precision:.3f}, recall {figures.recall:.3f}, "
        f"with doubtful ones {figures.noticed:.3f}; mistakes {len(figures.mistakes)}, "
        f"milder ones {len(figures.milder_mistakes)}\n"
    )


@pytest.mark.seed(235, 236, 28, 29)
@pytest.mark.parametrize("rule", [line.id for line in BLOCKING])
def test_what_may_block_is_precise_and_misses_little(rule: str) -> None:
    figures = measured()[rule]
    sys.stdout.write(report("tuned", figures))
    assert figures.harmless >= 600
    assert figures.violations >= 50
    assert figures.precision >= 0.99, figures.mistakes
    assert figures.recall >= 0.95, (figures.milder, figures.missed)
    assert figures.allow_blocking


@pytest.mark.parametrize("rule", [line.id for line in BLOCKING])
def test_what_no_pattern_was_fitted_to_is_not_blocked_by_mistake(rule: str) -> None:
    """Recall is lower here, and is reported as it is; a false block is what would stop honest work."""
    line = next(line for line in BLOCKING if line.id == rule)
    figures = measure(line, examples(f"held_out_violations_{rule}"), examples("held_out_harmless"))
    sys.stdout.write(report("held out", figures))
    assert figures.violations
    assert figures.mistakes == ()
    if rule in {"R01", "R02", "R09"}:  # whose sets are large enough to say something
        assert figures.noticed >= 0.8, figures.missed


def test_what_only_warns_is_mostly_right() -> None:
    for line in RED_LINES:
        figures = measured()[line.id]
        if line not in BLOCKING and figures.violations:
            sys.stdout.write(report("tuned", figures))
            assert figures.precision >= 0.85, figures.mistakes
            assert figures.recall >= 0.9, figures.missed


def test_hints_are_rare_on_friendly_replies() -> None:
    harmless = examples("harmless")
    hinted = [text for text in harmless if check(text, STRICTEST, HINTS)]
    assert len(hinted) / len(harmless) < 0.02, hinted[:40]


def test_every_safe_wording_passes_every_rule() -> None:
    for line in (*RED_LINES, *HINTS):
        for platform in line.severity:
            assert check(line.instead, Situation(platform=platform), (*RED_LINES, *HINTS)) == (), line.id


def test_the_sets_are_large_diverse_and_apart() -> None:
    rules = [line.id for line in RED_LINES]
    names = [
        "harmless",
        "held_out_harmless",
        *(f"violations_{rule}" for rule in rules),
        *(f"held_out_violations_{rule}" for rule in rules),
    ]
    every = [text for name in names for text in examples(name)]
    assert len(every) == len(set(every))
    assert all(text == text.strip() and text for text in every)
    harmless = examples("harmless")
    assert len(harmless) >= 1_500
    assert sum("票" in text for text in harmless) >= 120
    assert len({text[:4] for text in harmless}) > len(harmless) / 2
    assert sum(len(examples(f"violations_{rule}")) for rule in rules if rule != "R01") >= 700
