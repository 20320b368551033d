from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.cast import AT, Cast, client_of, said_by_buyer

from zhanggui.config.demo import PHRASES
from zhanggui.conversations import queries
from zhanggui.conversations.actions import (
    CannotWritePhrase,
    PhraseText,
    count_use,
    record_messages,
    retire_phrase,
    write_phrase,
)
from zhanggui.conversations.models import Phrase
from zhanggui.conversations.search import phrase_index
from zhanggui.conversations.variables import PHRASE_VARIABLES, Occasion, PhraseVariable, values_for
from zhanggui.foundation.queries import audit_entries
from zhanggui.guard.rules import Situation, check
from zhanggui.shops.rules import PLATFORMS

INVOICE = PhraseText(
    group="presale",
    category="发票",
    title="可以开发票",
    text="可以开发票的,{buyer},请提供抬头",
    asks=("能开发票吗",),
    shortcut="fp",
)


def written(cast: Cast, phrase: PhraseText = INVOICE, phrase_id: int | None = None, at: datetime = AT) -> int:
    return write_phrase(shop_id=cast.shop.id, phrase_id=phrase_id, phrase=phrase, by=cast.lead.actor, at=at)


@pytest.mark.django_db
@pytest.mark.seed(11)
def test_a_phrase_is_kept_clean(cast: Cast) -> None:
    phrase_id = written(
        cast,
        PhraseText(
            group="aftersale",
            category=" 发\n票 ",
            title="\t可以 开发票",
            text="  第一行\r\n第二行 ",
            asks=("能开发票吗", "", " ", "能开发票吗 ", "开\n票"),
            shortcut=" /FP ",
        ),
    )
    (card,) = queries.phrases(cast.shop.id)
    assert card.id == phrase_id
    assert (card.group, card.category, card.title) == ("aftersale", "发 票", "可以 开发票")
    assert (card.text, card.asks, card.shortcut) == ("第一行\n第二行", ("能开发票吗", "开 票"), "fp")
    assert card.group_title == "售后"
    assert queries.phrases(cast.other_shop.id) == []


@pytest.mark.django_db
def test_a_change_is_noted_with_what_was_before(cast: Cast) -> None:
    phrase_id = written(cast)
    written(cast, replace(INVOICE, title="发票", text="可以开的"), phrase_id, AT + timedelta(minutes=1))
    assert [card.title for card in queries.phrases(cast.shop.id)] == ["发票"]
    latest, first = (one for one in audit_entries(cast.shop.id) if one.verb == "write_phrase")
    assert latest.changes == {"title": ["可以开发票", "发票"], "text": [INVOICE.text, "可以开的"]}
    assert first.changes["text"] == ["", INVOICE.text]
    assert latest.by_name == "周舟 L01"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("differing", "say"),
    [
        ({"group": "later"}, "售前、售后或短句"),
        ({"title": ""}, "标题要有 1 到 40 个字"),
        ({"title": "\u200b"}, "标题要有 1 到 40 个字"),
        ({"title": "长" * 41}, "标题要有 1 到 40 个字"),
        ({"category": " "}, "分类 1 到 20 个字"),
        ({"category": "长" * 21}, "分类 1 到 20 个字"),
        ({"shortcut": "x" * 21}, "短码最多 20 个字"),
        ({"text": ""}, "内容要有 1 到 2000 个字"),
        ({"text": "长" * 2_001}, "内容要有 1 到 2000 个字"),
        ({"text": "您的{weather}"}, "没有这个变量: {weather}。可以用 {buyer}、"),
        ({"text": "亲,本店开不了发票"}, "这句话发不出去"),
    ],
)
def test_a_phrase_that_cannot_be(cast: Cast, differing: dict[str, str], say: str) -> None:
    with pytest.raises(CannotWritePhrase) as refused:
        written(cast, replace(INVOICE, **differing))  # type: ignore[arg-type]
    assert say in str(refused.value)
    assert not Phrase.objects.exists()


@pytest.mark.django_db
def test_what_only_warns_may_be_a_phrase(cast: Cast) -> None:
    phrase = replace(INVOICE, text="亲,本店开不了发票")
    write_phrase(shop_id=cast.other_shop.id, phrase_id=None, phrase=phrase, by=cast.stranger.actor, at=AT)
    assert len(queries.phrases(cast.other_shop.id)) == 1


