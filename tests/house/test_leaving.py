"""No text leaves by a path that does not pass the guard."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import zhanggui
from tests.cast import Cast, client_of, make_cast, said_by, said_by_buyer
from tests.house import leaving
from tests.house.source import modules
from zhanggui.conversations.actions import (
    CannotCopy,
    CannotWriteGreeting,
    CannotWritePhrase,
    Draft,
    PhraseEntry,
    PhraseText,
    copy_text,
    record_messages,
    record_phrases,
    write_greeting,
    write_phrase,
)
from zhanggui.conversations.models import GreetingRule, Message, Phrase
from zhanggui.conversations.rules import AUTO, CARD, Greeting
from zhanggui.foundation.clock import now
from zhanggui.shops.actions import StaffEntry, record_staff
from zhanggui.shops.models import Shop, Staff

HOUSE = Path(zhanggui.__file__).parent
FORBIDDEN = "亲,我们开不了发票的"
_OUTWARD = re.compile(
    r"^(urllib\.request|http\.client|smtplib|imaplib|poplib|ftplib|httpx|requests|aiohttp|websockets|socket|"
    r"django\.core\.mail|wechatpy|telnetlib|nntplib)(\.|$)"
)
_LISTENS = frozenset({"config"})  # opens ports and finds a free one; only what asks outward counts there


def sources() -> Iterator[tuple[str, ast.Module]]:
    for module in modules(HOUSE):
        if "/tests/" not in module.where:
            yield module.where, module.tree


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", ""))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def speaks_outward(where: str, tree: ast.AST) -> bool:
    found = {name for name in imports(tree) if _OUTWARD.match(name)}
    if where.split("/", maxsplit=1)[0] in _LISTENS:
        found = {name for name in found if not name.startswith("socket")}
    return bool(found)


def writes_messages(tree: ast.AST) -> bool:
    """By the one statement, or by rows of the table."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "INSERT":
            return getattr(node.value, "id", "") == "statements"
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "")
            if name == "Message":
                return True
            owner = getattr(getattr(node.func, "value", None), "value", None)
            if getattr(owner, "id", "") == "Message" and getattr(node.func, "attr", "").endswith("create"):
                return True
    return False


def test_messages_are_written_by_the_writer_only() -> None:
    assert {where for where, tree in sources() if writes_messages(tree)} == set(leaving.MESSAGE_WRITERS)


def test_who_judges_stands_where_words_leave() -> None:
    assert {where for where, tree in sources() if "judge" in calls(tree)} == leaving.JUDGES


def test_whoever_speaks_to_other_machines_is_known() -> None:
    found = {where for where, tree in sources() if speaks_outward(where, tree)}
    assert found == set(leaving.CARRIERS), "a new way out: let its words pass the guard, then name it here"


def test_whoever_asks_the_outside_for_something_is_known() -> None:
    found = {where for where, tree in sources() if "ask_errand" in calls(tree)}
    assert found == set(leaving.ERRANDS), "a new errand: do buyers read its words?"


def test_scripts_that_copy_are_known() -> None:
    scripts = {str(path.relative_to(HOUSE)): path.read_text() for path in HOUSE.rglob("static/**/*.js")}
    touching = re.compile(r"navigator\.clipboard|execCommand\(.copy|clipboard\.js[\"']")
    assert {where for where, text in scripts.items() if touching.search(text)} == set(leaving.CLIPBOARDS)


def test_words_that_are_kept_for_later_ask_the_guard() -> None:
    trees = dict(sources())
    for where, by in leaving.KEPT_WORDS.items():
        assert by in calls(trees[where]), where


def test_a_new_path_would_be_seen() -> None:
    """The checks can fail: each on a line that goes around the guard."""
    assert speaks_outward("reviews/replying.py", ast.parse("import smtplib"))
    assert speaks_outward("outreach/mails.py", ast.parse("from django.core.mail import send_mail"))
    assert speaks_outward("config/other.py", ast.parse("from urllib.request import urlopen"))
    assert not speaks_outward("config/other.py", ast.parse("import socket"))
    assert writes_messages(ast.parse("Message.objects.create(text='x')"))
    assert writes_messages(ast.parse("Message.objects.bulk_create(rows)"))
    assert writes_messages(ast.parse("rows = [Message(text='x')]"))
    assert not writes_messages(ast.parse("Message.objects.filter(pk=1)"))


