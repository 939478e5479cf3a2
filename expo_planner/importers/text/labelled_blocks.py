"""Blocks of lines, one for each session, as web pages and messages have them → rows of a list.

Either the lines have labels (活动名称：, 时间：, 地点：), or a time stands above title, room and people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from expo_planner.importers.text.columns import ROOM, field_of
from expo_planner.importers.text.date_times import WrittenTime, written
from expo_planner.importers.text.header_block import bare
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.speakers import people
from expo_planner.importers.text.spelling import width
from expo_planner.importers.text.vocabulary import COLUMNS

LABELLED = re.compile(r"([^:：\d]{1,20}?) ?[:：] ?(\S.*)", re.DOTALL)
NUMBER = re.compile(r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[.、．)）] ?(?=\D)")
"""What counts the sessions, in front of their titles."""
TIMES = ("time", "start", "date")
ONCE = {"title", "room", *TIMES}
"""What a session has once, so that it begins another one when it comes again."""
SHARE = 0.6
"""Of the most frequent field; one that is as frequent is usual."""
FULL_NAME = re.compile(r"[A-Z][\w.'’-]*(?: (?:de|da|del|der|di|la|le|van|von|bin|al|[A-Z][\w.'’-]*)){1,4}(?<!\.)")
WIDEST_ROOM = 24
"""Chinese characters of the longest line that is a room's name."""


Label = tuple[str, Cell]
"""The field that a line names, and what stands behind it."""


@dataclass(slots=True)
class _Block:
    """The lines of one session: what they say by field, and the lines themselves. `guessed`: no labels said so."""

    guessed: bool = False
    rows: list[TextRow] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)

    def add(self, row: TextRow, name: str, cell: Cell) -> None:
        """One more line; what goes on over several lines is one text."""
        self.rows.append(row)
        if name in self.cells:
            cell = self.cells[name]._replace(text=f"{self.cells[name].text}\n{cell.text}")
        self.cells[name] = cell

    @property
    def time(self) -> WrittenTime | None:
        """When it is, where that can be read."""
        return written(" ".join(self.cells[name].text for name in TIMES if name in self.cells))

    @property
    def complete(self) -> bool:
        """Whether it has a title, and a time that says from when to when."""
        return "title" in self.cells and self.time is not None and (self.time.timed or self.time.all_day)

    @property
    def asks(self) -> bool:
        """Whether it is a session at all, be its time one that cannot be read."""
        return {"title", "room"} <= self.cells.keys() and not self.cells.keys().isdisjoint(TIMES)

    @property
    def is_fair(self) -> bool:
        """Whether its time is days without hours, as that of the whole fair."""
        return self.time is not None and self.time.start.clock is None and not self.time.all_day


def listed(rows: Sequence[TextRow]) -> list[TextRow] | None:
    """The rows of a list that says the same, under a header of its own; None where the rows are no such blocks."""
    rows = [row for row in rows if row.filled]
    if any(len(row.filled) > 1 for row in rows):
        return None
    parts = _by_labels(rows) or _by_times(rows)
    if parts is None:
        return None
    fields = dict.fromkeys(name for part in parts if isinstance(part, _Block) for name in part.cells)
    header: TextRow | None = TextRow(tuple(Cell(COLUMNS[name][0], "") for name in fields))
    found: list[TextRow] = []
    for part in parts:
        if isinstance(part, TextRow):
            found.append(part)
            continue
        if header is not None:
            found.append(header)
            header = None
        place = part.rows[0].filled[0].place
        cells = tuple(part.cells.get(name, Cell("", place)) for name in fields)
        found.append(TextRow(cells, guessed=part.guessed))
    return found


def _by_labels(rows: Sequence[TextRow]) -> list[_Block | TextRow] | None:
    """Blocks of lines with labels, and the lines between them.

    Where no title has a label, it is the line above the labels. Blocks begin with the field that makes most of them
    whole, so that nothing of one comes to the next.
    """
    labels = [_label(row) for row in rows]
    if any(label is None and _begins_with_time(row.filled[0]) for row, label in zip(rows, labels, strict=True)):
        return None  # items of a programme
    counts = Counter(label[0] for label in labels if label is not None)
    if not counts.keys() & {*TIMES}:
        return None
    if not counts["title"]:
        for place, (row, following) in enumerate(zip(rows, labels[1:], strict=False)):
            if labels[place] is None and following is not None and not _dated(row.filled[0]):
                title = row.filled[0]._replace(text=NUMBER.sub("", bare(row.filled[0].text), count=1))
                labels[place] = ("title", title)
                counts["title"] += 1
    usual = {name for name, count in counts.items() if count >= SHARE * max(counts.values())}
    splits = [_split(rows, labels, begin) for begin in sorted(usual, key=lambda name: (name != "title", name))]
    return _settled(max(splits, key=lambda parts: _worth(parts, usual), default=[]))


