"""Mails in and out, with real servers on the other side."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from tests.cast import Cast, client_of

from zhanggui.connectors.channels.carrying import carry_out
from zhanggui.connectors.mail import receiving
from zhanggui.connectors.mail.account import Account, Server, WrongAccount, account_of
from zhanggui.connectors.mail.actions import note_look
from zhanggui.connectors.mail.inbox import LARGEST
from zhanggui.connectors.mail.jobs import read_mail
from zhanggui.connectors.mail.models import RAW_BYTES, Mail, Mailbox
from zhanggui.connectors.mail.tests.peers import (
    PASSWORD,
    SHOP,
    Post,
    Sent,
    certificate_in,
    letter,
    outbox,
    post,
)
from zhanggui.conversations.actions import Draft, Refused, Saved, record_messages
from zhanggui.conversations.models import Aside, Conversation, Message, Survey
from zhanggui.foundation.clock import now
from zhanggui.marketplace.models import Errand
from zhanggui.shops.models import Shop
from zhanggui.workforce.actions import beat

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with post() as one:
        yield one


@pytest.fixture
def box(server: Post) -> Post:
    server.clear()
    return server


@pytest.fixture(scope="module")
def smtp() -> Iterator[Sent]:
    with outbox() as one:
        yield one


@pytest.fixture
def sent(smtp: Sent) -> Sent:
    smtp.mails.clear()
    smtp.recipients.clear()
    smtp.answers.clear()
    smtp.password, smtp.logins = PASSWORD, 0
    return smtp


@pytest.fixture(autouse=True)
def setup(cast: Cast, box: Post, sent: Sent, settings: Any) -> None:
    """Somebody is there, and the shop greets nobody."""
    Shop.objects.update(greeting="")
    beat(staff_ids=[cast.agent.id], at=now())
    settings.MAIL = {
        "SHOP": cast.shop.slug,
        "ADDRESS": SHOP,
        "USER": "",
        "PASSWORD": PASSWORD,
        "IMAP": f"imap+plain://127.0.0.1:{box.port}",
        "SMTP": f"smtp+plain://127.0.0.1:{sent.port}",
    }


def look(cast: Cast, *, at: datetime | None = None) -> int:
    account = account_of(cast.shop)
    assert account is not None
    return receiving.look(cast.shop, account, now=lambda: at or now())


def talk(address: str = "buyer@example.com") -> Conversation:
    return Conversation.objects.get(buyer__channel="email", buyer__key=address)


def words(side: str = "buyer") -> list[str]:
    rows = Message.objects.filter(side=side).order_by("conversation_id", "position")
    return list(rows.values_list("text", flat=True))


def answer(cast: Cast, text: str, *, number: int = 1, **more: Any) -> Any:
    draft = Draft(
        *(talk().pk, "staff", f"answer-{number:04d}", text),
        by_id=cast.agent.id,
        by_name=cast.agent.actor.name,
        **more,
    )
    return record_messages([draft], at=now())[0]


def carry(cast: Cast, *, at: datetime | None = None) -> int:
    return carry_out(cast.shop.id, "email", now=lambda: at or now())


def states() -> list[str]:
    return list(Errand.objects.order_by("id").values_list("state", flat=True))


def picture(size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return out.getvalue()


# In


def test_a_mail_becomes_words_of_the_buyer_who_has_the_address(cast: Cast, box: Post) -> None:
    box.deliver(letter())
    assert look(cast) == 1
    one = Message.objects.get()
    assert (one.side, one.text) == ("buyer", "主题:问一下订单\n什么时候发货?")
    assert (talk().waiting_since, talk().buyer.name) == (one.at, "王小明")
    assert box.unseen() == []
    kept = Mail.objects.get()
    assert (kept.state, kept.position, kept.conversation_id) == ("words", 1, talk().pk)
    assert b"buyer@example.com" in bytes(kept.raw)
    assert look(cast) == 0
    assert Message.objects.count() == 1


def test_a_mail_that_somebody_read_elsewhere_is_not_lost(cast: Cast, box: Post) -> None:
    look(cast)
    box.deliver(letter(), seen=True)
    assert look(cast) == 1


def test_the_first_look_takes_what_nobody_has_read(cast: Cast, box: Post) -> None:
    box.deliver(letter("旧的", name="<old@buyer.example.com>"), seen=True)
    box.deliver(letter("新的"))
    assert look(cast) == 1
    assert words() == ["主题:问一下订单\n新的"]


def test_the_same_mail_twice_is_once(cast: Cast, box: Post) -> None:
    box.deliver(letter(), b"Received: by another way\r\n" + letter().as_bytes())
    assert look(cast) == 2
    assert Message.objects.count() == 1
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["same", "words"]


def test_two_mails_of_one_name_are_two(cast: Cast, box: Post) -> None:
    """Some programs name all their mails alike."""
    box.deliver(letter("第一封"), letter("第二封"))
    look(cast)
    assert words() == ["主题:问一下订单\n第一封", "第二封"]


def test_a_mailbox_that_is_numbered_anew_doubles_and_loses_nothing(cast: Cast, settings: Any) -> None:
    with post() as before:
        settings.MAIL = {**settings.MAIL, "IMAP": f"imap+plain://127.0.0.1:{before.port}"}
        before.deliver(letter("第一封"))
        look(cast)
    with post() as after:
        settings.MAIL = {**settings.MAIL, "IMAP": f"imap+plain://127.0.0.1:{after.port}"}
        after.deliver(letter("第一封"), letter("第二封", name="<m2@buyer.example.com>"), seen=True)
        look(cast)
    assert words() == ["主题:问一下订单\n第一封", "第二封"]
    assert Mailbox.objects.count() == 1


def test_a_mail_that_cannot_be_taken_now_waits_and_holds_up_nobody(cast: Cast, box: Post) -> None:
    """Twenty pictures a minute are taken of one buyer; the third mail's are too many."""
    for number in range(3):
        mail = letter(f"第 {number} 封", name=f"<p{number}@buyer.example.com>")
        for _ in range(10):
            mail.add_attachment(picture(), maintype="image", subtype="png", filename="a.png")
        box.deliver(mail)
    box.deliver(letter("别人", sender="other@example.org", name="<m2@example.org>"))
    at = now()
    assert look(cast, at=at) == 3
    assert talk("other@example.org").last_position == 1
    assert talk().last_position == 22
    assert look(cast, at=at + timedelta(seconds=61)) == 1
    assert talk().last_position == 33


