"""The addresses and `zhanggui quote` answer the same bytes."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.config import commands
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.actions import set_up_offer
from zhanggui.promotions.rules.rates import Allowance
from zhanggui.promotions.tests.test_codec import BLOCKS
from zhanggui.promotions.tests.test_keeping import an_offer

pytestmark = pytest.mark.django_db
LINE = {"item": "1001", "price_fen": 40_000}


def posted(client: Client, body: str | bytes, address: str = "quote") -> tuple[int, bytes]:
    response = client.post(reverse(address), body, "application/json")
    assert response["Content-Type"] == "application/json"
    return response.status_code, response.content


def printed(
    path: Path, body: str, capsysbinary: pytest.CaptureFixture[bytes], *, refund: bool
) -> tuple[int, bytes]:
    path.write_text(body)
    code = commands.quote_cart(Namespace(cart=str(path), refund=refund, shop="example"))
    return code, capsysbinary.readouterr().out


def test_who_asks_for_the_example_gets_the_answer_that_stands_beside_it(cast: Cast) -> None:
    """Whatever the asking shop is called."""
    agent = client_of(cast.agent)
    assert json.loads(posted(agent, BLOCKS[0])[1]) == json.loads(BLOCKS[1])
    paid = {name: value for name, value in json.loads(BLOCKS[0]).items() if name != "hints"}
    status, body = posted(agent, json.dumps(paid | json.loads(BLOCKS[3])), "refund_quote")
    back = {name: value for name, value in json.loads(body).items() if name != "quote"}
    assert (status, back) == (200, json.loads(BLOCKS[4]))


PLAIN = {"at": AT.isoformat(), "cart": {"lines": [LINE]}}
REFUND = {"refunds": [{"line": "1", "at": AT.isoformat()}]}


@pytest.mark.parametrize(
    ("address", "body", "status", "code"),
    [
        ("quote", BLOCKS[0], 200, 0),
        ("quote", json.dumps({**PLAIN, "hints": True}), 200, 0),
        ("quote", json.dumps({**PLAIN, "offers": []}), 200, 0),
        ("quote", '{"cart": 1.5}', 400, 1),
        ("quote", "[" * 100_000, 400, 1),
        ("refund_quote", json.dumps({**PLAIN, **REFUND}), 200, 0),
        ("refund_quote", json.dumps(PLAIN), 400, 1),
    ],
    ids=["example", "stored", "none", "wrong", "deep", "refund", "no-refund"],
)
def test_both_ways_answer_the_same_bytes(
    cast: Cast,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    address: str,
    body: str,
    status: int,
    code: int,
) -> None:
    set_up_offer(offer=an_offer(), by=cast.manager.actor, at=AT)
    answered = posted(client_of(cast.agent), body, address)
    assert answered[0] == status
    assert (code, answered[1]) == printed(
        tmp_path / "cart.json", body, capsysbinary, refund=address == "refund_quote"
    )


def test_a_shops_own_offers_are_used_when_none_are_named(cast: Cast) -> None:
    set_up_offer(offer=an_offer(), by=cast.manager.actor, at=AT)
    plain = {"at": AT.isoformat(), "cart": {"lines": [LINE]}}
    for who, said, total in (
        (cast.agent, plain, "350.00"),
        (cast.agent, {**plain, "offers": []}, "400.00"),
        (cast.stranger, plain, "400.00"),
    ):
        assert json.loads(posted(client_of(who), json.dumps(said))[1])["total"] == total


def test_what_is_over_is_not_told_of(cast: Cast) -> None:
    set_up_offer(offer=an_offer(), by=cast.manager.actor, at=AT)
    at = (AT + timedelta(days=30)).isoformat()
    _, answer = posted(client_of(cast.agent), json.dumps({"at": at, "cart": {"lines": [LINE]}}))
    assert json.loads(answer)["not_applied"] == []


def test_a_body_is_at_most_a_megabyte(cast: Cast) -> None:
    assert posted(client_of(cast.agent), b" " * (1 << 20))[0] == 400
    status, answer = posted(client_of(cast.agent), b" " * ((1 << 20) + 1))
    assert (status, json.loads(answer)["error"]["path"]) == (413, "$")


def test_nobody_asks_without_end() -> None:
    allowance = Allowance(2)
    assert [allowance.allows(1, AT) for _ in range(3)] == [True, True, False]
    assert allowance.allows(2, AT)
    assert not allowance.allows(1, AT + timedelta(seconds=59))
    assert allowance.allows(1, AT + timedelta(seconds=60))


def test_who_asks_too_often_is_told_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhanggui.promotions.views.api._allowance", Allowance(1))
    client = client_of(cast.agent)
    assert [posted(client, BLOCKS[0])[0] for _ in range(2)] == [200, 429]


def test_no_shop_of_that_name_is_said(cast: Cast, tmp_path: Path) -> None:  # noqa: ARG001 - another shop
    with pytest.raises(UnableTo, match="没有店铺 nowhere"):
        commands.quote_cart(Namespace(cart=str(tmp_path), refund=False, shop="nowhere"))
