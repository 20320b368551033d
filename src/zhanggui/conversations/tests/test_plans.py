"""The message path looks rows up by their keys, however small or large the tables are."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from tests.cast import AT, Cast, make_cast

from zhanggui.conversations.actions import statements
from zhanggui.foundation.statements import Call, Statement, execute

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return make_cast()


def fill(people: Cast, messages: int) -> int:
    """A conversation of so many messages, the tables measured as autovacuum would."""
    talk = people.conversation()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_message (conversation_id, position, side, client_id, kind, text, at)"
            " SELECT %s, n, 'buyer', 'old-' || n, 'text', '在吗', %s FROM generate_series(1, %s) AS n",
            (talk.id, AT, messages),
        )
        cursor.execute("ANALYZE conversations_message, conversations_conversation")
    return talk.id


CALLS = (
    (statements.LOCK, ("{1}",)),
    (statements.LOCK_FREE, ("{1}",)),
    (statements.KNOWN, ('[{"conversation_id": 1, "side": "buyer", "client_id": "x"}]',)),
    (statements.UPDATE, ('[{"id": 1}]', 1)),
)


@pytest.mark.parametrize("messages", [0, 300, 30_000])
@pytest.mark.parametrize(("statement", "values"), CALLS, ids=[call[0].name for call in CALLS])
def test_no_table_is_read_from_end_to_end(
    people: Cast, statement: Statement, values: tuple[str | int, ...], messages: int
) -> None:
    fill(people, messages)
    connection.close()
    with transaction.atomic(), connection.cursor() as cursor:
        execute(cursor, Call(statements.MANNERS, ("500ms",)), Call(statement, values))
        cursor.execute(f"EXPLAIN {statement.spoken}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on conversations" not in plan, plan
    assert "Hash" not in plan, plan
    assert "Index" in plan, plan
