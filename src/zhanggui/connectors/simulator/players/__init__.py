"""The players of a day: each has its own line to the house, as the real ones will."""