def test_a_mail_that_failed_again_and_again_is_taken_by_its_bare_lines(cast: Cast, box: Post) -> None:
    look(cast)
    box.deliver(letter())
    mailbox = Mailbox.objects.get()
    with box.open() as client:
        [uid] = client.search("ALL")
    validity = mailbox.uid_validity or 0
    note_look(mailbox_id=mailbox.pk, uid_validity=validity, uids=[uid], last_uid=uid, at=now())
    Mail.objects.update(tries=4)
    assert look(cast) == 1
    assert words() == ["主题:问一下订单\n[这封邮件读不出来,请看原件]"]
    assert talk().waiting_since is not None


def test_an_answer_of_the_buyer_from_another_address_finds_its_conversation(
    cast: Cast, box: Post, sent: Sent
) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "在的")
    carry(cast)
    ours = sent.read()[0]["Message-ID"]
    box.deliver(
        letter("换个邮箱回", sender="w@example.org", name="<m2@example.org>", In_Reply_To=ours),
        letter("别人", sender="x@example.net", name="<m3@example.net>", In_Reply_To="<zg.1.2.3@example.com>"),
        letter(
            "猜的",
            sender="y@example.net",
            name="<m4@example.net>",
            References=f"<zg.{talk().pk}.2.{'0' * 32}@example.com>",
        ),
    )
    look(cast)
    said = list(Message.objects.filter(conversation=talk(), side="buyer").values_list("text", flat=True))
    assert said[1:] == ["(从 w@example.org 写来)\n换个邮箱回"]
    assert Conversation.objects.count() == 3


