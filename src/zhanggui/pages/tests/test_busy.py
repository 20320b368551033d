"""A row that somebody else holds: said in a sentence, nothing is written, and the same again does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from psycopg.errors import DeadlockDetected, QueryCanceled
from tests.cast import another_line, client_of, make_cast

from zhanggui.conversations.models import Message
from zhanggui.customers.actions import note_buyer
from zhanggui.foundation.clock import now
from zhanggui.pages.busy import is_busy


@contextmanager
def impatient() -> Iterator[None]:
    """As every web process is."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
        yield
        cursor.execute("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_held_row_is_a_sentence_and_the_same_again_does_it(accept: str) -> None:
    cast = make_cast()
    buyer = note_buyer(shop_id=cast.shop.id, nick="小米粥", by=cast.agent.actor, at=now())
    client, address = client_of(cast.agent), reverse("edge_press", args=[buyer.id])

    def press(what: str = "answered") -> Any:
        return client.post(address, {"what": what, "seen": "1"}, headers={"Accept": accept})

    assert press("waiting").status_code == 200
    written = Message.objects.count()
    with another_line() as line, impatient():
        line.execute("SELECT FROM conversations_conversation FOR UPDATE")
        refused = press()
    assert (refused.status_code, refused["Retry-After"]) == (503, "1")
    assert "有人正在改同一条" in refused.content.decode() or "有人正在改同一条" in refused.json()["say"]
    assert Message.objects.count() == written
    assert press().status_code == 200
    assert Message.objects.count() == written + 1


def test_only_what_others_cause_is_busy() -> None:
    def caused(cause: Exception) -> OperationalError:
        broken = OperationalError()
        broken.__cause__ = cause
        return broken

    assert is_busy(caused(DeadlockDetected()))
    assert not is_busy(caused(QueryCanceled()))
    assert not is_busy(OperationalError())
    assert not is_busy(ValueError())
