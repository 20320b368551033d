from __future__ import annotations

from datetime import timedelta

import pytest

from zhanggui.config import environment


@pytest.mark.parametrize(
    "given",
    [
        "yesterday",
        "2026-11-22T10:00:00+00:00,2026-11-11T09:00:00+08:00,0",
        "2026-11-22T10:00:00+00:00,2026-11-11T09:00:00+08:00,nan",
        "2026-11-22T10:00:00,2026-11-11T09:00:00,60",
        "2026-11-22T10:00:00+00:00,2026-11-11T09:00:00,60",
    ],
)
def test_a_clock_that_cannot_be_meant_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ZHANGGUI_CLOCK", given)
    with pytest.raises(environment.WrongSetting, match="ZHANGGUI_CLOCK"):
        environment.check_numbers()


def test_a_simulated_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.pace() is None
    monkeypatch.setenv("ZHANGGUI_CLOCK", "2026-11-22T10:00:00+00:00,2026-11-11T09:00:00+08:00,60")
    pace = environment.pace()
    assert pace is not None
    assert pace.shows(pace.since + timedelta(minutes=1)).isoformat() == "2026-11-11T10:00:00+08:00"
