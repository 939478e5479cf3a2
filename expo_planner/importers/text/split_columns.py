"""Lines of a table that lost its separators on the way → rows told apart by what stands in them, which is a guess.

Pasting from some readers of PDF leaves one space between cells, or every cell on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from expo_planner.importers.text.columns import ROOM, header
from expo_planner.importers.text.date_times import written
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.spelling import VENUE

END_OF_NAME = re.compile(r"(?:[A-Z0-9](?:[+、/][A-Z0-9])*)? ?(?:会议室|[厅门区层馆])|[A-Z0-9]")
"""A word that is only the end of a room's name: C厅, 会议室, and the A of Hall A."""
NUMBER = re.compile(r"[0-9]{1,4}[.、)]? (?=[^号])")
NUMBER_COLUMN = re.compile(r"(?:序号|编号|no\.?|#) ", re.IGNORECASE)
CLOCK_ENDS = re.compile(
    r"(?<=[0-9][:：][0-9]{2})(?![0-9])(?: ?[ap]\.?m\b\.?)?|(?<=[0-9点时])(?:半|分)|[点时](?![0-9半])", re.I
)
"""Where a time of the clock can end."""
ROOM_BEHIND = re.compile(
    r"(?P<title>[^\n]{1,200}?)(?: ?[（(](?:地点[:：] ?)?(?P<room>[^（）()]{1,40})[)）]"
    r"|[ ，,;；|]{1,3}(?:(?:地点|会场|会议室|地址|venue|room|location|place) ?[:：]|@|＠) ?(?P<named>.{1,40}))",
    re.IGNORECASE,
)
LONGEST_BEGINNING = 60
"""Characters of the longest time in front of a title."""
LONGEST_TIME = 8
"""Words of the longest time."""


def told_apart(rows: Iterable[TextRow]) -> list[TextRow]:
    """The rows with their cells told apart, where none has a separator; any others as they are."""
    rows = [row for row in rows if row.filled]
    if any(len(row.filled) > 1 for row in rows):
        return rows if any(header(row.texts) for row in rows) else [*map(_without_time, rows)]
    found = [_at_spaces(row) or row for row in rows]
    numbered = [NUMBER.match(row.cells[0].text) for row in found if row.guessed]
    if numbered and all(numbered) and len(numbered) > 1:  # 1 开幕式 …, 2 论坛 …: the first column counts
        found = [_without_number(row) for row in found]
    if any(row.guessed for row in found):
        return [_header_at_spaces(row) for row in found]
    return [*_stacked(rows)]


def _is_time(text: str) -> bool:
    read = written(text)
    return read is not None and read.dated and read.timed


def _at_spaces(row: TextRow) -> TextRow | None:
    """A line that ends with a date and time: the words before them name the room, those before these the title."""
    (cell,) = row.filled
    words = [*re.finditer(r"\S+", cell.text[:500])] if len(cell.text) <= 500 else []
    time = next(
        (at for at in range(max(2, len(words) - LONGEST_TIME), len(words)) if _is_time(cell.text[words[at].start() :])),
        None,
    )
    if time is None:
        return None
    room = time - 1
    while room > 1 and END_OF_NAME.fullmatch(words[room][0]):
        room -= 1
    if room > 1 and VENUE.search(words[room - 1][0][-4:]) and words[room - 1][0].endswith(tuple("场心店馆厦学院园")):
        room -= 1
    name = cell.text[words[room].start() : words[time].start()].strip()
    if not ROOM.search(name):
        return None
    begins = (0, words[room].start(), words[time].start())
    ends = (*begins[1:], len(cell.text))
    cells = (
        Cell(cell.text[begin:end].strip(), _further(cell.place, begin)) for begin, end in zip(begins, ends, strict=True)
    )
    return replace(row, cells=tuple(cells), loose=False, guessed=True)


