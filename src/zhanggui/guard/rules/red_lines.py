"""Every red line that a text can cross. A new one comes with its examples (decision 0005).

Of a rule with several shapes each is a line of its own: R04N is the milder half of R04.
"""

from __future__ import annotations

from zhanggui.guard.rules.claims import R19, R20, R32
from zhanggui.guard.rules.costs import R02, R13, R18
from zhanggui.guard.rules.invoices import R01
from zhanggui.guard.rules.manners import R09, R09T, W28, W29
from zhanggui.guard.rules.parcels import R14, R22, R23
from zhanggui.guard.rules.prices import R12, R12B, R26, R34
from zhanggui.guard.rules.returns import R15, R16, R17
from zhanggui.guard.rules.reviews import R07, R08
from zhanggui.guard.rules.shipping import R10, R10C, R11, R21, R24, R27, R33
from zhanggui.guard.rules.trade import R03, R04, R04N, R31
from zhanggui.guard.rules.words import RedLine

RED_LINES: tuple[RedLine, ...] = (
    *(R01, R02, R03, R04, R04N, R07, R08, R09, R10, R10C, R11, R12, R13, R15, R16, R17, R18, R19),
    *(R20, R21, R22, R23, R24, R26, R27, R31, R32, R33, R34),
)
# What is said while somebody types, and at no other time: it stops nothing.
HINTS: tuple[RedLine, ...] = (R09T, R12B, R14, W28, W29)
