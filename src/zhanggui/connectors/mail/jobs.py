from __future__ import annotations

from procrastinate.contrib.django import app

from zhanggui.connectors.mail.account import WrongAccount, account_of
from zhanggui.connectors.mail.receiving import AT_ONCE, look
from zhanggui.foundation.clock import now
from zhanggui.shops.queries import all_shops


@app.periodic(cron="* * * * * */30")
@app.task(name="zhanggui.read_mail", queueing_lock="read_mail", pass_context=False)
def read_mail(timestamp: int) -> None:  # noqa: ARG001 - the schedule's argument
    for shop in all_shops():
        try:
            account = account_of(shop)
        except WrongAccount:  # the page of channels says it
            continue
        while account and look(shop, account, now=now) == AT_ONCE:
            pass
