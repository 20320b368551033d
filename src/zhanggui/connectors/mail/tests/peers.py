"""The servers on the other side, real ones, on this machine: pymap for IMAP, aiosmtpd for SMTP."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient

SHOP, PASSWORD = "shop@example.com", "made up 77"
_PATIENCE_SECONDS = 30.0
# The server hashes a password half a million times at each login, and the tests log in by the hundred.
_IMAP = """
from functools import partial
from pymap import config
config.BuiltinHash = partial(config.BuiltinHash, rounds=1000)
from pymap.main import main
main()
"""


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@dataclass(frozen=True)
class Post:
    """A mailbox on an IMAP server."""

    port: int
    process: subprocess.Popen[bytes]

    @contextlib.contextmanager
    def open(self) -> Iterator[IMAPClient]:
        client = IMAPClient("127.0.0.1", port=self.port, ssl=False)
        client.login(SHOP, PASSWORD)
        client.select_folder("INBOX")
        yield client
        client.logout()

    def deliver(self, *mails: bytes | Message, seen: bool = False) -> None:
        with self.open() as client:
            for mail in mails:
                raw = mail if isinstance(mail, bytes) else mail.as_bytes()
                client.append("INBOX", raw, flags=(b"\\Seen",) if seen else ())

    def unseen(self) -> list[int]:
        with self.open() as client:
            return list(client.search("UNSEEN"))

    def clear(self) -> None:
        with self.open() as client:
            if found := client.search("ALL"):
                client.delete_messages(found)
                client.expunge()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def post(*, port: int = 0, certificate: Path | None = None) -> Iterator[Post]:
    """An IMAP server with an empty mailbox, in a process of its own."""
    port = port or free_port()
    secure = ["--cert", str(certificate)] if certificate else ["--no-tls"]
    where = ["--host", "127.0.0.1", "--port", str(port)]
    who = ["dict", "--demo-data", "--demo-user", SHOP, "--demo-password", PASSWORD]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-c", _IMAP, *where, *secure, *who],
            stdout=said,
            stderr=said,
        )
        one = Post(port, process)
        try:
            _wait(port, process)
            if certificate is None:
                one.clear()
            yield one
        finally:
            one.stop()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the IMAP server did not start")


@dataclass
class Sent:
    """What the SMTP server took, and how it answers next: by step, each answer once. None cuts the line."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, list[str | None]] = field(default_factory=dict)
    password: str = PASSWORD
    logins: int = 0

    def next(self, step: str) -> str | None:
        waiting = self.answers.get(step)
        return waiting.pop(0) if waiting else ""

    def read(self) -> list[EmailMessage]:
        found = [message_from_bytes(one, policy=default) for one in self.mails]
        assert all(isinstance(one, EmailMessage) for one in found)
        return [one for one in found if isinstance(one, EmailMessage)]

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        told = self._tell(server, session, "mail")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return told or "250 OK"

    async def handle_RCPT(  # noqa: N802 - the same
        self, server: Any, session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if told := self._tell(server, session, "rcpt"):
            return told
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the same
        told = self._tell(server, session, "data")
        if not told or told.startswith("2"):
            self.mails.append(envelope.original_content)
            self.recipients.extend(envelope.rcpt_tos)
        return told or "250 OK queued as 77"

    def _tell(self, server: Any, _session: Any, step: str) -> str:
        told = self.next(step)
        if told is None:  # the line is cut, with the word on its way
            if step == "data":
                self.mails.append(b"")
            server.transport.abort()
            return "421 gone"
        return told

    def authenticated(self, _server: Any, _session: Any, _envelope: Any, _way: str, given: Any) -> AuthResult:
        self.logins += 1
        good = (given.login, given.password) == (SHOP.encode(), self.password.encode())
        return AuthResult(success=good, handled=good)


@contextlib.contextmanager
def outbox(*, port: int = 0, certificate: Path | None = None, implicit: bool = False) -> Iterator[Sent]:
    """An SMTP server that lets the shop in: plain, with STARTTLS, or with TLS from the start."""
    sent = Sent(port=port or free_port())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if certificate else None
    if context and certificate:
        context.load_cert_chain(certificate)
    given: dict[str, Any] = {
        "hostname": "127.0.0.1",
        "port": sent.port,
        "authenticator": sent.authenticated,
        "auth_required": certificate is not None and not implicit,
        "auth_require_tls": certificate is not None and not implicit,
        "ready_timeout": _PATIENCE_SECONDS,
    }
    if context and implicit:
        given["ssl_context"] = context
    elif context:
        given |= {"tls_context": context, "require_starttls": True}
    controller = Controller(sent, **given)
    controller.start()
    try:
        yield sent
    finally:
        controller.stop()


def certificate_in(folder: Path, *, name: str = "localhost") -> Path:
    """A certificate for this machine, with its key in the same file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))])
    since = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=9))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def letter(
    text: str = "什么时候发货?",
    *,
    subject: str = "问一下订单",
    name: str = "<m1@buyer.example.com>",
    sender: str = "王小明 <buyer@example.com>",
    **heads: str,
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, SHOP, subject, name
    for key, value in heads.items():
        mail[key.replace("_", "-")] = value
    mail.set_content(text)
    return mail
