"""The official account of a shop: known from the environment, for its secrets belong into no database."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from zhanggui.shops.queries import ShopCard


@dataclass(frozen=True)
class Account:
    """`aes_key` is empty for an account that does not seal its messages; `api` is where its interface is."""

    app_id: str
    secret: str
    token: str
    aes_key: str
    api: str


def account_of(shop: ShopCard) -> Account | None:
    told = settings.WECHAT
    if told["SHOP"] != shop.slug or not (told["APP_ID"] and told["TOKEN"]):
        return None
    return Account(
        app_id=told["APP_ID"],
        secret=told["SECRET"],
        token=told["TOKEN"],
        aes_key=told["AES_KEY"],
        api=told["API"].rstrip("/"),
    )
