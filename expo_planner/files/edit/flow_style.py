"""Edits in flow style, inside brackets: JSON files, and `[7A, 7B]` or `{id: 7A}` in YAML files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from expo_planner.files.edit.concrete_syntax import Written
from expo_planner.files.edit.patch import GONE, Inside, patched, plain
from expo_planner.files.schema.nodes import Entries, Items, Node, Scalar
from expo_planner.files.write import to_yaml
from expo_planner.files.write.to_yaml import Value

NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
BETWEEN = re.compile(r",\s*")


class Cut(NamedTuple):
    """A replacement: the range of the text, and the new text."""

    start: int
    end: int
    new: str


class CannotEdit(Exception):
    """Raised for a passage that can only be edited by hand. `at` is its position."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Spot(NamedTuple):
    """One entry of a list or mapping; of a mapping with its key."""

    name: str | int
    key: Scalar | None
    value: Node

    @property
    def start(self) -> int:
        return self.key.at if self.key else self.value.at


def spots(node: Items | Entries) -> list[Spot]:
    """The entries of a list or mapping in their order."""
    if isinstance(node, Items):
        return [Spot(number, None, value) for number, value in enumerate(node.nodes)]
    return [Spot(name, key, value) for name, (key, value) in node.nodes.items()]


def as_json(value: Value) -> str:
    """A value in one line of JSON; digits are a number, as fields that hold numbers want them."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {as_json(one)}" for key, one in value.items())
            + "}"
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(as_json, value)) + "]"
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return value
    return as_json_text(value) if isinstance(value, str) else json.dumps(value)


def as_json_text(text: str) -> str:
    """A text of JSON; halves of characters, which no file can hold, are escaped."""
    return json.dumps(text, ensure_ascii=any("\ud800" <= one <= "\udfff" for one in text))


def one_line(written: Written, value: Value) -> str:
    """A value in one line, as the file writes such."""
    return as_json(value) if written.json else to_yaml.flow(value)


def field_text(written: Written, name: str, value: Value) -> str:
    """A field in one line."""
    key = as_json_text(name) if written.json else to_yaml.flow(name)
    return f"{key}: {one_line(written, value)}"


def end_of(written: Written, spot: Spot) -> int:
    """Where an entry in brackets ends."""
    end = written.end(spot.value)
    return max(end, written.after_colon(spot.key, spot.value)) if spot.key else end


def edit_brackets(written: Written, node: Items | Entries, change: Inside) -> Iterator[Cut]:
    """The cuts that change what stands in brackets."""
    if written.text[node.at : node.at + 1] not in ("[", "{"):
        raise CannotEdit(node.at)  # `[a: 1]`, or an anchor in front
    all_ = spots(node)
    known = {spot.name for spot in all_}
    for spot in all_:
        if spot.name in change.entries and change.entries[spot.name] is not GONE:
            yield from _changed(written, spot, change.entries[spot.name])
    new = [
        field_text(written, str(name), patched(None, one))
        for name, one in change.entries.items()
        if name not in known and one is not GONE and (not isinstance(one, Inside) or one.changes)
    ] + [one_line(written, value) for value in change.added]
    gone = [spot for spot in all_ if change.entries.get(spot.name) is GONE]
    if len(gone) == len(all_):
        if new or gone:
            yield Cut(node.at + 1, written.ends[id(node)] - 1, ", ".join(new))
        return
    yield from _removed(written, all_, {spot.name for spot in gone})
    if new:
        joint = ", "
        if len(all_) > 1:
            between = written.text[end_of(written, all_[-2]) : all_[-1].start]
            joint = between if BETWEEN.fullmatch(between) else joint
        end = end_of(written, all_[-1])
        yield Cut(end, end, "".join(joint + one for one in new))


def _changed(written: Written, spot: Spot, change: Any) -> Iterator[Cut]:
    value = spot.value
    if isinstance(change, Inside):
        if not change.changes:
            return
        if not isinstance(value, Scalar) and id(value) not in written.shared:
            yield from edit_brackets(written, value, change)
            return
        if isinstance(value, Scalar) and not value.empty:
            raise CannotEdit(value.at)
        change = patched(plain(value), change)  # what has aliases becomes a value of its own
    start = written.after_colon(spot.key, value) if spot.key else value.at
    lead = ""
    if spot.key:
        lead = " " if written.text[start - 1] == ":" else ": "
        between = written.text[start : value.at]
        if between and not between.strip():
            start, lead = value.at, ""
    yield Cut(start, written.end(value), lead + one_line(written, change))


def _removed(written: Written, all_: Sequence[Spot], gone: set[str | int]) -> Iterator[Cut]:
    """Cuts of the entries that go, each with the comma that divides it from one that stays."""
    number = 0
    while number < len(all_):
        if all_[number].name not in gone:
            number += 1
            continue
        last = number
        while last + 1 < len(all_) and all_[last + 1].name in gone:
            last += 1
        if number:
            start, comments = end_of(written, all_[number - 1]), []
            if not written.json:
                comments = written.comments(start, all_[number].start)
            indent = " " * written.column(all_[number].start)
            yield Cut(start, end_of(written, all_[last]), "".join(f"  {one}\n{indent}" for one in comments))
        else:
            yield Cut(all_[0].start, all_[last + 1].start, "")
        number = last + 1
