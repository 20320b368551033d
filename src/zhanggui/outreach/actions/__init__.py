"""The verbs of outreach: asking who has not paid, and who asked and did not order."""

from zhanggui.outreach.actions.doubts import (
    CannotLog,
    CannotName,
    add_doubt_kind,
    end_doubt_kind,
    log_doubt,
    take_doubt_back,
)
from zhanggui.outreach.actions.following import CannotFollowUp, close_follow_up, send_follow_up
from zhanggui.outreach.actions.interests import note_interests, see_to_interests
from zhanggui.outreach.actions.unpaid import (
    CannotClose,
    CannotRecordIntention,
    close_order,
    record_intention,
    see_to_unpaid,
)

__all__ = [
    "CannotClose",
    "CannotFollowUp",
    "CannotLog",
    "CannotName",
    "CannotRecordIntention",
    "add_doubt_kind",
    "close_follow_up",
    "close_order",
    "end_doubt_kind",
    "log_doubt",
    "note_interests",
    "record_intention",
    "see_to_interests",
    "see_to_unpaid",
    "send_follow_up",
    "take_doubt_back",
]
