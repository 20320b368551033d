from __future__ import annotations

from django.http import Http404

from zhanggui.connectors.mail.queries import MailCard, mail_by_id
from zhanggui.customers.queries import BuyerCard, buyer_card
from zhanggui.shops.queries import StaffCard


def mail_for(staff: StaffCard, mail_id: int) -> MailCard:
    """A mail of the member's own shop; 404 for any other."""
    mail = mail_by_id(mail_id)
    if mail is None or mail.shop_id != staff.shop_id:
        raise Http404
    return mail


def buyer_for(staff: StaffCard, buyer_id: int) -> BuyerCard:
    """A buyer of the member's own shop; 404 for any other."""
    buyer = buyer_card(buyer_id)
    if buyer is None or buyer.shop_id != staff.shop_id:
        raise Http404
    return buyer
