"""`zhanggui manage recount_rounds --day 2026-11-11`: the rounds of a day anew from the raw record."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import BaseCommand, CommandError

from zhanggui.conversations.actions import recount_day
from zhanggui.shops.queries import all_shops


class Command(BaseCommand):
    help = "从原始消息重新算一天的回合, 说出有多少和存的不一样 (recounts a day's rounds from raw messages)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shop", default="", help="店铺短名, 不写就是所有店铺 (every shop if not given)")
        parser.add_argument("--day", type=date.fromisoformat, required=True, help="哪一天 (which day)")

    def handle(self, *_args: Any, **given: Any) -> None:
        day = given["day"]
        shops = [shop for shop in all_shops() if given["shop"] in {"", shop.slug}]
        if not shops:
            raise CommandError(f"没有这家店铺: {given['shop']}")
        for shop in shops:
            done = recount_day(shop_id=shop.id, day=day)
            self.stdout.write(
                f"{shop.name} {day}: {done.talks} 个会话, {done.rounds} 个回合, "
                f"{done.differed} 个和存的不一样"
            )
