"""Two shops full of things, so that every address can be asked for by those who must not have it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import Client
from PIL import Image
from psycopg import sql

from zhanggui.aftersales.actions import record_refunds
from zhanggui.aftersales.models import Refund
from zhanggui.catalog.actions import ItemEntry, KnowledgeEntry, record_items, record_knowledge
from zhanggui.catalog.models import Item
from zhanggui.connectors.files.tests.generate import one_row
from zhanggui.connectors.files.uploads import look_at_upload, read_uploads
from zhanggui.connectors.mail.actions import ensure_mailbox, note_look, take_mail
from zhanggui.connectors.mail.queries import awaited
from zhanggui.connectors.mail.receiving import open_mail
from zhanggui.conversations.actions import (
    Draft,
    PhraseText,
    ask_lead,
    keep_picture,
    open_conversation,
    press,
    record_messages,
    take_over,
    write_greeting,
    write_phrase,
)
from zhanggui.conversations.links import survey_token
from zhanggui.conversations.models import Discount, Reception, Survey
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules import Greeting
from zhanggui.customers.access import cookie_name, visitor_cookie
from zhanggui.customers.actions import add_to_group, tag_buyer, write_group, write_note
from zhanggui.customers.models import BuyerTag
from zhanggui.customers.queries import BuyerCard, buyer_card, marketplace_buyer
from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.clock import now
from zhanggui.fulfilment.actions import ask_visitor, list_area, propose_address, send_cards
from zhanggui.fulfilment.models import AddressCheck
from zhanggui.fulfilment.rules import Receiver
from zhanggui.guard.actions import NewPromise, RuleText, keep_own_text, note_promises, write_shop_rule
from zhanggui.guard.models import GuardHit, OwnText, Promise
from zhanggui.guard.rules import Promised
from zhanggui.marketplace.actions import Incoming, ask_delivery, ask_errand, end_errand, take_upload
from zhanggui.marketplace.events import OrderSnapshot, RefundSnapshot
from zhanggui.marketplace.models import Delivery
from zhanggui.marketplace.rules import RefundStatus, TradeStatus
from zhanggui.orders.actions import record_orders, remark
from zhanggui.orders.models import Order
from zhanggui.outreach.actions import add_doubt_kind, close_follow_up, log_doubt, record_intention
from zhanggui.outreach.models import Interest
from zhanggui.outreach.rules import NOT_WANTED
from zhanggui.outreach.settings import FROM_MINUTES, UNTIL_MINUTES
from zhanggui.promotions.actions import (
    answer_what_if,
    ask_what_if,
    plan_campaign,
    record_event,
    set_up_coupon,
    set_up_offer,
)
from zhanggui.promotions.models import ShopCoupon, VoucherCampaign
from zhanggui.promotions.rules.offers import Coupon, CouponKind, Offer, Scope, Tier, Tiers
from zhanggui.promotions.rules.presets import next_double_11
from zhanggui.promotions.rules.whatif import Tally
from zhanggui.shops.actions import change_setting, hire, make_password_link, open_shop
from zhanggui.shops.models import Shop, Staff
from zhanggui.shops.queries import ShopCard, StaffCard
from zhanggui.shops.rules import AGENT, MANAGER, ROLES, TMALL, WAREHOUSE
from zhanggui.workforce.actions import hand_over, plan_shift
from zhanggui.workforce.models import HandOver
from zhanggui.worklist.actions import Wanted, ensure_task, finish_task
from zhanggui.worklist.queries import open_tasks

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
SECRET = "绝密"  # stands in everything that is the first shop's
ORDER_NUMBER = "2231958349120001"


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def only(card: BuyerCard | None) -> BuyerCard:
    assert card is not None
    return card


@dataclass(frozen=True)
class Visitor:
    """A buyer without a login: the cookie's key, and the conversation that it opens."""

    shop: ShopCard
    key: str
    conversation: ConversationCard

    @property
    def client(self) -> Client:
        client = Client()
        client.cookies[cookie_name(self.shop.id)] = visitor_cookie(self.shop.id, self.key)
        return client


