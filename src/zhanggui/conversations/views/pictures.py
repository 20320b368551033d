from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from zhanggui.conversations import rules
from zhanggui.conversations.access import picture_for
from zhanggui.conversations.actions import (
    CannotTakePicture,
    Draft,
    Saved,
    keep_picture,
    record_messages,
)
from zhanggui.conversations.actions.pictures import UPLOAD_BYTES
from zhanggui.conversations.live.callers import outcome_frame
from zhanggui.conversations.queries import Item
from zhanggui.foundation.clock import now


def uploaded(request: HttpRequest, conversation_id: int) -> tuple[str, Item]:
    """The client-made id and the stored picture of an upload. CannotTakePicture says what is wrong."""
    file = request.FILES.get("picture")
    client_id = request.POST.get("id", "")
    if file is None or not rules.is_client_id(client_id):
        raise CannotTakePicture("没有收到图片,请再选一次")
    if (file.size or 0) > UPLOAD_BYTES:
        raise CannotTakePicture("图片太大,请发 10 MB 以内的", 413)
    return client_id, keep_picture(conversation_id=conversation_id, data=file.read(), at=now())


def sent(draft: Draft) -> HttpResponse:
    outcome = record_messages([draft], at=now())[0]
    status = (200 if outcome.again else 201) if isinstance(outcome, Saved) else 400
    return JsonResponse(outcome_frame(outcome), status=status)


@require_GET
def show(request: HttpRequest, picture_id: int) -> HttpResponse:
    picture = picture_for(request, picture_id)
    data = picture.small if "small" in request.GET else picture.large
    response = HttpResponse(bytes(data), content_type=picture.kind)
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Content-Disposition"] = "inline"
    return response
