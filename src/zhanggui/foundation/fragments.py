"""Other rooms' fragments, drawn by their own views within one request: no room has to know the other."""

from __future__ import annotations

import logging
from copy import copy
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import get_script_prefix, resolve, reverse

logger = logging.getLogger(__name__)
_FORBIDDEN, _NOT_FOUND, _BROKEN = 403, 404, 500
_OK = range(200, 300)
_WHOLE = "zhanggui.whole"


@dataclass(frozen=True)
class Fragment:
    status: int
    text: str = ""

    @property
    def is_drawn(self) -> bool:
        return self.status in _OK

    @property
    def is_refused(self) -> bool:
        """The reader may not see it, or there is no such thing: nothing to ask again for."""
        return self.status in {_FORBIDDEN, _NOT_FOUND}


def draw(request: HttpRequest, url_name: str, *args: object, query: str = "") -> Fragment:
    """What that address would answer this reader. One that breaks says so and harms no other."""
    address = reverse(url_name, args=args)
    inner = copy(request)
    inner.path = address
    inner.path_info = f"/{address.removeprefix(get_script_prefix())}"
    inner.GET = QueryDict(query)
    match = resolve(inner.path_info)
    try:
        answer = match.func(inner, *match.args, **match.kwargs)
    except PermissionDenied:
        return Fragment(_FORBIDDEN)
    except Http404:
        return Fragment(_NOT_FOUND)
    except Exception:
        logger.exception("the fragment %s broke", address)
        return Fragment(_BROKEN)
    return Fragment(answer.status_code, answer.content.decode())


def draw_parts_too(request: HttpRequest) -> None:
    """From now on what is drawn for this request holds its parts, instead of asking for each."""
    request.META[_WHOLE] = True


def parts_too(request: HttpRequest) -> bool:
    return _WHOLE in request.META
