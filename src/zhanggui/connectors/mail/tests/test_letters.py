"""What strangers' programs write, read in our own words."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.connectors.mail.addresses import is_address, masked, sender_of
from zhanggui.connectors.mail.decoding import text_of, words_of
from zhanggui.connectors.mail.hypertext import words_in
from zhanggui.connectors.mail.letters import Letter, letter_of, unreadable
from zhanggui.connectors.mail.quoting import own_words
from zhanggui.connectors.mail.telling import told
from zhanggui.connectors.mail.tests.peers import SHOP, letter
from zhanggui.connectors.mail.threads import bare_subject, conversation_named, message_id, names_in
from zhanggui.connectors.mail.writing import Reply, written
from zhanggui.conversations.rules import TEXT_LETTERS

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


def read(raw: bytes) -> Letter:
    return letter_of(raw, own=SHOP)


# Alphabets


@pytest.mark.parametrize("alphabet", ["gb2312", "gbk", "gb18030", "utf-8", "big5", "hz"])
@pytest.mark.parametrize("packed", ["base64", "quoted-printable", "8bit"])
def test_every_usual_alphabet_is_read(alphabet: str, packed: str) -> None:
    mail = EmailMessage()
    mail["From"] = "a@example.com"
    words = "發貨" if alphabet == "big5" else "什么时候发货"
    data = words.encode(alphabet)
    body = {
        "base64": base64.encodebytes(data),
        "quoted-printable": "".join(f"={one:02X}" for one in data).encode(),
        "8bit": data,
    }[packed]
    head = (
        f"From: a@example.com\nContent-Type: text/plain; charset={alphabet}\n"
        f"Content-Transfer-Encoding: {packed}\n\n"
    )
    assert read(head.encode() + body).text == words


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?GB2312?b?xA==?= =?gb2312?B?47rD?=", "你好"),  # cut within a letter
        ("=?utf-8?Q?=E4=BD=A0=E5=A5=BD_A?= B", "你好 A B"),
        ("Re: =?utf-8?B?5L2g5aW9?=", "Re: 你好"),
        ("=?gb2312?B?hrSi4w==?=", "喆€"),  # beyond GB 2312
        ("=?nonsense?B?5L2g5aW9?=", "你好"),
        ("=?unicode_escape?B?5L2g5aW9?=", "你好"),
        ("=?utf-8?B?!!!?=", ""),
        ("plain", "plain"),
        ("你好".encode("gb18030").decode("ascii", "surrogateescape"), "你好"),
        ("=?utf-8?B?5L2g5aW9DQpCY2M6IHg=?=", "你好 Bcc: x"),
    ],
)
def test_the_words_of_a_header(header: str, words: str) -> None:
    assert words_of(header) == words


@given(
    st.binary(max_size=80), st.sampled_from(["", "gb2312", "utf-8", "x", "rot13", "zip", "utf-16", "idna"])
)
def test_bytes_always_become_letters(data: bytes, alphabet: str) -> None:
    assert isinstance(text_of(data, alphabet), str)


# Whose


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("a@example.com", ("", "a@example.com")),
        ("王 <A.B@Example.COM>", ("王", "a.b@example.com")),
        ('"李, 四" <a@example.com>', ("李, 四", "a@example.com")),
        ('"小<3>王" <a@example.com>', ("小<3>王", "a@example.com")),
        ('"x" <a@example.com>, "y" <b@example.com>', ("", "")),
        ("<a@example.com>", ("", "a@example.com")),
        ("\ufffd\ufffd\ufffd <a@example.com>", ("", "a@example.com")),
        ("a@example.com <a@example.com>", ("", "a@example.com")),
        ("a@example.com, b@example.com", ("a@example.com, b@example.com", "")),
        ("x <a@example.com> <b@example.com>", ("x <a@example.com>", "")),
        ("a@example.com)b@example.org", ("", "")),
        ("<a@example.com\r\nBcc: b@example.com>", ("", "")),
        ("undisclosed", ("", "")),
        ("", ("", "")),
        (f"<{'a' * 90}@example.com>", ("", "")),
    ],
)
def test_there_is_one_sender_or_none(header: str, found: tuple[str, str]) -> None:
    name, address = sender_of(header)
    assert address == found[1]
    assert name == found[0] or not address


def test_an_address_is_not_shown_whole() -> None:
    assert masked("xiaoming@example.com") == "xi***@example.com"


# Own words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("好的\n\n在 2026年11月22日,示例 <a@example.com> 写道:\n\n> 您好\n> 再见\n", "好的"),
        ("好的\n在 2026年11月22日,示例 <a@example.com>\n写道:\n\n旧的\n", "好的"),
        ("好\n\n------------------ 原始邮件 ------------------\n发件人: x\n旧", "好"),
        ("好\n\n---- 回复的原邮件 ----\n旧", "好"),
        ("好\n\n-----Original Message-----\nFrom: x\n旧", "好"),
        ('好\nAt 2026-11-22 10:00:00, "店" <s@example.com> wrote:\n>旧', "好"),
        ("On Sun, Nov 22, 2026 at 10:00 AM Shop <s@example.com> wrote:\n> hi\n\nbelow", "below"),
        ("> 问一\n答一\n> 问二\n答二", "答一\n答二"),
        ("好\n________________________________\n发件人: 店 <a@b.cn>\n发送时间: 2026\n\n旧", "好"),
        ("好\n发件人: 店 <a@b.cn>\n发送时间: 2026\n收件人: x\n\n旧", "好"),
        ("> 只有引用", "> 只有引用"),
        ("在家里写道: 不是引用的", "在家里写道: 不是引用的"),
        ("分割线\n__________\n还是我写的", "分割线\n__________\n还是我写的"),
        ("发件人: 我就是想问", "发件人: 我就是想问"),
        ("", ""),
    ],
)
def test_history_is_folded_and_words_are_kept(text: str, words: str) -> None:
    assert own_words(text) == words


@given(st.lists(st.sampled_from(["> 旧", "新", "", "在 2026年 x 写道:", "发件人: a", "日期: b", "------"])))
def test_folding_never_leaves_nothing_of_something(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert bool(own_words(text)) == bool(text.strip())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>您好<br>什么时候&nbsp;发货?</p><script>x()</script><style>a{}</style>", "您好\n什么时候 发货?"),
        ("<table><tr><td>尺码</td><td>M</td></tr></table>", "尺码 M"),
        ('<p>新</p><div class="gmail_quote"><blockquote><p>旧</p></blockquote></div>', "新"),
        ('<p>新</p><blockquote type="cite"><div>旧<br></div></blockquote><p>尾</p>', "新\n\n尾"),
        ('<blockquote type="cite">只有</blockquote>', "只有"),
        (
            '<a href="https://x.example.com/a?b=1&amp;c=2">点这里</a>',
            "点这里 (https://x.example.com/a?b=1&c=2)",
        ),
        ('<a href="https://x.example.com">https://x.example.com</a>', "https://x.example.com"),
        ('<a href="javascript:x()">点</a>', "点"),
        ("1 &lt; 2 & 3", "1 < 2 & 3"),
        ('<img alt="图 > 一" src="x"><!-- 注 -->', "图 > 一"),
        (f'<p><img src="data:image/png;base64,{"iVBO" * 100_000}"></p><p>破了</p>', "[图片]\n\n破了"),
        (f"<img src=data:image/gif;base64,{'R0lG' * 100_000}>破了", "[图片]破了"),
    ],
)
def test_hypertext_is_read_as_people_read_it(text: str, words: str) -> None:
    assert words_in(text) == words


@pytest.mark.parametrize(
    "unit", ["<!--", "<a ", "<![", "<div>", "<blockquote type=cite>", "</", "&", "<p><table>", "src=data:"]
)
def test_hostile_hypertext_costs_seconds_at_most(unit: str) -> None:
    """The standard library's parser takes minutes over the first two, and stops at the third."""
    began = time.process_time()
    words_in(unit * (500_000 // len(unit)))
    assert time.process_time() - began < 30


@given(
    st.lists(st.sampled_from(["<div>", "</div>", "<p>", "<blockquote type=cite>", "</p>", "<br>", "字", "<"]))
)
def test_any_hypertext_is_read(pieces: list[str]) -> None:
    if "<blockquote type=cite>" not in pieces:
        assert ("字" in pieces) == ("字" in words_in("".join(pieces)))
    else:
        assert bool(words_in("".join(pieces))) >= ("字" in pieces)


# The whole


def test_plain_words_come_before_hypertext_and_files_are_told_apart() -> None:
    mail = letter("平文", Date="Sun, 22 Nov 2026 10:00:00 +0800")
    mail.add_alternative("<p>超文本</p>", subtype="html")
    mail.add_attachment("附的字", filename="说明.txt")
    mail.add_attachment(b"x" * 3000, maintype="image", subtype="png", filename="../../图.png")
    mail.add_attachment(letter("别的"), filename="转发.eml")
    found = read(mail.as_bytes())
    assert (found.text, found.address, found.name) == ("平文", "buyer@example.com", "王小明")
    assert [(one.name, one.data is not None) for one in found.attached] == [
        ("说明.txt", False),
        ("图.png", True),
        ("转发.eml", False),
    ]
    assert found.sent_at == datetime(2026, 11, 22, 2, tzinfo=UTC)


def test_hypertext_stands_in_where_the_plain_words_are_empty() -> None:
    mail = letter("\n")
    mail.add_alternative("<p>超文本</p>", subtype="html")
    assert read(mail.as_bytes()).text == "超文本"


def test_a_mail_without_end_in_depth_is_taken_by_its_bare_lines() -> None:
    heads = "".join(f"Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n" for at in range(2000))
    raw = f"From: =?utf-8?B?546L?= <a@example.com>\nSubject: x\n{heads}\n".encode()
    with pytest.raises(RecursionError):
        read(raw)
    found = unreadable(raw)
    assert (found.address, found.name, found.subject) == ("a@example.com", "王", "x")


@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 30))
def test_a_damaged_mail_is_read_all_the_same(junk: bytes, place: int, cut: int) -> None:
    mail = letter("什么时候发货?", Date="Sun, 22 Nov 2026 10:00:00 +0800")
    mail.add_alternative("<p>什么时候<b>发货</b>", subtype="html")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="图.png")
    raw = mail.as_bytes()
    found = read(raw[:place] + junk + raw[place + cut :])
    texts = told(found, before="", buyers=found.address, refused=(), at=AT)
    assert all(0 < len(text) <= TEXT_LETTERS and "\x00" not in text for text in texts)
    unreadable(raw[:place] + junk + raw[place + cut :])


