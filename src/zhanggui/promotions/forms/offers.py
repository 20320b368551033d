"""The forms to set up an offer, one for each tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from zhanggui.foundation.money import parse_yuan
from zhanggui.promotions.forms.reading import Fields
from zhanggui.promotions.rules.limits import NAME_LETTERS
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Less,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.review import Blame
from zhanggui.promotions.standing import buyers_language
from zhanggui.promotions.wording import tool_says

ROWS = range(1, 6)
BARRED = (Level.SHOP, Level.COUPON, Level.VOUCHER)


@dataclass(frozen=True)
class ToolForm:
    """`each`: whether it gives single pieces a price, so that a buyer's pieces can be limited."""

    kind: str
    title: Promise
    hint: Promise
    read: Callable[[Fields], Tool]
    each: bool = False


@dataclass(frozen=True)
class TypedOffer:
    """`offer` is as good as it could be read; `blames` says what could not."""

    offer: Offer
    number: str
    blames: tuple[Blame, ...]


def name_of_tool(tool: Tool) -> str:
    """What an offer is called that nobody named, for buyers: what it says, as far as a name goes."""
    with buyers_language():
        says = tool_says(tool)
    return says if len(says) <= NAME_LETTERS else f"{says[: NAME_LETTERS - 1]}…"


def typed_offer(kind: str, fields: Fields, shop: str, at: datetime) -> TypedOffer:
    form = FORMS[kind]
    tool = form.read(fields)
    starts_at, ends_at = fields.period(at)
    offer = Offer(
        key="planned",
        name=fields.text("name") or name_of_tool(tool),
        scope=fields.scope(shop),
        tool=tool,
        starts_at=starts_at,
        ends_at=ends_at,
        most_pieces=fields.maybe_whole("most_pieces") if form.each else None,
        bars=frozenset(level for level in BARRED if level in fields.many.get("bars", ())),
    )
    return TypedOffer(offer, fields.text("number"), tuple(fields.blames))


def _spend(fields: Fields) -> Tool:
    """Rows of an amount and what is given from it on; rows without an amount are left out."""
    tiers = []
    for row in ROWS:
        said = [fields.text(f"{name}_{row}") for name in ("from", "less", "gift", "postage")]
        if not any(said):
            continue
        gift = said[2]
        tiers.append(
            Tier(
                from_fen=fields.money(f"from_{row}"),
                less_fen=fields.money(f"less_{row}", unsaid=0),
                gifts=(gift,) if gift else (),
                free_postage=bool(said[3]),
            )
        )
    every = bool(fields.text("every"))
    return Tiers(
        tuple(tiers) or _nothing(fields),
        every,
        fields.maybe_whole("times") if every else None,
        frozenset(fields.words("far")),
    )


def _pieces_off(fields: Fields) -> Tool:
    tiers = [
        Tier(from_pieces=fields.whole(f"from_{row}"), thousandths=fields.thousandths(f"rate_{row}"))
        for row in ROWS
        if fields.text(f"from_{row}") or fields.text(f"rate_{row}")
    ]
    return Tiers(tuple(tiers) or _nothing(fields))


def _nothing(fields: Fields) -> tuple[Tier, ...]:
    fields.blame("from_1", "no_tier")
    return (Tier(from_fen=1, less_fen=0),)


def _special(fields: Fields) -> Tool:
    """A price, and lines of "code price" for SKUs that have their own."""
    by_sku = {}
    for place, line in enumerate(fields.text("by_sku").splitlines(), 1):
        words = line.split()
        if not words:
            continue
        try:
            fen = int(parse_yuan(words[-1]))
        except ValueError:
            fen = -1
        if fen < 0 or len(words) < 2:
            fields.blame("by_sku", "not_sku_price", line=place)
        else:
            by_sku[" ".join(words[:-1])] = fen
    return SpecialPrice(fields.money("fen"), by_sku)


def _by_pieces(fields: Fields) -> Tool:
    steps = [
        (fields.whole(f"from_{row}"), fields.thousandths(f"rate_{row}"))
        for row in ROWS
        if fields.text(f"from_{row}") or fields.text(f"rate_{row}")
    ]
    if not steps:
        fields.blame("from_1", "no_tier")
    return ByPieces(tuple(steps) or ((1, 999),))


def _pieces_for(fields: Fields) -> Tool:
    return PiecesFor(fields.whole("pieces"), fields.money("fen"))


FORMS: Mapping[str, ToolForm] = MappingProxyType(
    {
        form.kind: form
        for form in (
            ToolForm("spend", lazy("满减、满赠、包邮"), lazy("满多少元,减多少、送什么或者包邮"), _spend),
            ToolForm("pieces_off", lazy("满件打折"), lazy("整单满几件打几折"), _pieces_off),
            ToolForm(
                "rate",
                lazy("限时打折"),
                lazy("每件按标价打折"),
                lambda fields: Rate(fields.thousandths("thousandths")),
                each=True,
            ),
            ToolForm("special_price", lazy("一口价"), lazy("每件卖这个价,规格可以另写"), _special, each=True),
            ToolForm(
                "less",
                lazy("直降"),
                lazy("每件便宜多少元"),
                lambda fields: Less(fields.money("fen")),
                each=True,
            ),
            ToolForm(
                "nth_at",
                lazy("第 N 件优惠"),
                lazy("如第二件半价"),
                lambda fields: NthAt(fields.whole("nth"), fields.thousandths("thousandths")),
            ),
            ToolForm("pieces_for", lazy("N 件 M 元"), lazy("如 3 件 99 元"), _pieces_for),
            ToolForm(
                "pay_fewer",
                lazy("买 N 付 M"),
                lazy("如买 3 件付 2 件的钱"),
                lambda fields: PayFewer(fields.whole("pieces"), fields.whole("paid")),
            ),
            ToolForm("by_pieces", lazy("阶梯价"), lazy("同一活动的商品买得越多,每件越便宜"), _by_pieces),
        )
    }
)
