"""Lines of a table that lost its separators on the way → rows told apart by what stands in them, which is a guess.

Pasting from some readers of PDF leaves one space between cells, or every cell on a line of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.text.columns import ROOM, header
from expo_planner.importers.text.date_times import leading, written
from expo_planner.importers.text.lines import TextRow, glued
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.spelling import VENUE

END_OF_NAME = re.compile(r"(?:[A-Z0-9](?:[+、/][A-Z0-9])*)? ?(?:会议室|[厅门区层馆])|[A-Z0-9]")
"""A word that is only the end of a room's name: C厅, 会议室, and the A of Hall A."""
NUMBER = re.compile(r"[0-9]{1,4}[.、)]? (?=[^号])")
DASH = re.compile(r"(.+\S)(?: +[-–—@|] *| *[–—] +|——)([^-–—@|]{2,40})")
COMMAS = (", ", "，", "／", " / ", "、")
LONGEST_LINE, LONGEST_NAME = 500, 40
BROKEN = Text("the row was broken before {rest}; the two lines were joined", "这一行在{rest}之前被换行断开，已接上")
NUMBER_COLUMN = re.compile(r"(?:序号|编号|no\.?|#) ", re.IGNORECASE)
ROOM_BEHIND = re.compile(
    r"(?P<title>[^\n]{1,200}?)(?: ?[（(](?:地点[:：] ?)?(?P<room>[^（）()]{1,40})[)）]"
    r"|[ ，,;；|]{1,3}(?:(?:地点|会场|会议室|地址|venue|room|location|place) ?[:：]|@|＠) ?(?P<named>.{1,40}))",
    re.IGNORECASE,
)
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
    room = _room(cell.text, words, time)
    name = cell.text[room : words[time].start()].strip()
    if not ROOM.search(name):
        return None
    begins = (0, room, words[time].start())
    ends = (*begins[1:], len(cell.text))
    cells = (
        Cell(cell.text[begin:end].strip(), _further(cell.place, begin)) for begin, end in zip(begins, ends, strict=True)
    )
    return replace(row, cells=tuple(cells), loose=False, guessed=True)


def _room(text: str, words: Sequence[re.Match[str]], end: int) -> int:
    """Where the name of a room begins that ends before this word."""
    room = end - 1
    while room > 1 and END_OF_NAME.fullmatch(words[room][0]):
        room -= 1
    if room > 1 and VENUE.search(words[room - 1][0][-4:]) and words[room - 1][0].endswith(tuple("场心店馆厦学院园")):
        room -= 1
    return words[room].start()


def with_rooms_behind(rows: Sequence[TextRow]) -> Sequence[TextRow]:
    """Lines such as `9:00-10:00 开幕式（1号厅）` with their cells told apart, if most with a time name their room so.

    Behind a dash stands a room where one comes again, or most look like rooms: the last words of titles do not. Where
    all are in one room they are the programme of a session, and stay as they are.
    """
    rows = [row for row in rows if row.filled]
    split = [_split(row.filled[0]) if len(row.filled) == 1 else None for row in rows]
    if all(len(row.filled) < 3 for row in rows) and not any(header(row.texts) for row in rows):
        split = [_with_room(row) if len(row.filled) == 2 else parts for row, parts in zip(rows, split, strict=True)]
    timed = sum(parts is not None for parts in split)
    for rooms_of in (_in_brackets, _behind_dash, _behind_comma, _at_end):
        lines, parts_of = _unbroken(rows, split) if rooms_of is _at_end else (rows, split)
        found = [rooms_of(parts[1]) if parts is not None else None for parts in parts_of]
        named = Counter(cells[1].text for cells in found if cells is not None)
        alike = sum(count for name, count in named.items() if ROOM.search(name))
        sure = rooms_of is not _behind_dash or max(named.values(), default=0) > 1 or 2 * alike >= named.total()
        if len(named) > 1 and 2 * named.total() >= timed and sure:
            return [*_listed(lines, parts_of, found)]
    return rows


def _with_room(row: TextRow) -> tuple[Cell, Cell] | None:
    """The time of a row whose second cell is perhaps a room, and the rest of it in one text."""
    first, second = row.filled
    parts = _split(first)
    return parts and (parts[0], parts[1]._replace(text=f"{parts[1].text} | {second.text}"))


