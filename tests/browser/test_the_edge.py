"""The slim page beside the marketplace's chat client: paste a nick, copy by key, run the clock by key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, Route, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser
CLIPBOARD = ["clipboard-read", "clipboard-write"]
SLIM = {"width": 380, "height": 720}
SECONDS_RUN = re.compile(r"00:(0[2-9]|[1-5]\d)")


def edge(people: People, login: str = "linxiao") -> Page:
    """A member of staff before the slim page."""
    if login not in people.logins:
        people.agent(login).close()
    kept = people.logins[login]
    page = people.page(people.context(kept, viewport=SLIM, permissions=CLIPBOARD))
    page.goto(people.house.url("/edge/"))
    expect(box(page)).to_be_focused()
    expect(page.locator(".phrases-list li").first).to_be_visible()
    return page


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="会员名、订单号或手机后四位")


def paste(page: Page, text: str) -> None:
    """What was copied in the chat client lands in the box."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    box(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+v")


def meet(page: Page, nick: str) -> None:
    """A buyer whom the shop has not met."""
    box(page).fill(nick)
    box(page).press("Enter")
    expect(page.get_by_role("option", name="记下这位新买家")).to_be_visible()
    page.wait_for_timeout(450)  # as long as it takes to read the offer
    box(page).press("Enter")
    expect(page.locator(".now h1")).to_have_text(nick)


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def clock(page: Page) -> Locator:
    return page.get_by_role("timer")


def test_a_nick_is_pasted_and_everything_known_is_there(people: People) -> None:
    page = edge(people)
    paste(page, "cntaobao小米粥")
    expect(page.locator(".now h1")).to_have_text("小米粥")
    expect(page.locator("#slot-buyer")).to_contain_text("上次袖口开线")
    expect(page.locator("#slot-orders .order").first).to_be_visible()
    expect(box(page)).to_be_focused()  # ready for the next paste, which takes the place of this one
    number = (page.locator("#slot-orders .order .num").first.text_content() or "").replace(" ", "")
    paste(page, f"订单编号:{number}")
    expect(page.locator(".now h1")).to_have_text("小米粥")
    paste(page, "云朵朵2019")
    expect(page.locator(".now h1")).to_have_text("云朵朵2019")
    assert page.evaluate("document.documentElement.scrollWidth") <= SLIM["width"]


def test_a_phrase_is_copied_by_one_key_and_by_its_shortcut(people: People) -> None:
    page = edge(people)
    paste(page, "小米粥")
    expect(page.locator(".now h1")).to_have_text("小米粥")
    page.keyboard.type("/fp")  # over the selected nick
    expect(page.locator(".phrases-list li").first).to_contain_text("可以开发票")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已复制「可以开发票」")).to_be_visible()
    assert copied(page).startswith("可以开发票的,不收税点")
    expect(box(page)).to_have_value("小米粥")
    lines = page.locator(".phrases-list li")
    expect(lines).to_have_count(9)
    second = lines.nth(1).get_attribute("title")
    page.keyboard.press("Alt+2")
    expect(page.get_by_text("已复制「")).to_be_visible()
    page.wait_for_function("text => navigator.clipboard.readText().then(now => now === text)", arg=second)


def test_a_draft_that_the_guard_blocks_is_not_copied(people: People) -> None:
    page = edge(people)
    paste(page, "小米粥")
    page.evaluate("navigator.clipboard.writeText('之前的')")
    page.keyboard.press("Alt+g")
    field = page.get_by_label("草稿")
    expect(field).to_be_focused()
    page.keyboard.insert_text("我们开不了发票")
    expect(page.locator(".finding.block")).to_contain_text("建议")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有复制。")).to_be_visible()
    page.keyboard.press("Enter")
    assert copied(page) == "之前的"
    page.get_by_role("button", name="用建议").click()
    expect(page.locator(".finding.block")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_text("已复制", exact=True)).to_be_visible()
    assert copied(page) == field.input_value() != "之前的"


