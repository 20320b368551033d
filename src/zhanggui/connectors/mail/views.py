"""Mails that went into no conversation, a mail as it came, and whether the mailbox can be reached."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.connectors.channels.lines import NotNow, NotTaken
from zhanggui.connectors.mail.access import buyer_for, mail_for
from zhanggui.connectors.mail.account import Account, WrongAccount, account_of
from zhanggui.connectors.mail.actions import end_rest, treat_as_words
from zhanggui.connectors.mail.inbox import NoMailbox, NotLetIn, opened
from zhanggui.connectors.mail.posting import try_line
from zhanggui.connectors.mail.queries import mailbox_of, mails_aside, mails_of_talk, raw_mail
from zhanggui.connectors.mail.receiving import open_mail
from zhanggui.conversations.queries import conversation_of_buyer
from zhanggui.customers.rules import EMAIL
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import EDIT_SHOP, RECEIVE


@never_cache
@require_GET
@needs(RECEIVE)
def mails(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


@never_cache
@require_GET
@needs(RECEIVE)
def slot(request: HttpRequest, staff: StaffCard, buyer_id: int) -> HttpResponse:
    """Beside the talk: what its words do not hold (files, the end of a long one) is in the mails."""
    buyer = buyer_for(staff, buyer_id)
    talk = conversation_of_buyer(buyer.id) if buyer.channel == EMAIL else None
    return render(request, "mail/_slot.html", {"mails": mails_of_talk(talk.id) if talk else []})


@never_cache
@require_GET
@needs(RECEIVE)
def raw(request: HttpRequest, staff: StaffCard, mail_id: int) -> HttpResponse:  # noqa: ARG001
    """As it came, to be kept and opened by a mail program: nothing of it is shown by a browser."""
    mail = mail_for(staff, mail_id)
    response = HttpResponse(raw_mail(mail.id), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="mail-{mail.id}.eml"'
    return response


@require_POST
@needs(RECEIVE)
def words(request: HttpRequest, staff: StaffCard, mail_id: int) -> HttpResponse:
    """It was a buyer's after all."""
    mail = mail_for(staff, mail_id)
    try:
        one = open_mail(raw_mail(mail.id), own="", size=mail.raw_bytes, trusted=True)
        treat_as_words(mail_id=mail.id, opened=one, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, staff, problem=gettext(str(refusal)))
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("workspace")
    return response


@require_POST
@needs(EDIT_SHOP)
def check(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Logs in on both servers, now. Nothing is fetched and nothing is sent."""
    shop = shop_by_id(staff.shop_id)
    try:
        account = account_of(shop)
    except WrongAccount as wrong:
        return render(request, "mail/_check.html", {"problem": gettext(str(wrong))})
    if account is None:
        return render(request, "mail/_check.html", {"problem": gettext("邮箱还没有设置")})
    return render(
        request,
        "mail/_check.html",
        {"tried": [(gettext("收信"), _in(staff.shop_id, account)), (gettext("发信"), _out(account))]},
    )


def _in(shop_id: int, account: Account) -> str:
    try:
        with opened(account):
            pass
    except (NoMailbox, NotLetIn) as failure:
        return str(failure)
    if mailbox := mailbox_of(shop_id, account.address, account.imap.host):
        end_rest(mailbox_id=mailbox.id)
    return ""


def _out(account: Account) -> str:
    try:
        try_line(account)
    except (NotNow, NotTaken) as failure:
        return str(failure)
    return ""


def _page(request: HttpRequest, staff: StaffCard, *, problem: str = "") -> HttpResponse:
    context = {"mails": mails_aside(staff.shop_id), "problem": problem}
    return render(request, "mail/mails.html", context, status=400 if problem else 200)
