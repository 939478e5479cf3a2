"""A scenario as it is written: sections of texts, lists and mappings in the order of the file, tables looked up.

Where `load` gives what a scenario means, this keeps how people spelled it; copies of a scenario are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from expo_planner.files.edit import plain
from expo_planner.files.read import sources
from expo_planner.files.read.relations import parameters, rule_names
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import Kind, Whole
from expo_planner.files.schema.model import PERSON, ROOM
from expo_planner.files.schema.nodes import Entries, Node, Refusal, Scalar
from expo_planner.files.schema.record_types import ListOf, MapOf, Record, items_of
from expo_planner.files.schema.session_fields import SESSION
from expo_planner.files.schema.value_parsing import narrow
from expo_planner.files.write.to_yaml import Value

RECORDS: Mapping[str, Record] = {"rooms": ROOM, "people": PERSON, "sessions": SESSION}
"""The sections whose entries have ids, and which may stand in tables."""
NUMBERED = ("uses", "pools", "goals", "keep")


@dataclass(frozen=True)
class AsWritten:
    """A scenario as plain values. `tables` are the files of the sections that stand in tables."""

    sections: dict[str, Value]
    tables: Mapping[str, Path]


def read_written(
    path: Path, *, allow_outside: bool = False, unwritten: Mapping[Path, bytes] = MappingProxyType({})
) -> AsWritten:
    """What a scenario file says, with the tables that it names; `unwritten` are bytes to read instead of files.

    Raises BadInput where it cannot be read.
    """
    context = Context(folder=path.parent, allow_outside=allow_outside, unwritten=unwritten)
    root = sources.parse_file(path, context)
    context.report.raise_any()
    sections: dict[str, Value] = {}
    tables: dict[str, Path] = {}
    for name, (_, node) in root.nodes.items() if isinstance(root, Entries) else ():
        if name in RECORDS and isinstance(node, Scalar) and not node.empty:
            from expo_planner.files.read.from_table import table

            try:
                tables[name] = sources.named_file(node, context)[0]
                rows = table(node, name, RECORDS[name], context).nodes
                sections[name] = [_row(row, RECORDS[name]) for row in rows]
            except Refusal as refusal:
                context.report.refuse(refusal, node, name)
        else:
            sections[name] = plain(node)
    context.report.raise_any()
    return AsWritten(sections, tables)


def _row(row: Node, record: Record) -> dict[str, Value]:
    """A row of a table as the mapping that could stand in the file instead."""
    assert isinstance(row, Entries)
    return {name: _cell(node, record.by_name[name].kind) for name, (_, node) in row.nodes.items() if name}


def _cell(node: Node, kind: Kind) -> Value:
    if isinstance(kind, Record):
        return _row(node, kind)
    if isinstance(kind, ListOf):
        return [plain(item) for item in items_of(node)]
    if isinstance(kind, MapOf):
        return {key.text: plain(value) for key, value in kind.pairs(node)}
    return plain(node)


@cache
def whole_numbers() -> frozenset[str]:
    """The names of all fields that hold whole numbers."""
    records = [*RECORDS.values(), *map(parameters, rule_names(goals=False))]
    return frozenset(one.name for record in records for one in record.fields if isinstance(one.kind, Whole))


def in_digits(value: Value, name: str = "") -> Value:
    """The same with wide digits of numbers written as plain ones: JSON has no others."""
    if isinstance(value, Mapping):
        if name in NUMBERED:
            return {key: _narrowed(one) for key, one in value.items()}
        return {key: in_digits(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [in_digits(one, "count" if name == "pair" else "pair" if name == "pairs" else "") for one in value]
    return _narrowed(value) if name in whole_numbers() or name == "count" else value


def _narrowed(value: Value) -> Value:
    digits = narrow(value) if isinstance(value, str) else ""
    return digits if digits.isascii() and digits.isdigit() else value
