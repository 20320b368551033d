"""The verbs of reception."""

from zhanggui.conversations.actions.asking import CannotAnswer, CannotAsk, answer_question, ask_lead
from zhanggui.conversations.actions.copying import CannotCopy, copy_text
from zhanggui.conversations.actions.history import PastTalk, PastWord, record_talks
from zhanggui.conversations.actions.messages import (
    Draft,
    Outcome,
    Refused,
    Saved,
    record_messages,
)
from zhanggui.conversations.actions.openings import open_conversation, open_for_buyer
from zhanggui.conversations.actions.phrase_batches import PhraseEntry, record_phrases
from zhanggui.conversations.actions.phrases import (
    CannotWritePhrase,
    PhraseText,
    count_use,
    retire_phrase,
    write_phrase,
)
from zhanggui.conversations.actions.pictures import CannotTakePicture, keep_picture, send_picture
from zhanggui.conversations.actions.presses import CannotPress, CannotTakeBack, press, take_back
from zhanggui.conversations.actions.reading import Reading, mark_read
from zhanggui.conversations.actions.receptions import (
    CannotTransfer,
    end_reception,
    lapse_idle_receptions,
    release_receptions,
    take_over_receptions,
    transfer_reception,
)

__all__ = [
    "CannotAnswer",
    "CannotAsk",
    "CannotCopy",
    "CannotPress",
    "CannotTakeBack",
    "CannotTakePicture",
    "CannotTransfer",
    "CannotWritePhrase",
    "Draft",
    "Outcome",
    "PastTalk",
    "PastWord",
    "PhraseEntry",
    "PhraseText",
    "Reading",
    "Refused",
    "Saved",
    "answer_question",
    "ask_lead",
    "copy_text",
    "count_use",
    "end_reception",
    "keep_picture",
    "lapse_idle_receptions",
    "mark_read",
    "open_conversation",
    "open_for_buyer",
    "press",
    "record_messages",
    "record_phrases",
    "record_talks",
    "release_receptions",
    "retire_phrase",
    "send_picture",
    "take_back",
    "take_over_receptions",
    "transfer_reception",
    "write_phrase",
]
