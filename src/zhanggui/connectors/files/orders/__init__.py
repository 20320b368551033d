"""ExportOrderList (订单报表) in: `reading` is pure, `kind` records."""
