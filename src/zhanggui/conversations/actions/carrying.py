"""Words on channels that are not our own: on disk they have only begun to leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhanggui.conversations import rules
from zhanggui.conversations.actions.drafts import Draft, Refused
from zhanggui.conversations.parts import CARRIERS, Departing
from zhanggui.conversations.queries import WireItem

_ELSEWHERE_SAYS = "这位买家在千牛里,这里发不出去,请在千牛里回复"


def nowhere(*, draft: Draft, elsewhere: bool, channel: str, shop_id: int, at: datetime) -> Refused | None:
    """Words to a buyer who is in another chat client, or whom the channel lets nobody reach, would arrive
    nowhere."""
    if draft.is_press:
        return None
    if elsewhere:
        return Refused(draft.conversation_id, draft.client_id, "elsewhere", _ELSEWHERE_SAYS)
    carrier = CARRIERS.get(channel)
    say = carrier.refusal(shop_id, draft.conversation_id, at) if carrier else ""
    return Refused(draft.conversation_id, draft.client_id, "channel", say) if say else None


def carry(
    *, channel: str, shop_id: int, conversation_id: int, items: Sequence[WireItem], at: datetime
) -> None:
    """Hands the shop's words to whoever carries them on this channel."""
    departing = [
        Departing(
            shop_id=shop_id,
            conversation_id=conversation_id,
            position=item["position"],
            kind=item["kind"],
            text=item["text"],
            picture_id=item["picture"]["id"] if item["picture"] else None,
            by_name=item["by"] or "",
        )
        for item in items
        if item["side"] != rules.BUYER and item["kind"] not in rules.PRESSES
    ]
    if departing and (carrier := CARRIERS.get(channel)):
        carrier.take(departing, at)
