from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhanggui.connectors.channels.lines import NotNow
from zhanggui.connectors.wechat.receiving import receive_picture
from zhanggui.foundation.clock import now

_AGAIN = RetryStrategy(max_attempts=6, exponential_wait=3, retry_exceptions=[NotNow])


@app.task(name="zhanggui.wechat_picture", retry=_AGAIN)
def picture(*, shop_id: int, conversation_id: int, client_id: str, media_id: str) -> None:
    receive_picture(
        shop_id=shop_id, conversation_id=conversation_id, client_id=client_id, media_id=media_id, at=now()
    )
