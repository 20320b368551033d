"""The 18 answers on the 2016 Double-11 voucher, each shown by carts that the engine prices at once."""

from zhanggui.promotions.eighteen.rules import RULES
from zhanggui.promotions.eighteen.showing import ShownRule, shown

__all__ = ["RULES", "ShownRule", "shown"]
