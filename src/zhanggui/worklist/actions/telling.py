from __future__ import annotations

from zhanggui.foundation.live.carrier import tell


def tell_tasks(*, shop_id: int) -> None:
    """Open pages fetch what they may see with their own rights."""
    tell([{"k": "changed", "s": shop_id, "name": "tasks", "id": 0}])
