"""What the channels outside have in common: words that leave as errands, and what became of each."""