def test_the_same_mail_has_one_key_whatever_way_it_came() -> None:
    raw = letter().as_bytes()
    same = b"Received: from x\r\nX-Spam: no\r\n" + raw.replace(b"\n", b"\r\n")
    assert read(raw).key == read(same).key
    assert read(letter("别的").as_bytes()).key != read(raw).key
    assert read(letter(name="<m2@example.com>").as_bytes()).key != read(raw).key


def test_a_false_sender_is_said() -> None:
    false = letter().as_bytes().replace(b"From:", b"Authentication-Results: mx; dmarc=fail (x)\nFrom:", 1)
    found = read(false)
    assert "冒充" in told(found, before="", buyers=found.address, refused=(), at=AT)[0]


def test_when_a_late_mail_was_written_is_said() -> None:
    found = read(letter(Date="Sat, 21 Nov 2026 10:00:00 +0800").as_bytes())
    assert "(邮件是 11-21 10:00 写的)" in told(found, before="", buyers=found.address, refused=(), at=AT)[0]


# Threads


@given(st.integers(1, 10**12), st.integers(1, 10**6))
def test_our_names_prove_themselves(conversation_id: int, position: int) -> None:
    name = message_id(conversation_id, position, "example.com")
    assert names_in(name) == (name,)
    assert conversation_named(("<other@example.com>", name)) == conversation_id
    assert conversation_named((name.replace(f".{position}.", f".{position + 1}."),)) is None


