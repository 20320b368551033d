"""ExportOrderDetailList (宝贝报表) in: one row per line of an order."""