def test_pictures_are_shown_and_other_files_are_named(cast: Cast, box: Post) -> None:
    mail = letter("看图")
    mail.add_attachment(picture(), maintype="image", subtype="png", filename="破了.png")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="发票.pdf")
    mail.add_attachment(b"no picture at all", maintype="image", subtype="png", filename="假的.png")
    box.deliver(mail)
    look(cast)
    text, shown = Message.objects.order_by("position")
    assert text.text == "主题:问一下订单\n看图\n[附件] 发票.pdf (1 KB)\n[附件] 假的.png (1 KB)"
    assert (shown.kind, shown.picture is not None and shown.picture.width) == ("picture", 60)


def test_what_a_mail_holds_beside_its_words_is_opened_beside_the_talk(cast: Cast, box: Post) -> None:
    large = letter("看附件", name="<m2@buyer.example.com>", subject="大的")
    large.add_attachment(b"%PDF" * 400_000, maintype="application", subtype="pdf", filename="发票.pdf")
    bare = letter("再看", name="<m3@buyer.example.com>", subject="")
    box.deliver(large, bare)
    look(cast)
    page, buyer = client_of(cast.agent), talk().buyer_id
    shown = page.get(f"/channels/mail/of/{buyer}").content.decode()
    assert shown.index("没有主题") < shown.index("大的") < shown.index("只留了前面 1 MB")
    first, second = Mail.objects.order_by("pk")
    assert b"%PDF" not in page.get(f"/channels/mail/{second.pk}/raw").content
    assert len(page.get(f"/channels/mail/{first.pk}/raw").content) == RAW_BYTES
    assert page.get(f"/channels/mail/of/{cast.visitor().id}").content.strip() == b""
    assert client_of(cast.stranger).get(f"/channels/mail/of/{buyer}").status_code == 404


def test_a_long_mail_becomes_several_messages(cast: Cast, box: Post) -> None:
    lines = [f"第 {number} 行" * 20 for number in range(60)]
    box.deliver(letter("\n".join(lines)))
    look(cast)
    said = words()
    assert len(said) > 2
    assert max(map(len, said)) <= 2000
    assert "\n".join(said).split("\n")[1:] == lines


MACHINES: list[tuple[str, dict[str, str], str]] = [
    ("reply", {"Auto_Submitted": "auto-replied"}, "buyer@example.com"),
    ("reply", {"X_Autoreply": "yes"}, "buyer@example.com"),
    ("reply", {"Precedence": "auto_reply"}, "buyer@example.com"),
    ("list", {"Precedence": "bulk"}, "buyer@example.com"),
    ("list", {"List_Id": "<news.example.com>"}, "news@example.com"),
    ("bounce", {"Return_Path": "<>"}, "buyer@example.com"),
    ("bounce", {}, "MAILER-DAEMON@example.com"),
    ("nobody", {}, "no-reply@example.com"),
    ("nobody", {}, "not an address"),
    ("own", {}, SHOP),
]


@pytest.mark.parametrize(("kind", "heads", "sender"), MACHINES)
def test_what_a_machine_wrote_begins_no_wait_and_is_not_answered(
    cast: Cast, box: Post, sent: Sent, kind: str, heads: dict[str, str], sender: str
) -> None:
    Shop.objects.update(greeting="您好,请讲")
    raw = letter(**heads).as_bytes()
    box.deliver(raw.replace(b"buyer@example.com", sender.encode()))
    assert look(cast) == 1
    assert (Mail.objects.get().kind, Mail.objects.get().state) == (kind, "aside")
    assert not Message.objects.exists()
    assert not Conversation.objects.exclude(waiting_since=None).exists()
    carry(cast)
    assert (sent.mails, box.unseen()) == ([], [])
    assert "问一下订单" in client_of(cast.agent).get("/channels/mail/").content.decode()


