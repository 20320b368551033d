"""What it costs, and why: offers, coupons, vouchers, quotes."""
