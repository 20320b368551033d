from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from zhanggui.conversations import rules
from zhanggui.conversations.access import phrase_for, picture_for
from zhanggui.conversations.actions import CannotTakePicture, Draft, Saved, send_phrase_picture, send_picture
from zhanggui.conversations.actions.pictures import UPLOAD_BYTES
from zhanggui.conversations.live.callers import outcome_frame
from zhanggui.conversations.models import PhrasePicture, Picture
from zhanggui.foundation.clock import now
from zhanggui.foundation.ids import id_in
from zhanggui.shops.queries import StaffCard


def sent(
    request: HttpRequest, *, conversation_id: int, side: str, by: StaffCard | None = None
) -> HttpResponse:
    """Takes the upload as a message of this side; `by` for staff."""
    client_id = request.POST.get("id", "")
    draft = Draft(
        conversation_id,
        side,
        client_id,
        "",
        kind=rules.PICTURE,
        by_id=by.id if by else None,
        by_name=by.actor.name if by else None,
        seen=id_in(request.POST.get("seen", "")) if by else None,
    )
    phrase_id = id_in(request.POST.get("phrase", "")) if by else None
    try:
        if by is not None and phrase_id is not None and rules.is_client_id(client_id):
            phrase = phrase_for(by, phrase_id)
            outcome = send_phrase_picture(draft=draft, phrase_id=phrase.id, at=now())
        else:
            outcome = send_picture(draft=draft, data=_uploaded(request, client_id), at=now())
    except CannotTakePicture as refusal:
        return JsonResponse({"say": gettext(str(refusal))}, status=refusal.status)
    status = (200 if outcome.again else 201) if isinstance(outcome, Saved) else 400
    return JsonResponse(outcome_frame(outcome), status=status)


def _uploaded(request: HttpRequest, client_id: str) -> bytes:
    file = request.FILES.get("picture")
    if file is None or not rules.is_client_id(client_id):
        raise CannotTakePicture("没有收到图片,请再选一次")
    if (file.size or 0) > UPLOAD_BYTES:
        raise CannotTakePicture("图片太大,请发 10 MB 以内的", 413)
    return bytes(file.read())


@require_GET
def show(request: HttpRequest, picture_id: int) -> HttpResponse:
    picture = picture_for(request, picture_id)
    return shown(picture, is_small="small" in request.GET)


def shown(picture: Picture | PhrasePicture, *, is_small: bool) -> HttpResponse:
    data = picture.small if is_small else picture.large
    response = HttpResponse(bytes(data), content_type=picture.kind)
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Content-Disposition"] = "inline"
    return response
