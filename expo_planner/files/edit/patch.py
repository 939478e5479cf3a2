"""Edits of a scenario, and the tree they form: what happens to each entry of a list or mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from expo_planner.files.schema.nodes import Items, Node, Scalar
from expo_planner.files.write.to_yaml import Value

Path = tuple[str | int, ...]
"""The path to a value from the top: names of fields, and numbers of list items, from 0."""


class Put(NamedTuple):
    """Sets a field or an item; mappings missing on the way are created."""

    path: Path
    value: Value


class Drop(NamedTuple):
    """Removes a field or an item, with its comments."""

    path: Path


class Append(NamedTuple):
    """Appends an item to a list, which is created if it is missing."""

    path: Path
    value: Value


class Note(NamedTuple):
    """Adds comment lines above a path. They are left out in JSON files, which have no comments."""

    path: Path
    lines: tuple[str, ...]


Edit = Put | Drop | Append | Note


class _Gone:
    pass


GONE: Final = _Gone()


@dataclass
class Inside:
    """What changes in a list or mapping: by name or number, at its end, and the comments above its entries."""

    entries: dict[str | int, Any] = field(default_factory=dict)
    added: list[Value] = field(default_factory=list)
    notes: dict[str | int, list[str]] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether any value changes; notes alone change none."""
        return bool(self.added) or any(not isinstance(one, Inside) or one.changes for one in self.entries.values())


def patch(edits: Iterable[Edit]) -> Inside:
    """The edits of one file as a tree; where two are about one value the later one holds."""
    root = Inside()
    for edit in edits:
        steps = edit.path if isinstance(edit, Append) else edit.path[:-1]
        inside = root
        for step in steps:
            below = inside.entries.get(step)
            if not isinstance(below, Inside):
                below = inside.entries[step] = Inside()
            inside = below
        if isinstance(edit, Append):
            inside.added.append(edit.value)
        elif isinstance(edit, Note):
            inside.notes.setdefault(edit.path[-1], []).extend(edit.lines)
        else:
            inside.entries[edit.path[-1]] = edit.value if isinstance(edit, Put) else GONE
    return root


def plain(node: Node) -> Value:
    """What is written at a node, as texts, lists and mappings; None is nothing at all."""
    if isinstance(node, Scalar):
        return None if node.empty else node.text
    if isinstance(node, Items):
        return [plain(one) for one in node.nodes]
    return {name: plain(value) for name, (_, value) in node.nodes.items()}


def patched(value: Value, change: Any) -> Value:
    """A value as it is after a change: a new value, or what changes inside."""
    if not isinstance(change, Inside):
        return texts(change)
    if isinstance(value, Mapping) or (value is None and not change.added):
        if not change.changes:
            return value
        fields = dict(value or {})
        for name, one in change.entries.items():
            if one is GONE:
                fields.pop(str(name), None)
            elif not isinstance(one, Inside) or one.changes:
                fields[str(name)] = patched(fields.get(str(name)), one)
        return fields
    assert value is None or (isinstance(value, Sequence) and not isinstance(value, str))
    items = list(enumerate(value or ()))
    kept = [
        patched(one, change.entries[at]) if at in change.entries else one
        for at, one in items
        if change.entries.get(at) is not GONE
    ]
    return [*kept, *map(texts, change.added)]


def texts(value: Value) -> Value:
    """A value with numbers and truth as the texts that stand for them."""
    if isinstance(value, Mapping):
        return {name: texts(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [texts(one) for one in value]
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def said(value: Value) -> Value:
    """A value without the fields that are nothing: `room: ~` says as much as no room."""
    if isinstance(value, Mapping):
        return {name: said(one) for name, one in value.items() if one is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [said(one) for one in value]
    return value


def steps_between(path: Path, old: Value, new: Value) -> Iterator[Edit]:
    """The edits that make one value of another, as small as can be: what stays is not written anew."""
    if old == new:
        return
    if new is None:
        yield Drop(path)
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and old.keys() & new.keys():
        for name in dict.fromkeys([*old, *new]):
            yield from steps_between((*path, name), old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list) and old and (kept := _kept(old, new)):
        gone = [number for number in range(len(old)) if number not in kept]
        yield from (Drop((*path, number)) for number in gone)
        yield from (Append(path, one) for one in new[len(kept) :])
    else:
        yield Put(path, new)


def _kept(old: list[Value], new: list[Value]) -> list[int]:
    """The numbers of the old items with which the new list begins, in their order."""
    kept: list[int] = []
    at = 0
    for number, one in enumerate(old):
        if at < len(new) and new[at] == one:
            kept.append(number)
            at += 1
    return kept
