"""The embedded PostgreSQL: what was committed stays, whatever is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhanggui.config import embedded, places


@pytest.fixture
def data() -> Iterator[Path]:
    # Not tmp_path: as root its parents are closed to the account that runs PostgreSQL.
    with tempfile.TemporaryDirectory(prefix="zhanggui-embedded-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def server(data: Path) -> Iterator[embedded.Server]:
    found = embedded.locate(data)
    yield found
    found.stop()


def rows(server: embedded.Server) -> int:
    with psycopg.connect(server.url) as connection:
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
        assert found is not None
        return int(found[0])


def write(server: embedded.Server, count: int) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (words text)")
    for _ in range(count):
        with psycopg.connect(server.url) as connection:
            connection.execute("INSERT INTO kept VALUES ('在吗')")


def test_it_starts_once_and_keeps_rows_over_a_stop(server: embedded.Server) -> None:
    assert not server.is_running()
    assert server.start()
    assert not server.start()
    write(server, 3)
    server.stop()
    assert not server.is_running()
    assert server.start()
    assert rows(server) == 3


def test_after_kill_9_it_starts_at_once_with_every_committed_row(server: embedded.Server) -> None:
    server.start()
    write(server, 20)
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert server.start()
    assert rows(server) == 20


def test_it_is_durable_and_knows_chinese(server: embedded.Server) -> None:
    server.start()
    with psycopg.connect(server.url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            found = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
            assert found == ("on",)
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT cardinality(show_trgm('发票')) > 0").fetchone() == (True,)


def test_nothing_listens_outside_a_private_folder(server: embedded.Server) -> None:
    server.start()
    assert server.socket_folder.stat().st_mode & 0o077 == 0
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_stranger_with_the_dead_servers_number_does_not_matter(server: embedded.Server) -> None:
    server.start()
    server.stop()
    for file in (server.cluster / "postmaster.pid", server.socket_folder / ".s.PGSQL.5432.lock"):
        file.write_text(f"{os.getpid()}\n{server.cluster}\n")
    assert server.start()


def test_a_long_path_gets_a_short_socket(data: Path) -> None:
    deep = data / ("很长的目录" * 8) / "带 空格"
    server = embedded.locate(deep)
    assert len(os.fsencode(server.socket_folder / ".s.PGSQL.5432")) <= places.LONGEST_SOCKET_PATH
    with server.in_use():
        write(server, 1)
        assert rows(server) == 1
    assert not server.is_running()
    shutil.rmtree(server.socket_folder)


def test_the_last_of_two_users_stops_it(data: Path) -> None:
    first, second = embedded.locate(data), embedded.locate(data)
    first.enter()
    second.enter()
    first.leave()
    assert second.is_running()
    second.leave()
    assert not second.is_running()
    first.stop()  # nothing is left to stop, and that is no error


def test_two_programs_that_start_together_share_one_server(data: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from zhanggui.config import embedded;"
        "s = embedded.locate(Path(sys.argv[1])); s.enter(); print(s.pid(), flush=True);"
        "sys.stdin.read(); s.leave()"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    printed = [process.stdout.readline() for process in both if process.stdout]
    assert printed[0] == printed[1] != ""
    for process in both:
        process.communicate(timeout=60)
    assert not embedded.locate(data).is_running()


def test_a_folder_of_somebody_else_is_refused_with_the_command_that_mends_it(
    data: Path, server: embedded.Server
) -> None:
    server.socket_folder.parent.mkdir()
    (data / "elsewhere").mkdir()
    server.socket_folder.symlink_to(data / "elsewhere")
    with pytest.raises(embedded.CannotStartDatabase, match="chown"):
        server.start()


def test_root_looks_for_a_place_that_the_account_can_reach(data: Path) -> None:
    nobody = places.unprivileged()
    closed, opened = data / "closed", data / "opened"
    closed.mkdir(mode=0o700)
    opened.mkdir(mode=0o755)
    assert not places.open_to(closed / "var", nobody)
    assert places.open_to(opened / "var", nobody)


def test_the_address_is_known_without_starting_anything(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANGGUI_DATA", str(data / "not-yet"))
    assert "not-yet" in embedded.embedded_url()
    assert not (data / "not-yet").exists()
