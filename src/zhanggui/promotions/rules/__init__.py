"""Prices and their reasons: `quote` is the way in."""