def _split(rows: Sequence[TextRow], labels: Sequence[Label | None], begin: str) -> list[_Block | TextRow]:
    """The lines in blocks that begin with one field. A date of its own ends a block; other lines go on with it."""
    parts: list[_Block | TextRow] = []
    block: _Block | None = None
    for row, label in zip(rows, labels, strict=True):
        again = block is not None and label is not None and label[0] in block.cells and label[0] in ONCE
        if label is not None and (block is None or label[0] == begin or again):
            block = _Block()
            parts.append(block)
        if label is None and _dated(row.filled[0]):
            block = None
        if block is None:
            parts.append(row)
        else:
            block.add(row, *(label or ("abstract", row.filled[0])))
    return parts


def _worth(parts: Sequence[_Block | TextRow], usual: Set[str]) -> tuple[int, int]:
    """How many blocks are complete and say all that most of them say; and how many of these begin below a gap."""
    whole = [part for part in parts if isinstance(part, _Block) and part.complete and usual <= part.cells.keys()]
    return len(whole), sum(part.rows[0].gap for part in whole)


def _by_times(rows: Sequence[TextRow]) -> list[_Block | TextRow] | None:
    """Blocks that begin with a line that is a time, each below a gap or a date; two rooms at least are named."""
    parts: list[_Block | TextRow] = []
    block: _Block | None = None
    for before, row in zip([None, *rows], rows, strict=False):
        cell, time = row.filled[0], written(bare(row.filled[0].text))
        if time is not None and time.timed:
            if not (before is None or row.gap or _dated(before.filled[0])):
                return None
            block = _Block(guessed=True)
            parts.append(block)
            block.add(row, "time", cell)
        elif block is None or row.gap or time is not None:
            block = None
            parts.append(row)
        else:
            name, value = _label(row) or (_role(block, cell), cell)
            block.add(row, name, value)
    rooms = {part.cells["room"].text for part in parts if isinstance(part, _Block) and "room" in part.cells}
    return _settled(parts) if len(rooms) > 1 else None


def _role(block: _Block, cell: Cell) -> str:
    """What a line without a label is: the first is the title, one more the room, others name people or tell more."""
    if "title" not in block.cells:
        return "title"
    if "room" not in block.cells and width(cell.text) <= WIDEST_ROOM and ROOM.search(cell.text):
        return "room"
    if people(cell.text)[0] or FULL_NAME.fullmatch(cell.text.partition(",")[0].strip()):
        return "people"
    return "abstract"


def _settled(parts: Sequence[_Block | TextRow]) -> list[_Block | TextRow] | None:
    """The parts, blocks that are no session as their lines; None where none is one."""
    if not any(isinstance(part, _Block) and part.complete for part in parts):
        return None
    kept: list[_Block | TextRow] = []
    first = True
    for part in parts:
        if isinstance(part, TextRow):
            kept.append(part)
            continue
        own = part.complete or (part.asks and not (first and part.is_fair))
        kept += [part] if own else part.rows
        first = first and not own
    return kept


def _label(row: TextRow) -> Label | None:
    """The field that a line names by a label, and what stands behind it."""
    cell = row.filled[0]
    match = LABELLED.fullmatch(bare(cell.text))
    name = field_of(match[1]) if match is not None else None
    return None if match is None or name is None else (name, cell._replace(text=match[2]))


def _begins_with_time(cell: Cell) -> bool:
    return re.match(r"[0-9]{1,2} ?[:：][0-9]{2}", bare(cell.text)) is not None


def _dated(cell: Cell) -> bool:
    """Whether a line is a date alone."""
    found = written(bare(cell.text))
    return found is not None and found.dated and found.start.clock is None
