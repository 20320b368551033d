"""A buyer: opens the chat as a visitor, asks, waits for a word, buys, proves the order, comes back."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import Executor
from dataclasses import dataclass, field

from zhanggui.connectors.simulator.chance import Chance
from zhanggui.connectors.simulator.players.browser import Browser
from zhanggui.connectors.simulator.players.line import Client, Frame
from zhanggui.connectors.simulator.players.marketplace import Marketplace
from zhanggui.connectors.simulator.players.timer import Timer
from zhanggui.connectors.simulator.script import (
    ASK_BACK,
    CANCEL,
    CHANGE_ADDRESS,
    CORRECT,
    SILENCE,
    Purchase,
    Trouble,
    Visit,
)
from zhanggui.connectors.simulator.talk.questions import ask
from zhanggui.connectors.simulator.tally import Tally
from zhanggui.connectors.simulator.world.trades import Trade
from zhanggui.marketplace.rules import RefundKind

_SAVED_PATIENCE = 20.0  # real seconds
_READS_SECONDS, _LETTERS_A_SECOND = 6, 1.5
_CARD_SECONDS, _CARD_REAL_SECONDS = 900, 20.0


@dataclass(frozen=True)
class Street:
    """What every buyer finds: where the shop's chat is, the marketplace, the time."""

    host: str
    port: int
    slug: str
    marketplace: Marketplace
    timer: Timer
    tally: Tally
    threads: Executor
    seed: int

    @property
    def chat(self) -> str:
        return f"/chat/{self.slug}"


