"""Recounting a day says how many rounds were stored otherwise, and sets them right."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from tests.cast import AT, Cast, said_by, said_by_buyer

from zhanggui.conversations.actions import record_messages
from zhanggui.conversations.models import Round
from zhanggui.foundation.calendar import shop_day

pytestmark = pytest.mark.django_db


def told(shop: str, day: str) -> str:
    out = StringIO()
    call_command("recount_rounds", "--shop", shop, "--day", day, stdout=out)
    return out.getvalue()


def test_a_day_is_recounted_from_what_was_said(cast: Cast) -> None:
    talk = cast.conversation()
    for place in range(2):
        at = AT + timedelta(minutes=place)
        record_messages([said_by_buyer(talk, "在吗", f"asked-{place:06d}")], at=at)
        record_messages(
            [said_by(cast.agent, talk, "在的", f"said--{place:06d}")], at=at + timedelta(seconds=20)
        )
    day = shop_day(AT).isoformat()
    assert told(shop="example", day=day) == f"示例 {day}: 1 个会话, 2 个回合, 0 个和存的不一样\n"
    Round.objects.filter(asked_position=1).update(waited_ms=1)
    assert "1 个和存的不一样" in told(shop="example", day=day)
    assert [one.waited_ms for one in Round.objects.order_by("asked_position")] == [20_000, 20_000]
    assert "0 个会话" in told(shop="another", day=day)
    with pytest.raises(CommandError):
        told("nobody", day)
