from zhanggui.promotions.actions.calendar import CannotPlanCampaign, cancel_campaign, plan_campaign
from zhanggui.promotions.actions.coupons import end_coupon, receive_coupon, set_up_coupon
from zhanggui.promotions.actions.offers import CannotSetUp, change_offer, end_offer, set_up_offer
from zhanggui.promotions.actions.receiving import CannotNoteReceived, note_received
from zhanggui.promotions.actions.recording import record_coupons, record_offers, record_received
from zhanggui.promotions.actions.telling import send_item
from zhanggui.promotions.actions.vouchers import (
    CannotChooseTiers,
    CannotRecordEvent,
    choose_tiers,
    receive_vouchers,
    record_event,
)
from zhanggui.promotions.actions.whatif import (
    CannotAsk,
    answer_what_if,
    ask_what_if,
    give_up_what_if,
    hear_of_what_if,
)
from zhanggui.promotions.rules.entries import CouponEntry, OfferEntry, ReceivedEntry

__all__ = [
    "CannotAsk",
    "CannotChooseTiers",
    "CannotNoteReceived",
    "CannotPlanCampaign",
    "CannotRecordEvent",
    "CannotSetUp",
    "CouponEntry",
    "OfferEntry",
    "ReceivedEntry",
    "answer_what_if",
    "ask_what_if",
    "cancel_campaign",
    "change_offer",
    "choose_tiers",
    "end_coupon",
    "end_offer",
    "give_up_what_if",
    "hear_of_what_if",
    "note_received",
    "plan_campaign",
    "receive_coupon",
    "receive_vouchers",
    "record_coupons",
    "record_event",
    "record_offers",
    "record_received",
    "send_item",
    "set_up_coupon",
    "set_up_offer",
]
