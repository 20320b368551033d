"""The shop's own site shows the chat by one script, under a strict policy of its own."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser


@pytest.fixture(params=["127.0.0.1"])
def site(house: House, request: pytest.FixtureRequest) -> Iterator[str]:
    """A page of the shop, on another port: another origin. By another name it is another site too, and
    over plain http the browser then keeps our cookie from the frame."""
    script = f'<script src="{house.url("/chat/demo/embed.js")}" async></script>'
    page = f"<!doctype html><title>shop</title><h1>shop</h1>{script}"

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            policy = f"default-src 'none'; script-src {house.address}; frame-src {house.address}"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            if self.path == "/":
                self.wfile.write(page.encode())

        def log_message(self, *_said: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://{request.param}:{server.server_port}"
        house.manage(
            "from zhanggui.shops.models import Shop;"
            f"Shop.objects.filter(slug='demo').update(embed_origins=['{address}'])"
        )
        yield address
        server.shutdown()


def test_the_button_opens_the_chat_and_tells_what_is_unread(people: People, site: str) -> None:
    agent = people.agent()
    page = people.page(people.context())
    page.goto(site)
    button = page.get_by_role("button", name="联系客服")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    chat = page.frame_locator("iframe")
    field = chat.get_by_label("写消息")
    expect(field).to_be_focused()
    field.fill("从店铺网站来的")
    field.press("Enter")
    expect(chat.locator(".turn.mine .meta")).to_contain_text("已发送")
    expect(chat.locator(".turn:not(.mine)")).to_have_count(1)  # greeted: else that is unread too
    field.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(button).to_be_focused()

    agent.locator("ol.queue a", has_text="从店铺网站来的").click()
    agent.get_by_label("写回复").fill("欢迎,看上哪一款了")
    agent.get_by_label("写回复").press("Enter")
    expect(page.locator(".dot")).to_have_text("1")
    expect(agent.locator(".turn.mine .meta").last).to_contain_text("已发送")  # nobody has looked yet
    button.click()
    expect(chat.get_by_text("欢迎,看上哪一款了")).to_be_visible()
    expect(page.locator(".dot")).to_be_hidden()
    expect(agent.locator(".turn.mine .meta").last).to_contain_text("已读")
    page.reload()
    expect(page.get_by_role("button", name="联系客服")).to_be_visible()
    expect(page.locator("iframe")).to_be_hidden()


def test_no_other_site_may_frame_the_chat(people: People, house: House) -> None:
    answer = people.page(people.context()).goto(house.url("/chat/demo"))
    assert answer is not None
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    login = people.page(people.context()).goto(house.url("/login"))
    assert login is not None
    assert "frame-ancestors 'none'" in login.headers["content-security-policy"]


@pytest.mark.parametrize("site", ["localhost"], indirect=True)
def test_a_browser_that_keeps_the_cookie_from_frames_gets_a_window(people: People, site: str) -> None:
    page = people.page(people.context())
    page.goto(site)
    page.get_by_role("button", name="联系客服").click()
    chat = page.frame_locator("iframe")
    expect(chat.get_by_text("这个浏览器不让嵌入的页面记住您")).to_be_visible()
    expect(chat.get_by_label("写消息")).to_be_hidden()
    expect(chat.get_by_text("正在重连")).to_be_hidden()
    with page.expect_popup() as opened:
        chat.get_by_role("link", name="在新窗口打开").click()
    expect(opened.value.get_by_label("写消息")).to_be_visible()