@pytest.mark.django_db
def test_a_title_is_taken_once_in_a_shop_while_it_is_in_use(cast: Cast) -> None:
    first = written(cast)
    other = written(cast, replace(INVOICE, title="另一条", shortcut=""))
    with pytest.raises(CannotWritePhrase, match="已经有一条叫「可以开发票」的快捷语"):
        written(cast)
    with pytest.raises(CannotWritePhrase, match="已经有一条"):
        written(cast, INVOICE, other)
    written(cast, INVOICE, first)  # its own title is free to itself
    retire_phrase(shop_id=cast.shop.id, phrase_id=first, by=cast.lead.actor, at=AT)
    written(cast)


@pytest.mark.django_db
def test_a_shortcut_is_taken_once_in_a_shop_while_it_is_in_use(cast: Cast) -> None:
    first = written(cast)
    other = replace(INVOICE, title="另一条", shortcut="/FP")
    with pytest.raises(CannotWritePhrase, match="快捷码 fp 已经给了「可以开发票」"):
        written(cast, other)
    for title in ("没有短码", "也没有短码"):
        written(cast, replace(INVOICE, title=title, shortcut=""))
    written(cast, replace(INVOICE, text="可以开"), first)  # its own shortcut is free to itself
    elsewhere = replace(other, shortcut="fp")
    write_phrase(shop_id=cast.other_shop.id, phrase_id=None, phrase=elsewhere, by=cast.stranger.actor, at=AT)
    retire_phrase(shop_id=cast.shop.id, phrase_id=first, by=cast.lead.actor, at=AT)
    written(cast, other)


@pytest.mark.django_db
@pytest.mark.parametrize("phrase_id", [0, 2**40])
def test_there_is_no_such_phrase(cast: Cast, phrase_id: int) -> None:
    with pytest.raises(CannotWritePhrase, match="停用"):
        written(cast, phrase_id=phrase_id)
    assert not Phrase.objects.exists()


@pytest.mark.django_db
def test_another_shops_phrase_cannot_be_touched(cast: Cast) -> None:
    mine = written(cast)
    with pytest.raises(CannotWritePhrase, match="停用"):
        write_phrase(
            shop_id=cast.other_shop.id, phrase_id=mine, phrase=INVOICE, by=cast.stranger.actor, at=AT
        )
    retire_phrase(shop_id=cast.other_shop.id, phrase_id=mine, by=cast.stranger.actor, at=AT)
    count_use(shop_id=cast.other_shop.id, phrase_id=mine)
    (card,) = queries.phrases(cast.shop.id)
    assert (card.text, card.used) == (INVOICE.text, 0)


@pytest.mark.django_db
def test_a_retired_phrase_is_out_of_use_and_on_record(cast: Cast) -> None:
    phrase_id = written(cast)
    for _ in range(2):
        retire_phrase(shop_id=cast.shop.id, phrase_id=phrase_id, by=cast.lead.actor, at=AT)
    assert queries.phrases(cast.shop.id) == []
    assert Phrase.objects.get().retired_at == AT
    assert [one.verb for one in audit_entries(cast.shop.id)].count("retire_phrase") == 1
    with pytest.raises(CannotWritePhrase, match="停用"):
        written(cast, INVOICE, phrase_id)


@pytest.mark.django_db
def test_the_index_follows_the_phrases(cast: Cast) -> None:
    def found() -> list[str]:
        return [hit.phrase.title for hit in phrase_index(cast.shop.id).answers("能开发票吗")]

    assert found() == []
    phrase_id = written(cast)
    assert found() == ["可以开发票"]
    assert phrase_index(cast.shop.id) is phrase_index(cast.shop.id)
    written(cast, replace(INVOICE, title="发票"), phrase_id, AT + timedelta(seconds=1))
    assert found() == ["发票"]
    retire_phrase(shop_id=cast.shop.id, phrase_id=phrase_id, by=cast.lead.actor, at=AT + timedelta(seconds=2))
    assert found() == []
    assert phrase_index(cast.other_shop.id).answers("能开发票吗") == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_guard_lets_every_shipped_phrase_through(platform: str) -> None:
    for phrase in PHRASES:
        for text in (phrase.text, phrase.title):
            assert check(text, Situation(platform=platform)) == (), phrase.title


@pytest.mark.django_db
def test_every_shipped_phrase_can_be_written(cast: Cast) -> None:
    for phrase in PHRASES:
        written(cast, phrase)
    kept = queries.phrases(cast.shop.id)
    assert {card.title for card in kept} == {phrase.title for phrase in PHRASES}
    assert len({card.shortcut for card in kept}) == len(PHRASES)
    assert {card.group for card in kept} == {"presale", "aftersale"}


def occasion(cast: Cast) -> Occasion:
    return Occasion(shop=cast.shop, staff=cast.agent, buyer_id=cast.visitor().id, buyer_name="小米粥", at=AT)


