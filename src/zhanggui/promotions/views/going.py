"""Where a form leads when it has done its work: forms are sent by the page's script, which goes there."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse


def go(name: str, *args: object, question: str = "") -> HttpResponse:
    """To the page of this name; `question` is what follows its address."""
    return HttpResponse(headers={"HX-Redirect": f"{reverse(name, args=args)}{question}"})
