"""How fast the search is: `make bench-search`.

A million messages of one shop in the embedded PostgreSQL (bench/many_messages.py), taken up by the search's
own indexing, then the page's own view through the Django client: questions of one to six letters, with every
filter, in mixed order, unlucky ones too (a word that was in every third message long ago and is in none now).
Beside it, in the same run: a bare look-up of one message by its key, and what indexing costs a message.

Then the phrases: suggestions and the palette over 10,000 phrases.

`--quick` makes 50,000 messages and asks less; its figures are only a sign of life. `--questions N` asks N of
each kind. `--keep FOLDER` fills the folder's database, or uses what an earlier run left there.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import psycopg

from bench.many_messages import MATTERS, NOW, OLD_WORD, RARE_WORD, SELDOM, TAGS, THINGS, fill
from bench.orders import _database, _django, _figures, _option

if TYPE_CHECKING:
    from django.test import Client

TARGET_P95_MS = 50.0
PHRASES, PHRASES_P99_MS = 10_000, 5.0
AGENTS = 12


@dataclass(frozen=True)
class Size:
    messages: int = 1_000_000
    questions: int = 40  # of each kind


QUICK = Size(messages=50_000, questions=5)
Ask = Callable[[random.Random, list[int]], dict[str, str]]


def _part(chance: random.Random, words: tuple[str, ...], most: int) -> str:
    word = chance.choice(words)
    length = chance.randint(1, min(most, len(word)))
    begin = chance.randrange(len(word) - length + 1)
    return word[begin : begin + length]


def _days(chance: random.Random, length: int) -> dict[str, str]:
    begin = NOW.date() - timedelta(days=chance.randint(length, 179))
    return {"from": str(begin), "to": str(begin + timedelta(days=length - 1))}


KINDS: dict[str, Ask] = {
    "one letter": lambda c, _: {"q": _part(c, MATTERS, 1)},
    "two to six letters": lambda c, _: {"q": _part(c, MATTERS, 6)},
    "a thing": lambda c, _: {"q": c.choice(THINGS)},
    "a seldom word": lambda c, _: {"q": c.choice(SELDOM)},
    "a word in five": lambda _, __: {"q": RARE_WORD},
    "nothing there": lambda c, _: {"q": c.choice(("大象", "没有这样的词", "zq"))},
    "an old word": lambda _, __: {"q": OLD_WORD},
    "two words": lambda c, _: {"q": f"{c.choice(THINGS)} {_part(c, MATTERS, 4)}"},
    "word and side": lambda c, _: {"q": _part(c, MATTERS, 4), "side": c.choice(("buyer", "staff"))},
    "word and agent": lambda c, agents: {"q": _part(c, MATTERS, 4), "by": str(c.choice(agents))},
    "word and who left": lambda c, agents: {"q": _part(c, MATTERS, 4), "by": str(agents[0])},
    "word and channel": lambda c, _: {"q": c.choice(SELDOM), "channel": c.choice(("web", "taobao"))},
    "word and tag": lambda c, _: {"q": _part(c, MATTERS, 4), "tag": c.choice(list(TAGS))},
    "seldom word and tag": lambda c, _: {"q": c.choice(SELDOM), "tag": c.choice(list(TAGS))},
    "word and days": lambda c, _: {"q": _part(c, MATTERS, 4)} | _days(c, c.choice((1, 7, 30))),
    "seldom word and days": lambda c, _: {"q": c.choice(SELDOM)} | _days(c, 30),
    "word and picture": lambda c, _: {"q": _part(c, MATTERS, 3), "picture": "1"},
    "agent alone": lambda c, agents: {"by": str(c.choice(agents))},
    "order number's part": lambda c, _: {"q": str(c.randrange(1000, 9999))},
    "buyer's name": lambda c, _: {"q": f"{c.choice('小爱南云雨')}{c.choice('乐甜清安星')}"},
}


def _shop(url: str, messages: int) -> tuple[Client, list[int], dict[str, float]]:
    """Logged in, the agents, and what filling cost. The shop is filled when it is new."""
    from django.test import Client  # noqa: PLC0415 - Django must be set up

    from zhanggui.conversations.actions import index_all  # noqa: PLC0415
    from zhanggui.foundation.actors import program  # noqa: PLC0415
    from zhanggui.shops.actions import hire, open_shop  # noqa: PLC0415
    from zhanggui.shops.models import Staff  # noqa: PLC0415
    from zhanggui.shops.queries import shop_by_slug  # noqa: PLC0415
    from zhanggui.shops.rules import AGENT  # noqa: PLC0415

    costs: dict[str, float] = {}
    shop = shop_by_slug("many")
    if shop is None:
        shop = open_shop(slug="many", name="示例店", platform="tmall", at=NOW)
        for place in range(AGENTS):
            who = {"login": f"bench{place}", "name": f"测{place}", "agent_number": f"B{place}"}
            password = "only-for-the-benchmark"
            hire(shop_id=shop.id, role=AGENT, password=password, by=program(shop.id), at=NOW, **who)
        agents = _agents(shop.id)
        with psycopg.connect(url) as line:
            fill(line, shop.id, agents, messages)
        begun = time.perf_counter()
        taken = index_all()
        costs["index_us_a_message"] = round((time.perf_counter() - begun) / max(1, taken) * 1e6, 1)
        print(f"{taken:,} messages taken up, {costs['index_us_a_message']} us each", flush=True)
        with psycopg.connect(url, autocommit=True) as line:
            line.execute("VACUUM ANALYZE")  # as the server does by itself some minutes later
    client = Client()
    client.force_login(Staff.objects.get(login="bench1"), "django.contrib.auth.backends.ModelBackend")
    return client, _agents(shop.id), costs


def _agents(shop_id: int) -> list[int]:
    from zhanggui.shops.models import Staff  # noqa: PLC0415

    return list(Staff.objects.filter(shop_id=shop_id).order_by("pk").values_list("pk", flat=True))


def _ask(
    client: Client, agents: list[int], questions: int, url: str
) -> tuple[dict[str, list[float]], list[float]]:
    """Every question in mixed order, and after each a bare look-up by key."""
    chance = random.Random(7)
    todo = [(kind, KINDS[kind](chance, agents)) for kind in KINDS for _ in range(questions)]
    chance.shuffle(todo)
    for _, parts in todo[:20]:
        client.get(f"/search/?{urlencode(parts)}")  # warm
    seen: dict[str, list[float]] = defaultdict(list)
    bare: list[float] = []
    with psycopg.connect(url, autocommit=True) as line:
        keys = line.execute(
            "SELECT conversation_id, position FROM conversations_message TABLESAMPLE SYSTEM (5) LIMIT 1000"
        ).fetchall()
        for kind, parts in todo:
            begun = time.perf_counter()
            answer = client.get(f"/search/?{urlencode(parts)}")
            seen[kind].append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{answer.status_code} {parts}")
            bare.append(_bare(line, chance.choice(keys)))
    return seen, bare


def _bare(line: Any, key: tuple[int, int]) -> float:
    begun = time.perf_counter()
    line.execute(
        "SELECT text FROM conversations_message WHERE conversation_id = %s AND position = %s", key
    ).fetchone()
    return (time.perf_counter() - begun) * 1000


def _phrases() -> dict[str, Any]:
    """Suggestions for a question, and the palette for what is typed, over 10,000 phrases in memory."""
    from zhanggui.conversations.queries import PhraseCard  # noqa: PLC0415
    from zhanggui.conversations.search import PhraseIndex  # noqa: PLC0415

    chance = random.Random(7)
    cards = [
        PhraseCard(
            id=number,
            group="presale",
            category=chance.choice(THINGS),
            title=f"{chance.choice(THINGS)}{chance.choice(MATTERS)}{number}",
            text=f"{chance.choice(MATTERS)},{chance.choice(MATTERS)}",
            asks=(chance.choice(MATTERS), f"{chance.choice(THINGS)}{chance.choice(MATTERS)}"),
            shortcut=f"k{number}",
            used=chance.randrange(100),
        )
        for number in range(PHRASES)
    ]
    index = PhraseIndex(cards)
    suggested, typed = [], []
    for _ in range(1_000):
        begun = time.perf_counter()
        index.answers(f"{chance.choice(THINGS)}{chance.choice(MATTERS)}")
        suggested.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        index.matching(_part(chance, MATTERS, 4))
        typed.append((time.perf_counter() - begun) * 1000)
    return {
        "phrases": PHRASES,
        "suggestions_p99_ms": round(sorted(suggested)[989], 2),
        "palette_p99_ms": round(sorted(typed)[989], 2),
    }


def main() -> int:
    size = QUICK if "--quick" in sys.argv else Size()
    size = replace(size, questions=int(_option("--questions", str(size.questions))))
    kept = _option("--keep", "")
    with _database(Path(kept) if kept else None) as url:
        _django(url)
        client, agents, costs = _shop(url, size.messages)
        seen, bare = _ask(client, agents, size.questions, url)
        phrases = _phrases()
    return _report(size, seen, bare, phrases, costs)


def _report(
    size: Size,
    seen: dict[str, list[float]],
    bare: list[float],
    phrases: dict[str, Any],
    costs: dict[str, float],
) -> int:
    kinds = {kind: _figures(seen[kind]) for kind in KINDS}
    print(f"{'milliseconds':28}{'p50':>8}{'p95':>8}{'max':>8}")
    for kind, figures in kinds.items():
        print(f"{kind:28}{figures['p50']:8.1f}{figures['p95']:8.1f}{figures['max']:8.1f}")
    slowest = max(kinds, key=lambda kind: kinds[kind]["p95"])
    every = _figures([took for times in seen.values() for took in times])
    looked_up = sorted(bare)
    slow = max(phrases["suggestions_p99_ms"], phrases["palette_p99_ms"])
    ok = every["p95"] < TARGET_P95_MS and slow < PHRASES_P99_MS
    line = {
        "name": "search",
        "messages": size.messages,
        "questions": sum(map(len, seen.values())),
        "all_ms": every,
        "slowest_kind": slowest,
        "slowest_kind_ms": kinds[slowest],
        "bare_lookup_ms": {
            "p50": round(looked_up[len(bare) // 2], 3),
            "p95": round(looked_up[int(len(bare) * 0.95)], 3),
        },
        **costs,
        **phrases,
        "target": {"p95_ms": TARGET_P95_MS, "phrases_p99_ms": PHRASES_P99_MS},
        "ok": ok,
    }
    print(json.dumps(line, ensure_ascii=False))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