@pytest.mark.parametrize("text", ["Re: 问", "回复:问", "RE: Re: 问", "答复: Fwd: 问", "Re[2]: 问", "问"])
def test_marks_of_answers_are_not_the_subject(text: str) -> None:
    assert bare_subject(text) == "问"


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.booleans())
def test_no_word_begins_a_header(shop: str, subject: str, text: str, names: str, by_program: bool) -> None:
    reply = Reply(
        sender=SHOP,
        shop=f"{shop}\r\nBcc: a@example.org",
        to="buyer@example.com",
        message_id=message_id(1, 2, "example.com"),
        subject=f"{subject}\r\nBcc: b@example.org\r\n\r\nbody",
        answers=f"<m1@example.com>\r\nBcc: {names}",
        references=f"<m0@example.com>\r\nBcc: {names}",
        text=text,
        by_program=by_program,
        at=AT,
    )
    raw = written(reply)
    heads = raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    called = {line.split(b":")[0].lower() for line in heads if not line.startswith((b" ", b"\t"))}
    known = {b"in-reply-to", b"references", b"from", b"to", b"subject", b"date", b"message-id"}
    known |= {b"content-type", b"content-transfer-encoding", b"mime-version"}
    assert called <= known | {b"auto-submitted", b"x-auto-response-suppress"}
    assert written(reply) == raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_long_names_of_mails_stay_what_they_are() -> None:
    long = f"<{'A' * 120}@mail.example.com>"
    reply = Reply(SHOP, "店", "b@example.com", "<x@y>", "问", long, f"{long} <m0@z>", "好", False, AT)
    raw = written(reply)
    assert f"In-Reply-To: {long}\r\n".encode() in raw
    assert f"References: <m0@z>\r\n {long}\r\n".encode() in raw


@given(st.from_regex(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,20}@[a-z0-9.-]{1,20}\.com", fullmatch=True))
def test_every_address_that_is_one_can_be_written_to(address: str) -> None:
    if is_address(address):
        reply = Reply(SHOP, "店", address, "<x@y>", "问", "", "", "好", False, AT)
        assert f"To: {address}\r\n".encode() in written(reply)
