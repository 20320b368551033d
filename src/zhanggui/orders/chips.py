"""The list's tabs, its chips and its ready spans of days: a name and an address each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.money import yuan
from zhanggui.orders.forms import REFUND, STAGES, Asked


@dataclass(frozen=True)
class Link:
    name: str
    address: str
    chosen: bool = False


def tabs(what: Asked, path: str) -> list[Link]:
    names = {"": _("全部"), **{key: str(name) for key, (name, _stage) in STAGES.items()}, REFUND: _("有退款")}
    chosen = what.given.get("stage", "")
    known = chosen if chosen in names else ""
    return [Link(name, what.address(path, stage=key), key == known) for key, name in names.items()]


def chips(what: Asked, path: str) -> list[Link]:
    """Everything that narrows the list, besides the tab; each address is the list without it."""
    filters = what.filters
    instant = _("付款") if filters.by_paid else _("拍下")
    dates = _span(what.given.get("from"), what.given.get("to"))
    amounts = _span(_yuan(filters.least_fen), _yuan(filters.most_fen))
    said = (
        (what.text, f"{_('查找')} {what.text}", {"q": "", "as": ""}),
        (dates, f"{instant} {dates}", {"from": "", "to": "", "by": ""}),
        (filters.by_paid and not dates, _("已付款,按付款时间排"), {"by": ""}),
        (amounts, f"{_('总额')} {amounts}", {"least": "", "most": ""}),
        (filters.remarked, _("有卖家备注"), {"remark": ""}),
        (filters.messaged, _("有买家留言"), {"message": ""}),
        (filters.no_waybill, _("没有运单号"), {"no_waybill": ""}),
    )
    return [Link(name, what.address(path, **without)) for there, name, without in said if there]


def ranges(what: Asked, path: str, at: datetime) -> list[Link]:
    today = shop_day(at)
    spans = ((_("今天"), 0, 0), (_("昨天"), 1, 1), (_("近 7 天"), 6, 0), (_("近 30 天"), 29, 0))
    links = []
    for name, since, until in spans:
        days = {"from": str(today - timedelta(days=since)), "to": str(today - timedelta(days=until))}
        chosen = all(what.given.get(end) == day for end, day in days.items())
        links.append(Link(name, what.address(path, **days), chosen))
    return links


def _span(low: str | None, high: str | None) -> str:
    if low and high:
        return low if low == high else f"{low} – {high}"
    if low:
        return _("%(from)s 起") % {"from": low}
    return _("到 %(to)s 为止") % {"to": high} if high else ""


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"¥{yuan(fen)}"
