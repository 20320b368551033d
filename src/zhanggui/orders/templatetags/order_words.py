from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhanggui.foundation.templatetags.amounts import money
from zhanggui.orders import parts
from zhanggui.orders.asking import Question, Way
from zhanggui.orders.queries import OrderPage

register = template.Library()
register.filter(money)

_MEANINGS = {
    Way.NUMBER: gettext_noop("订单号 %(text)s"),
    Way.TAIL: gettext_noop("手机后四位 %(text)s"),
    Way.PHONE: gettext_noop("手机号 %(text)s"),
    Way.WAYBILL: gettext_noop("运单号 %(text)s"),
    Way.NICK: gettext_noop("会员名 %(text)s"),
    Way.ENDING: gettext_noop("订单号以 %(text)s 结尾"),
    Way.BEGINNING: gettext_noop("订单号以 %(text)s 开头"),
    Way.NICK_BEGINS: gettext_noop("会员名以 %(text)s 开头"),
    Way.WORDS: gettext_noop("备注或留言里有 %(text)s"),
}


@register.filter
def by_fours(number: str) -> SafeString:
    """A long number in groups of four for the eye alone: what is copied is the bare number."""
    parts = (escape(number[start : start + 4]) for start in range(0, len(number), 4))
    return SafeString(f'<span class="fours">{"".join(f"<span>{part}</span>" for part in parts)}</span>')


@register.filter
def meaning(question: Question) -> str:
    """What was looked for, in words."""
    return _(_MEANINGS[question.way]) % {"text": question.text}


@register.filter
def counted(page: OrderPage) -> str:
    """How many there are; "312+" when nobody counted further."""
    return f"{page.count}+" if page.more else str(page.count)


@register.filter
def marked(text: str, question: Question | None) -> SafeString:
    """The text with the words that were looked for marked in it."""
    words = sorted(question.words, key=len, reverse=True) if question else []
    if not words:
        return conditional_escape(text)
    parts = re.split(f"({'|'.join(map(re.escape, words))})", text, flags=re.IGNORECASE)
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", part) if place % 2 else part,) for place, part in enumerate(parts)),
    )


@register.simple_tag
def order_parts() -> list[parts.OrderPart]:
    return parts.order_parts()