@pytest.mark.django_db
def test_variables_have_the_values_of_the_occasion(cast: Cast) -> None:
    names = ("buyer", "agent", "number", "shop", "opens", "closes", "courier", "unknown")
    assert values_for(names, occasion(cast)) == {
        "buyer": "小米粥",
        "agent": "林晓",
        "number": "A12",
        "shop": "示例",
        "opens": "09:00",
        "closes": "23:30",
    }


@pytest.mark.django_db
def test_only_what_a_phrase_names_is_asked_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def slow(_: Occasion) -> str:
        asked.append("weather")
        return "晴"

    entries = {**PHRASE_VARIABLES._entries, "weather": PhraseVariable("weather", "天气", slow)}
    monkeypatch.setattr(PHRASE_VARIABLES, "_entries", entries)
    values_for(("buyer",), occasion(cast))
    assert asked == []
    assert values_for(("weather",), occasion(cast)) == {"weather": "晴"}


# The pages.


@pytest.mark.django_db
@pytest.mark.seed(11)
def test_the_suggestions_are_filled_and_say_what_they_stand_on(cast: Cast) -> None:
    for phrase in PHRASES:
        written(cast, phrase)
    talk = cast.conversation()
    said = ["在吗", "我的快递到哪里了"]
    record_messages([said_by_buyer(talk, text, f"message-{place}") for place, text in enumerate(said)], at=AT)
    client = client_of(cast.agent)
    items = client.get(f"/reception/{talk.id}/suggestions").json()["items"]
    assert 1 <= len(items) <= 3
    assert items[0]["title"] == "查快递"
    assert items[0]["stands_on"].startswith("快捷语 · 物流 · 命中「快递到哪")
    assert items[0]["missing"] == ["order_no", "courier", "waybill"]
    first = client.get(f"/reception/{talk.id}/suggestions?position=1").json()["items"]
    assert first[0]["title"] == "欢迎"
    assert first[0]["text"] == "您好,欢迎来到示例,我是客服林晓。请问您想看哪一款呢?"
    for position in ("x", "-1", "9" * 5_000):
        assert client.get(f"/reception/{talk.id}/suggestions?position={position}").status_code == 200


@pytest.mark.django_db
def test_the_palette_finds_and_counts(cast: Cast) -> None:
    phrase_id = written(cast)
    talk = cast.conversation()
    client = client_of(cast.agent)
    (item,) = client.get(f"/reception/{talk.id}/phrases?q=fp").json()["items"]
    buyer = cast.visitor()
    assert item == {
        "id": phrase_id,
        "phrase": phrase_id,
        "title": "可以开发票",
        "text": f"可以开发票的,{buyer.name},请提供抬头",
        "group": "售前",
        "shortcut": "fp",
        "missing": [],
        "picture": False,
    }
    assert client.post(f"/phrases/{phrase_id}/used").status_code == 204
    assert Phrase.objects.get().used == 1


@pytest.mark.django_db
def test_who_may_write_phrases(cast: Cast) -> None:
    form = {
        "group": "presale",
        "category": "发票",
        "title": "可以开发票",
        "text": "可以的",
        "asks": "能开发票吗\n要发票",
        "shortcut": "fp",
    }
    assert client_of(cast.warehouse).post("/phrases/add", form).status_code == 403
    lead = client_of(cast.lead)
    assert lead.post("/phrases/add", form).status_code == 200
    (card,) = queries.phrases(cast.shop.id)
    assert card.asks == ("能开发票吗", "要发票")
    refused = lead.post("/phrases/add", form)
    assert refused.status_code == 400
    assert "已经有一条叫「可以开发票」的快捷语" in refused.content.decode()
    stranger_edit = client_of(cast.stranger).post(f"/phrases/{card.id}/edit", form)
    assert stranger_edit.status_code == 404
    assert lead.post(f"/phrases/{card.id}/edit", form | {"title": "发票"}).status_code == 200
    assert lead.post("/phrases/0/edit", form | {"title": "新的"}).status_code == 404
    assert lead.post(f"/phrases/{card.id}/retire").status_code == 200
    assert queries.phrases(cast.shop.id) == []


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["phrases", "suggestions"])
def test_another_shops_conversation_is_not_there(cast: Cast, door: str) -> None:
    talk = cast.conversation()
    assert client_of(cast.stranger).get(f"/reception/{talk.id}/{door}").status_code == 404
    assert client_of(cast.warehouse).get(f"/reception/{talk.id}/{door}").status_code == 403
