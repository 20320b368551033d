"""A pytest plugin (named in pyproject.toml): one embedded PostgreSQL for the whole run.

A plugin and not a conftest, because pytest-django reads the settings before any conftest is loaded.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from zhanggui.config import embedded

_STARTED: list[tuple[embedded.Server, Path]] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Starts the server. A wrapper runs before pytest-django's own hook, which loads the settings."""
    folder = Path(tempfile.mkdtemp(prefix="zhanggui-tests-"))
    folder.chmod(0o755)  # PostgreSQL runs as another account when we are root
    server = embedded.locate(folder, durable=False)
    server.enter()
    _STARTED.append((server, folder))
    os.environ["ZHANGGUI_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = server.url
    for name in ("REDIS_URL", "ZHANGGUI_HTTPS", "ZHANGGUI_DEBUG", "ZHANGGUI_SECRET_KEY"):
        os.environ.pop(name, None)
    return (yield)


def pytest_unconfigure() -> None:
    while _STARTED:
        server, folder = _STARTED.pop()
        server.leave()
        shutil.rmtree(folder, ignore_errors=True)