def test_an_automatic_answer_is_shown_beside_the_talk(cast: Cast, box: Post) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "在的")
    box.deliver(letter("我在休假", name="<m2@buyer.example.com>", Auto_Submitted="auto-replied"))
    look(cast)
    assert (talk().waiting_since, Message.objects.count()) == (None, 2)
    assert "我在休假" in Aside.objects.get(conversation=talk()).text


def test_a_mail_that_came_back_is_shown_beside_its_talk(cast: Cast, box: Post, sent: Sent) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "在的")
    carry(cast)
    notice = EmailMessage()
    notice["From"], notice["Subject"] = "mailer-daemon@mx.example.net", "Undelivered"
    notice.set_content("550 no such user")
    notice.add_attachment(sent.read()[0])
    box.deliver(notice)
    look(cast)
    said = Aside.objects.get(conversation=talk()).text
    assert ("退回" in said, "550 no such user" in said) == (True, True)
    assert talk().waiting_since is None


def test_a_person_may_say_that_it_is_a_buyers_after_all(cast: Cast, box: Post) -> None:
    box.deliver(letter(Precedence="bulk"))
    look(cast)
    mail, page = Mail.objects.get(), client_of(cast.agent)
    assert client_of(cast.stranger).post(f"/channels/mail/{mail.pk}/words").status_code == 404
    assert client_of(cast.stranger).get(f"/channels/mail/{mail.pk}/raw").status_code == 404
    assert page.get(f"/channels/mail/{mail.pk}/raw").content == bytes(mail.raw)
    assert page.post(f"/channels/mail/{mail.pk}/words")["HX-Redirect"] == "/reception/"
    assert words() == ["主题:问一下订单\n什么时候发货?"]
    assert talk().waiting_since is not None
    assert page.post(f"/channels/mail/{mail.pk}/words").status_code == 400
    assert Message.objects.count() == 1


# Out


def test_an_answer_leaves_in_the_thread_and_is_not_sent_before_the_server_said_so(
    cast: Cast, box: Post, sent: Sent
) -> None:
    box.deliver(letter(References="<m0@buyer.example.com>"))
    look(cast)
    assert isinstance(answer(cast, "有货。\n.点开头的行"), Saved)
    page = client_of(cast.agent)
    assert page.get(f"/channels/words/{talk().pk}").json()["words"]["2"]["state"] == "asked"
    assert sent.mails == []
    assert carry(cast) == 1
    mail = sent.read()[0]
    assert sent.recipients == ["buyer@example.com"]
    assert mail["Subject"] == "Re: 问一下订单"
    assert mail["From"].addresses[0].addr_spec == SHOP
    assert mail["In-Reply-To"] == "<m1@buyer.example.com>"
    assert mail["References"] == "<m0@buyer.example.com> <m1@buyer.example.com>"
    assert mail["Auto-Submitted"] is None
    assert mail.get_content().replace("\r\n", "\n").strip() == "有货。\n.点开头的行"
    assert page.get(f"/channels/words/{talk().pk}").json()["words"]["2"]["state"] == "done"
    assert carry(cast) == 0
    assert len(sent.mails) == 1


def test_a_retry_is_the_same_mail(cast: Cast, box: Post, sent: Sent) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "在的")
    sent.answers["data"] = ["451 try again later"]
    assert carry(cast) == 0
    assert states() == ["asked"]
    assert carry(cast, at=now() + timedelta(minutes=3)) == 1
    first = sent.mails[0]
    Errand.objects.update(state="failed")
    client_of(cast.agent).post(f"/channels/words/{Errand.objects.get().pk}/again")
    carry(cast)
    assert sent.mails == [first, first]


