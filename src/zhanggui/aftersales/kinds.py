"""The tasks that this room asks for."""

from __future__ import annotations

from zhanggui.shops.rules import AGENT
from zhanggui.worklist.rules import KINDS, Kind

REFUND_TASK = KINDS.add(Kind("refund", "退款", AGENT, part="refund_part"))
