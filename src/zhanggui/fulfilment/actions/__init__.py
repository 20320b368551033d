"""The verbs of fulfilment."""

from zhanggui.fulfilment.actions.answering import CannotConfirm, answer_yes, confirm_address
from zhanggui.fulfilment.actions.areas import CannotListArea, list_area, unlist_area
from zhanggui.fulfilment.actions.cards import send_cards
from zhanggui.fulfilment.actions.opening import ask_visitor, check_addresses
from zhanggui.fulfilment.actions.proposals import (
    CannotAnswerWish,
    CannotPropose,
    accept_proposal,
    change_address,
    decline_proposal,
    propose_address,
)
from zhanggui.fulfilment.actions.releasing import release_silent

__all__ = [
    "CannotAnswerWish",
    "CannotConfirm",
    "CannotListArea",
    "CannotPropose",
    "accept_proposal",
    "answer_yes",
    "ask_visitor",
    "change_address",
    "check_addresses",
    "confirm_address",
    "decline_proposal",
    "list_area",
    "propose_address",
    "release_silent",
    "send_cards",
    "unlist_area",
]
