"""This room's dated settings (domain/timers.md, section 8)."""

from __future__ import annotations

from datetime import date

from zhanggui.shops.settings import SETTINGS, DatedSetting

LATE_SECONDS = SETTINGS.add(
    DatedSetting(
        "reception.late_seconds",
        180,
        "秒",
        "多久没回复算超时",
        "旺旺服务规范:3 分钟人工响应率",
        date(2022, 7, 1),
    )
)
SOON_SECONDS = SETTINGS.add(
    DatedSetting(
        "reception.soon_seconds", 100, "秒", "多久没回复开始提醒", "千牛 100 秒未回复弹窗", date(2022, 7, 1)
    )
)
ASK_LEAD_MINUTES = SETTINGS.add(
    DatedSetting(
        "reception.ask_lead_minutes",
        5,
        "分钟",
        "问主管的问题多久要有答复",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
GREETING_AGAIN_HOURS = SETTINGS.add(
    DatedSetting(
        "greeting.again_hours",
        24,
        "小时",
        "买家隔多久再来,可以再问候一次",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
OWN_DISCOUNT_FEN = SETTINGS.add(
    DatedSetting(
        "reception.own_discount_fen",
        500,
        "分",
        "客服自己能让的价,再多要主管批 (500 是 5 元)",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
DISCOUNT_MINUTES = SETTINGS.add(
    DatedSetting(
        "reception.discount_minutes",
        3,
        "分钟",
        "申请让价多久要有答复:买家正等着",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
URGED_MINUTES = SETTINGS.add(
    DatedSetting(
        "reception.urged_minutes",
        60,
        "分钟",
        "买家催发货、催物流,多久要有答复",
        "本项目的决定",
        date(2026, 11, 23),
    )
)
_DECIDED = "客服指标口径:见 docs/decisions 里的接待数据口径"
_SINCE = date(2026, 11, 22)
FAST_SECONDS = SETTINGS.add(
    DatedSetting(
        "figures.fast_seconds",
        180,
        "秒",
        "3 分钟响应率:多久内回复算达标,正好这么久也算",
        "旺旺服务规范:3 分钟人工响应率",
        date(2022, 7, 1),
    )
)
PROMPT_SECONDS = SETTINGS.add(
    DatedSetting("figures.prompt_seconds", 30, "秒", "30 秒应答率:多久内回复算达标", _DECIDED, _SINCE)
)
CAP_SECONDS = SETTINGS.add(
    DatedSetting("figures.cap_seconds", 600, "秒", "封顶平均响应:一个回合最多按多久算", _DECIDED, _SINCE)
)
SLOW_SECONDS = SETTINGS.add(
    DatedSetting("figures.slow_seconds", 180, "秒", "慢响应:有一个回合超过多久就算", _DECIDED, _SINCE)
)
LONG_MINUTES = SETTINGS.add(
    DatedSetting("figures.long_minutes", 30, "分钟", "长接待:第一句到最后一句超过多久", _DECIDED, _SINCE)
)
APART_MINUTES = SETTINGS.add(
    DatedSetting("figures.apart_minutes", 10, "分钟", "同时接待:最后一句过去多久就不算在聊", _DECIDED, _SINCE)
)
COUNTS_LEFT = SETTINGS.add(
    DatedSetting("figures.counts_left", 0, "1 算 0 不算", "没人在时的留言算不算进响应速度", _DECIDED, _SINCE)
)
FROM_HOUR = SETTINGS.add(
    DatedSetting("figures.from_hour", 0, "点", "响应速度从每天几点的问题算起", _DECIDED, _SINCE)
)
UNTIL_HOUR = SETTINGS.add(
    DatedSetting("figures.until_hour", 24, "点", "响应速度算到每天几点之前的问题", _DECIDED, _SINCE)
)

_OURS = "本项目的决定"
AUTOMATIC = SETTINGS.add(
    DatedSetting(
        "routing.automatic",
        1,
        "1 是自动分配,0 是客服自己接",
        "等待的买家怎么到客服手上",
        _OURS,
        _SINCE,
    )
)
SAME_AGENT_HOURS = SETTINGS.add(
    DatedSetting(
        "routing.same_agent_hours",
        24,
        "小时",
        "买家多久之内再来,还找上次接待的客服 (他在岗时;也可以是 72,0 是不找)",
        _OURS,
        _SINCE,
    )
)
RELAX_SECONDS = SETTINGS.add(
    DatedSetting("routing.relax_seconds", 60, "秒", "会的人都在忙时,等多久就分给别的客服", _OURS, _SINCE)
)
GONE_SECONDS = SETTINGS.add(
    DatedSetting("routing.gone_seconds", 60, "秒", "客服掉线多久,他等待的买家回到队列", _OURS, _SINCE)
)
QUIET_MINUTES = SETTINGS.add(
    DatedSetting("routing.quiet_minutes", 5, "分钟", "多久没有人说话,就不算在同时接待里", _OURS, _SINCE)
)
FEEDBACK_MINUTES = SETTINGS.add(
    DatedSetting(
        "feedback.minutes",
        1440,
        "分钟",
        "买家的投诉和建议多久要有人看",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
CALL_BACK_MINUTES = SETTINGS.add(
    DatedSetting(
        "call.back_minutes",
        60,
        "分钟",
        "电话里说要跟进的事,没说时间时多久内要做",
        "本项目的决定",
        date(2026, 11, 22),
    )
)
ADD_ON_HOURS = SETTINGS.add(
    DatedSetting(
        "add_on.hours",
        72,
        "小时",
        "推荐搭配之后多久之内下的单,算附带销售",
        "本项目的决定",
        date(2026, 11, 23),
    )
)
SURVEY_AUTOMATIC = SETTINGS.add(
    DatedSetting(
        "survey.automatic",
        0,
        "1 是自动,0 是客服自己请",
        "接待结束后要不要自动请买家评价 (买家在千牛里的发不了)",
        _OURS,
        _SINCE,
    )
)
SURVEY_AGAIN_HOURS = SETTINGS.add(
    DatedSetting("survey.again_hours", 24, "小时", "同一位买家多久之内不再请第二次评价", _OURS, _SINCE)
)
SURVEY_EXPIRES_HOURS = SETTINGS.add(
    DatedSetting("survey.expires_hours", 72, "小时", "评价的邀请多久之后过期", _OURS, _SINCE)
)
SURVEY_CHANGE_MINUTES = SETTINGS.add(
    DatedSetting("survey.change_minutes", 30, "分钟", "买家评价之后多久之内还能改", _OURS, _SINCE)
)
BAD_JUDGEMENT_MINUTES = SETTINGS.add(
    DatedSetting("survey.bad_minutes", 60, "分钟", "买家评了不满意,主管多久之内要看", _OURS, _SINCE)
)
ONLY_INQUIRIES = SETTINGS.add(
    DatedSetting(
        "figures.only_inquiries",
        0,
        "1 不算 0 算",
        "不是询单的会话 (只问已付款的订单, 或者客服标过) 算不算进人数",
        _DECIDED,
        _SINCE,
    )
)
LINKED_DAYS = SETTINGS.add(
    DatedSetting("figures.linked_days", 15, "天", "不是询单:聊之前多久之内付过款的订单", _DECIDED, _SINCE)
)
TALKS_PER_ADDRESS = SETTINGS.add(
    DatedSetting(
        "chat.talks_per_address",
        300,
        "个",
        "网页聊天:同一个网络地址一小时最多新开几个会话 (每个进程各算各的, 0 不限)",
        "本项目的决定:一家店的买家共用一个出口也到不了",
        date(2026, 11, 23),
    )
)
