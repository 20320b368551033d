"""What an agent is told while typing: red lines, hints on the tone, and facts that the item's card denies."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from zhanggui.conversations import queries
from zhanggui.conversations.actions.guarding import findings_on_orders, severest_first
from zhanggui.conversations.links import own_links
from zhanggui.customers.queries import buyer_card
from zhanggui.guard.queries import book_of, facts_about, kept_book, situated
from zhanggui.guard.rules import Finding, Situation, denied_by_all, may_contradict, order_numbers_in
from zhanggui.shops.queries import ShopCard

_LATELY = 30  # messages in which a link or a card may name the item that is spoken of


def innocent(text: str, shop: ShopCard, *, at: datetime) -> bool:
    """Whether nothing can be found, as far as this process knows without asking anybody."""
    book = kept_book(shop.id, at=at)
    if book is None or may_contradict(text) or order_numbers_in(text):
        return False
    return not book.may_advise(text, Situation(platform=shop.platform))


def judged(text: str, shop: ShopCard, conversation_id: int | None, *, at: datetime) -> tuple[Finding, ...]:
    card = queries.conversation_card(conversation_id) if conversation_id else None
    buyer = buyer_card(card.buyer_id) if card else None
    buyer_id = buyer.id if buyer else None
    # As at sending: what is forbidden on one channel only is not held against a text for another.
    situation = Situation(platform=shop.platform, ours=own_links(text))
    if buyer:
        situation = replace(situation, channel=buyer.channel)
    book = book_of(shop.id, at=at)
    if book.suspects(text, situation):
        situation = situated(situation, shop_id=shop.id, buyer_id=buyer_id, at=at)
    told = findings_on_orders(text=text, shop_id=shop.id, buyer_id=buyer_id, talk_id=conversation_id)
    findings = severest_first(*told, *book.advise(text, situation))
    if card is None or not may_contradict(text):
        return findings
    said = queries.messages_before(card.id, card.last_position + 1, _LATELY)
    facts = facts_about(shop.id, card.buyer_id, text, [_spoken(one) for one in said])
    return (*findings, *denied_by_all(text, facts))


def _spoken(said: queries.WireItem) -> str | int:
    """The item whose card was shown, else the words."""
    shown = said.get("card") or {}
    return int(shown["id"]) if shown.get("is") == "item" else str(said["text"])