def test_pictures_leave_as_an_attachment(cast: Cast, box: Post, sent: Sent) -> None:
    mail = letter("看图")
    mail.add_attachment(picture(), maintype="image", subtype="png", filename="a.png")
    box.deliver(mail)
    look(cast)
    came = Message.objects.get(kind="picture")
    answer(cast, "", kind="picture", picture={"id": came.picture_id, "width": 60, "height": 40})
    assert carry(cast) == 1
    [attached] = list(sent.read()[0].iter_attachments())
    assert Image.open(io.BytesIO(attached.get_content())).size == (60, 40)


def test_the_programs_own_words_say_that_a_machine_wrote_them(cast: Cast, box: Post, sent: Sent) -> None:
    Shop.objects.update(greeting="您好,请讲")
    box.deliver(letter())
    look(cast)
    assert carry(cast) == 1
    mail = sent.read()[0]
    assert (mail["Auto-Submitted"], mail.get_content().strip()) == ("auto-replied", "您好,请讲")
    assert mail["In-Reply-To"] == "<m1@buyer.example.com>"


def test_a_buyer_judges_a_reception_behind_the_link_in_a_mail(cast: Cast, box: Post, sent: Sent) -> None:
    """The invitation leaves by itself, in the thread, and its link opens without a login."""
    box.deliver(letter())
    look(cast)
    assert isinstance(answer(cast, "有货的"), Saved)
    staff = client_of(cast.agent)
    page = staff.post(f"/reception/survey/{talk().buyer_id}/invite").content.decode()
    assert "data-survey-text" not in page  # nothing is left to be copied
    assert carry(cast) == 2
    mail = sent.read()[1]
    assert mail["In-Reply-To"] == "<m1@buyer.example.com>"
    assert mail["Auto-Submitted"] == "auto-replied"
    link = re.search(r"http://testserver(/survey/[^\s]+)", mail.get_content())
    assert link
    buyer = Client()
    assert "有货的" not in buyer.get(link[1]).content.decode()  # the page shows nothing of the talk
    assert buyer.post(link[1], {"points": "5", "words": "回得很快"}).status_code == 302
    judged = Survey.objects.get()
    assert (judged.points, judged.words, judged.agent_id) == (5, "回得很快", cast.agent.id)
    assert carry(cast) == 0  # and no thanks by mail


def test_the_guard_stands_in_this_path_too(cast: Cast, box: Post, sent: Sent) -> None:
    box.deliver(letter())
    look(cast)
    outcome = answer(cast, "开不了发票")
    assert isinstance(outcome, Refused)
    assert outcome.code in {"guard", "reason"}
    assert (carry(cast), sent.mails, Errand.objects.exists()) == (0, [], False)


@pytest.mark.parametrize(
    ("step", "told", "words"),
    [
        ("mail", "550 sender rejected", "不让这个邮箱发信"),
        ("rcpt", "550 no such user", "买家的邮箱不收"),
        ("data", "554 looks like spam", "没有收下"),
    ],
)
def test_what_a_server_refuses_for_good_is_said_in_words(
    cast: Cast, box: Post, sent: Sent, step: str, told: str, words: str
) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "在的")
    sent.answers[step] = [told]
    carry(cast)
    one = Errand.objects.get()
    assert (one.state, words in one.result, told[:3] in one.result) == ("failed", True, True)
    assert sent.mails == []


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_what_a_server_refuses_for_now_is_tried_again_in_order(
    cast: Cast, box: Post, sent: Sent, step: str
) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "一", number=1)
    answer(cast, "二", number=2)
    sent.answers[step] = ["450 greylisted"]
    assert (carry(cast), sent.mails) == (0, [])
    assert carry(cast, at=now() + timedelta(minutes=3)) == 2
    assert [one.get_content().strip() for one in sent.read()] == ["一", "二"]


