"""One cast for every room's tests: a Tmall shop with its people, and another shop with its own agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

from zhanggui.conversations.actions import Draft, open_conversation
from zhanggui.conversations.queries import ConversationCard
from zhanggui.customers.access import cookie_name, visitor_cookie
from zhanggui.customers.actions import ensure_visitor
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.live.carrier import CHANNEL, Event, opened
from zhanggui.shops.actions import open_shop
from zhanggui.shops.models import Staff
from zhanggui.shops.queries import ShopCard, StaffCard, staff_card
from zhanggui.shops.rules import AGENT, LEAD, MANAGER, TAOBAO, TMALL, WAREHOUSE

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
PASSWORD = "made-up-for-tests-77"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Cast:
    shop: ShopCard  # 示例, on Tmall
    agent: StaffCard  # 林晓 A12
    second: StaffCard  # 陈晨 A07
    lead: StaffCard
    manager: StaffCard
    warehouse: StaffCard
    other_shop: ShopCard  # on Taobao
    stranger: StaffCard  # the other shop's agent

    def visitor(self, name: str = "小米粥", *, shop: ShopCard | None = None) -> BuyerCard:
        return ensure_visitor(shop_id=(shop or self.shop).id, key=visitor_key_of(name), at=AT)

    def conversation(self, name: str = "小米粥", *, shop: ShopCard | None = None) -> ConversationCard:
        return open_conversation(shop_id=(shop or self.shop).id, visitor_key=visitor_key_of(name), at=AT)


def visitor_key_of(name: str) -> str:
    """A visitor's cookie key; the same name is the same visitor."""
    return f"key-of-{name}".ljust(22, "-")


def visitor_header(shop: ShopCard, name: str = "小米粥") -> dict[str, str]:
    return {cookie_name(shop.id): visitor_cookie(shop.id, visitor_key_of(name))}


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def hire_quickly(shop: ShopCard, login: str, name: str, number: str, role: str) -> StaffCard:
    """Like `hire`, with one hash for all: a good password hash takes a tenth of a second."""
    staff = Staff.objects.create(
        shop_id=shop.id, login=login, name=name, agent_number=number, role=role, password=_hashed()
    )
    return staff_card(staff)


def make_cast() -> Cast:
    shop = open_shop(slug="example", name="示例", platform=TMALL, at=AT)
    other = open_shop(slug="another", name="别家", platform=TAOBAO, at=AT)
    return Cast(
        shop=shop,
        agent=hire_quickly(shop, "linxiao", "林晓", "A12", AGENT),
        second=hire_quickly(shop, "chenchen", "陈晨", "A07", AGENT),
        lead=hire_quickly(shop, "zhouzhou", "周舟", "L01", LEAD),
        manager=hire_quickly(shop, "xudian", "许店", "M01", MANAGER),
        warehouse=hire_quickly(shop, "gucang", "顾仓", "W01", WAREHOUSE),
        other_shop=other,
        stranger=hire_quickly(other, "waishi", "外石", "A12", AGENT),
    )


def client_of(staff: StaffCard) -> Client:
    """A browser in which this member is logged in."""
    client = Client()
    client.force_login(Staff.objects.get(pk=staff.id), BACKEND)
    return client


def client_of_visitor(shop: ShopCard, name: str = "小米粥") -> Client:
    client = Client()
    client.cookies.load(visitor_header(shop, name))
    return client


def said_by_buyer(conversation: ConversationCard, text: str, client_id: str) -> Draft:
    return Draft(conversation.id, "buyer", client_id, text)


def said_by(
    staff: StaffCard, conversation: ConversationCard, text: str, client_id: str, reason: str = ""
) -> Draft:
    return Draft(
        conversation.id,
        "staff",
        client_id,
        text,
        by_id=staff.id,
        by_name=staff.actor.name,
        reason=reason,
    )


def database_url() -> str:
    """The tests' own database, for programs that they start."""
    where = connection.settings_dict
    return make_conninfo(
        dbname=where["NAME"],
        user=where["USER"] or None,
        password=where["PASSWORD"] or None,
        host=where["HOST"] or None,
        port=where["PORT"] or None,
    )


def another_line(**differing: Any) -> psycopg.Connection[tuple[Any, ...]]:
    """A bare connection of one's own to the tests' database."""
    where = connection.settings_dict
    return psycopg.connect(
        dbname=where["NAME"],
        user=where["USER"] or None,
        password=where["PASSWORD"] or None,
        host=where["HOST"] or None,
        port=where["PORT"] or None,
        **differing,
    )


class Ear:
    """Hears what other processes would hear of what is committed."""

    def __enter__(self) -> Self:
        self._line = another_line(autocommit=True)
        self._line.execute(f"LISTEN {CHANNEL}")
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def events(self, seconds: float = 0.3) -> list[Event]:
        return [event for events in self.batches(seconds) for event in events]

    def batches(self, seconds: float = 0.3) -> list[list[Event]]:
        return [opened(notice.payload)[1] for notice in self._line.notifies(timeout=seconds)]


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - the people live in the database
    return make_cast()