def test_each_buyer_has_a_draft_of_their_own(people: People) -> None:
    """What was written to one is never copied to the next."""
    page = edge(people)
    field = page.get_by_label("草稿")
    field.fill("先写好的一句")  # before anybody is open
    paste(page, "小米粥")
    expect(page.locator(".now h1")).to_have_text("小米粥")
    expect(field).to_have_value("先写好的一句")
    field.fill("小米粥您好,裤长 96 厘米")
    meet(page, "隔壁的新买家")
    expect(field).to_have_value("")
    field.fill("新买家您好")
    paste(page, "小米粥")
    expect(page.locator(".now h1")).to_have_text("小米粥")
    expect(field).to_have_value("小米粥您好,裤长 96 厘米")
    field.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("已复制")
    assert copied(page) == "小米粥您好,裤长 96 厘米"


def test_the_lead_is_asked_about_a_talk_held_elsewhere(people: People) -> None:
    page = edge(people)
    page.keyboard.press("Alt+l")
    expect(page.locator("[data-said]")).to_contain_text("先在上面找到这位买家")
    meet(page, "要问主管的买家")
    page.keyboard.press("Alt+l")
    expect(page.locator("[data-said]")).to_contain_text("先按「等待」")
    page.keyboard.press("Alt+w")
    expect(page.get_by_text("问主管", exact=True).first).to_be_visible()
    page.keyboard.press("Alt+l")
    page.keyboard.type("能给这位补差价吗")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("已问主管")
    expect(page.get_by_role("region", name="买家资料")).to_contain_text("能给这位补差价吗")
    lead = people.staff("/worklist/", "zhouzhou")
    expect(lead.locator("li.task", has_text="能给这位补差价吗").first).to_be_visible()


def test_a_hasty_enter_before_the_guard_has_spoken_copies_nothing_forbidden(people: People) -> None:
    page = edge(people)
    page.evaluate("navigator.clipboard.writeText('之前的')")
    page.keyboard.press("Alt+g")
    page.keyboard.insert_text("开不了发票哦")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有复制。")).to_be_visible()
    expect(page.locator(".finding.block")).to_be_visible()
    assert copied(page) == "之前的"


def test_the_clock_runs_by_key_for_two_agents(people: People) -> None:
    first, second = edge(people), edge(people, "chenchen")
    meet(first, "梧桐树下_edge")
    expect(first.get_by_text("还没有记过")).to_be_visible()
    first.keyboard.press("Alt+w")
    first.keyboard.press("Alt+w")  # a double key
    expect(clock(first)).to_have_text(re.compile(r"00:\d\d"))
    expect(clock(first)).to_have_text(SECONDS_RUN)
    mine = first.locator(".waiters li", has_text="梧桐树下_edge")
    expect(mine.locator(".num")).to_have_text(re.compile(r"00:\d\d"))
    assert first.title().startswith("(")
    # A colleague sees whose it is, and that the buyer waits; in the colleague's own list it is not.
    box(second).fill("梧桐树下_edge")
    box(second).press("Enter")
    expect(second.get_by_text("林晓 A12 在接待")).to_be_visible()
    expect(clock(second)).to_have_text(re.compile(r"00:\d\d"))
    expect(second.locator(".waiters li", has_text="梧桐树下_edge")).to_have_count(0)
    first.keyboard.press("Alt+r")
    expect(clock(first)).to_have_text("")
    expect(clock(second)).to_have_text("")
    expect(mine.locator(".num")).to_have_text(re.compile(r"\d\d:\d\d"))
    # That was a mistake: the wait goes on from where it began.
    first.keyboard.press("Alt+z")
    expect(clock(first)).to_have_text(SECONDS_RUN)
    expect(first.get_by_role("button", name="撤销")).to_be_disabled()
    second.get_by_role("button", name="接过来").click()
    expect(second.locator(".waiters li", has_text="梧桐树下_edge")).to_be_visible()
    expect(mine).to_have_count(0)
    second.keyboard.press("Alt+r")
    expect(clock(first)).to_have_text("")


