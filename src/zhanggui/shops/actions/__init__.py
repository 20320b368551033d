"""The verbs of the shop and its people."""

from zhanggui.shops.actions.hiring import CannotHire, hire
from zhanggui.shops.actions.logins import note_login, note_logout
from zhanggui.shops.actions.passwords import (
    CannotChoosePassword,
    CannotLink,
    choose_password,
    make_password_link,
)
from zhanggui.shops.actions.shop import (
    CannotChangeShop,
    CannotOpenShop,
    ShopText,
    change_cut_off,
    change_setting,
    change_shop,
    open_shop,
)
from zhanggui.shops.actions.staff import StaffEntry, record_staff

__all__ = [
    "CannotChangeShop",
    "CannotChoosePassword",
    "CannotHire",
    "CannotLink",
    "CannotOpenShop",
    "ShopText",
    "StaffEntry",
    "change_cut_off",
    "change_setting",
    "change_shop",
    "choose_password",
    "hire",
    "make_password_link",
    "note_login",
    "note_logout",
    "open_shop",
    "record_staff",
]