@dataclass(frozen=True)
class World:
    shop: ShopCard
    staff: dict[str, StaffCard]  # by role
    stranger_manager: StaffCard  # of the second shop
    visitor: Visitor
    neighbour: Visitor  # another visitor of the first shop
    passer_by: Visitor  # a visitor of the second shop
    ids: dict[str, Any]  # what addresses are made of, all of the first shop and its first visitor
    sessions: dict[int, str]  # of each member: to log in takes as long as to be refused

    def client(self, staff: StaffCard, *, enforce_csrf_checks: bool = False) -> Client:
        client = Client(enforce_csrf_checks=enforce_csrf_checks)
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[staff.id]
        return client


def build() -> World:
    shop = open_shop(slug="first", name=f"{SECRET}一店", platform=TMALL, at=AT)
    second = open_shop(slug="second", name="二店", platform=TMALL, at=AT)
    staff = {role: _hired(shop, role, f"{SECRET}{role}") for role in ROLES}
    stranger = _hired(second, MANAGER, "外人")
    # Before the link by which a member sets a password: a login ends it.
    sessions = {one.id: _logged_in(one) for one in (*staff.values(), stranger)}
    visitor = _visitor(shop, "a" * 22, f"{SECRET}的话")
    take_over(conversation=visitor.conversation, by=staff[AGENT].actor, at=AT)  # to whom a lead may whisper
    return World(
        shop=shop,
        staff=staff,
        stranger_manager=stranger,
        visitor=visitor,
        neighbour=_visitor(shop, "b" * 22, "邻座的话"),
        passer_by=_visitor(second, "c" * 22, "路人的话"),
        ids=_things(shop, staff[MANAGER], visitor)
        | _held(shop, staff[AGENT])
        | _addresses(shop, staff[MANAGER], visitor)
        | _unpaid(shop, staff[AGENT])
        | _undecided(shop, staff)
        | _asked(visitor, staff[AGENT])
        | _left_behind(staff)
        | _offers(staff[MANAGER].actor),
        sessions=sessions,
    )


