"""The receiver, masked."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"\d{7,}")
_REGION_ENDS = (
    "省",
    "市",
    "自治区",
    "特别行政区",
    "自治州",
    "地区",
    "盟",
    "区",
    "县",
    "旗",
    "镇",
    "乡",
    "街道",
)
_REGION_ALONE = frozenset({"北京", "上海", "天津", "重庆", "香港", "澳门", "台湾"})


def phone_tail(phone: str | None) -> str:
    """The last four digits of the number itself, without an extension; empty when there are none."""
    if not phone:
        return ""
    whole = _DIGITS.search(phone)
    if whole:
        return whole[0][-4:]
    shown = re.findall(r"\d+", phone)
    return shown[-1] if shown and len(shown[-1]) == 4 else ""


def masked_name(name: str | None) -> str:
    """张三 -> 张*; a name that came masked stays as it is."""
    if not name:
        return ""
    return name if "*" in name else name[0] + "*" * max(len(name) - 1, 1)


def masked_phone(phone: str | None) -> str:
    """13800000001 -> 138****0001; shorter numbers show their last four digits."""
    tail = phone_tail(phone)
    if not phone or not tail:
        return ""
    whole = _DIGITS.search(phone)
    return f"{whole[0][:3]}****{tail}" if whole and len(whole[0]) >= 11 else f"****{tail}"


def region(address: str | None) -> str:
    """Province, city and district of an address that names them apart; nothing of the street."""
    shown: list[str] = []
    parts = (address or "").split()
    for part in parts[: min(3, len(parts) - 1)]:
        if not _is_region(part):
            break
        shown.append(part)
    if len(shown) > 1 and shown[1] == f"{shown[0]}市":
        del shown[0]  # 北京 北京市
    return "".join(shown)


def _is_region(part: str) -> bool:
    named = part in _REGION_ALONE or part.endswith(_REGION_ENDS)
    return named and len(part) <= 12 and not any(letter.isdigit() for letter in part)
