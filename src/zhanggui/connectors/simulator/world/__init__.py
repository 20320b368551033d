"""The made-up shop: its goods, its buyers, and what happened in the last ninety days. Pure and seeded."""