def test_several_chats_are_switched_by_one_key(people: People) -> None:
    page = edge(people, "zhouzhou")
    for nick in ("一号_edge", "二号_edge", "三号_edge"):
        meet(page, nick)
        page.keyboard.press("Alt+w")
        expect(page.locator(".waiters [aria-current]")).to_contain_text(nick)
    page.keyboard.press("Alt+q")
    expect(page.locator(".now h1")).to_have_text("一号_edge")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".now h1")).to_have_text("二号_edge")
    page.keyboard.press("Alt+r")
    page.keyboard.press("Alt+q")
    expect(page.locator(".now h1")).to_have_text("一号_edge")
    names = page.locator(".waiters li .cut")
    expect(names).to_have_text(["一号_edge", "三号_edge", "二号_edge"])  # who waits, then who was answered


def test_no_key_acts_without_alt_and_none_while_an_input_method_chooses(people: People) -> None:
    page = edge(people)
    meet(page, "按键_edge")
    page.locator(".now h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type("wrzq12")  # meant for the buyer, in the wrong window
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            { code: "KeyW", key: "w", altKey: true, isComposing: true, bubbles: true, cancelable: true }))"""
    )
    page.wait_for_timeout(300)
    expect(page.get_by_text("还没有记过")).to_be_visible()
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Alt+w")
    expect(clock(page)).to_have_text(re.compile(r"00:\d\d"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("99999", "没有找到「99999」"),
        ("云**9", "没有找到"),
        ("1234567890123456789", "没有找到"),
        ("<b>没有</b>", "还没有「<b>没有</b>」"),
    ],
)
def test_wrong_input_is_answered_in_a_sentence(people: People, typed: str, said: str) -> None:
    page = edge(people)
    box(page).fill(typed)
    box(page).press("Enter")
    expect(page.locator("#edge-found")).to_contain_text(said)
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#edge-found")).to_be_hidden()


def test_where_the_browser_lets_nobody_copy_the_person_does(people: People) -> None:
    page = edge(people)
    page.evaluate(
        """() => {
            navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
            document.execCommand = () => false;
        }"""
    )
    page.keyboard.press("Alt+3")
    field = page.get_by_label("要复制的话")
    expect(field).to_be_focused()
    assert page.evaluate("getSelection().toString() || document.activeElement.value.length > 0")
    page.keyboard.press("Control+c")
    expect(field).to_be_hidden()
    expect(page.get_by_text("已复制", exact=True)).to_be_visible()
    assert copied(page) == page.locator(".phrases-list li").nth(2).get_attribute("title")


def test_the_workspace_shows_the_talk_with_its_clock_and_no_composer(people: People, house: House) -> None:
    page = edge(people)
    meet(page, "两边看_edge")
    page.keyboard.press("Alt+w")
    expect(clock(page)).to_have_text(re.compile(r"00:\d\d"))
    agent = people.agent()
    agent.get_by_role("tab", name="我的").click()
    row = agent.locator("ol.queue > li", has_text="两边看_edge")
    expect(row).to_contain_text("在千牛里来了消息")
    expect(row.locator(".wait span")).to_have_text(re.compile(r"00:\d\d"))
    row.locator("a").click()
    expect(agent.locator(".rule.mark")).to_have_text(re.compile(r"^买家在千牛里来了消息 \d\d:\d\d$"))
    expect(agent.get_by_label("写回复")).to_be_hidden()
    expect(agent.get_by_role("link", name="侧边窗")).to_have_attribute(
        "href", re.compile(r"/edge/\?buyer=\d+")
    )
    agent.keyboard.press("/")  # nothing opens where nothing can be sent
    agent.keyboard.press("Alt+r")
    expect(agent.locator(".rule.mark").last).to_have_text(re.compile("^林晓 A12 在千牛里回复了"))
    expect(clock(page)).to_have_text("")  # and in the slim page at once
    agent.keyboard.press("Alt+z")
    expect(agent.locator(".rule.mark").last).to_have_text(re.compile("已撤销$"))
    expect(clock(page)).to_have_text(re.compile(r"00:\d\d"))
    # Another talk has its composer.
    agent.get_by_role("tab", name="最近").click()
    agent.locator("ol.queue a", has_text="jojo要早睡").click()
    expect(agent.get_by_label("写回复")).to_be_focused()
    with agent.context.expect_page() as opened:
        agent.locator("summary.me").click()
        agent.get_by_role("link", name="千牛侧边窗").click()
    expect(box(opened.value)).to_be_focused()
    assert house.url("/edge/") == opened.value.url


def test_when_the_login_has_ended_nothing_is_said_to_be_done(people: People) -> None:
    """The login page must not stand for an answer: neither for "copied" nor in the place of a card."""
    page = people.page(people.context(viewport=SLIM, permissions=CLIPBOARD))
    page.goto(people.house.url("/login?next=/edge/"))
    page.get_by_label("登录名").fill("xudian")
    page.get_by_label("密码").fill(people.house.password)
    page.keyboard.press("Enter")
    expect(page.locator(".phrases-list li").first).to_be_visible()
    meet(page, "登录_edge")
    page.evaluate("navigator.clipboard.writeText('之前的')")
    page.context.clear_cookies(name="sessionid")
    for key in ("Alt+w", "Alt+1"):
        page.keyboard.press(key)
        expect(page.get_by_text("登录已结束,请重新登录。")).to_be_visible()
        page.evaluate("document.querySelector('[data-said]').hidden = true")
    assert copied(page) == "之前的"
    expect(page.get_by_text("还没有记过")).to_be_visible()
    box(page).fill("小米粥")
    box(page).press("Enter")
    expect(page.get_by_text("没有取到。")).to_be_visible()
    page.get_by_label("写备注").fill("下次再说")
    page.get_by_label("写备注").press("Enter")
    expect(page.locator("#slot-buyer")).to_contain_text("登录_edge")
    expect(page.get_by_label("密码")).to_have_count(0)


def test_a_new_nick_that_another_begins_with_opens_nobody_else(people: People) -> None:
    page = edge(people)
    paste(page, "小米粥(11-22 10:12:33):在吗")  # a whole line of the chat
    expect(page.locator(".now h1")).to_have_text("小米粥")
    paste(page, "小米")
    found = page.locator("#edge-found")
    expect(found).to_contain_text("没有正好是「小米」的")
    expect(found.get_by_role("option")).to_have_count(2)
    expect(found).to_contain_text("还没有「小米」")
    name = found.get_by_role("option").first.locator("b.cut")
    assert name.evaluate("name => name.scrollWidth <= name.clientWidth")  # long goods do not hide who it is
    expect(page.locator(".now h1")).to_have_text("小米粥")  # as before: nothing was opened


def test_two_quick_presses_of_two_kinds_both_count(people: People) -> None:
    page = edge(people)
    meet(page, "连按_edge")
    page.keyboard.press("Alt+w")
    page.keyboard.press("Alt+r")
    page.keyboard.press("Alt+r")
    expect(page.locator(".now [data-state]")).to_contain_text("已回复")
    expect(clock(page)).to_have_text("")
    page.keyboard.press("Alt+w")
    page.keyboard.press("Alt+z")  # before the answer to the press is there
    expect(page.locator(".now [data-state]")).to_contain_text("撤销了")
    expect(clock(page)).to_have_text("")


def test_what_is_typed_while_an_answer_is_slow_stays(people: People) -> None:
    page = edge(people)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route(re.compile(r"/edge/\d+$"), slowly)
    paste(page, "小米粥")
    page.wait_for_timeout(100)
    box(page).fill("/fp")
    expect(page.locator(".now h1")).to_have_text("小米粥")
    expect(box(page)).to_have_value("/fp")
    expect(page.locator(".phrases-list li").first).to_contain_text("可以开发票")


def test_escape_puts_the_text_to_copy_by_hand_away(people: People) -> None:
    page = edge(people)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(1); }")
    page.evaluate("() => { document.execCommand = () => false; }")
    page.keyboard.press("Alt+3")
    expect(page.get_by_label("要复制的话")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("要复制的话")).to_be_hidden()
    expect(box(page)).to_be_focused()
