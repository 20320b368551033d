"""What a name may not be that buyers read: that of a member of staff, or of the shop."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhanggui.guard.rules.buyers import is_double
from zhanggui.guard.rules.reading import as_written, read

_OFFICIAL = re.compile(
    "淘宝|天猫|支付宝|阿里|蚂蚁|菜鸟|小二|平台(?:客服|官方|人员|专员)|官方(?:客服|人员|专员|审核|退款)|"
    "(?:退款|理赔|安全)中心"
)
_NUMBER = re.compile(r"\d{7,}")  # a phone or an account; an agent's number is shorter


@dataclass(frozen=True)
class NameFault:
    """`say` has holes for `facts`, so that it can be said in another language."""

    say: str
    facts: Mapping[str, str] = field(default_factory=dict)


def name_fault(name: str, others: Sequence[str]) -> NameFault | None:
    """Why buyers may not be shown this name of a member, if so. `others` are the colleagues' names."""
    if _NUMBER.search(as_written(name).text.replace(" ", "").replace("-", "")):
        return NameFault("买家看得到姓名,里面不能有电话、QQ 这样的号码")
    if found := _OFFICIAL.search(read(name).text):
        return NameFault("买家看得到姓名,不能像是平台的人:「{words}」", {"words": found[0]})
    if double := next((other for other in others if is_double(name, other)), None):
        return NameFault("和同事「{other}」的名字看起来一样,买家分不清,换一个", {"other": double})
    return None
