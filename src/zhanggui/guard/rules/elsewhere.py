"""Rules that no outgoing text crosses: where each is kept, or that it is not yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """`where` says in which part of the program it is kept; empty: not yet."""

    id: str
    title: str
    where: str
    source: str


_DISPUTES = "淘宝平台争议处理规则 (2025-08-15)"

KEPT_ELSEWHERE: tuple[Kept, ...] = (
    Kept(
        "R05",
        "买家信息只给下单的账号",
        "收件人信息默认打码,看全要留痕;网页访客认领订单要对上手机尾号和收件人",
        "客服问答 7; 客服考题判断2",
    ),
    Kept(
        "R06",
        "用下单的账号核对和修改地址",
        "改地址只作为建议,由客服确认;没认领的访客看不到也改不了",
        "客服考题 2",
    ),
    Kept("R14", "货到付款先说清手续费", "", "手册第7节"),
    Kept("R22", "申请退款后未经同意不发货", "", f"{_DISPUTES} 第27条"),
    Kept("R23", "分开付款的订单未经同意不合并", "", f"{_DISPUTES} 第26条"),
    Kept(
        "R25",
        "答应的赠品要写进备注",
        "聊天里的承诺会变成待办,直到订单备注里有它",
        f"{_DISPUTES} 第55-60、63条",
    ),
    Kept("R28", "退款及时处理,不轻易要求介入", "退款有倒计时的待办,先到期的在前", "手册「退款要求」1-2"),
    Kept(
        "R29",
        "不打开买家发来的文件和陌生链接",
        "买家的话里有可执行文件或陌生网址时,客服这边会提醒",
        "客服注意事项 4、10",
    ),
    Kept("R30", "相似的会员名逐字核对", "", "天猫客服规则四的案例 (2021 年公开稿)"),
    Kept("R35", "上班时间不用私人聊天工具", "", "客服服务过程规范"),
    Kept("R36", "买家资料不外传", "导出要有权限,每次导出都写进操作记录", "客服保密规范"),
)
