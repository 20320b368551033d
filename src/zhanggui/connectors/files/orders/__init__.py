"""ExportOrderList (订单报表) in: `reading` is pure, `importing` records, `command` prints."""

from __future__ import annotations

from zhanggui.connectors.files.orders.command import import_command
from zhanggui.connectors.files.orders.importing import ImportReport, import_orders

__all__ = ["ImportReport", "import_command", "import_orders"]
