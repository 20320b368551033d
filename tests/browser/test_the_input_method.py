"""Chinese is written by an input method: while it chooses a word, every key is its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_a_talk import open_newest, write

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import People

pytestmark = pytest.mark.browser
CHOOSING = 229  # the code of every key that an input method takes for itself


def compose(page: Page, *steps: str) -> None:
    """Half a word after the other, as the input method shows it in the field."""
    hands = page.context.new_cdp_session(page)
    for step in steps:
        hands.send(
            "Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)}
        )
    hands.detach()


def choose(page: Page, *keys: str) -> None:
    """Keys by which one chooses, as Chromium tells them on a Mac: by name, with the code of no key."""
    hands = page.context.new_cdp_session(page)
    for key in keys:
        named = {"key": key, "code": key, "windowsVirtualKeyCode": CHOOSING}
        hands.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **named})
        hands.send("Input.dispatchKeyEvent", {"type": "keyUp", **named})
    hands.detach()


def put(page: Page, word: str) -> None:
    hands = page.context.new_cdp_session(page)
    hands.send("Input.insertText", {"text": word})
    hands.detach()


def test_the_phrases_open_when_the_mark_is_chosen_and_not_before(people: People) -> None:
    agent = people.agent()
    agent.keyboard.press("Alt+n")
    field, search = agent.get_by_label("写回复"), agent.get_by_role("combobox", name="找快捷语")
    expect(field).to_be_focused()
    compose(agent, "、")  # "/" may be several marks: the input method offers them first
    expect(field).to_have_value("、")
    expect(search).to_be_hidden()
    put(agent, "、")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    compose(agent, "fa", "fapiao")
    choose(agent, "Enter", "Escape", "ArrowDown")
    expect(search).to_have_value("fapiao")
    put(agent, "发票")
    expect(agent.get_by_role("option").first).to_contain_text("发票")
    search.fill("")
    compose(agent, "、")
    expect(search).to_be_focused()
    put(agent, "、")  # twice the key is the sign itself
    expect(field).to_be_focused()
    expect(field).to_have_value("/")
    field.fill("")


def test_a_buyer_is_not_handed_over_by_a_word_that_is_being_chosen(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "转接时用拼音写附言")
    open_newest(agent, "转接时用拼音写附言")
    agent.keyboard.press("Alt+t")
    name, note = agent.get_by_label("转给哪位同事"), agent.get_by_label("给同事的话")
    expect(name).to_be_focused()
    note.focus()
    compose(agent, "ta", "ta ji")
    choose(agent, "Enter", "Escape", "ArrowDown")
    expect(note).to_be_focused()
    put(agent, "她急")
    expect(note).to_have_value("她急")
    agent.keyboard.press("Enter")  # nobody is named yet
    expect(name).to_be_focused()
    compose(agent, "chen")
    choose(agent, "Enter")
    put(agent, "陈晨")
    expect(agent.get_by_text(re.compile("已转给"))).to_be_hidden()
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("已转给 陈晨")).to_be_visible()
    expect(agent.locator(".talk").get_by_text("她急")).to_be_visible()


def test_escape_leaves_a_half_written_note_open(people: People) -> None:
    agent = people.agent()
    agent.keyboard.press("Alt+n")
    expect(agent.get_by_label("写回复")).to_be_focused()
    for key, menu in (("Alt+p", "noting"), ("Alt+q", "ask-lead")):
        agent.keyboard.press(key)
        field = agent.locator(f"details.{menu} textarea")
        expect(field).to_be_focused()
        compose(agent, "ta", "ta ji")
        choose(agent, "Escape", "Enter")
        expect(field).to_be_focused()
        put(agent, "")
        agent.keyboard.press("Escape")
        expect(field).to_be_hidden()


def test_a_note_is_written_once_and_half_a_one_waits_in_its_talk(people: People) -> None:
    agent, first, second = people.agent(), people.visitor(), people.visitor()
    write(first, "这位要记一句旁注")
    write(second, "那位先看一眼")
    open_newest(agent, "这位要记一句旁注")
    agent.keyboard.press("Alt+p")
    agent.keyboard.type("急着出")
    open_newest(agent, "那位先看一眼")
    agent.keyboard.press("Alt+p")
    expect(agent.locator("details.noting textarea")).to_have_value("")
    open_newest(agent, "这位要记一句旁注")
    agent.keyboard.press("Alt+p")
    field = agent.locator("details.noting textarea")
    expect(field).to_have_value("急着出")
    agent.keyboard.type("门")
    with agent.expect_response("**/note"):
        field.evaluate("""field => [1, 2].forEach(() => field.dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })))""")
    expect(agent.locator(".aside-note", has_text="急着出门")).to_be_visible()
    agent.reload()
    expect(agent.locator(".aside-note", has_text="急着出门")).to_have_count(1)
    agent.keyboard.press("Alt+p")
    expect(field).to_have_value("")
