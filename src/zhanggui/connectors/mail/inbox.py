"""The mailbox on its server: what came, each mail's bytes, and the mark that it was read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from zhanggui.connectors.mail.account import PLAIN, STARTTLS, TLS, Account
from zhanggui.foundation.failures import UnableTo

LARGEST: Final = 30 << 20  # bytes of a mail that are fetched
_PATIENCE: Final = SocketTimeout(connect=8, read=30)


class NoMailbox(UnableTo):
    """It cannot be reached, or stopped answering: the next look may find it."""


class NotLetIn(UnableTo):
    """It refuses the login: nothing but a person can mend that."""


@dataclass(frozen=True)
class Sight:
    """What a look saw: `uids` are new, `last_uid` is where the next look goes on."""

    uid_validity: int
    uids: tuple[int, ...]
    last_uid: int


@dataclass(frozen=True)
class Inbox:
    client: IMAPClient
    uid_validity: int
    uid_next: int

    def look(self, *, known_validity: int | None, last_uid: int, since: date) -> Sight:
        """Whatever came after `last_uid`, whether somebody has read it elsewhere or not. Seen for the first
        time, the mailbox tells of what nobody has read, and numbered anew of whatever came, since a day."""
        if known_validity == self.uid_validity:
            found = [uid for uid in self._found(["UID", f"{last_uid + 1}:*"]) if uid > last_uid]
            return Sight(self.uid_validity, tuple(found), max([last_uid, *found]))
        criteria: list[Any] = ["SINCE", since] if known_validity else ["UNSEEN", "SINCE", since]
        last = self.uid_next - 1 if self.uid_next else max([0, *self._found(["ALL"])])
        found = [uid for uid in self._found(criteria) if uid <= last]
        return Sight(self.uid_validity, tuple(found), last)

    def _found(self, criteria: list[Any]) -> list[int]:
        return [int(uid) for uid in self.client.search(criteria)]

    def fetched(self, uid: int) -> tuple[bytes, int] | None:
        """A mail's bytes, as far as they are fetched, and how many it has; None when it is gone."""
        told = self.client.fetch([uid], ["RFC822.SIZE"]).get(uid)
        if told is None:
            return None
        size = int(told[b"RFC822.SIZE"])
        part = "" if size <= LARGEST else f"<0.{LARGEST}>"
        told = self.client.fetch([uid], [f"BODY.PEEK[]{part}"]).get(uid)
        if told is None:
            return None
        data = next((value for key, value in told.items() if key.startswith(b"BODY[")), None)
        return (data, max(size, len(data))) if isinstance(data, bytes) else None

    def mark_seen(self, uid: int) -> None:
        """For people who look into the mailbox; nothing of ours depends on it."""
        with contextlib.suppress(IMAPClientError, OSError):
            self.client.add_flags([uid], [b"\\Seen"], silent=True)


@contextlib.contextmanager
def opened(account: Account) -> Iterator[Inbox]:
    """The inbox, selected. NoMailbox or NotLetIn, also for what goes wrong while it is open."""
    client = None
    try:
        client = _connected(account)
        _let_in(client, account)
        folder = client.select_folder("INBOX")
        yield Inbox(client, int(folder[b"UIDVALIDITY"]), int(folder.get(b"UIDNEXT", 0)))
    except (OSError, EOFError, IMAPClientError, KeyError) as broken:
        raise NoMailbox(f"收信服务器不通:{_said(broken)}") from broken
    finally:
        if client is not None:
            with contextlib.suppress(IMAPClientError, OSError, EOFError):
                client.logout()
            with contextlib.suppress(IMAPClientError, OSError, EOFError):
                client.shutdown()


def _connected(account: Account) -> IMAPClient:
    server = account.imap
    client = IMAPClient(
        server.host,
        port=server.port,
        ssl=server.security == TLS,
        ssl_context=server.context() if server.security == TLS else None,
        timeout=_PATIENCE,
    )
    if server.security == STARTTLS:
        try:
            client.starttls(server.context())
        except BaseException:
            with contextlib.suppress(IMAPClientError, OSError, EOFError):  # its socket may be gone already
                client.shutdown()
            raise
    return client


def _let_in(client: IMAPClient, account: Account) -> None:
    if account.imap.security == PLAIN and not account.password:
        raise NotLetIn("收信要有密码")
    try:
        client.login(account.user, account.password)
    except LoginError as refused:
        raise NotLetIn(f"邮箱不让登录,请看账号和密码 (授权码) 对不对:{_said(refused)}") from refused
    if client.has_capability("ID"):  # NetEase lets nobody in who does not say who they are
        client.id_({"name": "zhanggui", "version": "1"})


def _said(broken: BaseException) -> str:
    """The server's own words, for who mends it."""
    first = broken.args[0] if broken.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(broken)
    return text[:120] or type(broken).__name__
