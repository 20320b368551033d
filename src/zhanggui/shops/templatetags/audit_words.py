from __future__ import annotations

from django import template
from django.utils.translation import gettext

from zhanggui.foundation import words

register = template.Library()


@register.filter
def audit_word(key: str) -> str:
    """What people call a verb, a thing or a field of the audit."""
    return gettext(words.audit_word(key))
