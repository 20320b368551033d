"""Why something cannot be set up, in the seller's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.money import yuan
from zhanggui.promotions.rules.review.blame import Blame
from zhanggui.promotions.rules.windows import Answer, Why

BLAME_SAYS: Mapping[str, str] = MappingProxyType(
    {
        "no_name": "请给它起个名字,方便以后认出来",
        "long_name": "名字最多 {most} 个字,不能换行",
        "ends_before_start": "结束时间要晚于开始时间",
        "is_over": "这段时间到 {ends_at} 就已经过去了",
        "began_before": "开始时间 {starts_at} 已经过去;想现在就开始,请留空",
        "in_and_out": "商品 {item} 既在适用范围里,又在除外商品里,只能留一边",
        "too_many_in_scope": "一个活动最多写 {most} 个商品或类目",
        "no_such_item": "店里没有编号为 {item} 的商品",
        "no_such_category": "店里没有「{category}」这个类目的商品",
        "limit_on_several": "每人限购只能用在一口价、打折和直降上;多件一起算的活动限了件数,买家就看不懂价格",
        "pieces": "请写 1 到 {most} 之间的整数",
        "pieces_from": "件数请写 {least} 到 {most} 之间的整数",
        "amount": "金额要大于 0,最多到一亿元",
        "rate": "折扣要在 0.01 折到 9.99 折之间;想白送请用「买 N 付 M」或赠品",
        "paid": "付的件数要在 1 到 {pieces} 之间,而且少于 {pieces} 件",
        "steps": "阶梯要有 1 到 {most} 档",
        "steps_fall": "第 {tier} 档的件数要多于上一档的 {pieces} 件",
        "steps_dearer": "第 {tier} 档的折扣要比上一档更低:买得多,不能反而贵",
        "tiers": "要有 1 到 {most} 档",
        "times_without_every": "「最多几次」只和「上不封顶」一起用",
        "every_with_several": "「上不封顶」只能有一档:有几档时,谁也说不清每一档算几次",
        "every_with_rate": "「上不封顶」不能打折:折扣不会一次次累加,请写减多少元",
        "tier_asks_both": "第 {tier} 档同时要求满元和满件,请只选一样",
        "tier_asks_nothing": "第 {tier} 档没有写门槛,请写满多少元或满几件",
        "tier_takes_both": "第 {tier} 档又减钱又打折,买家看不懂先算哪个,请只选一样",
        "tier_gives_nothing": "第 {tier} 档没有优惠,请写减多少、打几折、送什么或包邮",
        "tier_rate": "第 {tier} 档的折扣要在 0.01 折到 9.99 折之间",
        "tier_amount": "第 {tier} 档的数字太大或小于 0",
        "tier_takes_all": "第 {tier} 档满 {from_fen} 元减 {less_fen} 元:减的要少于门槛",
        "gift": "第 {tier} 档的赠品名要有 1 到 {most} 个字",
        "tiers_mixed": "第 {before} 档和第 {tier} 档的写法不同(满元和满件、减钱和打折不能混用),请用同一种",
        "tiers_fall": "第 {tier} 档的门槛要高于第 {before} 档",
        "tiers_invert": "第 {tier} 档买得更多,却比第 {before} 档省得少",
        "tiers_lose_postage": "第 {before} 档包邮,第 {tier} 档买得更多却不包邮",
        "tiers_same": "第 {tier} 档和第 {before} 档优惠一样,可以去掉一档",
        "coupon_takes_all": "满 {from_fen} 元的券面额 {less_fen} 元:面额要少于门槛",
        "overlaps": "和「{other}」撞了:{since_at} 到 {until_at},「{item}」同时在两个同级活动里,"
        "请错开时间或商品",
        "overlaps_whole": "和「{other}」撞了:{since_at} 到 {until_at} 两个都是全店活动,请错开时间或商品",
        "not_cheaper": "「{item}」标价 {price_fen} 元,活动价 {fen_fen} 元没有便宜",
        "takes_whole_price": "「{item}」标价只有 {price_fen} 元,减完就不要钱了",
        "pieces_not_cheaper": "「{item}」{pieces} 件原价更低或一样(单价 {price_fen} 元),活动没有便宜",
        "below_least": "「{item}」最低会卖到 {worst_fen} 元,低于底价或成本 {least_fen} 元"
        "({worst_at} 起和当时的活动、优惠券叠加)",
        "more_below": "另外还有 {count} 个商品也会低于底价或成本",
        # Of the forms.
        "not_money": "请写金额,如 99 或 99.90",
        "not_whole": "请写大于 0 的整数",
        "not_rate": "请写折扣,如 8.8 是八八折",
        "not_time": "请写日期和时间,如 2026-11-11 00:00",
        "no_end": "请写什么时候结束",
        "no_items": "请写商品编号,用空格或逗号隔开",
        "no_categories": "请勾选至少一个类目",
        "no_tier": "请写满多少,以及给什么优惠",
        "not_group": "第 {line} 行看不懂:请写「满多少元:几张」,如 199:1 399:2 599:3,最多 3 档,一档比一档高",
        "not_sku_price": "第 {line} 行请写「商家编码 价格」,如 MY-01 99",
        # Not the review's own, but of the actions beside it.
        "number_taken": "编号 {number} 已经有了",
        "event_beside": "「{other}」也在那几天生效,一张订单只按一个平台活动算",
        "changed_meanwhile": "「{other}」刚被同事改过,改成了什么看活动列表;再按一次「改好」,就改成您写的",
        "has_begun": "「{other}」已经开始,内容不能再改:请结束它,再新建一个",
    }
)
Translate = Callable[[str], str]


def sentence(blame: Blame, translate: Translate = str) -> str:
    said = {name: _shown(name, value) for name, value in blame.said.items()}
    return translate(BLAME_SAYS[blame.code]).format(**said)


def sentences(blames: Sequence[Blame], translate: Translate = str) -> str:
    return ";".join(sentence(blame, translate) for blame in blames)


def _shown(name: str, value: str | int | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return yuan(value) if name.endswith("_fen") and isinstance(value, int) else str(value)


WHY_SAYS: Mapping[Why, str] = MappingProxyType(
    {
        Why.FINE: "可以",
        Why.TOO_EARLY: "还没有到时间,{since_at} 开始",
        Why.TOO_LATE: "已经过了时间,{since_at} 截止",
        Why.NOT_PASSED: "本店没有通过海选,不能参加",
        Why.NOT_ENROLLED: "本店还没有报名,不能参加",
        Why.NOT_SET_UP: "本店还没有选门槛",
        Why.NOT_SELECTED: "只有官方选中的商家才能改门槛",
        Why.NO_CATEGORY: "不知道它的一级类目",
        Why.NOT_OFFERED: "平台没有给这个类目这一组门槛",
        Why.ONE_GROUP: "平台只给这个类目一组门槛,不能改",
        Why.ONE_TIER: "选好的这一组只有一档,不能改",
        Why.SAME: "已经是这一组",
        Why.NOT_CHOSEN: "这个类目还没有选门槛",
        Why.NEVER: "设置后不能删除,也不能改生效时间",
    }
)


def why_says(why: Why, since: datetime | None = None, translate: Translate = str) -> str:
    said = "" if since is None else _shown("since_at", since)
    return translate(WHY_SAYS[why]).format(since_at=said)


def answer_says(answer: Answer, category: str = "", translate: Translate = str) -> str:
    said = why_says(answer.why, answer.since, translate)
    return f"{category}:{said}" if category else said
