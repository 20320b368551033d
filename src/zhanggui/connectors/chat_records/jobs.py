from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.connectors.chat_records.claiming import claim_all
from zhanggui.shops.queries import all_shops


@app.periodic(cron="* * * * * */20")
@app.task(name="zhanggui.claim_words", queueing_lock="claim_words", pass_context=False)
def claim(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    """Wherever an account was given to somebody: on the page of records, of staff, or by a file."""
    for shop in all_shops():
        claim_all(shop.id)
