from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from zhanggui.connectors.chat_records.reading import (
    NAMES,
    NEEDED,
    NEEDED_SAYS,
    SIDE_TITLES,
    Word,
    read_words,
)
from zhanggui.connectors.chat_records.transcript import beginning_of, is_transcript, opened_transcript
from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome
from zhanggui.connectors.files.opening import TELLINGS, Telling
from zhanggui.connectors.files.table import Source
from zhanggui.conversations.actions import RecordedWord, record_chats
from zhanggui.customers.actions import ensure_buyers
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.shops.queries import staff_by_sub_accounts
from zhanggui.shops.rules import IMPORT


def _record(batch: Batch[Word]) -> Outcome:
    words: list[Word] = list(batch.entries)
    buyers = ensure_buyers(shop_id=batch.shop_id, nicks={word.buyer for word in words}, at=batch.at)
    known = staff_by_sub_accounts(batch.shop_id, {word.account for word in words if word.account})
    told = [
        RecordedWord(
            buyer_id=buyers[word.buyer],
            side=word.side,
            text=word.text,
            at=word.at,
            key=word.key,
            account=word.account,
            staff=known.get(word.account) if word.side == "staff" else None,
        )
        for word in words
    ]
    return Outcome.of(record_chats(shop_id=batch.shop_id, words=told, by=batch.by, at=batch.at))


def _cells(word: Word) -> Mapping[str, str]:
    return {
        "消息时间": f"{word.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        "买家昵称": word.buyer,
        "谁说的": SIDE_TITLES[word.side],
        "客服账号": word.account,
        "消息内容": word.text,
    }


def _together(word: Word) -> str:
    return f"{word.buyer} {word.at:%Y%m%d%H%M%S}"


def _is_transcript(file: BinaryIO, source: Source) -> bool:
    return is_transcript(beginning_of(file, source))


TELLINGS.add(Telling("chats", _is_transcript, opened_transcript))
CHATS = KINDS.add(
    Kind(
        key="chats",
        title="聊天记录",
        capability=IMPORT,
        needed=NEEDED,
        needed_says=NEEDED_SAYS,
        read=read_words,
        record=_record,
        columns={"text": "消息内容", "at": "消息时间", "buyer": "买家昵称", "account": "客服账号"},
        together=_together,
        names=NAMES,
        url_name="chat_accounts",
        cells=_cells,
    )
)
