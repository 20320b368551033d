from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.fulfilment.actions import release_silent, send_cards
from zhanggui.fulfilment.events import CardsWanted
from zhanggui.fulfilment.queries import shops_with_cards_to_send


def show_cards(event: CardsWanted) -> None:
    """A later reaction: whoever is waiting for a card by now gets it."""
    send_cards(shop_id=event.shop_id, by=program(event.shop_id), at=now())


@app.periodic(cron="* * * * * */15")
@app.task(name="zhanggui.tidy_addresses", queueing_lock="tidy_addresses", pass_context=False)
def tidy(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """Writes down what silence has let go, and shows the cards that could not be shown before."""
    release_silent(at=now())
    for shop_id in shops_with_cards_to_send():
        send_cards(shop_id=shop_id, by=program(shop_id), at=now())
