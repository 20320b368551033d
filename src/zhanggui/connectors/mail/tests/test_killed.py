"""Whoever reads the mailbox is killed, again and again: every mail is in once, and whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from email.message import EmailMessage
from typing import Any

import pytest
from tests.cast import Cast, database_url

from zhanggui.connectors.mail.models import Mail
from zhanggui.connectors.mail.tests.peers import PASSWORD, SHOP, Post, letter, post
from zhanggui.connectors.mail.tests.test_mail import picture
from zhanggui.conversations.models import Message

_MAILS, _KILLS = 49, 12
# "start" begins to read the mailbox in a process of its own, split off from one that is set up already and
# has no line to the database; "wait" waits for its end.
_READER = """
import os, sys
import django
django.setup()
from zhanggui.connectors.mail.account import account_of
from zhanggui.connectors.mail.receiving import look
from zhanggui.foundation.clock import now
from zhanggui.shops.queries import shop_by_slug
for told in sys.stdin:
    if told == "start\\n":
        child = os.fork()
        if not child:
            shop = shop_by_slug("example")
            look(shop, account_of(shop), now=now)
            os._exit(0)
        print(child, flush=True)
    else:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def mail(number: int) -> EmailMessage:
    one = letter(f"第 {number} 封", name=f"<m{number}@x.example.com>", sender=f"b{number % 7}@x.example.com")
    if number % 4 == 0:
        one.add_attachment(picture(), maintype="image", subtype="png", filename="a.png")
    return one


def reader(box: Post) -> subprocess.Popen[str]:
    told = {
        "ZHANGGUI_MAIL_SHOP": "example",
        "ZHANGGUI_MAIL_ADDRESS": SHOP,
        "ZHANGGUI_MAIL_PASSWORD": PASSWORD,
        "ZHANGGUI_MAIL_IMAP": f"imap+plain://127.0.0.1:{box.port}",
        "ZHANGGUI_MAIL_SMTP": "smtp+plain://127.0.0.1:9",
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "zhanggui.config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-c", _READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **told},
        text=True,
    )


def told(process: subprocess.Popen[str], word: str) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def taken() -> int:
    return Mail.objects.filter(state="words").count()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_and_nothing_doubled_by_who_is_killed(cast: Cast) -> None:  # noqa: ARG001 - the shop
    with post() as box, reader(box) as process:
        box.deliver(*(mail(number) for number in range(_MAILS)))
        for kill in range(_KILLS):
            child = told(process, "start")
            # Before the first, after the list is written, then after ever more; mostly amid the next.
            while kill and not (Mail.objects.exists() if kill == 1 else taken() >= 3 * (kill - 1)):
                time.sleep(0.001)
            time.sleep(0.003 * kill)
            os.kill(child, signal.SIGKILL)
            assert told(process, "wait") in {-signal.SIGKILL, 0}  # 0: a slow machine let it come to its end
            # Whole or not at all: the words of each mail that is taken, and of no other.
            assert len(said(kind="text")) == taken()
        assert told(process, "start") > 0
        assert told(process, "wait") == 0
    texts = [text.splitlines()[-1] for text in said(kind="text")]
    assert sorted(texts) == sorted(f"第 {number} 封" for number in range(_MAILS))
    assert len(said(kind="picture")) == len(range(0, _MAILS, 4))
    assert list(Mail.objects.values_list("state", flat=True)) == ["words"] * _MAILS


def said(**which: Any) -> list[str]:
    return list(Message.objects.filter(side="buyer", **which).values_list("text", flat=True))
