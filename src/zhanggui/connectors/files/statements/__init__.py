"""The payment account's statement (支付宝账务明细) in."""
