"""English stands for every Chinese text, and nothing else stands in the catalogue."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import override

from tests.cast import AT, client_of, hire_quickly
from tests.house.language import (
    CATALOGUE,
    compiled,
    faults,
    in_code,
    in_templates,
    read,
    unmarked,
    wanted,
    written,
)
from tests.house.source import HOUSE
from zhanggui.conversations.actions import Refused
from zhanggui.conversations.live import door
from zhanggui.conversations.live.callers import in_words
from zhanggui.guard.rules import HINTS, RED_LINES, Situation, check
from zhanggui.shops.actions import open_shop
from zhanggui.shops.rules import MANAGER, TMALL

TEXT = (HOUSE / CATALOGUE).read_text()


def test_the_catalogue_is_whole() -> None:
    wrong = list(faults(TEXT, wanted()))
    assert not wrong, "\n".join(wrong)


def test_both_files_say_the_same() -> None:
    binary = (HOUSE / CATALOGUE).with_suffix(".mo").read_bytes()
    assert compiled(read(TEXT)) == binary, "run make language"
    known = gettext.GNUTranslations(io.BytesIO(binary))
    assert {said: known.gettext(said) for said in read(TEXT)} == read(TEXT)


def test_writing_and_reading_lose_nothing() -> None:
    texts = {'说"是"\\': 'say "yes"\\', "两\n行": "two\nlines"}
    places = {said: ["orders/views.py"] for said in texts}
    assert read(written(texts, places)) == texts
    assert written(read(TEXT), wanted()) == TEXT, "run make language"


def test_no_chinese_stands_outside_a_tag() -> None:
    wrong = list(unmarked(HOUSE))
    assert not wrong, "\n".join(wrong)


# The extractor finds what is planted


PAGE = """{% load i18n %}{# 注 #}
{% if x %}<b title="{% translate '标题' %}">{% translate "满 5%" as y %}</b>{% endif %}
{% blocktranslate with n=x %}共 {{ n }} 件{% endblocktranslate %}{% translate x %}"""
CODE = '''
"""文档"""
TITLES = MappingProxyType({ASKED: "等买家回话"})
ROLE_TITLES = MappingProxyType({AGENT: "客服"})
_OPEN_SAYS = "没有核实"
REASON = "退款"
STAGES = {"paid": gettext_lazy("已付")}
SECTION_TITLES: Mapping[str, str] = {"use": "用途"}
_KIND_LABELS = {RETURN: "退货"}
_STATUS_MEANINGS = {CLOSED: ("退款关闭", NOBODY)}
PLACES.add(Place(key="orders", title="订单", url_name="orders"))
LINE = RedLine(id="R1", title="红线", say=dict.fromkeys(BOTH, "为什么"), instead="可以说")
OTHER = RedLine(say={"tmall": "天猫不行"}, patterns=("不能说",))
OWN_KINDS = MappingProxyType({PHONE: "电话"})
def act(n):
    _("最多")
    self.refuse(frame, "empty", "还没有写字")
    add_audit_words(tag="加标签")
    translation.gettext("一条")
    if n:
        raise CannotTag("标签太长")
    raise CannotTag(f"最多 {n} 个")
'''


def test_texts_are_found_where_they_are_said(tmp_path: Path) -> None:
    pages = tmp_path / "orders" / "templates" / "orders"
    pages.mkdir(parents=True)
    (pages / "one.html").write_text(PAGE)
    assert {said for said, _ in in_templates(tmp_path)} == {"标题", "满 5%%", "共 %(n)s 件"}
    (tmp_path / "orders" / "views.py").write_text(CODE)
    expected = {"等买家回话", "客服", "没有核实", "已付", "用途", "退货", "退款关闭"}
    expected |= {
        "订单",
        "最多",
        "还没有写字",
        "加标签",
        "一条",
        "标签太长",
        "红线",
        "为什么",
        "天猫不行",
        "电话",
    }
    assert {said for said, _ in in_code(tmp_path)} == expected
    assert list(unmarked(tmp_path)) == []
    files = tmp_path / "connectors"
    files.mkdir()
    (files / "views.py").write_text(CODE)  # there only what is marked
    marked = {said for said, where in in_code(tmp_path) if where.startswith("connectors")}
    assert marked == {"已付", "订单", "最多", "还没有写字", "加标签", "一条", "红线", "为什么", "天猫不行"}
    (pages / "one.html").write_text("<p>没有标记 {% translate '有' %}</p>")
    assert list(unmarked(tmp_path)) == ["orders/templates/orders/one.html: not in a tag: 没有标记"]


PLANTED = [
    ({}, "missing: 共 %(n)s 件"),
    ({"共 %(n)s 件": ""}, "has no English"),
    ({"共 %(n)s 件": "%(m)s pieces"}, "other holes"),
    ({"共 %(n)s 件": "共 %(n)s"}, "not English"),
    ({"共 %(n)s 件": "%(n)s pieces", "多余": "more"}, "nobody says it any more: 多余"),
]


@pytest.mark.parametrize(("texts", "says"), PLANTED)
def test_a_planted_fault_is_seen(texts: dict[str, str], says: str) -> None:
    text = written(texts, {said: ["one.py"] for said in texts})
    found = list(faults(text, {"共 %(n)s 件": ["one.py"]}))
    assert len(found) == 1
    assert says in found[0]


def test_a_guess_is_no_translation() -> None:
    text = written({"订单": "Orders"}, {"订单": ["one.py"]}).replace("#: one.py", "#, fuzzy")
    assert len(list(faults(text, {"订单": ["one.py"]}))) == 1


# What people see


PAGES = (
    *("workspace", "edge", "phrases", "worklist", "orders", "items", "refunds", "buyers"),
    *("guard", "guard_rules", "guard_new_rule", "files", "staff", "shop", "audit"),
    *("day", "worklist_everybody", "addresses", "addresses_areas", "shifts", "hand_over"),
    *("offers", "offers_calendar", "coupon_new", "what_ifs"),
)


@pytest.mark.django_db
def test_an_english_page_holds_no_chinese() -> None:
    """A shop without Chinese data: whatever Chinese is left is a text that nobody marked."""
    shop = open_shop(slug="example", name="Example", platform=TMALL, at=AT)
    client = client_of(hire_quickly(shop, "manager", "Lee", "M01", MANAGER))
    rules = [reverse("guard_rule", args=[line.id]) for line in (*RED_LINES, *HINTS)]
    others = [f"{reverse('staff')}?add=1", reverse("chat", args=[shop.slug]), *rules]
    for page in [*map(reverse, PAGES), *others]:
        response = client.get(page, headers={"accept-language": "en-GB,en;q=0.9"})
        text = response.content.decode()
        assert '<html lang="en">' in text
        text = re.sub(">掌柜</td>", ">", text)  # how the audit keeps the program
        text = re.sub(f">{re.escape(shop.greeting)}</textarea>", ">", text)  # what buyers read
        text = re.sub(r'lang="zh-CN"[^>]*>[^<]*<', "<", text)  # says itself that it is Chinese
        assert not re.findall(r"[^\s<>\"]*[\u4e00-\u9fff]+[^<\"]*", text), page


@pytest.mark.django_db
def test_the_language_is_chosen_and_stays() -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    login = reverse("login")
    assert "登录名" in client.get(login).content.decode()
    answer = client.post(
        reverse("set_language"), {"language": "en"}, headers={"referer": f"http://testserver{login}"}
    )
    assert answer["Location"].endswith(login)
    text = client.get(login).content.decode()
    assert "登录名" not in text
    assert '<html lang="en">' in text
    client.post(reverse("set_language"), {"language": "zh-hans"})
    assert '<html lang="zh-CN">' in client.get(login).content.decode()


def test_a_language_that_we_do_not_speak_is_answered_in_chinese() -> None:
    assert door._language({"accept-language": "fr-FR"}) == "zh-hans"


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({"accept-language": "en-US,en;q=0.9"}, "en"),
        ({"accept-language": "zh-CN", "cookie": "a=b; django_language=en"}, "en"),
        ({"accept-language": "en", "cookie": "django_language=zh-hans"}, "zh-hans"),
        ({}, "zh-hans"),
    ],
)
def test_a_socket_speaks_as_its_page(headers: dict[str, str], language: str) -> None:
    assert door._language(headers) == language


def test_a_finding_is_explained_in_english_and_the_safe_words_stay_chinese() -> None:
    findings = check("不开发票", Situation(platform=TMALL))
    assert findings
    with override("en"):
        shown = in_words(findings)
    assert all(one.say.isascii() and one.title.isascii() for one in shown)
    assert [one.instead for one in shown] == [one.instead for one in findings]
    with override("zh-hans"):
        assert in_words(findings) == list(findings)


def test_every_red_line_says_why_in_english() -> None:
    said = [
        text for line in (*RED_LINES, *HINTS) for text in (line.title, *line.say.values(), line.say_known)
    ]
    with override("en"):
        left = [text for text in said if text and re.search(r"[\u4e00-\u9fff]", translated(text))]
    assert left == []


def test_a_refused_message_says_why_in_english_with_its_facts() -> None:
    late = Situation(platform=TMALL, after_cut_off=True, cut_off="16:00")
    findings = tuple(one for one in check("现在付款今天就可以发货", late) if one.facts)
    assert findings[0].facts == {"cut_off": "16:00"}
    refused = Refused(1, "said-0001", "reason", findings[0].words, findings)
    assert "16:00" in refused.why.translated()
    with override("en"):
        told = refused.why.translated()
    assert "16:00" in told
    assert not re.search(r"[\u4e00-\u9fff]", told)
