from __future__ import annotations

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from zhanggui.conversations import queries
from zhanggui.conversations.links import survey_in
from zhanggui.conversations.models import Conversation, Phrase, PhrasePicture, Picture
from zhanggui.conversations.queries import (
    AsideCard,
    ConversationCard,
    PhraseCard,
    SurveyCard,
    card_of,
    phrase_card,
)
from zhanggui.conversations.rules.arrivals import CameBy, came_by
from zhanggui.customers.access import visitor_key
from zhanggui.customers.queries import buyer_card
from zhanggui.shops.access import member
from zhanggui.shops.queries import ShopCard, StaffCard, shop_by_slug
from zhanggui.shops.rules import EDIT_PHRASES, RECEIVE, WHISPER


def conversation_for(staff: StaffCard, conversation_id: int) -> ConversationCard:
    """A conversation of the member's own shop; 404 for any other."""
    row = Conversation.objects.filter(pk=conversation_id, shop_id=staff.shop_id).first()
    if row is None:
        raise Http404
    return card_of(row)


def shop_for_visitors(slug: str) -> ShopCard:
    shop = shop_by_slug(slug)
    if shop is None:
        raise Http404
    return shop


def conversation_of_visitor(request: HttpRequest, shop: ShopCard) -> ConversationCard | None:
    """The conversation that this visitor's cookie stands for; None before the first word."""
    key = visitor_key(shop.id, request.COOKIES)
    return queries.conversation_of_visitor(shop.id, key) if key else None


def picture_for(request: HttpRequest, picture_id: int) -> Picture:
    """A picture, for the shop's staff and for the visitor in whose conversation it is; else 404."""
    picture = Picture.objects.select_related("conversation__buyer").filter(pk=picture_id).first()
    if picture is None:
        raise Http404
    staff = member(request)
    if staff is not None and staff.may(RECEIVE) and staff.shop_id == picture.conversation.shop_id:
        return picture
    key = visitor_key(picture.conversation.shop_id, request.COOKIES)
    if (
        key is not None
        and picture.conversation.buyer.channel == "web"
        and picture.conversation.buyer.key == key
    ):
        return picture
    raise Http404


def conversation_of_buyer_for(staff: StaffCard, buyer_id: int) -> ConversationCard | None:
    """The conversation with a buyer of the member's own shop; None before the first word, 404 for others."""
    buyer = buyer_card(buyer_id)
    if buyer is None or buyer.shop_id != staff.shop_id:
        raise Http404
    return queries.conversation_of_buyer(buyer_id)


def asides_for(staff: StaffCard, conversation: ConversationCard) -> list[AsideCard]:
    """What stands beside the talk for this member; the buyer has no way to it at all."""
    return queries.asides(conversation.id, reader_id=staff.id, hears_all=staff.may(WHISPER))


def survey_for_visitor(request: HttpRequest, shop: ShopCard, survey_id: int) -> SurveyCard:
    """The invitation that this visitor got; 404 for anybody else's."""
    talk = conversation_of_visitor(request, shop)
    survey = queries.survey_card(survey_id)
    if talk is None or survey is None or survey.conversation_id != talk.id:
        raise Http404
    return survey


def survey_behind(token: str) -> SurveyCard | None:
    """Whoever has the link may answer; None for one that is not ours."""
    survey_id = survey_in(token)
    return queries.survey_card(survey_id) if survey_id is not None else None


def phrase_for(staff: StaffCard, phrase_id: int) -> PhraseCard:
    """A phrase of the member's own, or of the shop; 404 for those of others."""
    row = Phrase.objects.filter(pk=phrase_id, shop_id=staff.shop_id).first()
    if row is None or row.owner_id not in {None, staff.id}:
        raise Http404
    return phrase_card(row)


def phrase_picture_for(staff: StaffCard, phrase_id: int) -> PhrasePicture:
    """The picture of a phrase that the member may use; 404 when it has none."""
    picture_id = phrase_for(staff, phrase_id).picture_id
    if picture_id is None:
        raise Http404
    return PhrasePicture.objects.get(pk=picture_id)


def phrase_to_edit(staff: StaffCard, phrase_id: int) -> PhraseCard:
    """One's own phrase, or the shop's for those who may edit it."""
    phrase = phrase_for(staff, phrase_id)
    if phrase.owner_id is None and not staff.may(EDIT_PHRASES):
        raise PermissionDenied
    return phrase


_HOUR = 60 * 60


def _arrival_cookie(shop_id: int) -> str:
    return f"zg_came_by_{shop_id}"


def remember_arrival(request: HttpRequest, response: HttpResponse, shop: ShopCard, arrived: CameBy) -> None:
    """Where the visitor came from, until they write; what only looks is not noted."""
    secure = request.is_secure()
    response.set_cookie(
        _arrival_cookie(shop.id),
        signing.dumps(
            {"entry": arrived.entry, "item": arrived.item_number, "account": arrived.account},
            salt=_ARRIVAL_SALT,
        ),
        max_age=_HOUR,
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
    )


_ARRIVAL_SALT = "zhanggui.arrival"


def arrival_in(shop_id: int, cookies: dict[str, str]) -> CameBy | None:
    try:
        told = signing.loads(cookies.get(_arrival_cookie(shop_id), ""), salt=_ARRIVAL_SALT)
    except signing.BadSignature:
        return None
    return came_by(told) if isinstance(told, dict) else None
