"""A million made-up messages of one shop over half a year, by COPY.

Skewed as talk is: some words stand in every tenth message, some in five of a million; one word was in every
third message long ago and is in none now; one agent left in the first month; most buyers wrote little and a
few a great deal.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAYS = 180
BUYERS = 20_000
OLD_WORD, RARE_WORD = "口罩", "绣花签名"
TAGS = {"老客": 0.2, "批发": 0.02, "难说话": 0.0006}
OPENINGS = ("您好", "亲", "请问", "老板", "在吗", "麻烦", "不好意思", "谢谢", "好的", "嗯嗯")
THINGS = (
    *("毛衣", "羊绒衫", "连衣裙", "围巾", "外套", "打底裤", "衬衫", "卫衣", "羽绒服", "帽子", "手套", "睡衣"),
    *("米色", "藏青", "酒红", "驼色", "加绒款", "圆领", "高领", "长款", "小码", "大码", "均码", "XL"),
)
MATTERS = (
    *(
        "什么时候发货",
        "今天能发吗",
        "发什么快递",
        "能开发票吗",
        "会起球吗",
        "掉色吗",
        "有现货吗",
        "能便宜点吗",
    ),
    *(
        "可以退换吗",
        "运费多少",
        "尺码准吗",
        "偏大还是偏小",
        "有优惠券吗",
        "怎么还没到",
        "物流不动了",
        "收到了",
    ),
    *(
        "颜色有色差吗",
        "包装完好",
        "质量怎么样",
        "适合送人吗",
        "能改地址吗",
        "我再看看",
        "先不要了",
        "已经拍下了",
    ),
    *(
        "这边帮您查一下",
        "马上为您核实",
        "请您稍等",
        "可以的",
        "没问题",
        "给您备注好了",
        "已经催快递了",
        "不客气",
    ),
)
SELDOM = (
    "礼盒装",
    "刻字",
    "补差价",
    "换吊牌",
    "顺丰到付",
    "对公转账",
    "团购价",
    "发票抬头",
    "海外转运",
    "定制",
)


def fill(line: psycopg.Connection[Any], shop_id: int, agents: list[int], messages: int) -> None:
    """Buyers with tags, their conversations and all messages; agents[0] is the one who left."""
    chance = random.Random(7)
    talks = _people(line, shop_id, chance, min(BUYERS, messages // 20))
    last: dict[int, tuple[int, str, str, datetime]] = {}
    with (
        line.cursor() as cursor,
        cursor.copy(
            "COPY conversations_message (conversation_id, position, side, client_id, kind, text, by_id,"
            " by_name, at) FROM STDIN"
        ) as copy,
    ):
        for row in _messages(chance, talks, agents, messages):
            copy.write_row(row)
            last[row[0]] = (row[1], row[5], row[2], row[8])
    with line.cursor() as cursor:
        cursor.executemany(
            "UPDATE conversations_conversation SET last_position = %s, last_text = %s, last_side = %s,"
            " last_at = %s WHERE id = %s",
            [(position, text[:80], side, at, talk) for talk, (position, text, side, at) in last.items()],
        )


def _people(line: psycopg.Connection[Any], shop_id: int, chance: random.Random, count: int) -> list[int]:
    names = "小爱南云雨乐甜清安星"
    line.execute(
        """
        INSERT INTO customers_buyer (shop_id, channel, key, name, created_at)
        SELECT %s, (ARRAY['web', 'web', 'taobao'])[1 + n %% 3], 'k' || n,
               substr(%s, 1 + n %% 10, 1) || substr(%s, 1 + n / 10 %% 10, 1) || n, %s
        FROM generate_series(1, %s) AS n
        """,
        (shop_id, names, names, NOW - timedelta(days=DAYS), count),
    )
    line.execute(
        "INSERT INTO conversations_conversation (shop_id, buyer_id, created_at, last_position,"
        ' last_text, last_side, "left", read_by_buyer, read_by_staff)'
        " SELECT shop_id, id, created_at, 0, '', 'buyer', false, 0, 0 FROM customers_buyer"
        " WHERE shop_id = %s",
        (shop_id,),
    )
    rows = line.execute(
        "SELECT id, buyer_id FROM conversations_conversation WHERE shop_id = %s ORDER BY id", (shop_id,)
    ).fetchall()
    tagged = [
        (shop_id, buyer, tag, NOW)
        for tag, part in TAGS.items()
        for _, buyer in rows
        if chance.random() < part
    ]
    with line.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO customers_buyertag (shop_id, buyer_id, name, by_name, at)"
            " VALUES (%s, %s, %s, '测', %s)",
            tagged,
        )
    return [talk for talk, _ in rows]


def _messages(
    chance: random.Random, talks: list[int], agents: list[int], count: int
) -> Iterator[tuple[Any, ...]]:
    positions = dict.fromkeys(talks, 0)
    step = timedelta(days=DAYS) / count
    begin = NOW - timedelta(days=DAYS)
    for number in range(count):
        talk = talks[int(len(talks) * chance.random() ** 2)]
        positions[talk] += 1
        by_staff = chance.random() < 0.5
        agent = _agent(chance, agents, number / count) if by_staff else None
        yield (
            talk,
            positions[talk],
            "staff" if by_staff else "buyer",
            f"m{number:09d}",
            "text",
            _said(chance, number, count),
            agent,
            "测" if by_staff else None,
            begin + step * number,
        )


def _agent(chance: random.Random, agents: list[int], done: float) -> int:
    return chance.choice(agents if done < 0.15 else agents[1:])


def _said(chance: random.Random, number: int, count: int) -> str:
    parts = [chance.choice(OPENINGS)] if chance.random() < 0.4 else []
    if chance.random() < 0.6:
        parts.append("这件" + chance.choice(THINGS))
    parts.append(chance.choice(MATTERS))
    if chance.random() < 0.5:
        parts.append(chance.choice(MATTERS))
    if chance.random() < 0.003:
        parts.append(chance.choice(SELDOM))
    if chance.random() < 0.02:
        parts.append(f"订单{chance.randrange(10**6):06d}")
    if number < count / 3 and number % 3 == 0:
        parts.append(OLD_WORD)
    if number in {count // 7, count // 5, count // 3, count // 2, count - count // 50}:
        parts.append(RARE_WORD)
    return ",".join(parts)
