"""The mailbox of a shop: known from the environment, for its password belongs into no database."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

from zhanggui.connectors.mail.addresses import is_address
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.queries import ShopCard

TLS, STARTTLS, PLAIN = "tls", "starttls", "plain"
SECURITY_TITLES: Final = {TLS: "TLS", STARTTLS: "STARTTLS", PLAIN: gettext_noop("不加密,只在本机")}
_PORTS: Final = {("imap", TLS): 993, ("smtp", TLS): 465, ("smtp", STARTTLS): 587}
_PLAIN_PORTS: Final = {"imap": 143, "smtp": 25}
_HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_HOST: Final = re.compile(r"[A-Za-z0-9._:-]{1,255}")


class WrongAccount(UnableTo):
    """The environment's words about the mailbox cannot be meant."""


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    security: str

    def context(self) -> ssl.SSLContext:
        """Certificates are always checked; an authority of one's own is named by OpenSSL's SSL_CERT_FILE."""
        return ssl.create_default_context()


@dataclass(frozen=True)
class Account:
    """`password` is empty for a relay on this machine that asks for none."""

    address: str
    user: str
    password: str
    imap: Server
    smtp: Server

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def account_of(shop: ShopCard) -> Account | None:
    """None when mail is not set up for this shop. WrongAccount when it is, and wrongly."""
    told = settings.MAIL
    if not told["SHOP"] or told["SHOP"] != shop.slug:
        return None
    address = told["ADDRESS"].strip().lower()
    if not is_address(address):
        raise WrongAccount("ZHANGGUI_MAIL_ADDRESS 要是一个邮箱地址")
    return Account(
        address=address,
        user=told["USER"] or address,
        password=told["PASSWORD"],
        imap=_server("ZHANGGUI_MAIL_IMAP", "imap", told["IMAP"]),
        smtp=_server("ZHANGGUI_MAIL_SMTP", "smtp", told["SMTP"]),
    )


def _server(name: str, kind: str, given: str) -> Server:
    schemes = {f"{kind}s": TLS, kind: STARTTLS, f"{kind}+plain": PLAIN}
    try:
        parts = urlsplit(given)
        host, port, security = parts.hostname or "", parts.port, schemes[parts.scheme]
    except (ValueError, KeyError):
        raise WrongAccount(f"{name} 要写成 {kind}s://服务器 或 {kind}://服务器:端口") from None
    if not _HOST.fullmatch(host) or parts.username or parts.path.strip("/"):
        raise WrongAccount(f"{name} 要写成 {kind}s://服务器 或 {kind}://服务器:端口")
    if security == PLAIN and host not in _HERE:
        raise WrongAccount(f"{name}: 不加密只能用在本机,密码不能明着过网络")
    return Server(host, port or _PORTS.get((kind, security), _PLAIN_PORTS[kind]), security)
