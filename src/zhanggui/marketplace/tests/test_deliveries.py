from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from zhanggui.foundation.actors import program
from zhanggui.marketplace import actions, queries
from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.models import Delivery
from zhanggui.shops.actions import open_shop

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery() -> queries.DeliveryCard:
    shop = open_shop(slug="first", name="示例店", platform="taobao", at=AT)
    waiting = actions.open_delivery(
        shop_id=shop.id,
        incoming=actions.Incoming(kind="orders", name="a.csv", sha256="0" * 64),
        by=program(shop.id),
        at=AT,
    )
    return actions.start_delivery(delivery_id=waiting.id, at=AT)


def test_batches_add_up_and_the_same_bytes_are_recognized_once_finished(
    delivery: queries.DeliveryCard,
) -> None:
    for _ in range(2):
        actions.count_delivery(
            delivery_id=delivery.id, counts=actions.Counts(new=1, changed=2, unchanged=2, refused=1), at=AT
        )
    assert queries.earlier_delivery(delivery.shop_id, delivery.sha256) is None
    actions.finish_delivery(delivery_id=delivery.id, at=AT)
    found = queries.earlier_delivery(delivery.shop_id, delivery.sha256)
    assert found is not None
    assert (found.rows, found.new, found.changed, found.unchanged, found.refused) == (12, 2, 4, 4, 2)
    assert queries.deliveries(delivery.shop_id) == [found]


def test_a_file_of_garbage_keeps_a_thousand_problems_and_true_counts(delivery: queries.DeliveryCard) -> None:
    problems = [Problem(line, "总金额", "不是金额" * 100, "\0\ud800" + "9" * 900) for line in range(2, 702)]
    for _ in range(2):
        actions.count_delivery(
            delivery_id=delivery.id, counts=actions.Counts(refused=700), problems=problems, at=AT
        )
    kept = queries.problems_of(delivery.id, limit=5000)
    assert len(kept) == actions.PROBLEMS_KEPT
    assert len(kept[0].raw) == 200
    assert queries.deliveries(delivery.shop_id)[0].refused == 1400


def test_counts_that_do_not_add_up_cannot_be_stored(delivery: queries.DeliveryCard) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.id).update(rows=5)