# The same by effect: one sentence that no shop of the mall may say, by every path.


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def by_an_agent(cast: Cast) -> None:
    record_messages([said_by(cast.agent, cast.conversation(), FORBIDDEN, "staff-0001")], at=now())


def by_the_program(cast: Cast) -> None:
    record_messages([Draft(cast.conversation().id, AUTO, "auto-0001", FORBIDDEN)], at=now())


def by_a_card(cast: Cast) -> None:
    card = {"is": "address", "id": 1, "state": "declined"}
    draft = Draft(cast.conversation().id, AUTO, "card-0001", FORBIDDEN, kind=CARD, card=card)
    record_messages([draft], at=now())


def by_the_shops_greeting(cast: Cast) -> None:
    """Written before there was a rule: it is looked at again when it is said."""
    Shop.objects.filter(pk=cast.shop.id).update(greeting=FORBIDDEN)
    record_messages([said_by_buyer(cast.conversation(), "在吗", "buyer-0001")], at=now())
    Shop.objects.filter(pk=cast.shop.id).update(greeting="")


def by_a_greeting_rule(cast: Cast) -> None:
    GreetingRule.objects.create(shop_id=cast.shop.id, rank=1, text=FORBIDDEN, changed_at=now())
    record_messages([said_by_buyer(cast.conversation(), "在吗", "buyer-0001")], at=now())
    GreetingRule.objects.all().delete()


def by_copying(cast: Cast) -> None:
    with pytest.raises(CannotCopy):
        copy_text(text=FORBIDDEN, by=cast.agent.actor, at=now())


def by_a_new_phrase(cast: Cast) -> None:
    phrase = PhraseText("presale", "发票", "发票", FORBIDDEN)
    with pytest.raises(CannotWritePhrase):
        write_phrase(shop_id=cast.shop.id, phrase_id=None, phrase=phrase, by=cast.lead.actor, at=now())


def by_a_phrase_of_a_file(cast: Cast) -> None:
    entries = [PhraseEntry("presale", "发票", "发票", FORBIDDEN)]
    assert record_phrases(shop_id=cast.shop.id, entries=entries, by=cast.lead.actor, at=now()).refused


def by_a_new_greeting(cast: Cast) -> None:
    with pytest.raises(CannotWriteGreeting):
        write_greeting(
            shop_id=cast.shop.id, greeting_id=None, greeting=Greeting(FORBIDDEN), by=cast.lead.actor, at=now()
        )


def by_the_page_of_the_shop(cast: Cast) -> None:
    said = {"name": "示例", "greeting": FORBIDDEN, "opens": "09:00", "closes": "21:00", "sites": ""}
    assert client_of(cast.manager).post("/shop/", said).status_code == 400


def by_a_members_name(cast: Cast) -> None:
    entry = StaffEntry("newcomer", FORBIDDEN, "N1", "agent")
    done = record_staff(shop_id=cast.shop.id, entries=[entry], by=cast.manager.actor, at=now())
    assert [one.field for one in done.refused] == ["name"]


@pytest.mark.django_db
@pytest.mark.seed(28, 29)
@pytest.mark.parametrize(
    "path",
    [
        by_an_agent,
        by_the_program,
        by_a_card,
        by_the_shops_greeting,
        by_a_greeting_rule,
        by_copying,
        by_a_new_phrase,
        by_a_phrase_of_a_file,
        by_a_new_greeting,
        by_the_page_of_the_shop,
        by_a_members_name,
    ],
)
def test_it_leaves_by_no_path(cast: Cast, path: Callable[[Cast], None]) -> None:
    path(cast)
    assert not Message.objects.filter(text__contains=FORBIDDEN).exists()
    assert not Phrase.objects.filter(text__contains=FORBIDDEN).exists()
    assert not GreetingRule.objects.filter(text__contains=FORBIDDEN).exists()
    assert not Staff.objects.filter(name__contains=FORBIDDEN).exists()
    assert not Shop.objects.filter(greeting__contains=FORBIDDEN).exists()
