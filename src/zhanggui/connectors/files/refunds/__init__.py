"""The refund export (退款管理导出) in: `reading` is pure, `kind` records."""
