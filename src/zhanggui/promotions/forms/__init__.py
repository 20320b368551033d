from zhanggui.promotions.forms.coupons import TypedCoupon, typed_coupon
from zhanggui.promotions.forms.offers import FORMS, TypedOffer, typed_offer
from zhanggui.promotions.forms.reading import Fields
from zhanggui.promotions.forms.told import ToldOffer, told_offer

__all__ = [
    "FORMS",
    "Fields",
    "ToldOffer",
    "TypedCoupon",
    "TypedOffer",
    "told_offer",
    "typed_coupon",
    "typed_offer",
]
