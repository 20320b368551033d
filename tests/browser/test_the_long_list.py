"""Hundreds wait: the list shows them all, and the page holds those that can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import psycopg
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser
MANY = 700
_FORTY_KEYS = """() => {
    for (let n = 0; n < 40; n++)
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true}))
}"""


@pytest.fixture
def crowd(house: House) -> Iterator[None]:
    with psycopg.connect(house.settings["DATABASE_URL"], autocommit=True) as line:
        # A colleague's buyer joins the list when it gets late: here all have, so that the count stands still.
        line.execute(
            "UPDATE conversations_conversation SET waiting_since = waiting_since - interval '1 hour'"
            " WHERE waiting_since IS NOT NULL AND agent_id IS NOT NULL"
        )
        line.execute(
            """
            WITH came AS (
                INSERT INTO customers_buyer (shop_id, channel, key, name, created_at)
                SELECT id, 'web', 'crowd' || n, '排队' || n, now() FROM shops_shop, generate_series(1, %s) n
                WHERE slug = 'demo' RETURNING id, shop_id, substr(key, 6)::int AS n
            )
            INSERT INTO conversations_conversation (shop_id, buyer_id, created_at, last_position, last_text,
                last_side, last_at, waiting_since, asked_position, questions, "left", read_by_buyer,
                read_by_staff)
            SELECT shop_id, id, now(), 1, '第 ' || n || ' 位', 'buyer', since, since, 1, 1, false, 0, 0
            FROM came, LATERAL (SELECT now() - interval '3 days' + n * interval '1 s' AS since) AS at
            """,
            (MANY,),
        )
        yield
        line.execute(
            "DELETE FROM conversations_conversation c USING customers_buyer b"
            " WHERE b.id = c.buyer_id AND b.key LIKE 'crowd%%'"
        )
        line.execute("DELETE FROM customers_buyer WHERE key LIKE 'crowd%%'")


def test_hundreds_who_wait_are_all_within_reach(crowd: None, people: People) -> None:  # noqa: ARG001
    page = people.agent()
    rows = page.locator("ol.queue > li")
    count = page.locator("[data-tab=waiting] b")
    expect(count).to_have_text(re.compile(r"^7\d\d$"))  # the crowd, and the demo shop's own
    total = int(count.inner_text())
    assert rows.count() < 100
    expect(rows.first).to_have_attribute("aria-posinset", "1")
    expect(rows.first).to_have_attribute("aria-setsize", str(total))

    # By the wheel to the very end, and the height of the list is that of all rows.
    page.locator("#queue").evaluate("box => box.scrollTop = box.scrollHeight")
    expect(rows.last).to_have_attribute("aria-posinset", str(total))
    expect(rows.last).to_be_in_viewport()
    assert rows.count() < 100
    page.locator("#queue").evaluate("box => box.scrollTop = box.scrollHeight / 2")
    middle = page.locator("ol.queue > li", has_text="第 350 位")
    expect(middle).to_be_attached()

    # By the keyboard, farther than the page reached at first: each is the next one, in sight and focused.
    page.locator("#queue").evaluate("box => box.scrollTop = 0")
    page.locator("ol.queue > li", has_text=re.compile(r"第 1 位")).locator("a").click()
    expect(page.get_by_label("写回复")).to_be_focused()
    page.keyboard.press("Escape")
    for _ in range(60):
        page.keyboard.press("j")
    at = page.locator("ol.queue a[aria-current]")
    expect(at).to_contain_text("第 61 位")
    expect(at).to_be_in_viewport()
    expect(at).to_be_focused()
    page.keyboard.press("k")
    expect(at).to_contain_text("第 60 位")
    page.evaluate(_FORTY_KEYS)  # faster than any hand: none is lost at the end of what the page holds
    expect(page.locator("ol.queue a:focus")).to_contain_text("第 100 位")

    # A talk that is opened from elsewhere shows its place; whoever waits longest is one key away.
    address = page.locator("ol.queue a:focus").get_attribute("href") or ""
    page.locator("#queue").evaluate("box => box.scrollTop = 0")
    page.goto(page.url.split("/reception")[0] + address)
    expect(page.locator("ol.queue a[aria-current]")).to_contain_text("第 100 位")
    page.keyboard.press("Alt+n")
    expect(at).to_contain_text("第 1 位")
    expect(at).to_be_in_viewport()


def test_a_row_that_changes_far_down_moves_nothing(crowd: None, people: People, house: House) -> None:  # noqa: ARG001
    page = people.agent()
    count = page.locator("[data-tab=waiting] b")
    expect(count).to_have_text(re.compile(r"^7\d\d$"))
    total = int(count.inner_text())
    page.locator("#queue").evaluate("box => box.scrollTop = 11000")
    seen = page.locator("ol.queue > li", has_text="第 205 位")
    expect(seen).to_be_in_viewport()
    within = "row => row.getBoundingClientRect().top - row.closest('#queue').getBoundingClientRect().top"
    where = seen.evaluate(within)
    with psycopg.connect(house.settings["DATABASE_URL"], autocommit=True) as line:
        line.execute(
            "UPDATE conversations_conversation SET waiting_since = NULL, asked_position = NULL, questions = 0"
            " WHERE last_text = '第 600 位'"
        )
    expect(count).to_have_text(str(total - 1))
    assert seen.evaluate(within) == where
