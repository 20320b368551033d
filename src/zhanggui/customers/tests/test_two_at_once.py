"""Two agents at once on the last free tag: the race shown, then the lock that ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from tests.cast import AT, Cast, make_cast

from zhanggui.customers import queries
from zhanggui.customers.actions import (
    BuyerEntry,
    CannotTag,
    ensure_buyers,
    ensure_visitor,
    record_buyers,
    tag_buyer,
)
from zhanggui.customers.models import Buyer, BuyerTag
from zhanggui.customers.queries import BuyerCard
from zhanggui.customers.rules import TAGS_PER_BUYER
from zhanggui.foundation.actors import program
from zhanggui.foundation.recorded import Recorded

pytestmark = pytest.mark.django_db(transaction=True)
AGENTS = 6


@pytest.fixture
def buyer() -> BuyerCard:
    """Has all the tags but one."""
    cast: Cast = make_cast()
    buyer = cast.visitor()
    BuyerTag.objects.bulk_create(
        BuyerTag(shop_id=buyer.shop_id, buyer_id=buyer.id, name=f"标签{number}", by_name="林晓 A12", at=AT)
        for number in range(TAGS_PER_BUYER - 1)
    )
    return buyer


def all_at_once(work: Callable[[int], object]) -> list[object]:
    """Runs it in as many threads, each with its own connection; the answers, refusals among them."""
    start = threading.Barrier(AGENTS)

    def one(number: int) -> object:
        start.wait(30)
        try:
            return work(number)
        except CannotTag as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AGENTS) as threads:
        return list(threads.map(one, range(AGENTS)))


def test_without_the_lock_more_than_thirty_get_in(buyer: BuyerCard) -> None:
    counted = threading.Barrier(AGENTS)

    @transaction.atomic
    def tag_without_lock(number: int) -> None:
        """What tag_buyer does, without its select_for_update."""
        Buyer.objects.get(pk=buyer.id)
        if BuyerTag.objects.filter(buyer_id=buyer.id).count() >= TAGS_PER_BUYER:
            raise CannotTag
        counted.wait(30)  # the moment in which everybody has counted and nobody has written
        BuyerTag.objects.create(
            shop_id=buyer.shop_id, buyer_id=buyer.id, name=f"最后{number}", by_name="陈晨 A07", at=AT
        )

    all_at_once(tag_without_lock)
    assert len(queries.tags_of(buyer.id)) == TAGS_PER_BUYER - 1 + AGENTS


def test_with_the_lock_one_gets_in_and_the_others_are_told(buyer: BuyerCard) -> None:
    by = program(buyer.shop_id)

    def tag(number: int) -> None:
        tag_buyer(buyer=buyer, name=f"最后{number}", by=by, at=AT)

    answers = all_at_once(tag)
    assert len(queries.tags_of(buyer.id)) == TAGS_PER_BUYER
    assert sum(isinstance(answer, CannotTag) for answer in answers) == AGENTS - 1


def test_two_files_at_once_keep_the_limit_too(buyer: BuyerCard) -> None:
    ids = ensure_buyers(shop_id=buyer.shop_id, nicks=["tb_test01"], at=AT)
    BuyerTag.objects.update(buyer_id=ids["tb_test01"])
    by = program(buyer.shop_id)

    def record(number: int) -> Recorded:
        entries = [
            BuyerEntry("tb_test01", (f"最后{number}",)),
            *(BuyerEntry(f"tb_new{one}", ("同一个",)) for one in range(50)),
        ]
        return record_buyers(shop_id=buyer.shop_id, entries=entries, by=by, at=AT)

    answers = all_at_once(record)
    assert sum(len(one.refused) for one in answers if isinstance(one, Recorded)) == AGENTS - 1
    assert len(queries.tags_of(ids["tb_test01"])) == TAGS_PER_BUYER
    assert BuyerTag.objects.filter(name="同一个").count() == 50


def test_the_same_tag_at_once_is_one(buyer: BuyerCard) -> None:
    by = program(buyer.shop_id)
    answers = all_at_once(lambda _: tag_buyer(buyer=buyer, name="同一个", by=by, at=AT))
    assert answers == [None] * AGENTS
    assert len(queries.tags_of(buyer.id)) == TAGS_PER_BUYER


def test_the_same_visitor_at_once_is_one(buyer: BuyerCard) -> None:
    answers = all_at_once(lambda _: ensure_visitor(shop_id=buyer.shop_id, key="k" * 22, at=AT))
    assert len(set(answers)) == 1
    assert Buyer.objects.filter(key="k" * 22).count() == 1
