"""What a good password is, in our own words: Django's are not in every language."""

from __future__ import annotations

from types import MappingProxyType

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zhanggui.shops import rules
from zhanggui.shops.models import Staff

_LONG_SAYS = "密码太长了,最多 200 个字"
_WEAK_SAYS = MappingProxyType(
    {
        "password_too_short": "密码太短,至少要 10 个字",
        "password_too_common": "这个密码太常见,一猜就中",
        "password_too_similar": "密码和登录名太像了",
    }
)


def weakness_of(password: str, staff: Staff) -> str:
    """Why it will not do; empty for a good one. The validators of the settings decide."""
    if len(password) > rules.PASSWORD_LETTERS:
        return _LONG_SAYS
    try:
        validate_password(password, staff)
    except ValidationError as weak:
        return next(_WEAK_SAYS.get(one.code or "", str(one.message)) for one in weak.error_list)
    return ""
