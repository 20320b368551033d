"""The link behind which a buyer judges a reception: signed, so that nobody can guess another's."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.urls import reverse

from zhanggui.conversations.rules.surveys import ASKS

# A dot, and no colon: chat clients take a colon for the end of an address.
_SIGNER = signing.Signer(sep=".", salt="zhanggui.conversations.survey")
_TOKEN = re.compile(r"[1-9][0-9]{0,17}\.[A-Za-z0-9_-]{43}")
_LINK = re.compile(rf"https?://[^\s/]+/survey/({_TOKEN.pattern})")


def survey_token(survey_id: int) -> str:
    return _SIGNER.sign(str(survey_id))


def survey_in(token: str) -> int | None:
    """The survey that the token stands for; None for one that is not ours."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        return int(_SIGNER.unsign(token))
    except signing.BadSignature:
        return None


def survey_link(survey_id: int, *, base: str) -> str:
    """`base`: where buyers reach this house, "https://desk.example.com"."""
    return urljoin(base, reverse("survey", args=[survey_token(survey_id)]))


def survey_words(survey_id: int, *, base: str) -> str:
    """What a buyer is told where no card can be shown."""
    return f"{ASKS} {survey_link(survey_id, base=base)}"


def house_address() -> str:
    """Where buyers reach this house, for what is sent without a page; empty when nobody said so."""
    return str(settings.ADDRESS)


def own_links(text: str) -> tuple[str, ...]:
    """The links in a text that carry our own signature."""
    if "/survey/" not in text:
        return ()
    return tuple(found[0] for found in _LINK.finditer(text) if survey_in(found[1]) is not None)
