"""`zhanggui manage reprice_part SHOP ID FIRST END`: a part of a what-if in a process of its own, for the job
that starts it: a number a line while it goes on, then the sums as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from zhanggui.promotions.queries import repriced, what_if_card


class Command(BaseCommand):
    help = "for the what-if job"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("shop", "what_if", "first", "end"):
            parser.add_argument(name, type=int)

    def handle(self, **given: Any) -> None:
        card = what_if_card(given["shop"], given["what_if"])
        if card is None:
            return
        tally, unpriced = repriced(card.plan, given["first"], given["end"], self._tell)
        self.stdout.write(json.dumps({"tally": tally.told(), "unpriced": unpriced}))

    def _tell(self, done: int) -> None:
        self.stdout.write(str(done))
        self.stdout.flush()
