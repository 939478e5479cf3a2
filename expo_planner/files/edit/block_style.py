"""Edits in block style: mappings with one field per line, lists with one dash per line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from expo_planner.files.edit.concrete_syntax import Written
from expo_planner.files.edit.flow_style import CannotEdit, Cut, Spot, edit_brackets, end_of, spots
from expo_planner.files.edit.patch import GONE, Inside, patched, plain
from expo_planner.files.schema.nodes import Entries, Items, Node, Scalar
from expo_planner.files.write import to_yaml
from expo_planner.files.write.to_yaml import Value

DASHES = re.compile(r" *(?:- +)*")


def edit_node(written: Written, node: Node, change: Inside) -> Iterator[Cut]:
    """The cuts that change what is inside a list or mapping."""
    if isinstance(node, Scalar) or (id(node) in written.shared and change.changes):
        raise CannotEdit(node.at)
    if written.in_block(node):
        yield from _edit_lines(written, node, change)
    else:
        yield from edit_brackets(written, node, change)


def _edit_lines(written: Written, node: Items | Entries, change: Inside) -> Iterator[Cut]:
    all_, text = spots(node), written.text
    column = written.column(node.at if isinstance(node, Items) else all_[0].start)
    starts = _starts(written, node, all_)
    for spot, start in zip(all_, starts, strict=True):
        below = change.entries.get(spot.name)
        notes = [*change.notes.get(spot.name, ())]
        if isinstance(below, Inside) and not written.in_block(spot.value):
            notes += _all_notes(below)  # in brackets there is no room for them
        yield from _noted(written, start, notes)
        if spot.name in change.entries and below is not GONE:
            yield from _changed(written, spot, column, below)
    gone = [change.entries.get(spot.name) is GONE for spot in all_]
    for number in range(len(all_)):
        if gone[number]:
            yield _without(written, all_, starts, number)
    new = _new_lines(written, node, change, column, all_)
    if all(gone) and not new and not text[written.line_start(starts[0]) : starts[0]].strip():
        new = [" " * max(column, 2) + ("[]" if isinstance(node, Items) else "{}")]
    if new:
        end = written.line_end(end_of(written, all_[-1]))
        gap = "" if not end or text[end - 1] == "\n" else "\n"
        yield Cut(end, end, gap + "".join(f"{line}\n" for line in new))


def _new_lines(written: Written, node: Items | Entries, change: Inside, column: int, all_: Sequence[Spot]) -> list[str]:
    """What is added after the last entry, written like its neighbours."""
    known = {spot.name for spot in all_}
    missing = [line for name, lines in change.notes.items() if name not in known for line in lines]
    new: list[str] = []
    for name, one in change.entries.items():
        if name in known or one is GONE:
            continue
        if isinstance(one, Inside) and not one.changes:
            missing += _all_notes(one)
            continue
        value = patched(None, one)
        if node is written.root and not isinstance(value, str):
            new.append("")
        new += to_yaml.entry(str(name), value, column)
    records = [spot.value for spot in all_ if isinstance(spot.value, Entries)]
    for value in change.added:
        new += to_yaml.item(value, column, open=bool(records) and written.in_block(records[-1]))
    edge = " " * column
    return [*new, *(f"{edge}# {line}" for line in missing)]


def _starts(written: Written, node: Items | Entries, all_: Sequence[Spot]) -> list[int]:
    """Where each entry begins: its key, or its dash."""
    if isinstance(node, Entries):
        return [spot.start for spot in all_]
    dash = re.compile(rf"^ {{{written.column(node.at)}}}-(?=\s)", re.MULTILINE)
    starts = [node.at]
    for spot in all_[:-1]:
        found = dash.search(written.text, written.line_end(written.end(spot.value)))
        if found is None:
            raise CannotEdit(spot.start)
        starts.append(found.end() - 1)
    return starts


def _all_notes(change: Inside) -> list[str]:
    below = [line for one in change.entries.values() if isinstance(one, Inside) for line in _all_notes(one)]
    return [line for lines in change.notes.values() for line in lines] + below


def _noted(written: Written, start: int, notes: Sequence[str]) -> Iterator[Cut]:
    """Comments above the line of an entry; there are none where something else stands in front of it."""
    line = written.line_start(start)
    before = DASHES.fullmatch(written.text, line, start)
    if before is not None and notes:
        edge = " " * (len(before[0]) - len(before[0].lstrip(" ")))
        yield Cut(line, line, "".join(f"{edge}# {one}\n" for one in notes))


def _without(written: Written, all_: Sequence[Spot], starts: Sequence[int], number: int) -> Cut:
    """The lines of an entry cut out; of a list's item with the comments right above it."""
    spot, text = all_[number], written.text
    line, end = written.line_start(starts[number]), end_of(written, spot)
    if text[line : starts[number]].strip():  # the first field stands behind a dash
        if spot.key is None:
            raise CannotEdit(spot.start)
        return Cut(written.after_colon(spot.key, spot.value), end, " ~")
    if spot.key is None and number:
        last = written.line_end(end_of(written, all_[number - 1]))
        edge = text[line : starts[number]] + "#"
        while line > last and text.startswith(edge, written.line_start(line - 1)):
            line = written.line_start(line - 1)
    return Cut(line, written.line_end(end), "")


def _changed(written: Written, spot: Spot, column: int, change: Any) -> Iterator[Cut]:
    value = spot.value
    if isinstance(change, Inside):
        if not change.changes and not written.in_block(value):
            return
        if not isinstance(value, Scalar) and not (id(value) in written.shared and change.changes):
            yield from edit_node(written, value, change)
            return
        if isinstance(value, Scalar) and not value.empty:
            raise CannotEdit(value.at)
        change = patched(plain(value), change)  # what has aliases becomes a value of its own
    yield _replaced(written, spot, column, change)


def _replaced(written: Written, spot: Spot, column: int, new: Value) -> Cut:
    """The cut by which an entry gets a new value; comments that stood inside the old one follow the new one."""
    text = written.text
    end = end_of(written, spot)
    if id(spot.value) in written.literal:
        end = written.before_space(end)
    if spot.key:
        start = written.after_colon(spot.key, spot.value)
        name = to_yaml.scalar(str(spot.name))
        lines = list(to_yaml.entry(str(spot.name), new, column))
        lines[0] = lines[0][column + len(name) + 1 :]
    else:
        start = spot.value.at
        lines = list(to_yaml.item(new, column))
        lines[0] = lines[0][column + 2 :]
    comments = written.comments(start, end, spot.value)
    if len(lines) == 1 and not comments:
        before = text[start : spot.value.at]
        if before and not before.strip(" ") and end > spot.value.at:
            return Cut(spot.value.at, end, lines[0].lstrip())
        return Cut(start, end, lines[0])
    rest = text[end : written.line_end(end)].rstrip("\r\n")
    comments += written.comments(end, end + len(rest))
    lines += [" " * column + one for one in comments]
    return Cut(start, end + len(rest), "\n".join(lines))
