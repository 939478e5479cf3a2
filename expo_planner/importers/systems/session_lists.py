"""JSON that is a list of sessions, as programs and web sites keep it → the rows of a table with the same columns.

Its fields are called as columns are. Lists may stand inside days, rooms or tracks, which hold for what is in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from expo_planner.importers.model import Guess, Hints, Reading
from expo_planner.importers.systems.html_text import plain
from expo_planner.importers.systems.instants import minutes
from expo_planner.importers.systems.record import SourceRecord, Value, lines, said, walk, weight
from expo_planner.importers.text.columns import field_of
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.vocabulary import COLUMNS

TIMES = {"start", "time", "date", "start_date"}
OUTER = ("date", "room", "category")
"""What holds for all that is inside a day, a room or a track."""
ENDS_ZERO = re.compile(r"(?<=[0-9]:[0-9]{2}):00(?:\.0+)?(?=Z|[+-][0-9]{2}:?[0-9]{2}|$)")
DAY_ONLY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T00:00(?::00)?(?:\.0+)?Z?")
SHARE = 0.5

Row = tuple[SourceRecord, Mapping[str, str]]


def rows(value: Value) -> list[Row]:
    """The sessions of a list, with what holds around each; none where it is no such list."""
    found = [*_inside(value, {})]
    timed = [one for one, around in found if TIMES & {*map(field_of, one.values), *around}]
    return found if found and len(timed) >= SHARE * len(found) else []


def _inside(value: Value, around: Mapping[str, str], kind: str = "") -> Iterator[Row]:
    """The sessions inside of a value; `kind` is what it is a list of: rooms, tracks."""
    members = [*walk(value)]
    listed = any(map(_is_session, members))
    for one in members:
        fields, inner = _fields(one), _inner(one)
        if _is_session(one) or (listed and not inner):
            yield one, around
            continue
        told = {name: text for name in OUTER if name in fields and (text := _text(one.values[fields[name]], name))}
        if kind in OUTER and "title" in fields:
            told[kind] = one.text(fields["title"])
        for name, each in inner:
            yield from _inside(each, {**around, **told}, field_of(name.removesuffix("s")) or "")


def _is_session(one: SourceRecord) -> bool:
    fields = _fields(one)
    return "title" in fields and (bool(TIMES & fields.keys()) or not _inner(one))


def _inner(one: SourceRecord) -> list[tuple[str, Value]]:
    """What lists or holds records in a record."""
    return [(name, each) for name, each in one.values.items() if _has_records(each)]


def _has_records(value: Value) -> bool:
    if isinstance(value, SourceRecord):
        return True
    return isinstance(value, list) and any(isinstance(one, SourceRecord) for one in value)


def _fields(one: SourceRecord) -> dict[str, str]:
    """By field, what it is called there; the first of two names counts."""
    found: dict[str, str] = {}
    for name in one.values:
        field = field_of(name)
        if field is not None and one.text(name):
            found.setdefault(field, name)
    return found


def table(found: list[Row]) -> tuple[list[TextRow], Counter[str]]:
    """The same as rows under a header, and how often there is something in fields that no column is for."""
    used = dict.fromkeys(field for one, around in found for field in (*_fields(one), *around))
    table = [TextRow(tuple(Cell(COLUMNS[field][0], found[0][0].source.place) for field in used))]
    left: Counter[str] = Counter()
    for one, around in found:
        fields = _fields(one)
        texts = {**around, **{field: _text(one.values[name], field) for field, name in fields.items()}}
        guesses: tuple[Guess, ...] = ()
        if texts.get("duration", "").isdigit():
            length, guesses = minutes(texts["duration"])
            texts["duration"] = f"{length}min"
        cells = tuple(Cell(texts.get(field, ""), one.source.place) for field in used)
        table.append(TextRow(cells, guesses=guesses))
        for name, value in one.values.items():
            if name not in fields.values() and (amount := weight(value)):
                left[name] += amount
    return table, left


def _text(value: Value, field: str) -> str:
    """The text of a value, in one cell: several people or tags are apart."""
    if isinstance(value, list):
        return "; ".join(filter(None, (_text(one, field) for one in value)))
    text = said(value)
    if field == "abstract":
        return lines(plain(text))
    if match := DAY_ONLY.fullmatch(text) if field == "date" else None:
        return match[1]
    return ENDS_ZERO.sub("", text) if field in TIMES or field in ("end", "end_date") else text


def reading(found: list[Row], name: str, hints: Hints) -> Reading:
    """What the list says."""
    from expo_planner.importers.text.table import of_rows

    rows, left = table(found)
    reading = of_rows(rows, name, hints)
    return replace(reading, left={**left, **reading.left})
