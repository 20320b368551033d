"""The line to WeChat: how a word leaves, and when it may not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext, gettext_noop

from zhanggui.connectors.channels.carrying import add_line
from zhanggui.connectors.channels.lines import Line, NotTaken, Word
from zhanggui.connectors.wechat.account import Account, account_of
from zhanggui.connectors.wechat.interface import Interface
from zhanggui.conversations.queries import last_said_by_buyer, picture_data
from zhanggui.conversations.rules import PICTURE
from zhanggui.customers.rules import WECHAT
from zhanggui.shops.queries import shop_by_id

ERRAND = "wechat_word"
# "客服消息": after the buyer's last word (or click) the account may answer for this long.
_WINDOW = timedelta(hours=48)
_NOT_SET_UP: Final = gettext_noop("微信还没有设置好,发不出去。请店长看一下「渠道」页")
_TOO_LATE: Final = gettext_noop("买家超过 48 小时没有说话,微信不让再发。等买家再来说话时回复")
_ACCOUNT, _ADDRESS = gettext_noop("公众号 (AppID)"), gettext_noop("服务器地址填")
_SEALING, _SEALED, _OPEN = gettext_noop("消息加密"), gettext_noop("安全模式"), gettext_noop("明文模式")
_SAYS: Final = gettext_noop(
    "在这台机器上设好环境变量 ZHANGGUI_WECHAT_SHOP (店铺短名)、ZHANGGUI_WECHAT_APP_ID、"
    "ZHANGGUI_WECHAT_SECRET、ZHANGGUI_WECHAT_TOKEN 和 ZHANGGUI_WECHAT_AES_KEY,再启动一次。"
)


def _account(shop_id: int) -> Account | None:
    return account_of(shop_by_id(shop_id))


def _refusal(shop_id: int, conversation_id: int, at: datetime) -> str:
    if _account(shop_id) is None:
        return _NOT_SET_UP
    until = _until(conversation_id)
    return _TOO_LATE if until is None or at >= until else ""


def _until(conversation_id: int) -> datetime | None:
    said_at = last_said_by_buyer(conversation_id)
    return said_at + _WINDOW if said_at else None


def _post(word: Word) -> str:
    account = _account(word.shop_id)
    if account is None:
        raise NotTaken(_NOT_SET_UP)
    if word.kind != PICTURE:
        Interface(account).send_text(word.address, word.text)
        return ""
    data, kind = picture_data(word.picture_id or 0)
    Interface(account).send_picture(word.address, data, kind)
    return ""


def _facts(shop_id: int) -> Mapping[str, str]:
    shop = shop_by_id(shop_id)
    account = account_of(shop)
    if account is None:
        return {}
    return {
        _ACCOUNT: account.app_id,
        _ADDRESS: f"https://{gettext('<这台机器的域名>')}/channels/wechat/{shop.slug}/",
        _SEALING: gettext(_SEALED if account.aes_key else _OPEN),
    }


WECHAT_LINE = add_line(
    Line(
        key=WECHAT,
        title=gettext_noop("微信公众号客服消息"),
        errand=ERRAND,
        post=_post,
        refusal=_refusal,
        facts=_facts,
        says=_SAYS,
        until=_until,
    )
)
