"""What is refused when a shop sets up an offer or a coupon: `review_offer` and `review_coupon`.

Refused is whatever its result could not be explained by in one sentence at the counter (*chosen*):
- a tier that takes off an amount and a rate at once, tiers of which some do the one and some the other, and
  a tier that asks for an amount and for pieces, or for neither;
- tiers that do not rise, or of which a higher one saves less (or loses the free postage);
- `every` with more than one tier, with a rate, or with gifts without an amount; a limit of times without it;
- a limit of pieces per buyer on offers over several pieces (nth at, N for M, pay fewer, by pieces, tiers);
- steps by pieces that do not rise, or of which a later one is dearer; more than 5 tiers or steps;
- a rate that is none (0 or the whole price), a price of nothing, less than nothing off;
- a period that ends before it begins, that is over, or that began before now;
- an item that is both in the scope and left out of it, and items that the shop does not have;
- two offers of one level on the same item at the same time, unless one of them gives only gifts or postage;
- a price at or above the list price, which would be no offer;
- what would bring a piece below its floor or cost, in the worst cart at the worst instant of its period; so
  are the tiers that a shop chooses for a marketplace's event (`review_tiers`).
"""

from zhanggui.promotions.rules.review.blame import Blame
from zhanggui.promotions.rules.review.goods import Good, GoodSku
from zhanggui.promotions.rules.review.reviewing import Shelf, review_coupon, review_offer, review_tiers

__all__ = ["Blame", "Good", "GoodSku", "Shelf", "review_coupon", "review_offer", "review_tiers"]
