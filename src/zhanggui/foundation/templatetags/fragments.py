"""Parts of a fragment that other rooms own."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from zhanggui.foundation.fragments import draw, parts_too

register = template.Library()


@register.simple_tag(takes_context=True)
def drawn_part(
    context: dict[str, Any], url_name: str, *args: object, if_wanted: object = True
) -> SafeString | None:
    """What the part's own address answers, where parts are drawn along; None where the page has to ask for
    it, as after one that broke. What the reader may not see is empty."""
    request = context.get("request")
    if not if_wanted or request is None or not parts_too(request):
        return None
    part = draw(request, url_name, *args)
    if not part.is_drawn:
        return SafeString() if part.is_refused else None
    return SafeString(part.text)
