"""The line to mail: how a word leaves, and when it may not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils.translation import gettext, gettext_noop

from zhanggui.connectors.channels.carrying import add_line
from zhanggui.connectors.channels.lines import Line, NotTaken, Word
from zhanggui.connectors.mail.account import SECURITY_TITLES, Account, Server, WrongAccount, account_of
from zhanggui.connectors.mail.posting import post
from zhanggui.connectors.mail.queries import MailboxCard, answered_mail, count_aside, mailbox_of
from zhanggui.connectors.mail.threads import message_id
from zhanggui.connectors.mail.writing import Reply, written
from zhanggui.conversations.queries import messages_after, picture_data
from zhanggui.conversations.rules import PICTURE
from zhanggui.customers.rules import EMAIL
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.shops.queries import shop_by_id

ERRAND: Final = "mail_word"
# Translated where they are shown.
_WRONG, _ADDRESS, _IN = gettext_noop("设置有误"), gettext_noop("邮箱"), gettext_noop("收信")
_OUT, _LOOKED = gettext_noop("发信"), gettext_noop("上次收信")
_ASIDE = gettext_noop("没进会话")
_NOT_SET_UP: Final = gettext_noop("邮箱还没有设置好,发不出去。请店长看一下「渠道」页")
_SAYS: Final = gettext_noop(
    "在这台机器上设好环境变量 ZHANGGUI_MAIL_SHOP (店铺短名)、ZHANGGUI_MAIL_ADDRESS、ZHANGGUI_MAIL_PASSWORD、"
    "ZHANGGUI_MAIL_IMAP 和 ZHANGGUI_MAIL_SMTP,再启动一次。QQ、163 等邮箱的密码要用网页里领的授权码。"
)


def _account(shop_id: int) -> Account | None:
    try:
        return account_of(shop_by_id(shop_id))
    except WrongAccount:
        return None


def _refusal(shop_id: int, conversation_id: int, at: datetime) -> str:  # noqa: ARG001 - a carrier's form
    return "" if _account(shop_id) else _NOT_SET_UP


def _post(word: Word) -> str:
    account = _account(word.shop_id)
    if account is None:
        raise NotTaken(_NOT_SET_UP)
    return post(account, to=word.address, mail=written(_reply(word, account)))


def _reply(word: Word, account: Account) -> Reply:
    before = answered_mail(word.conversation_id, word.position)
    said = messages_after(word.conversation_id, word.position - 1, limit=1)
    return Reply(
        sender=account.address,
        shop=shop_by_id(word.shop_id).name,
        to=word.address,
        message_id=message_id(word.conversation_id, word.position, account.domain),
        subject=before.subject if before else "",
        answers=before.message_id if before else "",
        references=before.references if before else "",
        text=word.text,
        by_program=word.by_program,
        at=(said[0]["at"] if said else word.asked_at).astimezone(SHANGHAI),
        picture=picture_data(word.picture_id) if word.kind == PICTURE and word.picture_id else None,
    )


def _facts(shop_id: int) -> Mapping[str, str]:
    try:
        account = account_of(shop_by_id(shop_id))
    except WrongAccount as wrong:
        return {_WRONG: gettext(str(wrong))}
    if account is None:
        return {}
    mailbox = mailbox_of(shop_id, account.address, account.imap.host)
    return {
        _ADDRESS: account.address,
        _IN: _server(account.imap),
        _OUT: _server(account.smtp),
        _LOOKED: _looked(mailbox),
        _ASIDE: str(count_aside(shop_id)),
    }


def _server(server: Server) -> str:
    return f"{server.host}:{server.port} ({gettext(SECURITY_TITLES[server.security])})"


def _looked(mailbox: MailboxCard | None) -> str:
    """When the mailbox last let us look, and what has been wrong since."""
    if mailbox is None or not (mailbox.looked_at or mailbox.failed_at):
        return gettext("还没有收过")
    seen = f"{mailbox.looked_at.astimezone(SHANGHAI):%m-%d %H:%M:%S}" if mailbox.looked_at else ""
    if mailbox.failed_at is None:
        return seen
    failed = f"{mailbox.failed_at.astimezone(SHANGHAI):%m-%d %H:%M:%S} {mailbox.failure}"
    return f"{seen or gettext('还没有成功过')} · {gettext('没有成功')} {failed}"


MAIL_LINE = add_line(
    Line(
        key=EMAIL,
        title=gettext_noop("电子邮件"),
        errand=ERRAND,
        post=_post,
        refusal=_refusal,
        facts=_facts,
        says=_SAYS,
        check="mail_check",
        page="mails",
    )
)
