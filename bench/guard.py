"""How right and how quick the red lines are: `make bench-guard`.

1. Precision and recall of every rule on the committed replies (`guard/examples/`), in the strictest
   situation, and on those that no pattern was fitted to.
2. All rules that can stop a text, and all with the hints, over every reply of the sets: thread time per text.
   Beside them in the same run, as the ceiling, one plain scan of each text with `re` for the fifteen patterns
   that such a guard usually starts from (no reading of disguises, no exceptions, no masks).

`--quick` shortens the timing; its figures are only a sign of life.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence

from zhanggui.guard.rules import HINTS, RED_LINES, Severity, Situation, check, measured
from zhanggui.guard.rules.measuring import OURS, Figures, examples, measure

TARGET_P99_MS = 1.0
_PLAIN = re.compile(
    "(?:没有|不能|不可以|开不了|不开|不提供|无法).{0,6}(?:发票|开票)"
    "|发票.{0,6}(?:开不了|没有|不提供|不开|用完)"
    "|(?:加|补|另付|收).{0,4}(?:税|税点|税费|\\d+%|\\d+个点)"
    "|微信|加(?:我|个)?(?:VX|vx|V信)|扣扣|QQ\\s*\\d{5,}|线下(?:交易|付款)|私下|收款码"
    "|1[3-9]\\d{9}"
    "|https?://(?!(?:[\\w-]+\\.)*(?:taobao|tmall|alipay|1688)\\.com)"
    "|(?:好评|五星|晒图|追评).{0,12}(?:返|红包|现金|\\d+元|优惠券|送|奖励)"
    "|(?:不改|不删).{0,8}(?:就|否则|小心|等着|后果|曝光)"
    "|爱买不买|不买(?:拉倒|算了)|没空|说了多少遍|烦不烦"
    "|(?:保证|一定|肯定|百分百).{0,8}(?:到|送达|发货)"
    "|(?:改|修改|调).{0,4}(?:价|价格|\\d+元)"
    "|(?:补|加|另付).{0,4}(?:运费|邮费|快递费)"
    "|不退不换|概不退换|不支持退|不能退|拆封不退"
    "|(?:不支持|不能用|不接受).{0,4}(?:信用卡|花呗|分期)"
    "|刷单|补单|空包|高仿|A货|原单|确认收货.{0,10}(?:再|才).{0,6}(?:退|补)"
)
_SITUATION = Situation(platform="tmall", ours=OURS)


def main(arguments: list[str]) -> int:
    rounds = 2 if "--quick" in arguments else 12
    figures = measured()
    _table("replies that the rules were tuned on", figures.values())
    held_out = [
        measure(line, texts, examples("held_out_harmless"))
        for line in RED_LINES
        if (texts := examples(f"held_out_violations_{line.id}"))
    ]
    _table("held out", held_out)
    texts = _texts()
    stopping = _timed(lambda text: check(text, _SITUATION), texts, rounds)
    advising = _timed(lambda text: check(text, _SITUATION, (*RED_LINES, *HINTS)), texts, rounds)
    plain = _timed(_PLAIN.search, texts, rounds)
    p99 = _quantile(advising, 0.99)
    blocking = [figures[line.id] for line in RED_LINES if Severity.BLOCK in line.severity.values()]
    result = {
        "name": "guard",
        "rules": len(RED_LINES),
        "hints": len(HINTS),
        "texts": len(texts),
        "harmless": len(examples("harmless")),
        "violations": sum(one.violations for one in figures.values()),
        "blocking_rules": len(blocking),
        "lowest_precision_of_blocking": round(min(one.precision for one in blocking), 3),
        "lowest_recall_of_blocking": round(min(one.recall for one in blocking), 3),
        "held_out_false_blocks": sum(len(one.mistakes) for one in held_out if _blocks(one.rule)),
        "held_out_found": round(
            sum(one.caught for one in held_out) / sum(one.violations for one in held_out), 3
        ),
        "at_sending_ms": {"p50": _ms(stopping, 0.5), "p99": _ms(stopping, 0.99)},
        "while_typing_ms": {"p50": _ms(advising, 0.5), "p99": _ms(advising, 0.99)},
        "plain_re_scan_ms": {"p50": _ms(plain, 0.5), "p99": _ms(plain, 0.99)},
        "ratio": round(_quantile(stopping, 0.5) / _quantile(plain, 0.5), 1),
        "target": {"p99_ms": TARGET_P99_MS, "precision": 0.99, "recall": 0.95},
        "ok": p99 < TARGET_P99_MS and all(one.allow_blocking for one in blocking),
    }
    print(json.dumps(result))
    return 0 if result["ok"] else 1


def _blocks(rule: str) -> bool:
    return any(line.id == rule and Severity.BLOCK in line.severity.values() for line in RED_LINES)


def _table(title: str, figures: Iterable[Figures]) -> None:
    print(f"{title}\n{'rule':6}{'harmless':>9}{'wrong':>7}{'violations':>11}{'precision':>10}{'recall':>8}")
    for one in figures:
        print(
            f"{one.rule:6}{one.harmless:9}{len(one.mistakes):7}{one.violations:11}"
            f"{one.precision:10.3f}{one.recall:8.3f}"
        )


def _texts() -> list[str]:
    names = ("harmless", "held_out_harmless", *(f"violations_{line.id}" for line in RED_LINES))
    return [text for name in names for text in examples(name)]


def _timed(look: Callable[[str], object], texts: Sequence[str], rounds: int) -> list[float]:
    """Thread seconds of every single look."""
    taken = []
    for _ in range(rounds):
        for text in texts:
            begun = time.thread_time()
            look(text)
            taken.append(time.thread_time() - begun)
    return sorted(taken)


def _quantile(taken: Sequence[float], part: float) -> float:
    """Of what is sorted."""
    return taken[int(len(taken) * part)]


def _ms(taken: Sequence[float], part: float) -> float:
    return round(_quantile(taken, part) * 1000, 4)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
