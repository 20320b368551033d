"""What reception tells of itself in numbers, each with its one definition: for its own page and for the rooms
above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhanggui.conversations.queries.figures import figures_of
from zhanggui.conversations.rules.figures import SHOP, Counts, Figures

__all__ = ["DIMENSIONS", "MEASURES", "SHOP", "Counts", "Figures", "Measure", "Unit", "figures_of"]

# `figures_of(shop_id, first, last, at=...)` answers Counts: by_agent(), by_hour(), by_day(), whole().
DIMENSIONS = ("agent", "hour", "day", "shop")


class Unit(StrEnum):
    PEOPLE = "people"
    COUNT = "count"
    SECONDS = "seconds"
    RATE = "rate"
    POINTS = "points"


@dataclass(frozen=True)
class Measure:
    """`says` is the definition, with the shop's limits in its placeholders: fast, prompt, cap, slow, long,
    apart, linked. `cases` names the list behind it (queries.figures.CASES)."""

    key: str
    group: str
    title: str
    says: str
    unit: Unit
    of: Callable[[Figures], float | None]
    cases: str


_GROUP_TITLES = MappingProxyType(
    {
        "received": "接待",
        "speed": "响应",
        "owed": "没做到的",
        "said": "消息",
        "judged": "满意度",
        "there": "在线",
    }
)
_RECEIVED, _SPEED, _OWED, _SAID, _JUDGED, _THERE = _GROUP_TITLES.values()
MEASURES = (
    Measure(
        "consulted",
        _RECEIVED,
        "咨询人数",
        "当天发过消息的买家。客服这一行只数由这位客服接的;同一位买家一天算一次,几天相加。",
        Unit.PEOPLE,
        lambda one: one.consulted,
        "consulted",
    ),
    Measure(
        "received",
        _RECEIVED,
        "接待人数",
        "当天有客服发过消息的买家,客服主动联系的也算。自动回复不算。",
        Unit.PEOPLE,
        lambda one: one.received,
        "received",
    ),
    Measure(
        "handed_in",
        _RECEIVED,
        "转入",
        "接待的买家里,当天由同事转来或自己接手过来的。接待人数减转入就是直接接待。",
        Unit.PEOPLE,
        lambda one: one.handed_in,
        "handed_in",
    ),
    Measure(
        "handed_out",
        _RECEIVED,
        "转出",
        "当天转给同事的买家。",
        Unit.PEOPLE,
        lambda one: one.handed_out,
        "handed_out",
    ),
    Measure(
        "followed_up",
        _RECEIVED,
        "主动跟进",
        "当天第一句话是客服先说的买家,那句话不是在回答之前的问题。",
        Unit.PEOPLE,
        lambda one: one.followed_up,
        "followed_up",
    ),
    Measure(
        "not_inquiries",
        _RECEIVED,
        "不是询单",
        "咨询的买家里,聊之前 %(linked)s 天内付过款、没有别的订单的,和客服标了不算询单的。"
        "算不算进人数由店铺设置定。",
        Unit.PEOPLE,
        lambda one: one.not_inquiries,
        "not_inquiries",
    ),
    Measure(
        "at_once",
        _RECEIVED,
        "最多同时",
        "同一时刻最多在聊几位:最后一句话过去不到 %(apart)s 的都算在聊。几天里取最多的一次。",
        Unit.PEOPLE,
        lambda one: one.at_once,
        "at_once",
    ),
    Measure(
        "average_reception",
        _RECEIVED,
        "平均接待时长",
        "一位客服和一位买家一天里第一句到最后一句的时间,取平均。只算客服说过话的。",
        Unit.SECONDS,
        lambda one: one.average_reception,
        "pairs",
    ),
    Measure(
        "first_reply",
        _SPEED,
        "首次响应",
        "一位客服和一位买家一天里第一个有人回复的回合等了多久,取平均。回合从买家没人回的第一句话算起;自动回复不算回复。",
        Unit.SECONDS,
        lambda one: one.first_reply,
        "first_replies",
    ),
    Measure(
        "average_reply",
        _SPEED,
        "平均响应",
        "有人回复的回合平均等了多久。",
        Unit.SECONDS,
        lambda one: one.average_reply,
        "answered",
    ),
    Measure(
        "capped_reply",
        _SPEED,
        "封顶平均",
        "和平均响应一样,但一个回合最多按 %(cap)s 算。",
        Unit.SECONDS,
        lambda one: one.capped_reply,
        "answered",
    ),
    Measure(
        "fast_rate",
        _SPEED,
        "%(fast)s响应率",
        "%(fast)s内(含)有人回复的回合,占所有转给人的回合。没人回的也在分母里;还没到时间的先不算。",
        Unit.RATE,
        lambda one: one.fast_rate,
        "fast",
    ),
    Measure(
        "prompt_rate",
        _SPEED,
        "%(prompt)s应答率",
        "%(prompt)s内(含)有人回复的回合,占所有转给人的回合。没人回的也在分母里;还没到时间的先不算。",
        Unit.RATE,
        lambda one: one.prompt_rate,
        "prompt",
    ),
    Measure(
        "rounds",
        _SPEED,
        "回合",
        "买家问到有人答算一个回合,连问几句也是一个。回合算在提问那一天、那一小时,归回答的人;没人答的归当时接待的人。",
        Unit.COUNT,
        lambda one: one.rounds,
        "rounds",
    ),
    Measure(
        "unanswered",
        _OWED,
        "未回复人数",
        "咨询的买家里,一个回合也没有人回复的。标了无需回复的不算。",
        Unit.PEOPLE,
        lambda one: one.unanswered,
        "unanswered",
    ),
    Measure(
        "slow",
        _OWED,
        "慢响应人数",
        "有一个回合等了超过 %(slow)s 的买家,不管最后有没有人回。",
        Unit.PEOPLE,
        lambda one: one.slow,
        "slow",
    ),
    Measure(
        "long",
        _OWED,
        "长接待人数",
        "和一位客服从第一句到最后一句超过 %(long)s 的买家。",
        Unit.PEOPLE,
        lambda one: one.long,
        "long",
    ),
    Measure(
        "left",
        _OWED,
        "留言",
        "没有人在的时候买家开始的回合。除非店铺设置里说要算,不进响应速度;一直没人回的仍算未回复。",
        Unit.COUNT,
        lambda one: one.left,
        "left",
    ),
    Measure(
        "excused",
        _OWED,
        "无需回复",
        "客服标了无需回复的回合,比如买家说好的、谢谢。不进响应速度,也不算未回复。",
        Unit.COUNT,
        lambda one: one.excused,
        "excused",
    ),
    Measure(
        "asked_words",
        _SAID,
        "买家消息",
        "买家发的消息条数。",
        Unit.COUNT,
        lambda one: one.asked_words,
        "words",
    ),
    Measure(
        "said_words",
        _SAID,
        "客服消息",
        "客服发的消息条数。自动回复不算。",
        Unit.COUNT,
        lambda one: one.said_words,
        "words",
    ),
    Measure(
        "said_letters",
        _SAID,
        "客服字数",
        "客服发的字数。",
        Unit.COUNT,
        lambda one: one.said_letters,
        "words",
    ),
    Measure(
        "answers_per_question",
        _SAID,
        "答问比",
        "客服消息条数除以买家消息条数。",
        Unit.RATE,
        lambda one: one.answers_per_question,
        "words",
    ),
    Measure(
        "invited_rate",
        _JUDGED,
        "邀评率",
        "当天请过评价的买家,除以当天的接待人数。一位买家一天算一次。公式:通行口径 (通用知识)。",
        Unit.RATE,
        lambda one: one.invited_rate,
        "invited",
    ),
    Measure(
        "judged_rate",
        _JUDGED,
        "评价返回率",
        "收到的评价除以发出的邀请。评价算在邀请的那一天,归那次接待的客服。公式:通行口径 (通用知识)。",
        Unit.RATE,
        lambda one: one.judged_rate,
        "surveys",
    ),
    Measure(
        "satisfied_rate",
        _JUDGED,
        "满意率",
        "非常满意和满意,占收到的评价。公式:通行口径 (通用知识)。",
        Unit.RATE,
        lambda one: one.satisfied_rate,
        "satisfied",
    ),
    Measure(
        "average_points",
        _JUDGED,
        "满意度",
        "收到的评价的平均分,非常满意 5 分,非常不满意 1 分。公式:通行口径 (通用知识)。",
        Unit.POINTS,
        lambda one: one.average_points,
        "judged",
    ),
    Measure(
        "dissatisfied_rate",
        _JUDGED,
        "差评率",
        "不满意和非常不满意,占收到的评价。公式:通行口径 (通用知识)。",
        Unit.RATE,
        lambda one: one.dissatisfied_rate,
        "dissatisfied",
    ),
    Measure(
        "online",
        _THERE,
        "在线时长",
        "开着工作台、状态是在线的时间,挂起和离开不算。全店是每个人的相加。",
        Unit.SECONDS,
        lambda one: one.online,
        "online",
    ),
    Measure(
        "on_break",
        _THERE,
        "挂起时长",
        "状态是挂起的时间:不进新买家,手上的还是自己的。",
        Unit.SECONDS,
        lambda one: one.on_break,
        "on_break",
    ),
)
