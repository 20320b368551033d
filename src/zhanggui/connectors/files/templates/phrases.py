from __future__ import annotations

from collections.abc import Iterator

from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Choice, Identifier, Listed, Text
from zhanggui.conversations.actions import PhraseEntry, record_phrases
from zhanggui.conversations.queries import all_phrases
from zhanggui.conversations.rules import GROUP_TITLES, TEXT_LETTERS
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.shops.rules import EDIT_PHRASES

COLUMNS = (
    Column(
        "group",
        "分组",
        Choice({group: (title, f"{title}话术") for group, title in GROUP_TITLES.items()}),
        ("快捷语分组", "话术分组", "话术类型", "售前售后"),
        needed=True,
        example="售前",
    ),
    Column(
        "category",
        "分类",
        Text(20),
        ("快捷语分类", "话术分类", "快捷短语分组"),
        needed=True,
        example="发货",
        says="同一类的放在一起",
    ),
    Column(
        "title",
        "标题",
        Text(40),
        ("快捷语标题", "话术标题", "快捷短语标题", "名称"),
        needed=True,
        example="什么时候发货",
        says="认快捷语用的,一店里不重复",
    ),
    Column(
        "text",
        "内容",
        Text(TEXT_LETTERS, lines=True),
        ("正文", "快捷语", "话术", "话术内容", "快捷短语", "回复内容"),
        needed=True,
        example="{buyer},48 小时内发出。",
        says="可以用变量:"
        + "、".join(f"{{{variable.key}}} {variable.meaning}" for variable in PHRASE_VARIABLES),
    ),
    Column(
        "asks",
        "买家问法",
        Listed("；;\n"),
        ("常见问法", "问法", "买家问题"),
        example="什么时候发货；今天能发吗",
        says="买家会怎么问,用来推荐",
    ),
    Column(
        "shortcut", "快捷码", Identifier(21), ("短码", "快捷短码", "快捷编码", "快捷短语编码"), example="fh"
    ),
)


def _entry(values: Values) -> PhraseEntry:
    return PhraseEntry(**values)


def _record(batch: Batch[PhraseEntry]) -> Outcome:
    return Outcome.of(record_phrases(shop_id=batch.shop_id, entries=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    for phrase in all_phrases(shop_id):
        yield {
            "group": phrase.group,
            "category": phrase.category,
            "title": phrase.title,
            "text": phrase.text,
            "asks": phrase.asks or None,
            "shortcut": phrase.shortcut,
        }


PHRASES = add_template(
    Template(
        key="phrases",
        title="快捷语",
        capability=EDIT_PHRASES,
        url_name="phrases",
        columns=COLUMNS,
        entry=_entry,
        values=vars,
        record=_record,
        rows=_rows,
        says="一条快捷语一行;文件里没有的不动。",
    )
)