@dataclass
class Buyer:
    """One visit of one buyer, from the first word to the last."""

    street: Street
    visit: Visit
    browser: Browser = field(init=False)
    chance: Chance = field(init=False)
    _client: Client | None = None

    def __post_init__(self) -> None:
        self.browser = Browser(self.street.host, self.street.port, self.street.threads)
        self.chance = self.visit.chance(self.street.seed)

    async def come(self) -> None:
        """The whole visit. What goes wrong is counted: a buyer does not file bugs."""
        tally = self.street.tally
        tally.count("visits")
        try:
            if self.visit.asks:
                await self._chat()
            elif self.visit.purchase:
                await self._buy(self.visit.purchase)
        except OSError as failure:
            tally.trouble(f"buyer {self.visit.number}: {type(failure).__name__} {failure}")
        finally:
            self.browser.close()

    # The chat.

    async def _chat(self) -> None:
        self.street.tally.count("chats")
        async with _Talking(self) as client:
            for intent in self.visit.asks:
                if not await self._ask(client, intent):
                    self.street.tally.count("left_unanswered")
                    return
            if self.visit.purchase:
                await self._buy(self.visit.purchase, client)
            await self._ask(client, "thanks", waits=False)

    async def _ask(self, client: Client, intent: str, *, waits: bool = True, text: str = "") -> bool:
        """Asks, and waits as long as this buyer waits; false when nobody answered."""
        text = text or self._worded(intent)
        await self.street.timer.seconds(2 + len(text) / _LETTERS_A_SECOND)
        before = _answers(client)
        frame = await client.say(text, patience=_SAVED_PATIENCE)
        if frame["is"] != "saved":
            self.street.tally.trouble(f"a buyer's word was refused: {frame.get('code')}")
        self.street.tally.count("questions")
        if not waits:
            return True
        answered = await self._wait(client, before)
        await self.street.timer.seconds(_READS_SECONDS)
        return answered

    def _worded(self, intent: str) -> str:
        line = self.visit.purchase.lines[0] if self.visit.purchase else None
        known = {"body": self.visit.person.body}
        if line:
            known |= {"goods": line.article.short, "colour": line.kind.colour, "size": line.kind.size}
        return ask(intent, self.visit.person.manner, self.chance, **{k: v for k, v in known.items() if v})

    async def _wait(self, client: Client, before: int) -> bool:
        timer = self.street.timer
        until = timer.now().timestamp() + self.visit.person.patience_seconds
        while _answers(client) <= before:
            left = until - timer.now().timestamp()
            if left <= 0:
                return False
            await client.heard(left / timer.speed)
        return True

    # Buying.

    async def _buy(self, purchase: Purchase, client: Client | None = None) -> None:
        market, timer = self.street.marketplace, self.street.timer
        trade = market.place(self.visit.person, purchase)
        if purchase.again:
            market.place(self.visit.person, purchase)
            self.street.tally.count("placed_twice")
        pays = purchase.pays_after_seconds
        late = pays is None or pays > 600
        if not late:
            await timer.seconds(pays or 0)
            market.pay(trade)
        if client:
            await self._ask(client, "pay" if late else "paid", waits=late)
            if purchase.proves:
                await self._prove(trade)
        if pays is not None and late:
            await timer.seconds(pays)
            market.pay(trade)
        if client and purchase.proves and pays is not None:
            await self._answer_card(client, trade, purchase.card)
        for trouble in purchase.troubles:
            await timer.seconds(trouble.after_seconds)
            await self._come_back(client, trade, trouble)

    async def _prove(self, trade: Trade) -> None:
        """Tells the shop which order it is, as the form in the chat asks for it."""
        # The marketplace tells the house every few moments: earlier nobody knows the order.
        for _ in range(4):
            await self.street.timer.beat(40, 1.5)
            form = {
                "number": trade.number,
                "phone_tail": trade.person.phone[-4:],
                "receiver_name": trade.person.receiver,
            }
            page = await self.browser.post(f"{self.street.chat}/order", form)
            if page.ok and json.loads(page.text)["ok"]:
                self.street.tally.count("orders_proven")
                return
        self.street.tally.count("orders_not_proven")

    async def _answer_card(self, client: Client, trade: Trade, answer: str) -> None:
        """What the shop's card asks: is the address right?"""
        card = await self._card(client, trade.number)
        if card is None:
            self.street.tally.count("cards_missed")
            return
        self.street.tally.count("cards_seen")
        if answer == SILENCE:
            return
        form = {"answer": "yes"}
        if answer == CORRECT:
            new = self.street.marketplace.change_address(trade)
            form = {"answer": "other", "name": new.receiver, "phone": new.phone, "address": new.address}
        await self.street.timer.seconds(_READS_SECONDS * 4)
        page = await self.browser.post(f"{self.street.chat}/address/{card['id']}", form)
        if page.ok:
            self.street.tally.count(f"cards_{answer}")
        else:
            self.street.tally.trouble(f"a card's answer was refused ({page.status}): {page.text[:120]}")

    async def _card(self, client: Client, number: str) -> Frame | None:
        """The newest card about this order while it asks; the house shows it in a while."""
        timer = self.street.timer
        until = timer.now().timestamp() + max(_CARD_SECONDS, _CARD_REAL_SECONDS * timer.speed)
        while timer.now().timestamp() < until:
            items = [item for reader in client.readers.values() for item in reader.items]
            cards = [item["card"] for item in items if item.get("card")]
            about = [card for card in cards if card["is"] == "address" and card["order"] == number]
            if about:
                return about[-1] if about[-1]["state"] == "asked" else None
            await client.heard(_CARD_REAL_SECONDS / 8)
        return None

    async def _come_back(self, client: Client | None, trade: Trade, trouble: Trouble) -> None:
        self.street.tally.count(f"trouble_{trouble.kind}")
        if client is None:
            return
        text = ""
        if trouble.kind == CHANGE_ADDRESS:
            new = self.street.marketplace.change_address(trade)
            text = f"{self._worded('address')} {new.receiver} {new.phone} {new.address}"
        await self._ask(client, trouble.kind, text=text)
        if trouble.kind == CANCEL:
            self.street.marketplace.cancel(trade)
        elif trouble.kind == ASK_BACK:
            self.street.marketplace.ask_back(trade, RefundKind.REFUND_ONLY, "不想要了")


class _Talking:
    """The chat page, open: its line is up as long as the buyer is there."""

    def __init__(self, buyer: Buyer) -> None:
        self.buyer = buyer

    async def __aenter__(self) -> Client:
        buyer = self.buyer
        page = await buyer.browser.get(buyer.street.chat)
        if not page.ok:
            raise OSError(f"the chat answers {page.status}")
        address = f"{buyer.browser.wire}{buyer.street.chat}/live"
        self.client = Client(lambda: address, buyer.browser.cookie_header, buyer.chance.getrandbits(32))
        self.running = asyncio.create_task(self.client.run())
        return self.client

    async def __aexit__(self, *_failure: object) -> None:
        await self.client.stop()
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)


def _answers(client: Client) -> int:
    """How many words of staff this buyer has seen."""
    items: list[Frame] = [item for reader in client.readers.values() for item in reader.items]
    return sum(item["side"] == "staff" for item in items)
