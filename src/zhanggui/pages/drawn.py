"""Notes what had been heard before anything of a page was asked: its line asks for what came later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from zhanggui.foundation.live.hub import lately

MARK: Final = "zhanggui.drawn"


class Drawn:
    """A middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META[MARK] = lately.mark
        return self._get_response(request)
