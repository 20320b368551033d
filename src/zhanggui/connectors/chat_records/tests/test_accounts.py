from __future__ import annotations

import pytest
from tests.cast import Cast, client_of

from zhanggui.connectors.chat_records.claiming import claim_all
from zhanggui.connectors.chat_records.tests.test_importing import ASKED, bring
from zhanggui.conversations.models import Message, Reception, Round
from zhanggui.conversations.queries import unclaimed_accounts
from zhanggui.shops.models import SubAccount

XIAOLI = "示例店铺:小李"
ANSWER = f"{XIAOLI} (2026-11-11 10:10:30):\n在的\n"
pytestmark = pytest.mark.django_db


def test_an_account_is_listed_until_it_is_somebodys(cast: Cast) -> None:
    bring(cast, ASKED + ANSWER)
    assert Round.objects.get().agent_id is None
    (one,) = unclaimed_accounts(cast.shop.id)
    assert (one.name, one.words, one.conversations) == (XIAOLI, 1, 1)
    page = client_of(cast.manager)
    assert XIAOLI in page.get("/files/chats/accounts").content.decode()
    assert "1 个客服账号" in page.get("/files/").content.decode()
    given = page.post("/files/chats/accounts/give", {"account": XIAOLI, "staff": cast.second.id})
    assert given.status_code == 200
    assert SubAccount.objects.get(account=XIAOLI).staff_id == cast.second.id
    assert claim_all(cast.shop.id) == 1
    assert claim_all(cast.shop.id) == 0
    answer = Message.objects.get(side="staff")
    assert (answer.by_id, answer.by_name) == (cast.second.id, cast.second.actor.name)
    assert Reception.objects.get().agent_id == cast.second.id
    assert Round.objects.get().agent_id == cast.second.id
    assert unclaimed_accounts(cast.shop.id) == []
    assert bring(cast, ASKED + ANSWER).counts.unchanged == 2
    assert "每个账号都有主了" in page.get("/files/chats/accounts").content.decode()


def test_an_account_needs_somebody_whose_it_is(cast: Cast) -> None:
    page = client_of(cast.manager)
    answer = page.post("/files/chats/accounts/give", {"account": XIAOLI, "staff": ""})
    assert answer.status_code == 400
    assert "请先选" in answer.content.decode()


def test_another_shops_words_are_left_alone(cast: Cast) -> None:
    bring(cast, ASKED + ANSWER)
    SubAccount.objects.create(shop_id=cast.other_shop.id, staff_id=cast.stranger.id, account=XIAOLI)
    assert claim_all(cast.other_shop.id) == 0
    assert Message.objects.get(side="staff").by_id is None
