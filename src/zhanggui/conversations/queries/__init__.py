"""Reading conversations."""

from zhanggui.conversations.queries.accounts import AccountCard, unclaimed_accounts, unclaimed_among
from zhanggui.conversations.queries.add_ons import (
    AddOnCount,
    Related,
    SaleCard,
    add_on_counts,
    add_on_sales,
    related_items,
)
from zhanggui.conversations.queries.asides import AsideCard, asides
from zhanggui.conversations.queries.calls import CallCard, calls_with, count_calls
from zhanggui.conversations.queries.conversations import (
    PATIENCE,
    ConversationCard,
    WireItem,
    card_of,
    conversation_card,
    conversation_of_buyer,
    conversation_of_visitor,
    conversations_of_buyers,
    conversations_of_visitors,
    last_positions,
    press_to_take_back,
)
from zhanggui.conversations.queries.desks import (
    DESK_ROWS,
    RECENT,
    Place,
    WaitingCard,
    desk,
    desk_places,
    desk_rows,
    goes_on,
    on_desks,
    place_of,
    recent,
    row_of_buyer,
    waiting,
    waiting_after,
)
from zhanggui.conversations.queries.discounts import DiscountCard, discount_card, discounts_in, discounts_of
from zhanggui.conversations.queries.feedback import (
    FeedbackCard,
    ItemFeedback,
    feedback_by_item,
    feedback_cases,
    feedback_of_buyer,
    last_asked_position,
)
from zhanggui.conversations.queries.found import (
    FoundMessage,
    found_messages,
)
from zhanggui.conversations.queries.greetings import (
    GreetingCard,
    greeting_card,
    greetings,
)
from zhanggui.conversations.queries.mentions import (
    LastWord,
    Mention,
    buyers_texts,
    items_talked_of,
    last_words,
    mentions,
)
from zhanggui.conversations.queries.messages import (
    CATCH_UP,
    PAGE,
    buyer_named,
    is_written,
    item,
    last_buyer_text,
    last_said_by_buyer,
    messages_after,
    messages_before,
    picture_data,
    picture_item,
    pictures_since,
    with_card,
    words_since,
)
from zhanggui.conversations.queries.needs import GuideCard, NeedAsked, goods_that_fit, guides, needs_asked
from zhanggui.conversations.queries.phrase_use import (
    PhraseUse,
    Sales,
    Speed,
    phrases_used,
    sales_by_phrase,
    speed_by_phrase,
)
from zhanggui.conversations.queries.phrases import (
    PhraseCard,
    all_phrases,
    own_phrases,
    phrase_card,
    phrases,
    phrases_stamp,
    short_texts,
)
from zhanggui.conversations.queries.questions import (
    answers_for,
    questions_about,
)
from zhanggui.conversations.queries.routing import (
    desks_of,
    open_words,
    shops_with_waiters,
    terms_of,
    unattending,
    waiters,
)
from zhanggui.conversations.queries.searching import (
    Asked,
    FoundSpots,
    Spot,
    find_spots,
)
from zhanggui.conversations.queries.steps import TalkSteps, talk_steps

__all__ = [
    "CATCH_UP",
    "DESK_ROWS",
    "PAGE",
    "PATIENCE",
    "RECENT",
    "AccountCard",
    "AddOnCount",
    "AsideCard",
    "Asked",
    "CallCard",
    "ConversationCard",
    "DiscountCard",
    "FeedbackCard",
    "FoundMessage",
    "FoundSpots",
    "GreetingCard",
    "GuideCard",
    "ItemFeedback",
    "LastWord",
    "Mention",
    "NeedAsked",
    "PhraseCard",
    "PhraseUse",
    "Place",
    "Related",
    "SaleCard",
    "Sales",
    "Speed",
    "Spot",
    "TalkSteps",
    "WaitingCard",
    "WireItem",
    "add_on_counts",
    "add_on_sales",
    "all_phrases",
    "answers_for",
    "asides",
    "buyers_texts",
