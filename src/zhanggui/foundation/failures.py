"""What an action says when it cannot do what it was asked."""

from __future__ import annotations


class UnableTo(Exception):  # noqa: N818 - read as "unable to dispatch", the sentence is the error
    """An action's refusal. Its text is a sentence fit for the person who asked.

    Each verb's own refusal is a subclass that stands beside the verb. Anything else that
    an action raises is a bug.
    """
