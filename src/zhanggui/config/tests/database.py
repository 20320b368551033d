"""A pytest plugin (named in pyproject.toml): one embedded PostgreSQL for the whole run.

A plugin and not a conftest, because pytest-django reads the settings before any conftest is loaded.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings

from zhanggui.config import embedded

_PREFIX = "zhanggui-tests-"
_JUST_MADE_SECONDS = 60.0
_STARTED: list[tuple[embedded.Server, Path]] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Starts the server. A wrapper runs before pytest-django's own hook, which loads the settings."""
    _keep_bytecode()
    _clear_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o755)  # PostgreSQL runs as another account when we are root
    server = embedded.locate(folder, durable=False)
    server.enter()
    _STARTED.append((server, folder))
    os.environ["ZHANGGUI_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = server.url
    for name in ("REDIS_URL", "ZHANGGUI_HTTPS", "ZHANGGUI_DEBUG", "ZHANGGUI_SECRET_KEY"):
        os.environ.pop(name, None)
    return (yield)


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
    # Each client of a test makes the middleware anew, which would list every static file each time.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole files, the longest first, so that no worker is left alone with one at the end."""
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (not _starts_programs(item.path), -sizes[item.path], str(item.path)))


def _starts_programs(path: Path) -> bool:
    return path.parent.name in {"stories", "browser"} or path.name == "test_supervisor.py"


def pytest_unconfigure() -> None:
    while _STARTED:
        server, folder = _STARTED.pop()
        server.leave()
        shutil.rmtree(folder, ignore_errors=True)
