"""Texts in cells so that no spreadsheet takes them for a formula or a number, and back.

A text is guarded by an apostrophe. A reader takes exactly one off where a writer may have put it, so every
text comes back as it was, those that begin with apostrophes included.
"""

from __future__ import annotations

import re

# What spreadsheets begin a formula or a command with, in half and full width.
_BEGINS = "=+\\-@\t\r\n＝＋－＠"
# What exports write where they have nothing to say, and what a spreadsheet writes where a formula failed.
_NOTHING = frozenset({"-", "--", "null"})
_FAILED = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_NO_TEXT = "|".join(map(re.escape, sorted(_NOTHING | _FAILED)))
_HAZARD = re.compile(f"'*(?:[{_BEGINS}]|(?:{_NO_TEXT})\\Z)")
_GUARDED = re.compile(f"'+(?:[{_BEGINS}]|(?:{_NO_TEXT})\\Z)")
_WRAPPED = re.compile(r'="([^"]*)"?')
_COUNTED = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
# What becomes of 3-12 in a cell that is no text.
_DATED = re.compile(r"\d{4}-\d\d-\d\d 00:00:00|\d{1,2}月\d{1,2}日")
# Spreadsheets read these as numbers, dates or hours, and lose their zeros. No quote is among the letters:
# within ="..." they cannot be anything but a text.
_LIKE_A_NUMBER = re.compile(r"[0-9][0-9A-Za-z.:/-]*")
# What XML cannot hold, and what would be read as the sign for such a letter.
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def text_for_csv(text: str) -> str:
    return f"'{text}" if _HAZARD.match(text) else text


def text_for_workbook(text: str) -> str:
    """A cell of a workbook says itself that it is a text: only what a reader would alter is guarded."""
    altered = _GUARDED.match(text) or text.startswith('="') or text in _NOTHING or text in _FAILED
    guarded = f"'{text}" if altered else text
    return _NO_XML.sub(lambda letter: f"_x{ord(letter[0]):04X}_", guarded)


def text_of(raw: str) -> tuple[str, bool]:
    """What a cell means: without padding, without its guard, and without ="..."; and whether it says itself
    that it is a text."""
    text = raw.strip()
    if wrapped := _WRAPPED.fullmatch(text):
        return wrapped[1].strip(), True
    return (text[1:], True) if _GUARDED.match(text) else (text, False)


def identifier_for_csv(text: str) -> str:
    if _LIKE_A_NUMBER.fullmatch(text):
        return f'="{text}"'
    return _guarded_identifier(text)


def identifier_for_workbook(text: str) -> str:
    return _NO_XML.sub(lambda letter: f"_x{ord(letter[0]):04X}_", _guarded_identifier(text))


def _guarded_identifier(text: str) -> str:
    """So that a reader takes it as it is, and not for nothing or for what a spreadsheet spoiled."""
    altered = _HAZARD.match(text) or text.startswith("'") or was_counted(text) or was_dated(text)
    return f"'{text}" if altered else text


def identifier_of(raw: str) -> tuple[str, bool]:
    """What a cell names, and whether it says itself that it is a text."""
    text = raw.strip()
    if wrapped := _WRAPPED.fullmatch(text):
        return wrapped[1].strip(), True
    if text.startswith("'"):
        return text[1:].strip(), True
    return text, False


def is_nothing(text: str) -> bool:
    """Of a cell that does not say itself that it is a text."""
    return not text or text in _NOTHING


def is_failure(text: str) -> bool:
    """Of a cell that does not say itself that it is a text."""
    return text in _FAILED


def is_formula(text: str) -> bool:
    """Of an identifier that is not guarded."""
    return text[:1] in {"=", "+", "@"}


def was_counted(text: str) -> bool:
    """A spreadsheet made 1.23457E+18 of a long number: its digits are lost."""
    return _COUNTED.fullmatch(text) is not None


def was_dated(text: str) -> bool:
    """A spreadsheet made a day of a code such as 3-12."""
    return _DATED.fullmatch(text) is not None
