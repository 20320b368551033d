"""One simulated day: buyers, eight agents and the marketplace in a house whose clock runs 60 times as fast.

    python -m bench.day [--orders 2800] [--agents 8] [--speed 60] [--from 8] [--to 24]

Prints one JSON line. `ok`: every address was settled before its cut-off, no overdue task is without an owner,
every promise that left by the wire has its remark or its finding, and nothing went wrong on the way.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bench.servers import House, house
from zhanggui.foundation.calendar import SHANGHAI, shop_day
from zhanggui.foundation.pace import Pace

DAY = datetime(2026, 11, 24, tzinfo=SHANGHAI)
_STARTS_SECONDS = 25  # until then the house and its history are there, on a machine of two cores
_LONGEST_SECONDS = 3_600
_LOOKS_SECONDS = 10
# The check for ownerless tasks comes every 15 seconds of the machine's.
_CHECK_SECONDS = 30

# What silence lets go before the cut-off is settled in time, though the buyer may still say yes later.
_CHECKS = """
    SELECT count(*), count(*) FILTER (WHERE held_at IS NOT NULL),
           count(*) FILTER (WHERE cut_off_at <= %(at)s),
           count(*) FILTER (WHERE cut_off_at <= %(at)s AND (
               state = 'held' OR (held_at IS NOT NULL AND settled_at > cut_off_at)
               OR release_at > cut_off_at))
    FROM fulfilment_addresscheck WHERE asked_at >= %(since)s
"""
_OWNERLESS = """
    SELECT kind, count(*) FROM worklist_task
    WHERE settled_at IS NULL AND owner_id IS NULL AND due_at <= %s GROUP BY kind
"""
_TASKS = "SELECT kind, count(*), count(*) FILTER (WHERE settled_at > due_at) FROM worklist_task GROUP BY kind"
_PROMISES = "SELECT conversation_id, kind FROM guard_promise"
_REMARKED = """
    SELECT conversation.id, unnest(remark.promises) FROM orders_remark AS remark
    JOIN orders_orderclaim AS claim ON claim.order_id = remark.order_id
    JOIN conversations_conversation AS conversation ON conversation.buyer_id = claim.buyer_id
"""


def main() -> int:
    asked = _asked()
    begins = DAY + timedelta(hours=asked.begins)
    pace = Pace(datetime.now(UTC) + timedelta(seconds=_STARTS_SECONDS), begins, asked.speed)
    clock = f"{pace.since.isoformat()},{pace.shown.isoformat()},{pace.speed}"
    started = time.monotonic()
    with house(ZHANGGUI_CLOCK=clock) as running:
        ends = DAY + timedelta(hours=asked.ends)
        tally, ownerless = _play(running, asked, pace, ends)
        figures = _figures(running, tally, begins, pace.shows(datetime.now(UTC)))
    figures["ownerless_overdue_at_most"] = ownerless
    figures["seconds"] = round(time.monotonic() - started)
    figures["ok"] = not _wrong(figures)
    figures["wrong"] = _wrong(figures)
    print(json.dumps(figures, ensure_ascii=False))
    return 0 if figures["ok"] else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.day")
    parser.add_argument("--orders", type=int, default=2_800)
    parser.add_argument("--chatting", type=float, default=0.3)
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--speed", type=float, default=60)
    parser.add_argument("--from", type=float, default=8, dest="begins")
    parser.add_argument("--to", type=float, default=24, dest="ends")
    parser.add_argument("--days", type=int, default=90)
    return parser.parse_args()


def _play(
    running: House, asked: argparse.Namespace, pace: Pace, ends: datetime
) -> tuple[dict[str, Any], dict[str, int]]:
    """The day, and the most overdue tasks that were without an owner for longer than a check takes."""
    kept = running.folder / "tally.json"
    hours = (ends - pace.shows(datetime.now(UTC))).total_seconds() / 3600
    wanted = ("orders", "chatting", "agents", "days")
    options = [text for name in wanted for text in (f"--{name}", str(getattr(asked, name)))]
    command = [sys.executable, "-m", "zhanggui.config.cli", "simulate", "--hours", str(hours)]
    playing = subprocess.Popen([*command, "--tally", str(kept), *options], env=running.environment)
    worst: Counter[str] = Counter()
    until = time.monotonic() + _LONGEST_SECONDS
    try:
        while playing.poll() is None and time.monotonic() < until:
            time.sleep(_LOOKS_SECONDS)
            worst |= _ownerless(running, pace)
    finally:
        playing.terminate()
        playing.wait(30)
    return json.loads(kept.read_text()), dict(worst)


def _ownerless(running: House, pace: Pace) -> Counter[str]:
    overdue_since = pace.shows(datetime.now(UTC)) - timedelta(seconds=_CHECK_SECONDS * pace.speed)
    with psycopg.connect(running.database_url) as line:
        return Counter(dict(line.execute(_OWNERLESS, [overdue_since]).fetchall()))


def _figures(running: House, tally: dict[str, Any], begins: datetime, at: datetime) -> dict[str, Any]:
    given = {"since": begins, "at": at}
    with psycopg.connect(running.database_url) as line:
        checks, for_people, closed, late = line.execute(_CHECKS, given).fetchone() or (0, 0, 0, 0)
        tasks = {kind: [count, behind] for kind, count, behind in line.execute(_TASKS).fetchall()}
        found = set(line.execute(_PROMISES).fetchall())
        remarked = set(line.execute(_REMARKED).fetchall())
    promised = [(conversation, kind) for conversation, kind, _, _ in tally["promised"]]
    covered = [one for one in promised if one in found or one in remarked]
    texts = [text for conversation, kind, text, _ in tally["promised"] if (conversation, kind) not in covered]
    return {
        "day": shop_day(begins).isoformat(),
        "paid_orders": tally.get("paid_orders", 0),
        "address_checks": checks,
        "address_checks_for_people": for_people,
        "address_checks_past_cut_off": closed,
        "address_checks_late": late,
        "tasks_and_late": tasks,
        "promises": len(promised),
        "promises_found_or_remarked": len(covered),
        "promises_missed": texts[:10],
        "chats": tally.get("chats", 0),
        "questions": tally.get("questions", 0),
        "answers": tally.get("answers", 0),
        "left_unanswered": tally.get("left_unanswered", 0),
        "troubles": tally.get("troubles", 0),
        "tally": {key: value for key, value in tally.items() if key != "promised"},
    }


def _wrong(figures: dict[str, Any]) -> list[str]:
    return [
        what
        for what, is_wrong in (
            ("an address was not settled before its cut-off", figures["address_checks_late"] > 0),
            ("a task was overdue without an owner", bool(figures["ownerless_overdue_at_most"])),
            ("a promise has no remark and no finding", bool(figures["promises_missed"])),
            ("something went wrong on the way", figures["troubles"] > 0),
            ("nobody paid", not figures["paid_orders"]),
        )
        if is_wrong
    ]


if __name__ == "__main__":
    sys.exit(main())
