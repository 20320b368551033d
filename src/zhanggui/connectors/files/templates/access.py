"""Who may have which template, and take out what it holds."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from zhanggui.connectors.files.templates.columns import Template
from zhanggui.shops.queries import StaffCard


def to_fill_in(staff: StaffCard | None, template: Template[Any]) -> StaffCard:
    """The member, who may bring such a file in."""
    return _with(staff, template.capability)


def to_take_out(staff: StaffCard | None, template: Template[Any]) -> StaffCard:
    """The member, who may see all that such a file holds."""
    return _with(staff, template.capability, *template.export_needs)


def _with(staff: StaffCard | None, *capabilities: str) -> StaffCard:
    if staff is None or not all(staff.may(capability) for capability in capabilities):
        raise PermissionDenied
    return staff
