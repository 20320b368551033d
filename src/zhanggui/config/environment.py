"""Every setting that comes from the environment, in one table. Nothing else reads os.environ."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what holds when it is unset, and what it means."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DATABASE_URL", "", "postgresql://user:password@host:port/name; unset: the embedded PostgreSQL"),
    Variable("REDIS_URL", "", "redis://host:port/0; unset: live frames travel by PostgreSQL NOTIFY"),
    Variable("ZHANGGUI_DATA", "var", "folder for the embedded database, the secret key and the logs"),
    Variable("ZHANGGUI_HOST", "127.0.0.1", "address to listen on; 0.0.0.0 for the whole network"),
    Variable("ZHANGGUI_PORT", "8300", "port to listen on; the next free one is taken when it is busy"),
    Variable("ZHANGGUI_WEB_PROCESSES", "1", "web server processes that share the port"),
    Variable("ZHANGGUI_SECRET_KEY", "", "signing key; unset: made once and kept in the data folder"),
    Variable("ZHANGGUI_ALLOWED_HOSTS", "*", "host names that are answered, separated by commas"),
    Variable("ZHANGGUI_HTTPS", "0", "1 behind an https proxy: secure cookies, and the chat can be embedded"),
    Variable("ZHANGGUI_DEMO", "1", "0: the first start does not create the demo shop"),
    Variable("ZHANGGUI_DEBUG", "0", "1: long error pages; never with real buyers"),
    Variable("ZHANGGUI_WRITER_LANES", "1", "database connections that write chat messages, in one process"),
    Variable("ZHANGGUI_WRITER_BATCH", "500", "messages that one commit may hold"),
)
_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}


def value(name: str) -> str:
    """The variable's value, or its default. KeyError for a name that is not in the table."""
    return os.environ.get(name) or _DEFAULTS[name]


def number(name: str) -> int:
    """The variable as a whole number. ValueError names the variable when it is none."""
    try:
        return int(value(name))
    except ValueError:
        message = f"{name} must be a whole number, not {value(name)!r}"
        raise ValueError(message) from None


def flag(name: str) -> bool:
    return value(name).lower() in {"1", "true", "yes", "on"}


def data_folder() -> Path:
    return Path(value("ZHANGGUI_DATA")).expanduser().absolute()


def secret_key() -> str:
    """The signing key: from the environment, else from the data folder, made there on first use."""
    given = value("ZHANGGUI_SECRET_KEY")
    if given:
        return given
    kept = data_folder() / "secret-key"
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start together one makes the key, the other reads it.
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