def _logged_in(staff: StaffCard) -> str:
    client = Client()
    client.force_login(Staff.objects.get(pk=staff.id), "django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _hired(shop: ShopCard, role: str, name: str) -> StaffCard:
    return hire(
        shop_id=shop.id,
        login=f"{role}-{shop.slug}",
        name=name,
        agent_number=role[:4],
        role=role,
        password="quite-long-and-odd-77",
        by=program(shop.id),
        at=AT,
    )


def _visitor(shop: ShopCard, key: str, text: str) -> Visitor:
    conversation = open_conversation(shop_id=shop.id, visitor_key=key, at=AT)
    record_messages([Draft(conversation.id, "buyer", "first-word", text)], at=AT)
    return Visitor(shop, key, conversation)


def _things(shop: ShopCard, manager: StaffCard, visitor: Visitor) -> dict[str, Any]:
    by = manager.actor
    buyer = only(buyer_card(visitor.conversation.buyer_id))
    tag_buyer(buyer=buyer, name=f"{SECRET}签", by=by, at=AT)
    note_id = write_note(buyer=buyer, text=f"{SECRET}备注", by=by, at=AT)
    group_id, other_group_id = (
        write_group(name=f"{SECRET}{name}", rule=None, by=by, at=AT) for name in ("友", "客")
    )
    add_to_group(buyer=buyer, group_id=group_id, by=by, at=AT)
    phrase = PhraseText("presale", "招呼", f"{SECRET}问候", f"{SECRET}:您好", ("在吗",), "zk")
    phrase_id = write_phrase(shop_id=shop.id, phrase_id=None, phrase=phrase, picture=png(), by=by, at=AT)
    greeting = Greeting(f"{SECRET}欢迎")
    greeting_id = write_greeting(shop_id=shop.id, greeting_id=None, greeting=greeting, by=by, at=AT)
    picture = keep_picture(conversation_id=visitor.conversation.id, data=png(), at=AT)
    order = OrderSnapshot(
        number=ORDER_NUMBER,
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="等待卖家发货",
        created_at=AT,
        seen_at=AT,
        buyer_nick=f"{SECRET}买家",
        title=f"{SECRET}毛衣",
        receiver_name=f"{SECRET}收",
        receiver_phone="13800000001",
    )
    record_orders(shop_id=shop.id, snapshots=[order], by=program(shop.id), at=AT)
    order_id = Order.objects.get(number=ORDER_NUMBER).pk
    remark(order_id=order_id, flag=None, reason=f"{SECRET}事由", by=by, at=AT)
    promise = Promised("gift", f"送您一双{SECRET}袜子")
    note_promises(
        promises=[
            NewPromise(
                shop_id=shop.id,
                conversation_id=visitor.conversation.id,
                buyer_id=buyer.id,
                promised=promise,
                text=promise.quote,
                by_id=manager.id,
                by_name=by.name,
                at=AT,
            )
        ]
    )
    refunds = [_refund(f"66600{place}") for place in range(2)]
    record_refunds(shop_id=shop.id, snapshots=refunds, by=program(shop.id), at=AT)
    task_id, done_id = _tasks(shop, by)
    ask_lead(conversation=visitor.conversation, question=f"{SECRET}能送吗", by=by, at=AT)
    offered_id, ended_id = _files(shop, by)
    GuardHit.objects.create(
        shop_id=shop.id,
        rule="R01",
        severity="block",
        text=f"{SECRET}开不了发票",
        quote="开不了发票",
        by_id=manager.id,
        by_name=by.name,
        outcome="blocked",
        at=AT,
    )
    text = RuleText(f"{SECRET}规矩", f"{SECRET}*半价", "warn", f"{SECRET}的事不能说")
    rule = write_shop_rule(shop_id=shop.id, rule=None, text=text, by=by, at=now())
    keep_own_text(shop_id=shop.id, kind="address", text=f"{SECRET}路1号", by=by, at=AT)
    item = ItemEntry(number="610000000001", title=f"{SECRET}毛衣", price_fen=28800, cost_fen=12000)
    record_items(shop_id=shop.id, items=[item], by=program(shop.id), at=AT)
    knowledge = KnowledgeEntry(item_number=item.number, features=f"{SECRET}特征")
    record_knowledge(shop_id=shop.id, cards=[knowledge], by=program(shop.id), at=AT)
    item_id = Item.objects.get(shop_id=shop.id).pk
    discount = Discount.objects.create(
        shop_id=shop.id,
        conversation_id=visitor.conversation.id,
        item_id=item_id,
        price_fen=28800,
        off_fen=800,
        reason=f"{SECRET}老客户",
        state="asked",
        takes="lead",
        by_id=manager.id,
        at=AT,
    )
    return {
        "slug": shop.slug,
        "errand_id": _left(visitor.conversation.id, by),
        "mail_id": _mailed(shop),
        "discount_id": discount.pk,
        "conversation_id": visitor.conversation.id,
        "buyer_id": buyer.id,
        "buyer": buyer.id,  # where the address gives nothing of the buyer away
        "item_id": item_id,
        "tag_id": BuyerTag.objects.get(buyer_id=buyer.id).pk,
        "note_id": note_id,
        "group_id": group_id,
        "other_group_id": other_group_id,
        "phrase_id": phrase_id,
        "greeting_id": greeting_id,
        "set_key": "refusals",
        "picture_id": picture["id"],
        "order_id": order_id,
        "staff_id": manager.id,
        "token": make_password_link(shop_id=shop.id, staff_id=manager.id, by=by, at=now()),
        "refund_id": Refund.objects.get(number="666001").pk,
        "hit_id": GuardHit.objects.get(shop_id=shop.id).pk,
        "rule": rule,
        "line": "R01",
        "text_id": OwnText.objects.get(shop_id=shop.id).pk,
        "promise_id": Promise.objects.get(buyer_id=buyer.id).pk,
        "task_id": task_id,
        "done_id": done_id,
        "delivery_id": offered_id,
        "key": "items",
        "form": "csv",
        "offered_id": offered_id,
        "ended_id": ended_id,
        "what_if_id": _answered(by),
    }


def _asked(visitor: Visitor, agent: StaffCard) -> dict[str, Any]:
    """A reception that the visitor may judge."""
    talk = visitor.conversation
    survey = Survey.objects.create(
        shop_id=talk.shop_id,
        conversation_id=talk.id,
        reception=Reception.objects.get(conversation_id=talk.id),
        buyer_id=talk.buyer_id,
        agent_id=agent.id,
        by_id=agent.id,
        at=now() - timedelta(minutes=1),
        expires_at=now() + timedelta(days=1),
    )
    return {"survey_id": survey.pk, "survey_token": survey_token(survey.pk)}


def _left(conversation_id: int, by: Actor) -> int:
    """A word that did not arrive."""
    errand = ask_errand(
        shop_id=by.shop_id,
        kind="wechat_word",
        thing="conversation",
        thing_id=conversation_id,
        payload={"position": 1, "text": f"{SECRET}在的"},
        key=f"word-{conversation_id}-1",
        by=by,
        at=AT,
    )
    end_errand(errand_id=errand.id, ok=False, result=f"{SECRET}没有发到", at=AT)
    return errand.id


def _mailed(shop: ShopCard) -> int:
    """A mail that went into no conversation."""
    mailbox = ensure_mailbox(shop_id=shop.id, address="shop@example.com", host="127.0.0.1")
    note_look(mailbox_id=mailbox.id, uid_validity=1, uids=[1], last_uid=1, at=AT)
    mail_id = awaited(mailbox.id, limit=1)[0].id
    raw = f"From: {SECRET} <a@example.com>\nSubject: {SECRET}\nPrecedence: bulk\n\n{SECRET}".encode()
    take_mail(mail_id=mail_id, opened=open_mail(raw, own="shop@example.com", size=len(raw)), at=AT)
    return mail_id


def _answered(by: Actor) -> int:
    """A what-if that has its answer: another may be asked."""
    span = (AT - timedelta(days=9), AT)
    what_if_id = ask_what_if(
        paid_at=AT, since=span[0], until=span[1], vouchers=0, coupons=False, by=by, at=AT
    )
    answer_what_if(what_if_id=what_if_id, tally=Tally(), unpriced=0, at=AT)
    return what_if_id


def _tasks(shop: ShopCard, by: Actor) -> tuple[int, int]:
    """One that is still to be done, with time left, and one that is done."""
    open_, done = open_tasks(shop.id)
    finish_task(task_id=done.id, by=by, at=AT)
    later = Wanted(thing_id=open_.thing_id, title=open_.title, due_at=now() + timedelta(hours=2))
    ensure_task(shop_id=shop.id, kind=open_.kind, thing=open_.thing, task=later, by=by, at=AT)
    return open_.id, done.id


def _files(shop: ShopCard, by: Actor) -> tuple[int, int]:
    """One that waits for a decision, and one that was read on trial."""
    ids = []
    for name in (f"{SECRET}订单.csv", f"{SECRET}旧订单.csv"):
        incoming = Incoming(kind="", name=name, sha256="0" * 64, size=1)
        offered = take_upload(shop_id=shop.id, incoming=incoming, pieces=[one_row()], by=by, at=AT)
        look_at_upload(offered.id, at=AT)
        ids.append(offered.id)
    ask_delivery(delivery_id=ids[1], trial=True, told_at=None, by=by, at=AT)
    read_uploads(shop.id, between=lambda: AT, at=AT)
    return ids[0], ids[1]


def _refund(number: str) -> RefundSnapshot:
    return RefundSnapshot(
        number=number,
        order_number=ORDER_NUMBER,
        status=RefundStatus.WAIT_SELLER_AGREE,
        status_text="等待卖家同意",
        applied_at=AT,
        seen_at=AT,
        reason=f"{SECRET}原因",
        item_title=f"{SECRET}毛衣",
    )


def _held(shop: ShopCard, agent: StaffCard) -> dict[str, Any]:
    """A buyer in the marketplace's own chat client, who waits there."""
    buyer = only(marketplace_buyer(shop.id, f"{SECRET}买家"))
    press(buyer=buyer, side="buyer", seen=0, by=agent.actor, at=AT)
    return {"marketplace_buyer_id": buyer.id}


def _addresses(shop: ShopCard, manager: StaffCard, visitor: Visitor) -> dict[str, Any]:
    """An address that the visitor is asked about, and one that they want changed."""
    by = manager.actor
    wished = OrderSnapshot(
        number="2231958349120002",
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="等待卖家发货",
        created_at=AT,
        seen_at=AT,
        buyer_nick=f"{SECRET}买家",
        receiver_name=f"{SECRET}收",
        receiver_phone="13800000001",
    )
    record_orders(shop_id=shop.id, snapshots=[wished], by=program(shop.id), at=AT)
    asked = AddressCheck.objects.get(order__number=ORDER_NUMBER)
    buyer_id = visitor.conversation.buyer_id
    ask_visitor(shop_id=shop.id, order_id=asked.order_id, buyer_id=buyer_id, by=by, at=AT)
    send_cards(shop_id=shop.id, by=by, at=AT)
    receiver = Receiver(f"{SECRET}新收", "13800000002", f"浙江省杭州市西湖区{SECRET}路2号")
    check_id = AddressCheck.objects.get(order__number=wished.number).pk
    wish = propose_address(check_id=check_id, receiver=receiver, by=by, at=AT)
    area_id = list_area(
        text="浙江舟山", courier="", reason=f"{SECRET}停航", since=AT.date(), until=None, by=by, at=AT
    )
    return {"asked_id": asked.pk, "check_id": asked.pk, "proposal_id": wish, "area_id": area_id}


def _unpaid(shop: ShopCard, agent: StaffCard) -> dict[str, Any]:
    """An order that its buyer does not want any more."""
    unpaid = OrderSnapshot(
        number="2231958349120003",
        status=TradeStatus.WAIT_BUYER_PAY,
        status_text="等待买家付款",
        created_at=AT,
        seen_at=AT,
        buyer_nick=f"{SECRET}买家",
    )
    record_orders(shop_id=shop.id, snapshots=[unpaid], by=program(shop.id), at=AT)
    unpaid_id = Order.objects.get(number=unpaid.number).pk
    words = f"{SECRET}:不要了"
    record_intention(order_id=unpaid_id, intention=NOT_WANTED, words=words, by=agent.actor, at=AT)
    return {"unpaid_id": unpaid_id}


def _undecided(shop: ShopCard, staff: dict[str, StaffCard]) -> dict[str, Any]:
    """A buyer who hesitates, was answered, and was left alone once."""
    by, agent = staff[AGENT].actor, staff[AGENT]
    talk = _visitor(shop, "hesitates".ljust(22, "-"), f"{SECRET}我再看看").conversation
    told = Draft(talk.id, "staff", "their-answer", "您慢慢看", by_id=agent.id, by_name=by.name)
    record_messages([told], at=AT)
    buyer = only(buyer_card(talk.buyer_id))
    for setting, minutes in ((FROM_MINUTES, 0), (UNTIL_MINUTES, 1440)):  # whatever the hour of the test
        change_setting(
            shop_id=by.shop_id,
            setting=setting,
            value=minutes,
            since=AT - timedelta(days=1),
            by=staff[MANAGER].actor,
            at=AT,
        )
    add_doubt_kind(title=f"{SECRET}气味", since=AT.date(), by=staff[MANAGER].actor, at=AT)
    log_doubt(buyer=buyer, kind="price", words=f"{SECRET}太贵", by=by, at=AT)
    interest_id = Interest.objects.get(buyer_id=buyer.id).pk
    close_follow_up(interest_id=interest_id, outcome="needless", words=f"{SECRET}不用", by=by, at=AT)
    return {"interest_id": interest_id}


def _left_behind(staff: dict[str, StaffCard]) -> dict[str, Any]:
    """A shift, and what two members leave to the next one."""
    manager, agent = staff[MANAGER].actor, staff[AGENT].actor
    shift = (AT - timedelta(hours=8), AT + timedelta(hours=1))
    shift_id = plan_shift(
        staff_id=staff[WAREHOUSE].id, starts_at=shift[0], ends_at=shift[1], by=manager, at=AT
    )
    sheet_ids = [
        hand_over(own=[f"{SECRET}的话"], note=f"{SECRET}班", by=by, at=AT) for by in (manager, agent)
    ]
    return {"shift_id": shift_id, "sheet_id": sheet_ids[0], "own_sheet_id": sheet_ids[1]}


def _offers(by: Actor) -> dict[str, Any]:
    """What the shop offers from now on, and its part in an event that can be set up now."""
    day = timedelta(days=1)
    at = now()
    scope = Scope("first", categories=frozenset({f"{SECRET}类目"}))
    named = ItemEntry(number="610000000002", title=f"{SECRET}围巾", category=f"{SECRET}类目")
    record_items(shop_id=by.shop_id, items=[named], by=by, at=AT)
    spend = Tiers((Tier(from_fen=30_000, less_fen=3_000),))
    offer = Offer("", f"{SECRET}满减", scope, spend, at - day, at + day)
    coming = replace(offer, starts_at=at + 3 * day, ends_at=at + 4 * day)
    coupon = Coupon("", f"{SECRET}券", CouponKind.SHOP, scope, 9_900, 900, at - day, at + day)
    terms = replace(next_double_11(at), name=f"{SECRET}购物券", set_up_from=at - day, set_up_until=at + day)
    return {
        "kind": "rate",
        "offer_id": set_up_offer(offer=offer, by=by, at=AT),
        "coming_id": set_up_offer(offer=coming, by=by, at=AT),
        "coupon_id": set_up_coupon(coupon=coupon, by=by, at=AT),
        "event_id": record_event(
            number="first", terms=terms, passed_audition=True, enrolled=True, by=by, at=AT
        ),
        "campaign_id": plan_campaign(
            name=f"{SECRET}店庆", starts_on=AT.date(), ends_on=AT.date(), by=by, at=AT
        ),
    }


Row = dict[str, Any]
Rows = dict[tuple[type[Model], Any], Row]


def everything() -> Rows:
    """Every row of every room."""
    with connection.cursor() as cursor:
        cursor.execute(_everything())
        told = [(_models()[table], json.loads(values)) for table, values in cursor.fetchall()]
    rows = {(model, _key(model, values)): values for model, values in told}
    for values in rows.values():
        values.pop("last_login", None)  # a login of the test's own
        for owner, column in _OWNERS.items():
            if column in values:
                values["shop_id"] = rows[owner, values[column]]["shop_id"]
    return rows


# What names no shop belongs to the shop of what it names.
_OWNERS: dict[type[Model], str] = {
    Staff: "staff_id",
    HandOver: "sheet_id",
    Delivery: "delivery_id",
    ShopCoupon: "coupon_id",
    VoucherCampaign: "campaign_id",
}


def _key(model: type[Model], row: Row) -> Any:
    key = tuple(row[str(field.column)] for field in model._meta.pk_fields)
    return key if len(key) > 1 else key[0]


@cache
def _everything() -> sql.Composed:
    """One statement for all: each test asks for everything twice."""
    one = sql.SQL("SELECT {}, to_jsonb(one)::text FROM {} AS one")
    return sql.SQL(" UNION ALL ").join(
        one.format(sql.Literal(table), sql.Identifier(table)) for table in _models()
    )


@cache
def _models() -> dict[str, type[Model]]:
    """By table."""
    rooms = [next(one for one in apps.get_app_configs() if one.name == name) for name in settings.ROOMS]
    return {model._meta.db_table: model for room in rooms for model in room.get_models()}


def touched(before: Rows, after: Rows, shop: ShopCard) -> list[str]:
    """What changed of the shop's things, and what was added to them."""
    changed = [
        f"{model.__name__} {pk}"
        for (model, pk), row in before.items()
        if after.get((model, pk)) != row and not (model is Shop and pk != shop.id)
    ]
    added = [
        f"new {model.__name__} {pk}"
        for (model, pk), row in after.items()
        if (model, pk) not in before and row.get("shop_id", shop.id) == shop.id
    ]
    return changed + added
