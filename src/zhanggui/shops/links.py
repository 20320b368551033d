"""The one-time link by which a member sets a password: signed over the password's hash and the last login,
so that it is dead after either has changed, and after settings.PASSWORD_RESET_TIMEOUT seconds."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from zhanggui.shops.models import Staff


class _Tokens(PasswordResetTokenGenerator):
    key_salt = "zhanggui.shops.links"

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at.astimezone(UTC).replace(tzinfo=None)

    def _now(self) -> datetime:
        return self._at


def token_for(staff: Staff, *, at: datetime) -> str:
    return _Tokens(at).make_token(staff)


def is_good(staff: Staff, token: str, *, at: datetime) -> bool:
    """Whether the link may still be used: a member who left gets no password."""
    return staff.is_active and _Tokens(at).check_token(staff, token)
