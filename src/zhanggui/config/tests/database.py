"""A pytest plugin (named in pyproject.toml): one embedded PostgreSQL for the whole run, whatever its workers.

A plugin and not a conftest, because pytest-django reads the settings before any conftest is loaded.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from psycopg import sql
from psycopg.conninfo import make_conninfo

from zhanggui.config import embedded
from zhanggui.config.migrating import each_model_drawn_once

_MIGRATED = "zhanggui_migrated"
_PREFIX = "zhanggui-tests-"
_JUST_MADE_SECONDS = 60.0
_LEAVING_SECONDS = 5.0
_NEW_OBJECTS = 20_000
_STARTED: list[tuple[embedded.Server, Path]] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Starts the server. A wrapper runs before pytest-django's own hook, which loads the settings."""
    gc.disable()  # what is loaded and collected stays: to look through it takes each worker eight seconds
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:  # the server is that of the process that started us
        folder = Path(os.environ["ZHANGGUI_DATA"]) / worker
        folder.mkdir()
        os.environ["ZHANGGUI_DATA"] = str(folder)
    else:
        _keep_bytecode()
        _clear_leftovers()
        _start_server()
    for name in ("REDIS_URL", "ZHANGGUI_HTTPS", "ZHANGGUI_DEBUG", "ZHANGGUI_SECRET_KEY"):
        os.environ.pop(name, None)
    return (yield)


def _start_server() -> None:
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o755)  # PostgreSQL runs as another account when we are root
    server = embedded.locate(folder, durable=False)
    server.enter()
    _STARTED.append((server, folder))
    os.environ["ZHANGGUI_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = server.url


def _keep_bytecode() -> None:
    """Where Python is told to leave no bytecode beside the sources, it is kept in the environment's folder:
    the tests start many processes, and each would spend two seconds on compiling Django and us anew."""
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = str(Path(sys.prefix) / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def _clear_leftovers() -> None:
    """Stops the servers of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or just going
            if time.time() - folder.stat().st_mtime < _JUST_MADE_SECONDS:
                continue
            server = embedded.locate(folder)
            server.stop_if_unused()
            if not server.is_running():
                shutil.rmtree(folder)


def pytest_configure() -> None:
    # How long an example takes says only how busy the machine is. What has to pass tries the same examples
    # each time; whoever runs the tests at home looks for new ones.
    # To make an example small takes minutes: that is for whoever mends it.
    slow = {hypothesis.Phase.shrink, hypothesis.Phase.explain} if "CI" in os.environ else set()
    hypothesis.settings.register_profile(
        "house",
        phases=[phase for phase in hypothesis.Phase if phase not in slow],
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
        derandomize="CI" in os.environ,
        database=None,
    )
    hypothesis.settings.load_profile("house")
    # Each client of a test makes the middleware anew, which would list every static file each time.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """The first database is kept as a template for all others: migrating takes seconds."""
    if fixturedef.argname != "django_db_setup":
        return (yield)
    before = connection.settings_dict["NAME"]
    with _line() as line:
        line.execute("SELECT pg_advisory_lock(1)")
        there = _is_there(line)
        if there:
            connection.settings_dict["TEST"]["TEMPLATE"] = _MIGRATED
        with each_model_drawn_once():
            done = yield
        made = connection.settings_dict["NAME"]
        if not there and made != before:  # without a test that asks the database none is made
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one
            _copy(line, made, _MIGRATED)
    if made != before:
        fixturedef.addfinalizer(partial(_see_off, made, request.config))
    return done


def _see_off(database: str, config: pytest.Config) -> None:
    """Runs before the worker's database is dropped, which fails while anybody is connected to it. A line
    that a program or a thread left behind is said and cut: the tests that it served are over."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one
    others = "FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with _line() as line:
        until = time.monotonic() + _LEAVING_SECONDS
        while time.monotonic() < until:
            if line.execute(f"SELECT 1 {others}", [database]).fetchone() is None:
                return
            time.sleep(0.05)
        left = line.execute(f"SELECT application_name, state, query {others}", [database]).fetchall()
        with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            sys.stderr.write(f"\nstill connected to {database}: {left}\n")
        line.execute(f"SELECT pg_terminate_backend(pid, 10000) {others}", [database])


def database_for_program() -> str:
    """The address of a new database for a program that a test starts: with all tables and no rows, when
    `django_db_setup` has made them before, else empty."""
    name = f"program_{uuid4().hex}"
    with _line() as line:
        _copy(line, _MIGRATED if _is_there(line) else "template1", name)
    return make_conninfo(os.environ["DATABASE_URL"], dbname=name)


def _line() -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _is_there(line: psycopg.Connection[tuple[Any, ...]]) -> bool:
    found = line.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_MIGRATED,))
    return found.fetchone() is not None


def _copy(line: psycopg.Connection[tuple[Any, ...]], original: str, name: str) -> None:
    """Copies a database that nobody is connected to."""
    line.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, original))))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
    gc.enable()


def pytest_runtest_setup() -> None:
    translation.deactivate()  # a page that was asked for in English leaves its thread in English


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole files, the longest first, so that no worker is left alone with one at the end. Those for a
    browser follow each other: it is started once, and closed before others are tested."""
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (_rank(item.path), -sizes[item.path], str(item.path)))


def _rank(path: Path) -> int:
    if path.parent.name == "browser":
        return 0
    return 1 if path.parent.name == "stories" or path.name == "test_supervisor.py" else 2


def pytest_unconfigure() -> None:
    while _STARTED:
        server, folder = _STARTED.pop()
        server.leave()
        shutil.rmtree(folder, ignore_errors=True)
