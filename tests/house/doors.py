"""Who may go where: every address of the program, by its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver

from tests.house.world import ORDER_NUMBER, SECRET
from zhanggui.shops.rules import (
    EDIT_GUARD,
    EDIT_OFFERS,
    EDIT_PHRASES,
    EDIT_SHIFTS,
    EDIT_SHOP,
    EDIT_TAGS,
    IMPORT,
    RECEIVE,
    SEE_ALL_TASKS,
    SEE_AUDIT,
    SEE_FIGURES,
    SEE_ORDERS,
    SEE_RECEIVER,
    SEE_TASKS,
    WHISPER,
)

PUBLIC = "anybody"
VISITOR = "the visitor"  # whom the shop's signed cookie names
THEIRS = "the visitor whose it is"  # and no other visitor of the shop
SHARED = "the visitor, and staff who receive"


@dataclass(frozen=True)
class Door:
    """Who may use an address, by which method, and what a valid request carries."""

    who: str
    methods: tuple[str, ...] = ("GET",)
    data: dict[str, Any] = field(default_factory=dict)


GET, POST = ("GET",), ("POST",)
PHRASE = {
    "group": "presale",
    "category": "招呼",
    "title": "新的问候",
    "text": "您好呀",
    "asks": "在",
    "shortcut": "x",
}
RULE = {"title": "新规矩", "shapes": "找*店长*特批", "severity": "warn", "say": "店长不在聊天里"}
MEMBER = {"login": "newcomer", "name": "新来的", "agent_number": "N1", "role": "agent"}
CHOSEN = {"password": "another-long-and-odd-79", "again": "another-long-and-odd-79"}
UPLOAD = {"id": "picture-0001", "picture": "a picture"}
RECEIVER = {"name": "新收件", "phone": "13800000002", "address": "浙江省杭州市西湖区示例路2号"}
OFFER = {"thousandths": "9.9", "ends_at": "2037-01-01T00:00"}
COMING = {
    "from_1": "99",
    "less_1": "5",
    "starts_at": "2037-01-01T00:00",
    "ends_at": "2037-01-02T00:00",
}
COUPON = {"threshold_fen": "99", "value_fen": "9", "ends_at": "2037-01-01T00:00"}
EVENT = {
    "number": "double_11_2037",
    "name": "购物券",
    "set_up_from": "2037-08-25T10:00",
    "set_up_until": "2037-09-01T22:00",
    "edit_until": "2037-09-30T00:00",
    "shown_from": "2037-11-01T00:00",
    "usable_from": "2037-11-11T00:00",
    "usable_until": "2037-11-12T00:00",
    "face": "10",
    "groups": "199:1",
}
DOORS = {
    "home": Door(PUBLIC),
    "day": Door(SEE_TASKS),
    "healthz": Door(PUBLIC),
    "login": Door(PUBLIC, ("GET", "POST")),
    "logout": Door(PUBLIC, ("GET", "POST")),
    "set_language": Door(PUBLIC, POST, {"language": "en", "next": "/login"}),
    "chat": Door(PUBLIC),
    "chat_known": Door(PUBLIC),
    "chat_embed": Door(PUBLIC),
    "chat_picture": Door(VISITOR, POST, UPLOAD),
    "chat_order": Door(
        VISITOR, POST, {"number": ORDER_NUMBER, "phone_tail": "0001", "receiver_name": f"{SECRET}收"}
    ),
    "picture": Door(SHARED),
    "workspace": Door(RECEIVE),
    "workspace_conversation": Door(RECEIVE),
    "received": Door(
        EDIT_OFFERS, GET + POST, {"nick": "小米粥", "held": "the coupon", "received": "2", "used": "0"}
    ),
    "what_ifs": Door(EDIT_OFFERS),
    "what_if_ask": Door(
        EDIT_OFFERS,
        POST,
        {"paid_at": "2026-11-25T10:00", "since": "2026-11-01", "until": "2026-11-22", "vouchers": "3"},
    ),
    "what_if": Door(EDIT_OFFERS),
    "floor": Door(EDIT_SHIFTS),
    "duty": Door(EDIT_SHIFTS, POST, {"cap": "3", "skills": "售前、毛衣"}),
    "my_post": Door(RECEIVE),
    "shifts": Door(SEE_TASKS),
    "shift_plan": Door(
        EDIT_SHIFTS, POST, {"staff": "a colleague", "day": "2026-11-30", "begins": "09:00", "ends": "18:00"}
    ),
    "shift_cancel": Door(EDIT_SHIFTS, POST),
    "hand_over": Door(SEE_TASKS),
    "hand_over_write": Door(SEE_TASKS, POST, {"own": "小米粥明早回"}),
    "sheet": Door(SEE_TASKS),
    "sheet_confirm": Door(SEE_TASKS, POST),
    "sheet_withdraw": Door(SEE_TASKS, POST),
    "presence": Door(RECEIVE, POST, {"status": "break"}),
    "reception_ask": Door(RECEIVE, POST, {"question": "能送吗"}),
    "reception_answers": Door(RECEIVE),
    "reception_answer": Door(SEE_ALL_TASKS, POST, {"answer": "能送"}),
    "question_part": Door(SEE_ALL_TASKS),
    "steps_slot": Door(RECEIVE),
    "steps_discount": Door(RECEIVE, POST, {"item": "the item", "off": "8", "reason": "老客户"}),
    "needs_slot": Door(RECEIVE),
    "needs_note": Door(RECEIVE, POST, {"category": "", "question": "给谁用?", "answer": "自己"}),
    "guides": Door(EDIT_PHRASES, GET + POST, {"category": "", "text": "给谁用?\n自己 = 自用\n送人 = 礼盒"}),
    "discount_part": Door(SEE_ALL_TASKS, GET + POST, {"grant": "1", "note": "可以"}),
    "questions_slot": Door(RECEIVE),
    "reception_recent": Door(RECEIVE),
    "reception_phrases": Door(RECEIVE),
    "reception_suggestions": Door(RECEIVE),
    "reception_transfer": Door(RECEIVE, POST, {"to": "a colleague"}),
    "reception_close": Door(RECEIVE, POST),
    "reception_take": Door(RECEIVE, POST),
    "reception_excuse": Door(RECEIVE, POST),
    "reception_asides": Door(RECEIVE),
    "reception_note": Door(RECEIVE, POST, {"text": "生日礼物,包好看一点"}),
    "reception_whisper": Door(WHISPER, POST, {"text": "先问尺码"}),
    "reception_picture": Door(RECEIVE, POST, UPLOAD),
    "reception_pace": Door(RECEIVE),
    "feedback": Door(SEE_FIGURES),
    "feedback_slot": Door(RECEIVE),
    "feedback_mark": Door(RECEIVE, POST, {"kind": "praise", "subject": "size"}),
    "feedback_unmark": Door(RECEIVE, POST, {"feedback": "1"}),
    "figures": Door(RECEIVE),
    "figure_cases": Door(RECEIVE),
    "figures_file": Door(RECEIVE),
    "edge": Door(RECEIVE),
    "edge_find": Door(RECEIVE, GET, {"q": ORDER_NUMBER}),
    "edge_note": Door(RECEIVE, POST, {"nick": "新会员"}),
    "edge_phrases": Door(RECEIVE),
    "edge_copy": Door(RECEIVE, POST, {"text": "您好"}),
    "edge_talk": Door(RECEIVE),
    "edge_press": Door(RECEIVE, POST, {"what": "answered", "seen": "1"}),
    "edge_back": Door(RECEIVE, POST, {"position": "1"}),
    "search": Door(RECEIVE, GET, {"q": "话"}),
    "phrases": Door(RECEIVE),
    "phrase_used": Door(RECEIVE, POST),
    # Who may not edit the shop's writes one of their own.
    "phrase_add": Door(RECEIVE, POST, PHRASE),
    "phrase_edit": Door(EDIT_PHRASES, POST, PHRASE),
    "phrase_retire": Door(EDIT_PHRASES, POST),
    "phrase_picture": Door(RECEIVE),
    "phrase_adopt": Door(EDIT_PHRASES, POST),
    "phrase_use": Door(RECEIVE),
    "greetings": Door(RECEIVE),
    "greeting_add": Door(EDIT_PHRASES, POST, {"text": "您好", "whom": "anybody"}),
    "greeting_edit": Door(EDIT_PHRASES, POST, {"text": "您好", "whom": "anybody"}),
    "greeting_raise": Door(EDIT_PHRASES, POST),
    "greeting_retire": Door(EDIT_PHRASES, POST),
    "buyers": Door(RECEIVE),
    "buyer": Door(RECEIVE),
    "buyer_proposals": Door(RECEIVE),
    "buyer_answer_proposal": Door(RECEIVE, POST, {"answer": "yes", "tag": "新提议"}),
    "buyer_join": Door(RECEIVE, POST, {"group": "another group"}),
    "buyer_leave": Door(RECEIVE, POST),
    "tags": Door(EDIT_TAGS),
    "tags_group": Door(EDIT_TAGS, POST, {"name": "身材", "several": "1", "meaning": "plain"}),
    "tags_raise": Door(EDIT_TAGS, POST, {"name": "习惯"}),
    "tags_drop": Door(EDIT_TAGS, POST, {"name": "习惯"}),
    "tags_add": Door(EDIT_TAGS, POST, {"group": "习惯", "name": "新习惯"}),
    "tags_retire": Door(EDIT_TAGS, POST, {"name": "老客"}),
    "tags_move": Door(EDIT_TAGS, POST, {"how": "rename", "name": "老客", "to": "老顾客"}),
    "groups": Door(RECEIVE),
    "group_write": Door(EDIT_TAGS, POST, {"name": "新分组"}),
    "group_preview": Door(EDIT_TAGS, GET, {"orders_from": "1"}),
    "group_count": Door(RECEIVE),
    "group_retire": Door(EDIT_TAGS, POST),
    "buyer_slot": Door(RECEIVE),
    "buyer_name": Door(RECEIVE, POST, {"name": "新称呼"}),
    "buyer_tag": Door(RECEIVE, POST, {"name": "新标签"}),
    "buyer_untag": Door(RECEIVE, POST),
    "buyer_note": Door(RECEIVE, POST, {"text": "新的备注"}),
    "buyer_remove_note": Door(RECEIVE, POST),
    "offers": Door(SEE_ORDERS),
    "offer_new": Door(EDIT_OFFERS, ("GET", "POST"), OFFER),
    "offer_preview": Door(EDIT_OFFERS, POST, OFFER),
    "offer_edit": Door(EDIT_OFFERS, ("GET", "POST"), COMING),
    "offer_end": Door(EDIT_OFFERS, POST),
    "coupon_new": Door(EDIT_OFFERS, ("GET", "POST"), COUPON),
    "coupon_preview": Door(EDIT_OFFERS, POST, COUPON),
    "coupon_end": Door(EDIT_OFFERS, POST),
    "offers_calendar": Door(SEE_ORDERS),
    "campaign_plan": Door(
        EDIT_OFFERS, POST, {"name": "店庆", "starts_on": "2037-05-01", "ends_on": "2037-05-03"}
    ),
    "campaign_cancel": Door(EDIT_OFFERS, POST),
    "event_new": Door(EDIT_OFFERS, ("GET", "POST"), EVENT),
    "offers_event": Door(SEE_ORDERS),
    "event_choose": Door(EDIT_OFFERS, POST, {"group_0": "0"}),
    "event_items": Door(SEE_ORDERS),
    "items": Door(SEE_ORDERS),
    "items_slot": Door(SEE_ORDERS),
    "items_slot_find": Door(SEE_ORDERS, GET, {"q": "毛衣"}),
    "item": Door(SEE_ORDERS),
    "item_card": Door(SEE_ORDERS),
    "item_knowledge": Door(IMPORT, POST, {"features": "新写的特征"}),
    "item_stock": Door(SEE_ORDERS),
    "orders": Door(SEE_ORDERS),
    "orders_of_days": Door(SEE_ORDERS),
    "orders_slot": Door(SEE_ORDERS),
    "orders_slot_find": Door(SEE_ORDERS, GET, {"q": ORDER_NUMBER}),
    "order": Door(SEE_ORDERS),
    "order_receiver": Door(SEE_RECEIVER, POST),
    "promises_slot": Door(RECEIVE),
    "promises_of_order": Door(RECEIVE),
    "promise_dismiss": Door(RECEIVE, POST),
    "order_memo": Door(SEE_ORDERS),
    "order_remark": Door(SEE_ORDERS, POST, {"reason": "换成浅杏"}),
    "order_memo_again": Door(SEE_ORDERS, POST),
    "worklist": Door(SEE_TASKS),
    "worklist_due": Door(SEE_TASKS),
    "worklist_everybody": Door(SEE_ALL_TASKS),
    "tasks_hand": Door(SEE_ALL_TASKS, POST, {"task": "the task", "to": "role:agent"}),
    "task": Door(SEE_TASKS),
    "task_take": Door(SEE_TASKS, POST),
    "task_wake": Door(SEE_TASKS, POST),
    "task_snooze": Door(SEE_TASKS, POST, {"span": "15", "reason": "等买家回复"}),
    "task_hand": Door(SEE_TASKS, POST, {"to": "role:lead"}),
    "task_finish": Door(SEE_TASKS, POST),
    "task_reopen": Door(SEE_TASKS, POST),
    "files": Door(EDIT_PHRASES),
    "files_upload": Door(EDIT_PHRASES, POST, {"files": "a file"}),
    "file": Door(IMPORT),
    "file_ask": Door(IMPORT, POST, {"do": "trial"}),
    "file_again": Door(IMPORT, POST, {"do": "import"}),
    "file_stop": Door(IMPORT, POST),
    "file_drop": Door(IMPORT, POST),
    "file_problems": Door(IMPORT),
    "chat_accounts": Door(EDIT_SHOP),
    "chat_account_give": Door(EDIT_SHOP, POST, {"account": "示例店铺:小李", "staff": "a colleague"}),
    "calls_slot": Door(RECEIVE),
    "call_note": Door(
        RECEIVE, POST, {"direction": "in", "number": "13800000001", "about": "问尺码", "outcome": "solved"}
    ),
    "channels": Door(EDIT_SHOP),
    "departures": Door(RECEIVE),
    "departure_again": Door(RECEIVE, POST),
    # Whoever calls proves it by the signature.
    "wechat": Door(PUBLIC, ("POST", "GET"), {"echostr": "yes"}),
    "unpaid_of_order": Door(SEE_ORDERS),
    "unpaid_intention": Door(RECEIVE, POST, {"intention": "forgot", "words": "晚点付"}),
    "unpaid_close": Door(RECEIVE, POST, {"reason": "买家不想买了"}),
    "addresses": Door(SEE_ORDERS),
    "addresses_held": Door(SEE_ORDERS),
    "addresses_areas": Door(EDIT_SHOP, ("GET", "POST"), {"area": "浙江省舟山市", "since": "2026-11-21"}),
    "addresses_area_end": Door(EDIT_SHOP, POST),
    "address_of_order": Door(SEE_ORDERS),
    "addresses_confirm": Door(RECEIVE, POST, {"how": "phone", "check": "none"}),
    "address_confirm": Door(RECEIVE, POST, {"how": "phone"}),
    "address_change": Door(RECEIVE, POST, RECEIVER),
    "address_accept": Door(RECEIVE, POST),
    "address_decline": Door(RECEIVE, POST, {"note": "包裹快发出了"}),
    "chat_address": Door(THEIRS, POST, {"answer": "yes"}),
    "refunds": Door(SEE_ORDERS),
    "refund": Door(SEE_ORDERS),
    "refund_part": Door(SEE_ORDERS),
    "refunds_of_order": Door(SEE_ORDERS),
    "back_of_order": Door(SEE_ORDERS),
    "try_back_of_order": Door(SEE_ORDERS),
    "files_template": Door(IMPORT),
    "files_export": Door(IMPORT),
    "shop_cut_off": Door(EDIT_SHOP, POST, {"clock": "16:30", "since": ""}),
    "shop": Door(EDIT_SHOP, ("GET", "POST"), {"name": "店", "opens": "09:00", "closes": "21:00"}),
    "audit": Door(SEE_AUDIT),
    "staff": Door(EDIT_SHOP),
    "staff_save": Door(EDIT_SHOP, POST, MEMBER),
    "staff_active": Door(EDIT_SHOP, POST, {"active": "1"}),
    "staff_link": Door(EDIT_SHOP, POST),
    "password_link": Door(PUBLIC),
    "choose_password": Door(PUBLIC, POST, {"token": "a good one", **CHOSEN}),
    "guard": Door(SEE_AUDIT),
    "red_line_part": Door(SEE_AUDIT),
    "guard_rules": Door(RECEIVE),
    "guard_rule": Door(RECEIVE),
    "guard_try": Door(RECEIVE, POST, {"chats": "五星好评返3元"}),
    "guard_new_rule": Door(EDIT_GUARD),
    "guard_add_rule": Door(EDIT_GUARD, POST, RULE),
    "guard_write_rule": Door(EDIT_GUARD, POST, RULE),
    "guard_end_rule": Door(EDIT_GUARD, POST, {"reason": "不用了"}),
    "guard_change_rule": Door(EDIT_GUARD, POST, {"severity": "warn", "reason": "先提醒一个月"}),
    "guard_keep_text": Door(EDIT_GUARD, POST, {"kind": "phone", "text": "4000000000"}),
    "guard_drop_text": Door(EDIT_GUARD, POST),
    "item_offers": Door(SEE_ORDERS),
    "item_for_buyer": Door(RECEIVE, ("GET", "POST"), {"conversation": "", "id": "item-card-0001"}),
    "offer_rules": Door(SEE_ORDERS),
    "price_of_order": Door(SEE_ORDERS),
    "quote": Door(SEE_ORDERS, POST, {"json": {"cart": {"lines": [{"item": "1", "price_fen": 1}]}}}),
    "refund_quote": Door(
        SEE_ORDERS,
        POST,
        {"json": {"cart": {"lines": [{"item": "1", "price_fen": 1}]}, "refunds": [{"line": "1"}]}},
    ),
}


def patterns(resolver: URLResolver) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from ((f"{one.pattern}{route}", pattern) for route, pattern in patterns(one))
        else:
            yield str(one.pattern), one
