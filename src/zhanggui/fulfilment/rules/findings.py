"""What is doubtful about where a parcel goes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType


class Finding(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    CONFLICT = "conflict"
    DETAIL = "detail"
    NUMBER = "number"
    NAME = "name"
    PHONE = "phone"
    COURIER = "courier"
    CHANGED = "changed"
    PROPOSED = "proposed"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def buyer_may_settle(self) -> bool:
        """Whether the buyer's "this is right" is enough; else a person looks all the same."""
        return self in _BUYERS


_LABELS = MappingProxyType(
    {
        Finding.PROVINCE: "看不出省份",
        Finding.CITY: "看不出城市",
        Finding.DISTRICT: "看不出区县",
        Finding.CONFLICT: "省、市、区对不上",
        Finding.DETAIL: "没有街道地址",
        Finding.NUMBER: "没有门牌号",
        Finding.NAME: "没有收件人姓名",
        Finding.PHONE: "电话号码不对",
        Finding.COURIER: "快递不到",
        Finding.CHANGED: "地址改过",
        Finding.PROPOSED: "买家要改地址",
    }
)
_BUYERS = frozenset({Finding.DISTRICT, Finding.NUMBER, Finding.NAME, Finding.CHANGED})


def buyer_settles(findings: Iterable[Finding]) -> bool:
    return all(finding.buyer_may_settle for finding in findings)


def in_order(findings: Iterable[str]) -> tuple[Finding, ...]:
    """Each once, as people read them."""
    there = set(findings)
    return tuple(finding for finding in Finding if str(finding) in there)
