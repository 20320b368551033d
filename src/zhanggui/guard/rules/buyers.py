"""What a buyer's message or nick gives an agent to look at. Hints to the agent; nothing else happens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from zhanggui.guard.rules.reading import as_written, read
from zhanggui.guard.rules.words import Finding, Severity

NEAR = 2  # edits between two nicks that look alike
_SHORTEST_NICK = 4
_ORDER_NUMBER = re.compile(r"(?<![0-9a-z])\d{15,21}(?![0-9a-z])", re.IGNORECASE)
_GROUPED = re.compile(r"(?<=\d)[ -](?=\d)")
_INSTEAD = "请您用下单的账号联系我们,这样才能核对订单信息。"
_SOURCE = "客服问答 7; 客服考题 2; 天猫客服规则四的案例 (2021 年公开稿)"
_FILES = re.compile(
    r"[\w一-龥()（）-]+\.(?:exe|rar|zip|7z|bat|cmd|apk|scr|msi|vbs|js|jar|lnk|dmg|iso)(?![a-z0-9])"
)
_LINK = re.compile(r"(?:https?://|www\.)([a-z0-9.-]+)")
_KNOWN_HOST = re.compile(
    r"(?:^|\.)(?:taobao|tmall|alipay|1688|alicdn|tb|cainiao|fliggy|aliyun)\.(?:com|cn|hk)$"
)
_FAKE_ORDERS = re.compile("刷单|补单|空包|刷销量|刷好评|代刷|补销量|需要刷|做任务返")
_ADDRESS = re.compile(
    "改(?:一?下)?(?:收货)?地址|换(?:个|一下)?地址|核对(?:一?下)?地址|地址(?:写|填)错|改(?:成)?寄"
)
# What reads the same in many fonts is the same.
_SAME = str.maketrans({"1": "l", "|": "l", "0": "o"})
_ALIKE = str.maketrans(
    {"1": "l", "|": "l", "0": "o", "5": "s", "8": "b", "6": "b", "9": "g", "q": "g", "２": "z", "2": "z"}
)


@dataclass(frozen=True)
class Look:
    """What an agent should see beside a buyer's message: the rule, the words, and what to do."""

    rule: str
    title: str
    quote: str
    say: str
    instead: str


def looks_in(text: str, own_hosts: tuple[str, ...] = ()) -> tuple[Look, ...]:
    """What in a buyer's message asks for care: files and links (R29), fake orders (R31)."""
    found: list[Look] = []
    written = as_written(text).text
    if file := _FILES.search(written):
        found.append(
            Look(
                "R29",
                "不要打开买家发来的文件",
                file[0],
                "压缩包和程序可能带木马,会盗走店铺账号。",
                "麻烦您直接发截图或照片给我,这样看得更清楚。",
            )
        )
    strange = next((one for one in _LINK.finditer(written) if not _is_ours(one[1], own_hosts)), None)
    if strange:
        found.append(
            Look(
                "R29",
                "陌生网址不要点",
                strange[0],
                "不是淘宝、天猫的网址,可能是钓鱼页面。",
                "麻烦您把商品或订单的截图发给我,我来帮您看。",
            )
        )
    if fake := _FAKE_ORDERS.search(read(text).text):
        found.append(
            Look(
                "R31",
                "对方在谈刷单",
                fake[0],
                "虚假交易,谁来问都不能答应。",
                "我们只做真实的交易,不参与这类活动,请您理解。",
            )
        )
    return tuple(found)


def order_numbers_in(text: str) -> tuple[str, ...]:
    """What may be the marketplace's order numbers, each once, however they are grouped."""
    return tuple(dict.fromkeys(_ORDER_NUMBER.findall(_GROUPED.sub("", as_written(text).text))))


def asks_about_address(text: str) -> bool:
    return bool(_ADDRESS.search(read(text).text))


def look_alike(nick: str, other: str) -> bool:
    """Whether two nicks are different but hard to tell apart (R30): within two edits, or the same once l, 1
    and I, o and 0 are one."""
    left, right = _folded(nick), _folded(other)
    if not left or not right or nick == other:
        return False
    if left.translate(_ALIKE) == right.translate(_ALIKE):
        return True
    if min(len(left), len(right)) < _SHORTEST_NICK:
        return False
    return _edits(left, right, NEAR) <= NEAR


def is_double(name: str, other: str) -> bool:
    """Whether two names are different and read the same: l, 1 and I, o and 0 are one."""
    return name != other and _as_it_looks(name) == _as_it_looks(other) != ""


@lru_cache(maxsize=4096)
def _as_it_looks(name: str) -> str:
    return _folded(name).translate(_SAME)


def order_of_somebody_else(number: str, chat_nick: str | None, order_nick: str | None) -> Look:
    """The same where one of the two nicks may not be known: a visitor of the web chat has none."""
    found = stranger_to_order(chat_nick or "", order_nick or "")
    return found or Look(
        "R05",
        "不是下单的账号",
        number,
        "这位买家还没有证明订单是自己的,订单和收货信息只能告诉下单的人。",
        "请您先用手机尾号和收件人认领一下订单,这样才能核对订单信息。",
    )


def asks_to_change(number: str) -> Look:
    """R06: somebody asks about the address of an order that is not theirs."""
    return Look(
        "R06",
        "改地址要用下单的账号",
        number,
        "核对和修改收货地址,只能由下单的账号来提。",
        _INSTEAD,
    )


def told_to_stranger(look: Look, *, number: str, asked_by_them: bool) -> Finding:
    """What it is to say this order's number to somebody who did not buy it. Who named it first gets a
    warning only: repeating it tells nothing; but a nick that looks alike is how others' orders are got."""
    mild = asked_by_them and look.rule != "R30"
    severity = Severity.WARN if mild else Severity.BLOCK
    return Finding(look.rule, look.title, severity, number, look.say, look.instead, _SOURCE)


def stranger_to_order(chat_nick: str, order_nick: str) -> Look | None:
    """R05, R06, R30: who asks about an order is not who bought."""
    if not chat_nick or not order_nick or chat_nick == order_nick:
        return None
    if look_alike(chat_nick, order_nick):
        return Look(
            "R30",
            "会员名很像,但不是同一个",
            f"{chat_nick} / {order_nick}",
            "有人用相近的会员名冒充买家,请逐个字符核对。",
            _INSTEAD,
        )
    return Look(
        "R05",
        "不是下单的账号",
        f"{chat_nick} / {order_nick}",
        "订单和收货信息只能告诉下单的账号。",
        _INSTEAD,
    )


def _is_ours(host: str, own_hosts: tuple[str, ...]) -> bool:
    name = host.rstrip(".").split(":")[0]
    return bool(_KNOWN_HOST.search(name)) or any(
        name == own or name.endswith(f".{own}") for own in map(str.lower, own_hosts)
    )


def _folded(nick: str) -> str:
    return unicodedata.normalize("NFKC", nick).replace("I", "l").casefold().strip()


def _edits(left: str, right: str, most: int) -> int:
    """The edits between two short texts; more than `most` is not counted further."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    row = list(range(len(right) + 1))
    for place, letter in enumerate(left, start=1):
        before, row[0] = row[0], place
        for column, other in enumerate(right, start=1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (letter != other)),
            )
    return row[-1]
