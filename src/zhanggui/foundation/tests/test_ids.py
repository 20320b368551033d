from __future__ import annotations

import pytest

from zhanggui.foundation.ids import id_in


@pytest.mark.parametrize(("text", "found"), [("1", 1), ("0", 0), ("017", 17), ("9" * 18, 10**18 - 1)])
def test_an_id_is_digits(text: str, found: int) -> None:
    assert id_in(text) == found


@pytest.mark.parametrize("text", ["", " 1", "-1", "1.0", "x", "\u00b2", "9" * 19, "9" * 5_000])
def test_anything_else_is_none(text: str) -> None:
    assert id_in(text) is None
