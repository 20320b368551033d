"""How much of everything may be said."""

NAME_LETTERS = 40
NOTE_LETTERS = 200
NUMBER_LETTERS = 64
MOST_IN_SCOPE = 1_000  # items or categories that one offer names
