from __future__ import annotations

import time

from zhanggui.config.children import Child


def ended(*, may_end: bool) -> Child:
    """A child whose work is done."""
    child = Child("设置", ("settings",), say=lambda _line: None, may_end=may_end)
    child.start()
    assert child.process is not None
    assert child.process.wait(60) == 0
    return child


def test_a_child_that_may_end_is_not_started_again() -> None:
    child = ended(may_end=True)
    time.sleep(0.3)
    assert not child.keep_alive()
    assert not child.keep_alive()
    child.wait(0)


def test_any_other_is_started_again_whatever_its_code() -> None:
    child = ended(may_end=False)
    assert not child.keep_alive()  # after a moment
    time.sleep(0.3)
    assert child.keep_alive()
    child.wait(60)
