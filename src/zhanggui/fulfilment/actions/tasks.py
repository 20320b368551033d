"""The tasks on the worklist say what is held, as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.live.carrier import tell
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.kinds import VERIFY_ADDRESS
from zhanggui.fulfilment.models import AddressCheck
from zhanggui.fulfilment.rules import Area
from zhanggui.worklist.actions import Wanted, ensure_tasks, settle_tasks


def mirror_tasks(*, shop_id: int, checks: Sequence[AddressCheck], by: Actor, at: datetime) -> None:
    """A task for each that is held, none for the others; open pages hear of it."""
    held = [check for check in checks if check.state == rules.HELD]
    wanted = [
        Wanted(thing_id=check.order_id, title=_title(check), due_at=check.due_at, known_at=at)
        for check in held
    ]
    others = [check.order_id for check in checks if check.state != rules.HELD]
    ensure_tasks(shop_id=shop_id, kind=VERIFY_ADDRESS.key, thing="order", tasks=wanted, by=by, at=at)
    settle_tasks(shop_id=shop_id, kind=VERIFY_ADDRESS.key, thing="order", thing_ids=others, by=by, at=at)
    asked = dict.fromkeys(check.visitor_id for check in checks if check.visitor_id is not None)
    tell(
        [
            {"k": "changed", "s": shop_id, "name": "addresses", "id": 0},
            *({"k": "changed", "s": shop_id, "name": "order", "id": buyer_id} for buyer_id in asked),
        ]
    )


def _title(check: AddressCheck) -> str:
    doubtful = "、".join(finding.label for finding in rules.in_order(check.findings))
    where = Area(check.province, check.city, check.district).shown
    return " · ".join(part for part in (doubtful, where) if part)
