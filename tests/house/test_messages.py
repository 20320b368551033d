"""No word of the shop's reaches a buyer around the guard: messages have one writer, and history another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import HOUSE, Module, modules

WRITER = "conversations/actions/messages.py"
# What was said elsewhere long ago, as another chat client kept it: it goes out to nobody.
HISTORY = "conversations/actions/history.py"
_STATEMENTS = "conversations/actions/statements.py"
_MAKING = {"create", "bulk_create", "get_or_create", "update_or_create", "acreate", "abulk_create"}


def writers(house: Path = HOUSE) -> Iterator[tuple[str, str]]:
    """(file, what it does) of everything that can put a message into the table."""
    for module in modules(house):
        if any("INSERT INTO conversations_message" in text for text, _ in module.strings):
            yield module.where, "inserts by SQL"
        yield from ((module.where, what) for what in _made(module))


def _made(module: Module) -> Iterator[str]:
    knows = any(
        one.name == "Message" and one.module == "zhanggui.conversations.models" for one in module.imports
    )
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        written = ast.unparse(node.func)
        if knows and written == "Message":
            yield "makes a Message"
        if written.rpartition(".")[2] in _MAKING and "Message.objects" in written:
            yield "writes by Message.objects"
        if any(ast.unparse(one) == "statements.INSERT" for one in node.args):
            yield "runs the statement that inserts"


def test_messages_are_written_where_the_guard_stands() -> None:
    assert {where for where, _ in writers()} == {WRITER, _STATEMENTS, HISTORY}


def test_the_writer_asks_the_guard() -> None:
    (writer,) = [module for module in modules(HOUSE) if module.where == WRITER]
    calls = {ast.unparse(node.func) for node in ast.walk(writer.tree) if isinstance(node, ast.Call)}
    assert "judge" in calls


@pytest.mark.parametrize(
    "planted",
    [
        "from zhanggui.conversations.models import Message\nMessage(text='x').save()\n",
        "from zhanggui.conversations.models import Message\nMessage.objects.create(text='x')\n",
        "from zhanggui.conversations import models\nmodels.Message.objects.bulk_create([])\n",
        "SQL = 'INSERT INTO conversations_message (text) VALUES (1)'\n",
        "from zhanggui.conversations.actions import statements\nexecute(Call(statements.INSERT, ()))\n",
    ],
)
def test_another_writer_would_be_seen(planted: str, tmp_path: Path) -> None:
    room = tmp_path / "outreach"
    room.mkdir()
    (room / "__init__.py").touch()
    (room / "planted.py").write_text(planted)
    assert {where for where, _ in writers(tmp_path)} == {"outreach/planted.py"}
