"""Talks that a member says are no inquiries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhanggui.conversations.models import Conversation, NotInquiry
from zhanggui.foundation.calendar import shop_day


@dataclass(frozen=True)
class NotInquiryCard:
    """Of the talk's last day: who said so and when; `by_name` is empty when nobody did."""

    day: date
    by_name: str = ""
    at: datetime | None = None


def last_talked_on(conversation_id: int) -> date | None:
    """The last day on which anything was said."""
    last = Conversation.objects.filter(pk=conversation_id).values_list("last_at", flat=True).first()
    return shop_day(last) if last else None


def not_inquiry_of(conversation_id: int) -> NotInquiryCard | None:
    """None before the first word."""
    day = last_talked_on(conversation_id)
    if day is None:
        return None
    row = NotInquiry.objects.filter(conversation_id=conversation_id, day=day).select_related("by").first()
    return NotInquiryCard(day, f"{row.by.name} {row.by.agent_number}", row.at) if row else NotInquiryCard(day)


def said_to_be_none(shop_id: int, first: date, last: date) -> set[tuple[date, int]]:
    """(day, conversation) from the first day to the last, both included."""
    rows = NotInquiry.objects.filter(shop_id=shop_id, day__gte=first, day__lte=last)
    return set(rows.values_list("day", "conversation_id"))
