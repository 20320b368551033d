"""What is said when somebody else held the same row for too long: the same again will do."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

logger = logging.getLogger(__name__)
_STATUS = 503
_AGAIN_SECONDS = "1"


class Busy:
    """A middleware: a held row, or two who waited for each other, is no fault of the program's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, broken: Exception) -> HttpResponse | None:
        if not is_busy(broken):
            return None
        logger.warning(
            "%s %s found a row held: %s", request.method, request.path, type(broken.__cause__).__name__
        )
        if "json" in request.headers.get("Accept", ""):
            say = gettext("有人正在改同一条,这一步没有做。请再点一次。")
            answer: HttpResponse = JsonResponse({"ok": False, "code": "busy", "say": say}, status=_STATUS)
        else:
            answer = render(request, "pages/refused.html", {"kind": "busy"}, status=_STATUS)
        answer["Retry-After"] = _AGAIN_SECONDS
        return answer


def is_busy(broken: BaseException) -> bool:
    """Whether the database gave up because of others, and not because of what was asked."""
    return isinstance(broken, OperationalError) and isinstance(
        broken.__cause__, LockNotAvailable | DeadlockDetected | SerializationFailure
    )
