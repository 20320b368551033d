"""The shop's phrases, written by those who may, and each member's own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.conversations import actions, queries
from zhanggui.conversations.access import phrase_picture_for, phrase_to_edit
from zhanggui.conversations.actions import CannotTakePicture, PhraseText
from zhanggui.conversations.actions.pictures import UPLOAD_BYTES
from zhanggui.conversations.shipped import SETS
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.conversations.views.pictures import shown
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_PHRASES, RECEIVE


def _page(request: HttpRequest, staff: StaffCard, problem: str = "") -> HttpResponse:
    of_shop = queries.phrases(staff.shop_id)
    titles = {phrase.title for phrase in of_shop}
    context = {
        "phrases": [*queries.own_phrases(staff.id), *of_shop],
        "categories": sorted({phrase.category for phrase in of_shop}),
        "can_edit": staff.may(EDIT_PHRASES),
        "sets": [one for one in SETS if not titles.issuperset(phrase.title for phrase in one.phrases)],
        "variables": list(PHRASE_VARIABLES),
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "conversations/phrases.html", context, status=400 if problem else 200)


@require_GET
@needs(RECEIVE)
def phrases(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


def _written(
    request: HttpRequest, staff: StaffCard, phrase_id: int | None, owner_id: int | None
) -> HttpResponse:
    try:
        actions.write_phrase(
            shop_id=staff.shop_id,
            phrase_id=phrase_id,
            phrase=PhraseText(
                group=request.POST.get("group", ""),
                category=request.POST.get("category", ""),
                title=request.POST.get("title", ""),
                text=request.POST.get("text", ""),
                asks=tuple(request.POST.get("asks", "").splitlines()),
                shortcut=request.POST.get("shortcut", ""),
            ),
            owner_id=owner_id,
            picture=_uploaded(request),
            drops_picture=request.POST.get("drop_picture") == "1",
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    return _page(request, staff)


def _uploaded(request: HttpRequest) -> bytes | None:
    file = request.FILES.get("picture")
    if file is None:
        return None
    if (file.size or 0) > UPLOAD_BYTES:
        raise CannotTakePicture("图片太大,请发 10 MB 以内的", 413)
    return bytes(file.read()) or None


@require_POST
@needs(RECEIVE)
def add(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Who may not write the shop's writes one of their own."""
    is_own = request.POST.get("own") == "1" or not staff.may(EDIT_PHRASES)
    return _written(request, staff, None, staff.id if is_own else None)


@require_POST
@needs(RECEIVE)
def edit(request: HttpRequest, staff: StaffCard, phrase_id: int) -> HttpResponse:
    return _written(request, staff, phrase_id, phrase_to_edit(staff, phrase_id).owner_id)


@require_POST
@needs(RECEIVE)
def retire(request: HttpRequest, staff: StaffCard, phrase_id: int) -> HttpResponse:
    owner_id = phrase_to_edit(staff, phrase_id).owner_id
    actions.retire_phrase(
        shop_id=staff.shop_id, phrase_id=phrase_id, owner_id=owner_id, by=staff.actor, at=now()
    )
    return _page(request, staff)


@require_GET
@needs(RECEIVE)
def picture(request: HttpRequest, staff: StaffCard, phrase_id: int) -> HttpResponse:  # noqa: ARG001
    response = shown(phrase_picture_for(staff, phrase_id), is_small=True)
    response["Cache-Control"] = "private, max-age=60"  # the phrase may get another one
    return response


@require_POST
@needs(EDIT_PHRASES)
def adopt(request: HttpRequest, staff: StaffCard, set_key: str) -> HttpResponse:
    """Puts a ready set among the shop's phrases."""
    chosen = next((one for one in SETS if one.key == set_key), None)
    if chosen is None:
        raise Http404
    told = actions.adopt_phrases(shop_id=staff.shop_id, phrases=chosen.phrases, by=staff.actor, at=now())
    if not told.kept_in:
        return _page(request, staff)
    titles = "、".join(told.kept_in)
    said = gettext("加了 %(added)s 条;本店的红线不让说的没有加:%(titles)s")
    return _page(request, staff, problem=said % {"added": told.added, "titles": titles})
