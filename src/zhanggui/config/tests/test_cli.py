"""The command line: its words, its refusals, and the settings table."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from django.test import Client

from zhanggui.config import commands, environment
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.models import Shop, Staff

NEW = {
    "shop": "lan-shan",
    "login": "xiaolan",
    "name": "小蓝",
    "number": "0001",
    "role": "lead",
    "password_stdin": True,
    "open_shop": "蓝衫旗舰店",
    "platform": "tmall",
}


def zhanggui(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhanggui.config.cli", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


def test_help_is_chinese_first_and_hides_what_is_not_for_people() -> None:
    shown = zhanggui("--help").stdout
    for command in ("run", "doctor", "migrate", "createstaff", "demo", "import", "settings"):
        assert re.search(rf"^    {command}\b", shown, re.MULTILINE)
    assert "掌柜" in shown
    assert not re.search(r"^    (serve|worker|prepare)\b", shown, re.MULTILINE)


def test_every_setting_is_in_the_printed_table() -> None:
    shown = zhanggui("settings").stdout
    assert all(variable.name in shown and variable.chinese in shown for variable in environment.VARIABLES)


def test_run_loads_no_django() -> None:
    program = (
        "import sys; from zhanggui.config import cli, supervisor, doctor; print('django' in sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "False"


@pytest.mark.parametrize("given", ["abc", "-1", "8300.5", "83 00"])
def test_a_bad_number_is_one_sentence_that_names_the_variable(given: str, tmp_path: Path) -> None:
    refused = zhanggui("run", ZHANGGUI_PORT=given, ZHANGGUI_DATA=str(tmp_path))
    assert refused.returncode == 1
    assert "ZHANGGUI_PORT" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "given"),
    [("ZHANGGUI_PORT", "99999"), ("ZHANGGUI_WRITER_LANES", "0"), ("ZHANGGUI_WEB_PROCESSES", "0")],
)
def test_a_number_that_cannot_work_is_refused_at_once_and_by_doctor(
    name: str, given: str, tmp_path: Path
) -> None:
    for command in ("run", "doctor"):
        ended = zhanggui(command, ZHANGGUI_DATA=str(tmp_path), **{name: given})
        assert ended.returncode == 1
        assert name in ended.stdout + ended.stderr
        assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("url", ["nonsense", "postgresql://a:b@127.0.0.1:1/c"])
def test_a_database_that_cannot_be_reached_is_one_sentence(url: str, tmp_path: Path) -> None:
    ended = zhanggui("run", ZHANGGUI_DATA=str(tmp_path), DATABASE_URL=url)
    assert ended.returncode == 1
    assert ended.stderr.startswith("DATABASE_URL 连不上")
    assert "Traceback" not in ended.stderr


def test_an_empty_number_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANGGUI_PORT", "")
    assert environment.number("ZHANGGUI_PORT") == 8300


def test_a_database_that_is_not_up_to_date_is_refused_with_the_command_that_mends_it() -> None:
    # The server that the tests run on has a second, empty database under the program's own name.
    refused = zhanggui("createstaff", "--shop", "lan-shan")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "zhanggui migrate" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for command in ("run", "migrate"):
        refused = zhanggui(command, ZHANGGUI_DATA=str(tmp_path / "file" / "var"), DATABASE_URL="")
        assert refused.returncode == 1
        assert "不能写入" in refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.django_db
def test_createstaff_opens_the_shop_and_hires(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hao-mima-2017\n"))
    assert commands.createstaff(Namespace(**NEW)) == 0
    staff = Staff.objects.get(login="xiaolan")
    assert (staff.shop.slug, staff.role, staff.check_password("hao-mima-2017")) == ("lan-shan", "lead", True)
    assert "蓝衫旗舰店" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"open_shop": None}, "--open-shop"),
        ({"shop": "Lan Shan"}, "短名"),
        ({"platform": "jd"}, "平台"),
        ({"role": "boss"}, "角色"),
        ({"login": None}, "缺少"),
    ],
)
def test_createstaff_says_what_is_wrong(
    change: dict[str, str | None], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hao-mima-2017\n"))
    with pytest.raises(UnableTo, match=says):
        commands.createstaff(Namespace(**{**NEW, **change}))
    assert not Staff.objects.exists()
    assert not Shop.objects.exists()


@pytest.mark.django_db
def test_a_weak_password_leaves_no_shop_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1234\n"))
    with pytest.raises(UnableTo):
        commands.createstaff(Namespace(**NEW))
    assert not Shop.objects.exists()


@pytest.mark.django_db
def test_a_start_without_a_shop_says_how_to_make_the_first_account(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZHANGGUI_DEMO", "0")
    assert commands.prepare(Namespace()) == 0
    assert "zhanggui createstaff" in capsys.readouterr().out
    login = Client().get("/login").content.decode()
    assert "zhanggui createstaff" in login
    monkeypatch.setattr("sys.stdin", io.StringIO("hao-mima-2017\n"))
    commands.createstaff(Namespace(**NEW))
    capsys.readouterr()
    assert commands.prepare(Namespace()) == 0
    assert capsys.readouterr().out == ""
    assert "zhanggui createstaff" not in Client().get("/login").content.decode()
