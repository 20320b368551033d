"""How the audit and the guard name buyers, conversations and phrases."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.conversations.models import Conversation, Discount, Phrase, Survey
from zhanggui.conversations.models.feedback import Feedback
from zhanggui.conversations.queries import conversations_of_buyers
from zhanggui.customers.queries import names_of
from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer


def _buyers(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    """A buyer leads to the conversation; one who never wrote, to what is known of them."""
    names = names_of(shop_id, ids_in(ids))
    talks = Conversation.objects.filter(shop_id=shop_id, buyer_id__in=list(names))
    urls = {buyer_id: _url(talk_id) for talk_id, buyer_id in talks.values_list("pk", "buyer_id")}
    return {
        str(buyer_id): Named(name, urls.get(buyer_id) or reverse("buyer", args=[buyer_id]))
        for buyer_id, name in names.items()
    }


def _conversations(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    talks = Conversation.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    rows = list(talks.values_list("pk", "buyer_id"))
    names = names_of(shop_id, [buyer_id for _, buyer_id in rows])
    return {str(talk_id): Named(names.get(buyer_id, ""), _url(talk_id)) for talk_id, buyer_id in rows}


def _phrases(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Phrase.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {str(pk): Named(title) for pk, title in rows.values_list("pk", "title")}


def _discounts(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Discount.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    of = ("pk", "item__title", "conversation_id")
    return {str(pk): Named(title or "", _url(talk_id)) for pk, title, talk_id in rows.values_list(*of)}


def _url(conversation_id: int) -> str:
    return reverse("workspace_conversation", args=[conversation_id])


def _feedback(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = list(
        Feedback.objects.filter(shop_id=shop_id, pk__in=ids_in(ids)).values_list("pk", "buyer_id", "position")
    )
    names = names_of(shop_id, [buyer_id for _, buyer_id, _ in rows])
    talks = conversations_of_buyers([buyer_id for _, buyer_id, _ in rows])
    return {
        str(pk): Named(
            names.get(buyer_id, ""),
            f"{_url(talks[buyer_id])}?at={position}"
            if buyer_id in talks
            else reverse("buyer", args=[buyer_id]),
        )
        for pk, buyer_id, position in rows
    }


def _surveys(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Survey.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    of = ("pk", "buyer__name", "conversation_id", "reception__first_position")
    return {
        str(pk): Named(name, f"{_url(talk_id)}?at={position}")
        for pk, name, talk_id, position in rows.values_list(*of)
    }


NAMERS.add(Namer("feedback", _feedback))
NAMERS.add(Namer("survey", _surveys))
NAMERS.add(Namer("buyer", _buyers))
NAMERS.add(Namer("conversation", _conversations))
NAMERS.add(Namer("phrase", _phrases))
NAMERS.add(Namer("discount", _discounts))
