"""The words that were looked for, marked."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhanggui.conversations.rules import Piece

register = template.Library()


@register.filter
def marks(pieces: Iterable[Piece]) -> SafeString:
    found = ((format_html("<mark>{}</mark>", one.text) if one.is_found else one.text,) for one in pieces)
    return format_html_join("", "{}", found)
