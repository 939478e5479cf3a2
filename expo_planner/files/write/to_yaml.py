"""Plain values → YAML as people write it: short records on one line, sessions field by field, comments above.

What is written is read back as the same texts (see `from_yaml`), and by YAML 1.1 readers such as PyYAML without an
error: a text that could be taken for anything else, or for a number or date that there is not, stands in double quotes,
as JSON writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]
WIDE = 110
"""Columns after which a list or a record no longer stands on one line."""

PLAIN = re.compile(r"(?:[^\W_]|[《“「『（【])(?:[^:#,\[\]{}\"\n\t]|:(?=[^\s,\[\]{}\"?:]))*")
"""A text that needs no quotes, on a line of its own or inside brackets."""
WORDS = frozenset({"null", "Null", "NULL"})
INDICATOR = "?"
"""Inside brackets it begins a key for readers of YAML 1.1, wherever it stands."""
NO_NUMBER = re.compile(r"0[xb]_+")
DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*[0-9]:[0-9]{2}:[0-9].*)?")
"""YAML 1.1 makes dates of such texts, and fails where there is no such day."""
ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
LINES = re.compile(r"[^\s](?:[^\n]*[^\s])?(?:\n+[^\s](?:[^\n]*[^\s])?)*")
"""Several lines that can stand as they are: none begins or ends with a space."""


def scalar(value: str | int | bool | None) -> str:
    """A text or number in one line; None is nothing at all."""
    if value is None:
        return "~"
    if not isinstance(value, str):
        return json.dumps(value)
    if PLAIN.fullmatch(value) and not value.endswith(" ") and not ESCAPED.search(value) and not _taken(value):
        return value
    return _quoted(value)


def _quoted(value: str) -> str:
    return ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _taken(value: str) -> bool:
    """Whether YAML takes it for nothing, or fails to make a number or a date of it."""
    if value in WORDS or NO_NUMBER.fullmatch(value):
        return True
    if DATE.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return True
    return False


def flow(value: Value) -> str:
    """A value in one line, to stand inside brackets too: `[7A, 7B]`, `{id: 7A, name: 7号会议室 A厅}`."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _quoted(value) if isinstance(value, str) and INDICATOR in value else scalar(value)


def entry(name: str, value: Value, indent: int) -> Iterator[str]:
    """The lines of one field of a mapping whose fields begin at a column."""
    edge = " " * indent
    if isinstance(value, str) and "\n" in value and LINES.fullmatch(value) and not ESCAPED.search(value):
        yield f"{edge}{scalar(name)}: |-"
        yield from (f"{edge}  {line}" if line else "" for line in value.split("\n"))
        return
    if isinstance(value, str):
        yield f"{edge}{scalar(name)}: {scalar(value)}"
        return
    short = flow(value)
    nested = isinstance(value, Mapping | Sequence)
    if not nested or not value or (len(short) + indent + len(name) <= WIDE and not _records(value)):
        yield f"{edge}{scalar(name)}: {short}"
        return
    yield f"{edge}{scalar(name)}:"
    yield from block(value, indent + 2)


def block(value: Value, indent: int) -> Iterator[str]:
    """The lines of a list or a mapping that does not stand on one line."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from entry(name, one, indent)
    elif isinstance(value, Sequence):
        for one in value:
            yield from item(one, indent)


def item(value: Value, indent: int, *, open: bool = False) -> Iterator[str]:
    """The lines of one item of a list whose dashes stand at a column; `open` writes a mapping field by field."""
    edge, short = " " * indent, flow(value)
    if isinstance(value, Mapping) and value and (open or len(short) + indent > WIDE):
        lines = list(block(value, indent + 2))
        yield f"{edge}- {lines[0][indent + 2 :]}"
        yield from lines[1:]
    else:
        yield f"{edge}- {short}"


def _records(value: Value) -> bool:
    """Whether it is a list of mappings, which stand one a line."""
    return isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(one, Mapping) for one in value)
