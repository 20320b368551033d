"""A mail to the server that sends it on, step by step: so that one knows what may have left."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_noop

from zhanggui.connectors.channels.lines import NotNow, NotTaken, Unsure
from zhanggui.connectors.mail.account import STARTTLS, TLS, Account

_PATIENCE_SECONDS: Final = 15
_GO_ON: Final = 354
_DOT: Final = re.compile(rb"^\.", re.MULTILINE)
_ACCEPTED: Final = range(200, 300)
_LATER: Final = range(400, 500)


def post(account: Account, *, to: str, mail: bytes) -> str:
    """What the server said when it took the mail. NotNow, NotTaken or Unsure when it did not say so."""
    with _opened(account) as line:
        try:
            _check(line.mail(account.address), "发信服务器不让这个邮箱发信")
            _check(line.rcpt(to), "买家的邮箱不收")
            told = line.docmd("DATA")
            if told[0] != _GO_ON:
                _check(told, "发信服务器没有收下")
        except (smtplib.SMTPException, OSError) as broken:
            raise NotNow(f"和发信服务器的连接断了,稍后再试:{_said(broken)}") from broken
        try:
            line.send(_DOT.sub(b"..", mail.rstrip(b"\r\n")) + b"\r\n.\r\n")
            told = line.getreply()
        except (smtplib.SMTPException, OSError) as broken:
            raise Unsure(gettext_noop("信发到最后连接断了,不知道对方收到没有")) from broken
        _check(told, "发信服务器没有收下")
        return _words(told[1])[:120]


def try_line(account: Account) -> None:
    """Whether the server lets us in; nothing is sent. NotNow or NotTaken when it does not."""
    with _opened(account) as line:
        try:
            _check(line.noop(), "发信服务器没有应")
        except (smtplib.SMTPException, OSError) as broken:
            raise NotNow(f"连不上发信服务器,稍后再试:{_said(broken)}") from broken


@contextlib.contextmanager
def _opened(account: Account) -> Iterator[smtplib.SMTP]:
    line = None
    try:
        try:
            line = _connected(account)
            if account.password:
                line.login(account.user, account.password)
        except smtplib.SMTPAuthenticationError as refused:
            say = f"发信时邮箱不让登录,请店长看账号和密码 (授权码) 对不对:{_said(refused)}"
            raise (NotNow(say) if refused.smtp_code in _LATER else NotTaken(say)) from refused
        except smtplib.SMTPNotSupportedError as refused:
            raise NotTaken(f"发信服务器不肯加密或登录,请店长看一下设置:{_said(refused)}") from refused
        except ssl.SSLCertVerificationError as refused:
            raise NotTaken(gettext_noop("发信服务器的证书信不过,请店长看一下设置")) from refused
        except (smtplib.SMTPException, OSError) as broken:
            raise NotNow(f"连不上发信服务器,稍后再试:{_said(broken)}") from broken
        yield line
        with contextlib.suppress(smtplib.SMTPException, OSError):
            line.quit()
    finally:
        if line is not None:
            line.close()


def _connected(account: Account) -> smtplib.SMTP:
    server, name = account.smtp, account.domain
    if server.security == TLS:
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=name,
            timeout=_PATIENCE_SECONDS,
            context=server.context(),
        )
    line = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=_PATIENCE_SECONDS)
    if server.security == STARTTLS:
        try:
            line.starttls(context=server.context())
        except BaseException:
            line.close()
            raise
    return line


def _check(told: tuple[int, bytes], otherwise: str) -> None:
    code, said = told
    if code in _ACCEPTED:
        return
    words = f"{otherwise} ({code} {_words(said)[:160]})"
    raise NotNow(words) if code in _LATER else NotTaken(words)


def _words(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())


def _said(broken: BaseException) -> str:
    error = getattr(broken, "smtp_error", None)
    text = _words(error) if isinstance(error, bytes) else str(broken)
    return text[:120] or type(broken).__name__
