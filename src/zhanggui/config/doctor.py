"""`zhanggui doctor`: what is wrong, and the command that mends it. Needs no Django and starts nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhanggui.config import embedded, environment, processes, running, supervisor
from zhanggui.foundation.failures import UnableTo

_FREE_MEGABYTES = 500
_MEMORY_TARGET = 300.0  # MB
# The shell without windows first: it opens a page for a third of the processor time.
_BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@dataclass(frozen=True)
class Finding:
    """`good` None is information, neither good nor bad."""

    good: bool | None
    what: str
    mend: str = ""


def examine() -> int:
    """Prints the findings; 1 when something is wrong."""
    bad = False
    for finding in findings():
        bad = bad or finding.good is False
        mark = {True: "好", False: "坏", None: "  "}[finding.good]
        print(f"{mark}  {finding.what}")
        if finding.mend and finding.good is not True:
            print(f"      -> {finding.mend}")
    return 1 if bad else 0


def findings() -> Iterator[Finding]:
    data = environment.data_folder()
    running_now = running.read(data) if data.exists() and running.is_taken(data) else None
    yield _python()
    yield _environment()
    yield _settings()
    yield _data(data)
    yield _account()
    server = _server(data)
    if isinstance(server, Finding):
        yield server
    else:
        reachable = _database(server)
        yield reachable
        yield _migrations(reachable)
    yield from _processes(running_now)
    if environment.value("REDIS_URL"):
        yield _redis(environment.value("REDIS_URL"))
    yield from _for_tests()
    if running_now is not None:
        yield _memory(running_now, server if isinstance(server, embedded.Server) else None)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(sys.version_info >= (3, 11), f"Python {version}", "apt install python3 (3.11 或更新)")


def _environment() -> Finding:
    inside = sys.prefix != sys.base_prefix
    return Finding(
        True if inside else None, f"Python 环境 {sys.prefix}", "" if inside else "在项目目录里用 make run"
    )


def _data(data: Path) -> Finding:
    place = next(folder for folder in (data, *data.parents) if folder.exists())
    if not os.access(place, os.W_OK):
        return Finding(False, f"数据目录 {data} 不能写入", f"sudo chown -R $(id -un) '{place}'")
    free = shutil.disk_usage(place).free // 1_000_000
    what = f"数据目录 {data}, 磁盘还有 {free:,} MB"
    return Finding(free >= _FREE_MEGABYTES, what, f"磁盘快满了, 至少要 {_FREE_MEGABYTES} MB: df -h")


def _settings() -> Finding:
    try:
        environment.check_numbers()
    except UnableTo as refusal:
        return Finding(False, str(refusal), "zhanggui settings")
    return Finding(True, "设置里的数字都能用")


def _account() -> Finding:
    if os.geteuid() != 0:
        return Finding(True, "账号不是 root")
    return Finding(None, "以 root 运行: 可以用, 正式使用时建议换普通账号", "adduser zhanggui")


def _server(data: Path) -> embedded.Server | Finding | None:
    """The embedded server; None with DATABASE_URL."""
    if environment.value("DATABASE_URL"):
        return None
    try:
        server = embedded.locate(data)
        server.is_running()
    except UnableTo as refusal:
        return Finding(False, str(refusal), "make run")
    return server


def _database(server: embedded.Server | None) -> Finding:
    if server is None:
        return _own_database(environment.value("DATABASE_URL"))
    if server.is_running():
        return Finding(True, f"内置 PostgreSQL 在运行, 数据在 {server.cluster}")
    return Finding(False, "内置 PostgreSQL 没有运行", "zhanggui run (或 make run)")


def _own_database(url: str) -> Finding:
    import psycopg  # noqa: PLC0415 - only with a PostgreSQL of one's own

    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as failure:
        return Finding(False, f"DATABASE_URL 连不上: {str(failure).strip()}", "检查地址, 账号和密码")
    return Finding(True, f"DATABASE_URL: PostgreSQL {version}")


def _migrations(database: Finding) -> Finding:
    if not database.good:
        return Finding(None, "数据库结构: 数据库没有运行, 没有检查")
    # In a process of its own: this one stays small and needs no Django.
    checked = subprocess.run(
        [sys.executable, "-m", "zhanggui.config.cli", "manage", "migrate", "--check"],
        check=False,
        capture_output=True,
    )
    return Finding(
        checked.returncode == 0,
        "数据库结构是最新的" if checked.returncode == 0 else "数据库结构不是最新的",
        "zhanggui migrate",
    )


def _processes(now: running.Running | None) -> Iterator[Finding]:
    if now is None:
        yield Finding(False, "掌柜没有运行", "zhanggui run (或 make run)")
        return
    good = supervisor.answers(now.host, now.port)
    yield Finding(
        good,
        f"网页 {now.address} {'有应答' if good else '没有应答'}",
        "看运行窗口里的日志, 再按 Ctrl-C 重新启动",
    )
    for title, pids in (("网页进程", now.web), ("任务进程", (now.worker,) if now.worker else ())):
        alive = [pid for pid in pids if running.runs_zhanggui(pid)]
        listed = ", ".join(map(str, pids)) or "-"
        yield Finding(
            bool(pids) and len(alive) == len(pids),
            f"{title} {listed}",
            "看运行窗口里的日志, 再按 Ctrl-C 重新启动",
        )


def _redis(url: str) -> Finding:
    import redis  # noqa: PLC0415 - only with REDIS_URL

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as connection:
            connection.ping()
    except (redis.RedisError, OSError, ValueError) as failure:
        return Finding(False, f"REDIS_URL 连不上: {failure}", "启动 Redis 或 Valkey, 或者 unset REDIS_URL")
    return Finding(True, "REDIS_URL 有应答")


def browser() -> str | None:
    """The Chromium that tests and benchmarks drive."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def _for_tests() -> Iterator[Finding]:
    found = browser()
    yield Finding(None, f"浏览器测试用: {found or '没有 Chromium'}", "" if found else "apt install chromium")
    if shutil.which("fc-list") is None:
        yield Finding(None, "浏览器测试用: 没有 fontconfig", "apt install fontconfig fonts-wqy-microhei")
        return
    fonts = subprocess.run(["fc-list", ":lang=zh", "family"], check=False, capture_output=True).stdout  # noqa: S607
    what = "有中文字体" if fonts.strip() else "没有中文字体"
    yield Finding(None, f"浏览器测试用: {what}", "" if fonts.strip() else "apt install fonts-wqy-microhei")


def _memory(now: running.Running, server: embedded.Server | None) -> Finding:
    if not processes.measurable():
        return Finding(None, "内存: 这个系统上不能测量")
    postmaster = server.pid() if server else None
    groups = {
        "主进程": [now.supervisor],
        "网页": list(now.web),
        "任务": [now.worker] if now.worker else [],
        "模拟": [now.simulator] if now.simulator else [],
        "数据库": processes.with_descendants(postmaster) if postmaster else [],
    }
    taken = {name: processes.memory(pids) for name, pids in groups.items()}
    share = sum(memory.share for memory in taken.values())
    resident = sum(memory.resident for memory in taken.values())
    listed = ", ".join(f"{name} {memory.share:.0f}" for name, memory in taken.items())
    return Finding(
        True if share < _MEMORY_TARGET else None,
        f"内存 {share:.0f} MB PSS ({listed}; RSS 相加 {resident:.0f} MB, 共享的部分算了多次)",
    )