def with_rooms_behind(rows: Sequence[TextRow]) -> Sequence[TextRow]:
    """Lines such as `9:00-10:00 开幕式（1号厅）` with their cells told apart, if most with a time name their room so.

    Where all are in one room they are the programme of a session, and stay as they are.
    """
    split = [_split(row.filled[0]) if len(row.filled) == 1 else None for row in rows]
    found = [_with_room(*parts) if parts is not None else None for parts in split]
    rooms = {cells[-1].text for cells in found if cells is not None}
    if len(rooms) < 2 or 2 * sum(cells is not None for cells in found) < sum(parts is not None for parts in split):
        return rows
    return [
        row if cells is None else replace(row, cells=cells, loose=False, guessed=True)
        for row, cells in zip(rows, found, strict=True)
    ]


def _with_room(time: Cell, rest: Cell) -> tuple[Cell, Cell, Cell] | None:
    """Time, title and the room that stands behind it, in brackets or after a word for it."""
    match = ROOM_BEHIND.fullmatch(rest.text)
    if match is None or not ROOM.search(match["room"] or match["named"]):
        return None
    room = "room" if match["room"] else "named"
    return time, Cell(match["title"], rest.place), Cell(match[room], _further(rest.place, match.start(room)))


def _without_time(row: TextRow) -> TextRow:
    """A row whose first cell begins with a time, `9:00-10:00 开幕式`, with that in a cell of its own."""
    first, *rest = row.filled
    if not rest or any(moment.timed for cell in row.filled if (moment := written(cell.text)) is not None):
        return row
    parts = _split(first)
    return row if parts is None else replace(row, cells=(*parts, *rest), guessed=True)


def _split(cell: Cell) -> tuple[Cell, Cell] | None:
    """The time from when to when that a text begins with, and the rest of it."""
    for end in reversed([match.end() for match in CLOCK_ENDS.finditer(cell.text[:LONGEST_BEGINNING])]):
        moment, rest = written(cell.text[:end]), cell.text[end:].lstrip(" \u3000:：,，、")
        if moment is not None and moment.timed and rest:
            return Cell(cell.text[:end], cell.place), Cell(rest, _further(cell.place, len(cell.text) - len(rest)))
    return None


def _further(place: str, count: int) -> str:
    """The place so many characters further right in its line."""
    line, colon, column = place.rpartition(":")
    return f"{line}:{int(column) + count}" if colon and column.isdigit() else place


def _without_number(row: TextRow) -> TextRow:
    """A row without the number before its title, and the header row without the name of that column."""
    first, *rest = row.cells
    match = (NUMBER if row.guessed else NUMBER_COLUMN).match(first.text)
    if match is None:
        return row
    return replace(row, cells=(Cell(first.text[match.end() :], _further(first.place, match.end())), *rest))


def _header_at_spaces(row: TextRow) -> TextRow:
    if row.guessed or header(words := row.cells[0].text.split()) is None:
        return row
    return replace(row, cells=tuple(Cell(word, row.cells[0].place) for word in words), loose=False)


def _stacked(rows: Sequence[TextRow]) -> Iterator[TextRow]:
    """Lines of which every third is a time: title, room and time of one row stand below each other."""
    times = [at for at, row in enumerate(rows) if len(row.filled) == 1 and _is_time(row.filled[0].text)]
    starts = {at - 2: at for before, at in zip([-1, *times], times, strict=False) if at - before > 2}
    if len(times) < 2 or 2 * len(starts) < len(times):
        yield from rows
        return
    at = 0
    while at < len(rows):
        names = [row.cells[0].text for row in rows[at : at + 3]]
        if at in starts:
            cells = tuple(row.filled[0] for row in rows[at : at + 3])
            yield TextRow(cells, gap=rows[at].gap, guessed=True)
        elif (columns := header(names)) is not None and all(column.field for column in columns):
            yield TextRow(tuple(row.cells[0] for row in rows[at : at + 3]), gap=rows[at].gap)
        else:
            yield rows[at]
            at -= 2
        at += 3
