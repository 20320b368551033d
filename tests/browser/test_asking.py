"""What a page asks the server while somebody types, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
ASKED = "**/search/?*"


def _asked(page: Page) -> list[str]:
    """The addresses that were asked, from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if "/search/?" in request.url else None)
    return found


def test_half_a_word_of_pinyin_is_not_asked(people: People) -> None:
    page = people.staff("/search/", "chenchen")
    page.get_by_role("searchbox").focus()
    asked = _asked(page)
    hands = page.context.new_cdp_session(page)
    for typed in ("y", "yun", "yun duo"):
        hands.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
        page.wait_for_timeout(400)  # more than the page waits before it asks
    assert asked == []
    hands.send("Input.insertText", {"text": "云朵"})
    expect(page.locator("#found a[data-hit]", has_text="云朵朵2019")).to_be_visible()
    assert len(asked) == 1


def test_an_asking_that_the_next_one_overtakes_is_no_error(people: People) -> None:
    page = people.staff("/search/", "chenchen")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.route(ASKED, hold_the_first)
    field = page.get_by_role("searchbox")
    with page.expect_event("requestfailed"):
        with page.expect_request(ASKED):
            field.press_sequentially("云")
        field.press_sequentially("朵")
    expect(page.locator("#found a[data-hit]", has_text="云朵朵2019")).to_be_visible()
    assert people.complaints == []