def test_when_nobody_knows_whether_it_arrived_nothing_is_sent_twice(
    cast: Cast, box: Post, sent: Sent
) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "在的")
    sent.answers["data"] = [None]
    carry(cast)
    one = Errand.objects.get()
    assert (one.state, "不知道对方收到没有" in one.result) == ("failed", True)
    carry(cast, at=now() + timedelta(minutes=10))
    assert len(sent.mails) == 1


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_line_that_is_cut_before_the_words_is_tried_again(
    cast: Cast, box: Post, sent: Sent, step: str
) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "在的")
    sent.answers[step] = [None]
    assert (carry(cast), states()) == (0, ["asked"])
    assert carry(cast, at=now() + timedelta(minutes=3)) == 1
    assert len(sent.mails) == 1


def test_a_wrong_password_is_said_in_words(cast: Cast, box: Post, sent: Sent) -> None:
    box.deliver(letter())
    look(cast)
    answer(cast, "在的")
    sent.password = "another"
    carry(cast)
    one = Errand.objects.get()
    assert (one.state, "授权码" in one.result) == ("failed", True)


def test_a_subject_cannot_begin_a_header(cast: Cast, box: Post, sent: Sent) -> None:
    bad = "=?utf-8?B?5L2g5aW9DQpCY2M6IHZpY3RpbUBleGFtcGxlLmNvbQ==?="  # 你好, a line break, Bcc: ...
    raw = letter().as_bytes().replace(b"From: ", b"X-Old: ").replace(b"Subject: ", b"X-Was: ")
    sender = "=?utf-8?B?5Z2PDQpCY2M6IHZpY3RpbUBleGFtcGxlLmNvbQ==?= <buyer@example.com>"
    box.deliver(f"From: {sender}\r\nSubject: {bad}\r\n".encode() + raw)
    Shop.objects.filter(pk=cast.shop.id).update(name="坏店\r\nBcc: victim@example.com")
    look(cast)
    answer(cast, "在的")
    assert carry(cast) == 1
    mail = sent.read()[0]
    assert (mail["Bcc"], sent.recipients) == (None, ["buyer@example.com"])
    assert mail["Subject"] == "Re: 你好 Bcc: victim@example.com"


# The mailbox, and whether it can be reached


def test_a_login_that_is_refused_is_said_and_the_mailbox_left_alone(
    cast: Cast, box: Post, settings: Any
) -> None:
    settings.MAIL = {**settings.MAIL, "PASSWORD": "another"}
    at = now()
    assert look(cast, at=at) == 0
    page = client_of(cast.manager).get("/channels/").content.decode()
    assert ("不让登录" in page, "another" in page) == (True, False)
    settings.MAIL = {**settings.MAIL, "PASSWORD": PASSWORD}
    box.deliver(letter())
    assert look(cast, at=at + timedelta(minutes=14)) == 0
    assert look(cast, at=at + timedelta(minutes=15)) == 1
    assert "不让登录" not in client_of(cast.manager).get("/channels/").content.decode()


def test_a_server_that_is_gone_is_said_and_looked_for_again(cast: Cast, settings: Any) -> None:
    with post() as one:
        settings.MAIL = {**settings.MAIL, "IMAP": f"imap+plain://127.0.0.1:{one.port}"}
        one.deliver(letter())
        one.stop()
        assert look(cast) == 0
        assert "不通" in Mailbox.objects.get().failure
        with post(port=one.port) as again:
            again.deliver(letter())
            assert look(cast) == 1


def test_the_page_says_what_is_set_up_and_tries_it_honestly(cast: Cast, sent: Sent, settings: Any) -> None:
    page = client_of(cast.manager)
    shown = page.get("/channels/").content.decode()
    assert (SHOP in shown, PASSWORD in shown) == (True, False)
    assert page.post("/channels/mail/check").content.decode().count("登录成功") == 2
    sent.password = "another"
    told = page.post("/channels/mail/check").content.decode()
    assert (told.count("登录成功"), "授权码" in told) == (1, True)
    settings.MAIL = {**settings.MAIL, "IMAP": "pop3://example.com"}
    assert "ZHANGGUI_MAIL_IMAP" in page.post("/channels/mail/check").content.decode()
    assert "ZHANGGUI_MAIL_IMAP" in page.get("/channels/").content.decode()
    settings.MAIL = {**settings.MAIL, "SHOP": ""}
    assert "没有设置" in page.post("/channels/mail/check").content.decode()
    assert sent.mails == []