def _listed(
    rows: Sequence[TextRow],
    split: Sequence[tuple[Cell, Cell] | None],
    found: Sequence[tuple[Cell, Cell] | None],
) -> Iterator[TextRow]:
    """The rows with time, title and room in cells of their own, under a header."""
    begun = False
    for row, parts, cells in zip(rows, split, found, strict=True):
        if parts is None:
            if header(row.texts if len(row.filled) > 1 else row.filled[0].text.split()) is None:
                yield row
            continue
        time, rest = parts
        if not begun:
            yield TextRow(tuple(time._replace(text=name) for name in ("time", "title", "room")))
            begun = True
        title, room = cells or (rest, rest._replace(text=""))
        yield replace(row, cells=(time, title, room), loose=False, guessed=True)


def _in_brackets(rest: Cell) -> tuple[Cell, Cell] | None:
    """The title and the room that stands behind it, in brackets or after a word for it."""
    match = ROOM_BEHIND.fullmatch(rest.text)
    if match is None or (match["room"] and not ROOM.search(match["room"])):
        return None
    room = "room" if match["room"] else "named"
    return Cell(match["title"], rest.place), Cell(match[room], _further(rest.place, match.start(room)))


def _behind_dash(rest: Cell) -> tuple[Cell, Cell] | None:
    """The title and what stands behind the last dash."""
    match = DASH.fullmatch(rest.text) if len(rest.text) <= LONGEST_LINE else None
    if match is None:
        return None
    return Cell(match[1], rest.place), Cell(match[2], _further(rest.place, match.start(2)))


def _behind_comma(rest: Cell) -> tuple[Cell, Cell] | None:
    """The title and the room that stands behind the last comma or bar."""
    title, comma, room = rest.text.rpartition(COMMAS[0])
    for one in COMMAS[1:]:
        if not comma:
            title, comma, room = rest.text.rpartition(one)
    if not title.strip() or len(room) > LONGEST_NAME or not ROOM.search(room.strip()):
        return None
    return Cell(title.strip(), rest.place), Cell(room.strip(), _further(rest.place, len(title) + len(comma)))


def _at_end(rest: Cell) -> tuple[Cell, Cell] | None:
    """The title and the room with which a line ends."""
    words = [*re.finditer(r"\S+", rest.text)] if len(rest.text) <= LONGEST_LINE else []
    if len(words) < 2:
        return None
    begin = _room(rest.text, words, len(words))
    room = rest.text[begin:].strip()
    if begin == 0 or not ROOM.search(room):
        return None
    return Cell(rest.text[:begin].strip(), rest.place), Cell(room, _further(rest.place, begin))


def _unbroken(
    rows: Sequence[TextRow], split: Sequence[tuple[Cell, Cell] | None]
) -> tuple[list[TextRow], list[tuple[Cell, Cell] | None]]:
    """The lines with those joined whose title was broken: the rest of it ends with the room."""
    kept: list[TextRow] = []
    parts: list[tuple[Cell, Cell] | None] = []
    for row, own in zip(rows, split, strict=True):
        open_line = parts[-1] if parts and not row.gap else None
        text = row.filled[0].text
        if own is None and open_line is not None and len(row.filled) == 1 and _at_end(open_line[1]) is None:
            time, title = open_line
            whole = title._replace(text=glued(title.text, text))
            if _at_end(row.filled[0]) is not None and written(text) is None and header(text.split()) is None:
                parts[-1] = (time, whole)
                kept[-1] = replace(kept[-1], guesses=(*kept[-1].guesses, BROKEN.fill(rest=Quoted(text))))
                continue
        kept.append(row)
        parts.append(own)
    return kept, parts


def with_times_apart(rows: Sequence[TextRow]) -> Sequence[TextRow]:
    """Lines that begin with their times and name no rooms, as rows with a time and a title."""
    if any(len(row.filled) > 1 for row in rows):
        return rows
    rows = [row for row in rows if row.filled]
    split = [_split(row.filled[0]) for row in rows]
    if sum(parts is not None for parts in split) < 2:
        return rows
    return [*_listed(rows, split, [None] * len(rows))]


def _without_time(row: TextRow) -> TextRow:
    """A row whose first cell begins with a time, `9:00-10:00 开幕式`, with that in a cell of its own."""
    first, *rest = row.filled
    if not rest or any(moment.timed for cell in row.filled if (moment := written(cell.text)) is not None):
        return row
    parts = _split(first)
    return row if parts is None else replace(row, cells=(*parts, *rest), guessed=True)


def _split(cell: Cell) -> tuple[Cell, Cell] | None:
    """The clock time that a text begins with, and the rest of it."""
    found = leading(cell.text)
    if found is None or not found[1]:
        return None
    time, rest = found
    return cell._replace(text=time), Cell(rest, _further(cell.place, len(cell.text) - len(rest)))


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
