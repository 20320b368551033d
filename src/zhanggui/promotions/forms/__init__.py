from zhanggui.promotions.forms.coupons import TypedCoupon, typed_coupon
from zhanggui.promotions.forms.offers import FORMS, TypedOffer, typed_offer
from zhanggui.promotions.forms.reading import Fields

__all__ = ["FORMS", "Fields", "TypedCoupon", "TypedOffer", "typed_coupon", "typed_offer"]