def test_nothing_leaves_where_nothing_is_set_up(cast: Cast, box: Post, settings: Any) -> None:
    box.deliver(letter())
    look(cast)
    settings.MAIL = {**settings.MAIL, "SHOP": "another"}
    outcome = answer(cast, "在的")
    assert isinstance(outcome, Refused)
    assert (outcome.code, "邮箱" in outcome.say) == ("channel", True)


@pytest.mark.parametrize(
    "told",
    [
        {"ADDRESS": "shop"},
        {"IMAP": ""},
        {"IMAP": "imap.example.com"},
        {"IMAP": "imap+plain://imap.example.com"},
        {"SMTP": "smtps://user@smtp.example.com"},
        {"SMTP": "smtp://smtp.example.com:99999"},
    ],
)
def test_what_cannot_be_meant_is_refused(cast: Cast, settings: Any, told: dict[str, str]) -> None:
    settings.MAIL = {**settings.MAIL, **told}
    with pytest.raises(WrongAccount):
        account_of(cast.shop)


def test_where_the_servers_are(cast: Cast, settings: Any) -> None:
    told = {
        "IMAP": "imaps://imap.example.com",
        "SMTP": "smtp://smtp.example.com",
        "ADDRESS": "Shop@Example.com",
    }
    settings.MAIL = {**settings.MAIL, **told}
    assert account_of(cast.shop) == Account(
        address=SHOP,
        user=SHOP,
        password=PASSWORD,
        imap=Server("imap.example.com", 993, "tls"),
        smtp=Server("smtp.example.com", 587, "starttls"),
    )
    assert account_of(cast.other_shop) is None


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_both_ways_are_sealed_and_certificates_checked(
    cast: Cast,
    box: Post,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
) -> None:
    box.deliver(letter())
    look(cast)
    certificate = certificate_in(tmp_path)
    with (
        outbox(certificate=certificate, implicit=scheme == "smtps") as sealed,
        post(certificate=certificate) as inbox,
    ):
        settings.MAIL = {
            **settings.MAIL,
            "IMAP": f"imap://127.0.0.1:{inbox.port}",
            "SMTP": f"{scheme}://127.0.0.1:{sealed.port}",
        }
        answer(cast, "在的")
        carry(cast)
        assert (states(), sealed.mails) == (["failed"], [])
        assert "证书" in Errand.objects.get().result
        look(cast)
        assert "CERTIFICATE_VERIFY_FAILED" in Mailbox.objects.get().failure
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        client_of(cast.agent).post(f"/channels/words/{Errand.objects.get().pk}/again")
        carry(cast)
        assert (states(), len(sealed.mails)) == (["done"], 1)
        look(cast)
        assert Mailbox.objects.get().failure == ""


def test_the_job_reads_the_mailbox_until_nothing_is_left(cast: Cast, box: Post) -> None:  # noqa: ARG001 - the shop
    box.deliver(
        *(letter(f"第 {at} 封", name=f"<m{at}@x.example.com>") for at in range(receiving.AT_ONCE + 2))
    )
    read_mail(0)
    assert len(words()) == receiving.AT_ONCE + 2


def test_a_picture_too_large_to_be_fetched_does_not_keep_the_words(cast: Cast, box: Post) -> None:
    mail = letter("字在前面")
    mail.add_attachment(b"A", maintype="image", subtype="png", filename="大.png")
    box.deliver(mail.as_bytes().replace(b"QQ==", b"A" * LARGEST))
    assert look(cast) == 1
    said = "\n".join(words())
    assert ("字在前面" in said, "邮件太大" in said) == (True, True)
    kept = Mail.objects.get()
    assert len(bytes(kept.raw)) == RAW_BYTES
    assert kept.raw_bytes > LARGEST
