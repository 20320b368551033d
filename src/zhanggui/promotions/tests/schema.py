"""As much of JSON Schema as docs/quote.schema.json uses: a keyword that is not known here is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
_NOTES = {"description", "title", "$schema", "$defs"}


def faults(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str = "$") -> Iterator[str]:
    for keyword, told in schema.items():
        if keyword not in _NOTES:
            yield from _KEYWORDS[keyword](schema, told, value, root, path)


def _ref(_: Any, told: str, value: Any, root: Any, path: str) -> Iterator[str]:
    yield from faults(root["$defs"][told.removeprefix("#/$defs/")], value, root, path)


def _type(_: Any, told: str, value: Any, __: Any, path: str) -> Iterator[str]:
    if not isinstance(value, _TYPES[told]) or (told == "integer" and isinstance(value, bool)):
        yield f"{path}: no {told}"


def _of(count: tuple[int, ...]) -> Any:
    def check(_: Any, told: list[Any], value: Any, root: Any, path: str) -> Iterator[str]:
        fits = [one for one in told if not list(faults(one, value, root, path))]
        if len(fits) not in count:
            yield f"{path}: fits {len(fits)} of {len(told)}"

    return check


def _properties(schema: Any, told: dict[str, Any], value: Any, root: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name in told:
                yield from faults(told[name], one, root, f"{path}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{path}.{name}: not known"


def _more(schema: Any, told: Any, value: Any, root: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict) and told is not False:
        for name, one in value.items():
            if name not in schema.get("properties", {}):
                yield from faults(told, one, root, f"{path}.{name}")


def _required(_: Any, told: list[str], value: Any, __: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{path}.{name}: missing" for name in told if name not in value)


def _items(_: Any, told: Any, value: Any, root: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from faults(told, one, root, f"{path}[{place}]")


def _holds(condition: Any) -> Any:
    def check(_: Any, told: Any, value: Any, __: Any, path: str) -> Iterator[str]:
        if not condition(told, value):
            yield f"{path}: {told!r}"

    return check


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_KEYWORDS: dict[str, Any] = {
    "$ref": _ref,
    "type": _type,
    "anyOf": _of(tuple(range(1, 9))),
    "oneOf": _of((1,)),
    "properties": _properties,
    "additionalProperties": _more,
    "required": _required,
    "items": _items,
    "const": _holds(lambda told, value: value == told and type(value) is type(told)),
    "enum": _holds(lambda told, value: value in told),
    "minimum": _holds(lambda told, value: not _is_number(value) or value >= told),
    "maximum": _holds(lambda told, value: not _is_number(value) or value <= told),
    "minLength": _holds(lambda told, value: not isinstance(value, str) or len(value) >= told),
    "maxLength": _holds(lambda told, value: not isinstance(value, str) or len(value) <= told),
    "minItems": _holds(lambda told, value: not isinstance(value, list) or len(value) >= told),
    "maxItems": _holds(lambda told, value: not isinstance(value, list) or len(value) <= told),
    "pattern": _holds(lambda told, value: not isinstance(value, str) or bool(re.search(told, value))),
}
