"""Presence that is true: two tabs, a reload, a closed laptop, a dead network, a killed process, each told
right within 15 seconds, by the shipped processes with their own times."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker
from tests.cast import Cast, hire_quickly, make_cast
from tests.network import network_to
from tests.server import Line, Server, serving

from zhanggui.foundation.clock import now
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import AGENT
from zhanggui.workforce.queries import on_duty, presence_spans
from zhanggui.workforce.rules import GONE, ONLINE

TRUE_WITHIN_SECONDS = 15.0
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """In the place of pytest-django's, which would empty the database under the servers."""


@pytest.fixture
def house(
    django_db_setup: None,  # noqa: ARG001 - the database is there
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
) -> Iterator[tuple[Cast, Server, Server]]:
    """A shop, and two processes that serve it."""
    with django_db_blocker.unblock():
        try:
            cast = make_cast()
            for name in ("one", "two"):
                (tmp_path / name).mkdir()
            with serving(tmp_path / "one", quick=False) as one, serving(tmp_path / "two", quick=False) as two:
                yield cast, one, two
        finally:
            call_command("flush", verbosity=0, interactive=False)


def states(cast: Cast) -> dict[int, str]:
    return {card.staff_id: card.state for card in on_duty(cast.shop.id, at=now())}


def hired(cast: Cast, number: int) -> StaffCard:
    return hire_quickly(cast.shop, f"agent-{number}", f"客服{number}", f"B{number}", AGENT)


def opened(
    lines: ExitStack, server: Server, staff: StaffCard, *, through: str = ""
) -> tuple[ExitStack, Line]:
    """A page, and how to close it."""
    page = lines.enter_context(ExitStack())
    line = page.enter_context(server.staff(staff, through=through))
    line.next("desk")
    return page, line


def test_everybody_is_where_they_are_within_fifteen_seconds(house: tuple[Cast, Server, Server]) -> None:
    """Pains: "two refreshes = offline, ready flag lost", "agent offline without notice; customer keeps typing
    into nothing", "online status inaccurate", "operator silent, still online", "the visitor is not told that
    the operator dropped"."""
    cast, one, two = house
    two_tabs, reloads, closed, dead, killed, on_both, watcher = (hired(cast, number) for number in range(7))
    with ExitStack() as lines, network_to(one.host) as network:
        first_tab, _ = opened(lines, one, two_tabs)
        opened(lines, two, two_tabs)
        reloading, _ = opened(lines, one, reloads)
        closing = [opened(lines, server, closed)[0] for server in (one, two)]
        opened(lines, one, dead, through=network.host)
        opened(lines, two, killed)
        opened(lines, one, on_both)
        opened(lines, two, on_both)
        _, seen = opened(lines, one, watcher)
        people = (two_tabs, reloads, closed, dead, killed, on_both, watcher)
        assert {states(cast)[staff.id] for staff in people} == {ONLINE}
        begun_at = now()

        begun = time.monotonic()
        first_tab.close()
        for page in closing:
            page.close()
        network.die()
        two.process.send_signal(signal.SIGKILL)
        reloading.close()
        time.sleep(2.0)
        opened(lines, one, reloads)
        opened(lines, one, two_tabs)  # of the killed process: the page connects again elsewhere

        went: dict[int, float] = {}
        absent = {closed.id, dead.id, killed.id}
        while not absent <= set(went) and time.monotonic() - begun < TRUE_WITHIN_SECONDS:
            for staff_id, state in states(cast).items():
                if state == GONE:
                    went.setdefault(staff_id, time.monotonic() - begun)
            time.sleep(0.1)
        assert absent <= set(went)
        assert not {two_tabs.id, reloads.id, on_both.id, watcher.id} & set(went)

        # What is written down says the same, and the pages were told without asking.
        spans = presence_spans(cast.shop.id, begun_at - timedelta(minutes=5), now())
        ended = {span.staff_id: span for span in spans if span.ends_at is not None}
        assert set(ended) == absent
        for staff_id, span in ended.items():
            assert span.ends_at is not None
            assert span.ends_at - begun_at < timedelta(seconds=8), staff_id
        told = {
            frame["id"]
            for frame in seen.settled()
            if frame["is"] == "changed" and frame["name"] == "presence"
        }
        assert absent <= told
        assert not {two_tabs.id, reloads.id, on_both.id} & told
        print({staff.name: round(went[staff.id], 1) for staff in (closed, dead, killed)})
