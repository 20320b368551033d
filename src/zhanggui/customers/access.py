from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from zhanggui.customers.queries import BuyerCard, buyer_card
from zhanggui.shops.queries import ShopCard, StaffCard

_SALT = "zhanggui.visitor"
_YEAR_SECONDS = 60 * 60 * 24 * 365
_KEY_LETTERS = 22  # 131 bits: a key cannot be guessed even without the signature


def buyer_for(staff: StaffCard, buyer_id: int) -> BuyerCard:
    """A buyer of the member's own shop; 404 for any other."""
    buyer = buyer_card(buyer_id)
    if buyer is None or buyer.shop_id != staff.shop_id:
        raise Http404
    return buyer


def cookie_name(shop_id: int) -> str:
    return f"zg_visitor_{shop_id}"


def visitor_key(shop_id: int, cookies: dict[str, str]) -> str | None:
    """The key in this shop's visitor cookie; None when there is none or its signature is wrong."""
    try:
        value = signing.loads(cookies.get(cookie_name(shop_id), ""), salt=f"{_SALT}.{shop_id}")
    except signing.BadSignature:
        return None
    return value if isinstance(value, str) else None


def new_visitor_key() -> str:
    return get_random_string(_KEY_LETTERS)


def visitor_cookie(shop_id: int, key: str) -> str:
    """The signed value of the cookie that remembers a visitor."""
    return signing.dumps(key, salt=f"{_SALT}.{shop_id}")


def remember_visitor(request: HttpRequest, response: HttpResponse, shop: ShopCard, key: str) -> None:
    """Sets the signed cookie. Over https it also works in a frame on the shop's own site."""
    name = cookie_name(shop.id)
    secure = request.is_secure()
    response.set_cookie(
        name,
        visitor_cookie(shop.id, key),
        max_age=_YEAR_SECONDS,
        httponly=True,
        secure=secure,
        samesite="None" if secure else "Lax",
    )
