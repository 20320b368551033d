"""The list of buyers, one buyer, and what stands of them beside a talk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhanggui.customers import actions, queries
from zhanggui.customers.access import buyer_for
from zhanggui.customers.parts import proposals
from zhanggui.customers.queries import BuyerCard
from zhanggui.customers.rules import CHANNEL_TITLES, clean_words
from zhanggui.customers.rules.letters import initials
from zhanggui.customers.rules.taxonomy import PLAIN, TagSet, shown
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.panels import slots
from zhanggui.foundation.words import named
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE

MOST_TAGS = 10  # in one list
_NO_GROUP_SAYS = "请选一个分组"


class Offered(NamedTuple):
    tag: str
    group: str
    found_by: str


def _slot(request: HttpRequest, buyer: BuyerCard, *, problem: str = "") -> HttpResponse:
    tags = queries.tags_of(buyer.id)
    sets = queries.taxonomy(buyer.shop_id)
    by_name = {tag.name: tag for tag in tags}
    by_hand = [one for one in queries.groups(buyer.shop_id) if one.rule is None]
    members = queries.memberships([buyer.id]).get(buyer.id, [])
    context = {
        "buyer": buyer,
        "shown": [
            (one.name, one.meaning, [by_name[name] for name in one.tags]) for one in shown(sets, [*by_name])
        ],
        "offered": offered(sets, queries.known_tags(buyer.shop_id), by_name),
        "members": members,
        "other_groups": [one for one in by_hand if one.id not in {each.group_id for each in members}],
        "notes": queries.notes_of(buyer.id),
        "past": queries.pasts([buyer.id]).get(buyer.id),
        "problem": problem,
    }
    return render(request, "customers/_slot.html", context)


def offered(sets: Iterable[TagSet], in_use: Iterable[str], held: Collection[str]) -> list[Offered]:
    """What a tag may be called, with the letters by which it is found: the words of the groups, then the
    free tags that are in use."""
    words = [(tag, one.name) for one in sets for tag in one.words if tag not in held]
    known = {tag for one in sets for tag in one.known}
    free = [(tag, "") for tag in in_use if tag not in known and tag not in held]
    return [Offered(tag, group, f"{tag.lower()} {initials(tag)}") for tag, group in (*words, *free)]


@require_GET
@needs(RECEIVE)
def buyers(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    typed = {name: clean_words(request.GET.get(name, "")) for name in ("q", "channel", "contact", "orders")}
    tags = tuple(dict.fromkeys(filter(None, map(clean_words, request.GET.getlist("tag")))))[:MOST_TAGS]
    group_text = request.GET.get("group", "")
    group_id = id_in(group_text)
    group = queries.group_card(staff.shop_id, group_id) if group_id else None
    asked = queries.Asked(
        beginning=typed["q"],
        tags=tags,
        group=group,
        in_contacts=group_text == "contacts",
        channel=typed["channel"],
        contact=typed["contact"],
        orders=typed["orders"],
    )
    before = id_in(request.GET.get("before", ""))
    sets = queries.taxonomy(staff.shop_id)
    known = {tag for one in sets for tag in one.known}
    page = queries.buyers_page(staff.shop_id, asked, before=before, at=now())
    meanings = {tag: one.meaning for one in sets for tag in one.known}
    context = {
        "page": page,
        "rows": [(row, [(tag, meanings.get(tag, PLAIN)) for tag in row.tags]) for row in page.rows],
        "sets": [(one, next((tag for tag in tags if tag in one.known), "")) for one in sets],
        "free": next((tag for tag in tags if tag not in known), ""),
        "known_tags": [tag for tag in queries.known_tags(staff.shop_id) if tag not in known],
        "groups": queries.groups(staff.shop_id),
        "group": "contacts" if asked.in_contacts else group.id if group else "",
        "group_card": group,
        "channels": tuple(CHANNEL_TITLES.items()),
        "contacts": [(key, title) for key, (title, *_) in queries.CONTACT_TITLES.items()],
        "orders": [(key, title) for key, (title, *_) in queries.ORDER_TITLES.items()],
        "typed": typed,
        "is_all": asked.is_all,
        "first_page": before is None,
        "query": _query(typed, tags, group_text if group or asked.in_contacts else ""),
    }
    return render(request, "customers/list.html", context)


def _query(typed: dict[str, str], tags: tuple[str, ...], group: str) -> str:
    """What is asked, for the address of the next page."""
    said = [*typed.items(), *(("tag", tag) for tag in tags), ("group", group)]
    return urlencode([(name, value) for name, value in said if value])


@require_GET
@needs(RECEIVE)
def buyer_page(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """All that the rooms have to say of one buyer: the slots that stand beside a talk."""
    buyer = buyer_for(staff, buyer_id)
    named_as = named(staff.shop_id, [("buyer", str(buyer.id))]).get(("buyer", str(buyer.id)))
    context = {
        "buyer": buyer,
        "talk": named_as.url if named_as and named_as.url != request.path else "",
        "slots": [
            (one.title, reverse(one.url_name, args=[buyer.id]), "buyer" in one.follows) for one in slots()
        ],
    }
    return render(request, "customers/buyer.html", context)


@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _slot(request, buyer_for(staff, buyer_id))


def _done(
    request: HttpRequest, staff: StaffCard, buyer_id: int, verb: Callable[..., object], **said: object
) -> HttpResponse:
    """The card as it is after the verb, or with why it could not be done."""
    buyer, problem = buyer_for(staff, buyer_id), ""
    try:
        verb(buyer=buyer, **said, by=staff.actor, at=now())
    except UnableTo as refusal:
        problem = str(refusal)
    return _slot(request, buyer_for(staff, buyer_id), problem=problem)


@require_POST
@needs(RECEIVE)
def name(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _done(request, staff, buyer_id, actions.name_buyer, name=request.POST.get("name", ""))


@require_POST
@needs(RECEIVE)
def tag(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    word = request.POST.get("pick") or request.POST.get("name", "")  # the word chosen, else the one typed
    return _done(request, staff, buyer_id, actions.tag_buyer, name=word)


@require_POST
@needs(RECEIVE)
def untag(request: HttpRequest, staff: StaffCard, buyer_id: int, tag_id: int) -> HttpResponse:
    return _done(request, staff, buyer_id, actions.untag_buyer, tag_id=tag_id)


@require_POST
@needs(RECEIVE)
def note(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _done(request, staff, buyer_id, actions.write_note, text=request.POST.get("text", ""))


@require_POST
@needs(RECEIVE)
def remove_note(request: HttpRequest, staff: StaffCard, buyer_id: int, note_id: int) -> HttpResponse:
    return _done(request, staff, buyer_id, actions.remove_note, note_id=note_id)


@require_POST
@needs(RECEIVE)
def join(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """Into the contact list, in a group."""
    group_id = id_in(request.POST.get("group", ""))
    if group_id is None:
        return _slot(request, buyer_for(staff, buyer_id), problem=_NO_GROUP_SAYS)
    return _done(request, staff, buyer_id, actions.add_to_group, group_id=group_id)


@require_POST
@needs(RECEIVE)
def leave(request: HttpRequest, staff: StaffCard, buyer_id: int, group_id: int) -> HttpResponse:
    return _done(request, staff, buyer_id, actions.remove_from_group, group_id=group_id)


def _proposed(request: HttpRequest, buyer: BuyerCard, problem: str = "") -> HttpResponse:
    found = proposals(buyer.shop_id, buyer.id)
    context = {"buyer": buyer, "proposals": found, "problem": problem}
    return render(request, "customers/_proposals.html", context)


@require_GET
@needs(RECEIVE)
def proposed(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    return _proposed(request, buyer_for(staff, buyer_id))


@require_POST
@needs(RECEIVE)
def answer_proposal(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """Yes or no to a proposed tag. Whatever it was proposed by, the tag is the member's own."""
    buyer = buyer_for(staff, buyer_id)
    verb = actions.tag_buyer if request.POST.get("answer") == "yes" else actions.decline_tag
    try:
        verb(buyer=buyer, name=request.POST.get("tag", ""), by=staff.actor, at=now())
    except UnableTo as refusal:
        return _proposed(request, buyer, problem=str(refusal))
    answer = _proposed(request, buyer)
    answer["HX-Trigger"] = "changed-buyer"
    return answer
