"""Where the embedded PostgreSQL lives, and as which account it runs.

PostgreSQL refuses to run as root. Started by root it runs as an account without rights; when that
account cannot walk to the data folder, the database lives in a private place where it can.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import sys
from pathlib import Path

PRIVATE_PLACE = Path("/var/lib/zhanggui")
# Bytes: sun_path of unix(7) without its closing zero.
LONGEST_SOCKET_PATH = 103 if sys.platform == "darwin" else 107
_POINTER = "database-is-in"  # a file in the data folder that names the private place


def home(data: Path) -> Path:
    """The folder of cluster, socket and log."""
    beside = data.resolve() / "postgres"
    if os.geteuid() != 0 or beside.exists():
        return beside
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return Path((data / _POINTER).read_text().strip())
    if open_to(beside.parent, unprivileged()):
        return beside
    return PRIVATE_PLACE / _digest(data.resolve())


def is_private(folder: Path) -> bool:
    return folder.parent == PRIVATE_PLACE


def remember(data: Path, folder: Path) -> None:
    """A project that is moved, or whose permissions change, keeps its database."""
    if is_private(folder):
        (data / _POINTER).write_text(f"{folder}\n")


def account(folder: Path) -> pwd.struct_passwd:
    """Who runs the server: we; instead of root the folder's owner, at first an account without rights."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    if folder.exists() and (owner := folder.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    return unprivileged()


def unprivileged() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def socket_folder(folder: Path, owner: pwd.struct_passwd) -> Path:
    beside = folder / "socket"
    # A comma would separate two hosts in a connection address.
    if len(os.fsencode(beside / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH and "," not in str(beside):
        return beside
    # Not $TMPDIR: every program must find the same place, whatever its environment.
    return Path("/tmp") / f"zhanggui-{owner.pw_uid}-{_digest(folder)}"  # noqa: S108 - private, checked


def open_to(path: Path, reader: pwd.struct_passwd) -> bool:
    """Whether the account may walk to the path and read it; what does not exist yet is made open."""
    path = path.resolve()
    for place in (path, *path.parents):
        if not place.exists():
            continue
        found = place.stat()
        shift = 6 if found.st_uid == reader.pw_uid else 3 if found.st_gid == reader.pw_gid else 0
        wanted = 0o5 if place == path else 0o1
        if (found.st_mode >> shift) & wanted != wanted:
            return False
    return True


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
