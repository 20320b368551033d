"""`zhanggui quote`: from a file or the pipe, with its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhanggui.promotions.tests.test_codec import BLOCKS


def quoted(*arguments: str, piped: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "zhanggui.config.cli", "quote", *arguments],
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONUTF8": "1"},
        input=piped,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_a_file_is_priced_without_a_database(tmp_path: Path) -> None:
    cart = tmp_path / "cart.json"
    cart.write_text(BLOCKS[0])
    done = quoted(str(cart))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == BLOCKS[1]


def test_what_comes_in_by_the_pipe_is_priced_now() -> None:
    done = quoted("-", piped=b'{"cart": {"lines": [{"item": "1", "price_fen": 1990}]}}')
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["total"]) == (0, "19.90")
    assert answer["at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("arguments", "piped", "code", "said"),
    [
        (["-"], b'{"cart": 1}', 1, "$.cart: 要对象,现在是 1"),
        (["-"], b"{" * 10_000_000, 1, "$: 最多 1048576 字节(1 MB)"),
        (["no-such-cart.json"], b"", 1, "读不了 no-such-cart.json"),
        ([], b"", 2, "usage: zhanggui quote"),
    ],
    ids=["wrong", "large", "absent", "nothing"],
)
def test_what_cannot_be_priced_says_why(arguments: list[str], piped: bytes, code: int, said: str) -> None:
    done = quoted(*arguments, piped=piped)
    assert done.returncode == code
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_nothing_heavy_is_loaded_for_a_price() -> None:
    program = (
        "import sys, io; from zhanggui.config import cli; sys.stdin = io.TextIOWrapper(io.BytesIO(b'{}'));"
        "cli.main(['quote', '-']); print('django' in sys.modules, 'psycopg' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == b"False False"
