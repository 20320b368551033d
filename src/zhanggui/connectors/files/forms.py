"""What the upload pages ask."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from zhanggui.foundation.calendar import from_shop_text
from zhanggui.foundation.failures import UnableTo


class WrongTime(UnableTo):
    """What was said of when the file was made cannot be."""


def told_at_in(text: str, *, at: datetime) -> datetime | None:
    """The answer to "when was this file made": a browser's "2017-07-08T00:42", or nothing."""
    said = text.strip().replace("T", " ")
    if not said:
        return None
    try:
        told = from_shop_text(said)
    except (ValueError, OverflowError):
        raise WrongTime(gettext("看不懂这个时间,请写成 2017-07-08 00:42")) from None
    if told > at:
        raise WrongTime(gettext("文件不会是以后才导出的,请看一下时间"))
    return told
