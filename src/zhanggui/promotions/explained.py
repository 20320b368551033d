"""A quote laid out for people: each line with what took what off it, what acted, and what did not and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhanggui.promotions.rules.account import Applied, Deduction, NotApplied, Quote, Reason
from zhanggui.promotions.rules.cart import Cart, CartLine
from zhanggui.promotions.wording import Named, level_title, rule_name, what_of, why_not

BESIDE = frozenset((Reason.NO_LINE, Reason.OVER, Reason.NOT_YET))


@dataclass(frozen=True)
class Cut:
    name: str
    level: str
    fen: int


@dataclass(frozen=True)
class LineAccount:
    """`due_fen` where that is not `final_fen`: of a presale line, what is paid now."""

    title: str
    shop: str
    category: str
    quantity: int
    list_fen: int
    cuts: list[Cut]
    final_fen: int
    due_fen: int | None


@dataclass(frozen=True)
class Reasoned:
    """What acted, or did not: its name, its level, and the sentence about it; `lines` by their titles."""

    name: str
    level: str
    says: str
    lines: list[str]


@dataclass(frozen=True)
class Account:
    lines: list[LineAccount]
    postage: list[tuple[str, int, list[Cut], int]]  # (shop, asked, taken off, left) where any is asked
    acted: list[Reasoned]
    missed: list[Reasoned]
    beside: list[Reasoned]  # over, not yet, or of other goods
    gifts: list[tuple[str, int]]
    vouchers: int
    list_fen: int
    saved_fen: int
    total_fen: int
    due_fen: int

    @property
    def is_paid_in_parts(self) -> bool:
        return self.due_fen != self.total_fen


def explained(
    cart: Cart,
    quote: Quote,
    named: Named,
    *,
    titles: Mapping[str, str] | None = None,
    shops: Mapping[str, str] | None = None,
    beside: frozenset[Reason] = BESIDE,
) -> Account:
    """`titles` of lines by their key, else their item; `shops`: names to show, none: it need not be said.
    `beside`: the reasons that are told last, because they have nothing to do with the cart."""
    titled = {line.key: (titles or {}).get(line.key) or line.item for line in cart.lines}
    bought = {line.key: line for line in cart.lines}
    missed = [(one.reason, _missed(one, quote, named, titled)) for one in quote.not_applied]
    return Account(
        lines=[
            _line(
                bought[one.key],
                one.list_fen,
                cuts_of(one.deductions),
                one.final_fen,
                one.due_fen,
                titled,
                shops,
            )
            for one in quote.lines
        ],
        postage=[
            (
                (shops or {}).get(one.shop, ""),
                one.postage_list_fen,
                cuts_of(one.postage_deductions),
                one.postage_fen,
            )
            for one in quote.orders
            if one.postage_list_fen
        ],
        acted=[_acted(one, titled) for one in quote.applied],
        missed=[said for reason, said in missed if reason not in beside],
        beside=[said for reason, said in missed if reason in beside],
        gifts=[(gift.name, gift.times) for gift in quote.gifts],
        vouchers=sum(pool.vouchers for pool in quote.pools),
        list_fen=quote.list_fen,
        saved_fen=quote.saved_fen,
        total_fen=quote.total_fen,
        due_fen=quote.due_fen,
    )


def _line(
    line: CartLine,
    list_fen: int,
    cuts: list[Cut],
    final_fen: int,
    due_fen: int,
    titled: Mapping[str, str],
    shops: Mapping[str, str] | None,
) -> LineAccount:
    return LineAccount(
        title=titled[line.key],
        shop=(shops or {}).get(line.shop, ""),
        category=line.category or "",
        quantity=line.quantity,
        list_fen=list_fen,
        cuts=cuts,
        final_fen=final_fen,
        due_fen=None if due_fen == final_fen else due_fen,
    )


def cuts_of(deductions: tuple[Deduction, ...]) -> list[Cut]:
    return [Cut(rule_name(one.offer, one.name), level_title(one.level), one.fen) for one in deductions]


def _acted(one: Applied, titled: Mapping[str, str]) -> Reasoned:
    lines = [titled[key] for key in one.lines]
    return Reasoned(rule_name(one.offer, one.name), level_title(one.level), what_of(one), lines)


def _missed(one: NotApplied, quote: Quote, named: Named, titled: Mapping[str, str]) -> Reasoned:
    name = rule_name(one.offer, one.name)
    return Reasoned(
        name, level_title(one.level), why_not(one, quote, named), [titled[key] for key in one.lines]
    )
