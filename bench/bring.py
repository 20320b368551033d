"""Imports files into the demo shop as `zhanggui import any` does, and prints what it took as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
django.setup()

from zhanggui.config import bulk  # noqa: E402
from zhanggui.connectors.files.importing import GivenFile, import_file  # noqa: E402
from zhanggui.connectors.files.resting import resting  # noqa: E402
from zhanggui.foundation.actors import program  # noqa: E402
from zhanggui.foundation.clock import now  # noqa: E402
from zhanggui.shops.queries import shop_by_slug  # noqa: E402


def main(paths: list[Path]) -> None:
    shop = shop_by_slug("demo")
    assert shop is not None
    bulk.share_time()
    seconds = {}
    rows = 0
    for path in paths:
        begun = time.perf_counter()
        with path.open("rb") as file:
            given = GivenFile(file, path.name)
            report = import_file(
                shop_id=shop.id, given=given, between=resting(now), by=program(shop.id), at=now()
            )
        seconds[report.kind.key] = round(time.perf_counter() - begun, 2)
        assert report.counts.new == report.counts.rows, report.counts
        rows += report.counts.rows
    # Not getrusage: its peak is inherited from whoever started this process.
    status = Path("/proc/self/status").read_text()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024
    spent = round(time.process_time(), 2)
    print(json.dumps({"seconds": seconds, "rows": rows, "peak_mb": peak, "cpu_seconds": spent}))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
