"""The verbs of reception."""

from zhanggui.conversations.actions.add_ons import COUNTED_AGAIN, count_add_ons, note_recommendation
from zhanggui.conversations.actions.arrivals import note_arrival
from zhanggui.conversations.actions.asides import CannotNote, note_aside, whisper
from zhanggui.conversations.actions.asking import CannotAnswer, CannotAsk, answer_question, ask_lead
from zhanggui.conversations.actions.calls import CallNote, CannotNoteCall, note_call
from zhanggui.conversations.actions.contacts import note_contacts
from zhanggui.conversations.actions.copying import CannotCopy, copy_text
from zhanggui.conversations.actions.discounts import (
    CannotDecide,
    CannotDiscount,
    decide_discount,
    give_discount,
)
from zhanggui.conversations.actions.drafts import Draft, Outcome, Refused, Saved
from zhanggui.conversations.actions.feedback import CannotMark, mark_feedback, unmark_feedback
from zhanggui.conversations.actions.greetings import (
    CannotWriteGreeting,
    raise_greeting,
    retire_greeting,
    write_greeting,
)
from zhanggui.conversations.actions.guarding import MayNotLeave, keeping_hits
from zhanggui.conversations.actions.history import PastTalk, PastWord, record_talks
from zhanggui.conversations.actions.indexing import index_all, index_recent
from zhanggui.conversations.actions.inquiries import CannotLeaveOut, count_in, leave_out
from zhanggui.conversations.actions.looks import forget_looks, note_look
from zhanggui.conversations.actions.messages import record_messages
from zhanggui.conversations.actions.needs import CannotNoteNeed, CannotWriteGuide, note_need, write_guide
from zhanggui.conversations.actions.openings import open_conversation, open_for_buyer
from zhanggui.conversations.actions.phrase_batches import PhraseEntry, record_phrases
from zhanggui.conversations.actions.phrases import (
    Adopted,
    CannotWritePhrase,
    PhraseText,
    adopt_phrases,
    count_use,
    retire_phrase,
    write_phrase,
)
from zhanggui.conversations.actions.pictures import (
    CannotTakePicture,
    EncodedPicture,
    encoded_picture,
    keep_encoded,
    keep_picture,
    send_phrase_picture,
    send_picture,
)
from zhanggui.conversations.actions.presses import CannotPress, CannotTakeBack, press, take_back
from zhanggui.conversations.actions.reading import Reading, mark_read
from zhanggui.conversations.actions.receptions import (
    CannotTransfer,
    end_reception,
    excuse_wait,
    lapse_idle_receptions,
    release_receptions,
    take_over,
    take_over_receptions,
    transfer_reception,
)
from zhanggui.conversations.actions.records import RecordedWord, claim_words, record_chats
from zhanggui.conversations.actions.recounting import Recounted, recount_day
from zhanggui.conversations.actions.rounds import recount
from zhanggui.conversations.actions.routing import Routed, release_unattended, route_waiting
from zhanggui.conversations.actions.surveys import (
    CannotInvite,
    CannotJudge,
    Invited,
    invite_after_reception,
    invite_to_judge,
    judge_reception,
)
from zhanggui.conversations.actions.urging import CannotUrge, settle_urged, urge_parcel

__all__ = [
    "COUNTED_AGAIN",
    "Adopted",
    "CallNote",
    "CannotAnswer",
    "CannotAsk",
    "CannotCopy",
    "CannotDecide",
    "CannotDiscount",
    "CannotInvite",
    "CannotJudge",
    "CannotLeaveOut",
    "CannotMark",
    "CannotNote",
    "CannotNoteCall",
    "CannotNoteNeed",
    "CannotPress",
    "CannotTakeBack",
    "CannotTakePicture",
    "CannotTransfer",
    "CannotUrge",
    "CannotWriteGreeting",
    "CannotWriteGuide",
    "CannotWritePhrase",
    "Draft",
    "EncodedPicture",
    "Invited",
    "MayNotLeave",
    "Outcome",
    "PastTalk",
    "PastWord",
    "PhraseEntry",
    "PhraseText",
    "Reading",
    "RecordedWord",
    "Recounted",
    "Refused",
    "Routed",
    "Saved",
    "adopt_phrases",
    "answer_question",
    "ask_lead",
    "claim_words",
    "copy_text",
    "count_add_ons",
    "count_in",
    "count_use",
    "decide_discount",
    "encoded_picture",
    "end_reception",
    "excuse_wait",
    "forget_looks",
    "give_discount",
    "index_all",
    "index_recent",
    "invite_after_reception",
    "invite_to_judge",
    "judge_reception",
    "keep_encoded",
    "keep_picture",
    "keeping_hits",
    "lapse_idle_receptions",
    "leave_out",
    "mark_feedback",
    "mark_read",
    "note_arrival",
    "note_aside",
    "note_call",
    "note_contacts",
    "note_look",
    "note_need",
    "note_recommendation",
    "open_conversation",
    "open_for_buyer",
    "press",
    "raise_greeting",
    "record_chats",
    "record_messages",
    "record_phrases",
    "record_talks",
    "recount",
    "recount_day",
    "release_receptions",
    "release_unattended",
    "retire_greeting",
    "retire_phrase",
    "route_waiting",
    "send_phrase_picture",
    "send_picture",
    "settle_urged",
    "take_back",
    "take_over",
    "take_over_receptions",
    "transfer_reception",
    "unmark_feedback",
    "urge_parcel",
    "whisper",
    "write_greeting",
    "write_guide",
    "write_phrase",
]
