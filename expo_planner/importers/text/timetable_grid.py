"""Grids with times down and rooms across, as programmes are printed → rows of one session each, as lists have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from expo_planner.domain.clock import DAY, say_minute
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import Guess
from expo_planner.importers.text.clock_sequence import Clocked, in_order
from expo_planner.importers.text.columns import ROOM, field_of, header
from expo_planner.importers.text.date_times import written
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.speakers import names_people
from expo_planner.importers.text.spelling import narrow, unbroken
from expo_planner.importers.text.time_spans import clocked

TIMES = ("date", "time", "start", "end")
CORNER = re.compile("时间|时段|日期|time|date", re.IGNORECASE)
"""What stands in the corner of a grid, if anything does: 时间\\地点."""
LONGEST_CORNER = 20
REMARKS = re.compile("备注|说明|remarks?|notes?|comments?", re.IGNORECASE)
"""A column that is no room's."""
BEHIND = re.compile(r"(.*?\S) ?[(（]([^()（）]+)[)）]", re.DOTALL)
SHARE = 0.6
"""Of the lines under the rooms, so many must begin with a time."""
HEADER = ("title", "room", "date", "time", "people", "abstract")
LINES = re.compile("[\n\v]+")

TWO_LINES = Text("the cell has several lines; they may be several entries", "单元格内有多行，可能是多项活动")
SPEAKS = Text("{name} was read as who speaks", "{name}视为主讲人")
FOR_ALL = Text("it is the only entry at its time and may be meant for all rooms", "独占一行，可能各会场共用")
GOES_ON = Text("it appears in {count} consecutive lines; read as one session", "连续{count}行相同，视为同一活动")


@dataclass(frozen=True, slots=True)
class _Rooms:
    """The line that names the rooms, by their columns; before them are those for the time, by their fields."""

    times: Mapping[str, int]
    names: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A line of the grid: its date if that has a column, its time, what is in each room, and what is in none.

    `begin` and `end` are minutes of the day; `dated`: the date stands in the time. `clock` is what is written.
    """

    date: Cell
    time: Cell
    dated: bool
    clock: Clocked
    begin: int
    end: int | None
    titles: Mapping[int, Cell]
    others: tuple[Cell, ...]
    guesses: tuple[Guess, ...] = ()


def listed(rows: Sequence[TextRow]) -> list[TextRow] | None:
    """The rows of a list that says the same, under a header of its own; None where the rows are no grid."""
    grid = _Grid()
    for row in rows:
        if row.filled:
            grid.take(row)
    grid.settle()
    enough = grid.timed and grid.timed >= SHARE * grid.lines
    return grid.found if enough and not _ragged(rows) else None


class _Grid:
    """The grid as far as it has been read; `lines` and `timed` count those under rooms, and those with a time."""

    def __init__(self) -> None:
        self.found: list[TextRow] = []
        self.rooms: _Rooms | None = None
        self.slots: list[_Slot] = []
        self.lines = self.timed = 0

    def take(self, row: TextRow) -> None:
        """One more line."""
        if (rooms := _rooms(row)) is not None:
            self.settle()
            self.rooms = rooms
            self.found.append(TextRow(tuple(Cell(name, row.cells[0].place) for name in HEADER)))
        elif self.rooms is not None and (slot := _slot(row, self.rooms)) is not None:
            self.slots.append(slot)
            self.lines += 1
            self.timed += 1
        elif self.rooms is not None and len(row.filled) > 1:
            self.settle()
            time, *others = row.filled  # in no room: what the list makes of it is reported
            title = others[0]._replace(text=" ".join(cell.text for cell in others))
            nothing = time._replace(text="", across=1)
            self.found.append(TextRow((title, nothing, nothing, time)))
            self.lines += 1
        else:
            self.settle()
            self.found.append(row)

    def settle(self) -> None:
        """The slots end here: another day begins, or another grid."""
        if self.rooms is not None:
            self.found += _sessions(self.rooms, self.slots)
        self.slots = []


def _rooms(row: TextRow) -> _Rooms | None:
    """A line that names two rooms or more, behind columns for the time."""
    times: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        field = field_of(cell.text)
        if field not in TIMES and place == 0 and _in_corner(cell.text):
            field = "time"
        if field not in TIMES or field in times:
            break
        times[field] = place
    named = {
        place: narrow(cell.text) for place, cell in enumerate(row.cells) if place >= len(times) and cell.text.strip()
    }
    names = {place: name for place, name in named.items() if not REMARKS.fullmatch(name)}
    if not times or not 1 < len(names) == len({*names.values()}) or header(row.texts) is not None:
        return None
    alike = sum(ROOM.search(name) is not None for name in names.values())
    if 2 * alike < len(names) or any(map(written, names.values())):
        return None
    return _Rooms(times, {place: row.cells[place] for place in names})


def _in_corner(text: str) -> bool:
    return not text.strip() or (len(text) < LONGEST_CORNER and CORNER.search(text) is not None)


def _ragged(rows: Sequence[TextRow]) -> bool:
    """Whether lines have different lengths, but no gaps: nobody knows which rooms were left out."""
    several = [row for row in rows if len(row.filled) > 1]
    return len({len(row.cells) for row in several}) > 1 and all(len(row.filled) == len(row.cells) for row in several)


def _slot(row: TextRow, rooms: _Rooms) -> _Slot | None:
    """A line that begins with a time of the clock; without titles it only ends the one above."""
    cells = {field: row.cells[place] for field, place in rooms.times.items() if place < len(row.cells)}
    date, *times = (cells.get(field, Cell("", row.cells[0].place)) for field in TIMES)
    filled = [cell for cell in times if cell.text.strip()]
    time = Cell(" - ".join(cell.text.strip() for cell in filled), (filled or times)[0].place)
    moment = written(time.text)
    if moment is None or moment.start.clock is None:
        return None
    try:
        clock = clocked(moment)
    except Refusal:
        return None
    rest = {place: cell for place, cell in enumerate(row.cells) if place >= len(rooms.times) and cell.text.strip()}
    titles = {place: cell for place, cell in rest.items() if place in rooms.names}
    others = tuple(cell for place, cell in rest.items() if place not in titles)
    return (
        None
        if others and not titles
        else _Slot(date, time, moment.dated, clock, clock.start, clock.end, titles, others)
    )


def _sessions(rooms: _Rooms, slots: Sequence[_Slot]) -> Iterator[TextRow]:
    """A row for every title; the same in slots that follow at once is one session."""
    slots = _in_order(slots)
    lasting = [_lasting(slot, after) for slot, after in zip_longest(slots, slots[1:])]
    for at, slot in enumerate(lasting):
        others = slot.others
        for place, title in slot.titles.items():
            if at and _goes_on(lasting[at - 1], slot, place):
                continue
            last = at
            while last + 1 < len(lasting) and _goes_on(lasting[last], lasting[last + 1], place):
                last += 1
            guesses: list[Guess] = [*slot.guesses]
            time = slot.time
            if last > at:
                time = _until(slot, lasting[last].end)
                guesses.append(GOES_ON.fill(count=last - at + 1))
            over = tuple(rooms.names[one].text for one in range(place, place + title.across) if one in rooms.names)
            if len(over) > 1:
                pass  # the row says that it takes them all
            elif len(slot.titles) == 1 and place == min(rooms.names):
                guesses.append(FOR_ALL)
            title, people, unsure = _title_and_people(title)
            remarks = title._replace(text="\n".join(one.text for one in others))
            cells = (title, rooms.names[place], slot.date, time, people, remarks)
            yield TextRow(cells, guesses=(*guesses, *unsure), rooms=over if len(over) > 1 else ())
            others = ()


def _in_order(slots: Sequence[_Slot]) -> list[_Slot]:
    """The slots with the halves of the day that their order tells, where they do not say it; each as a guess."""
    found = []
    date = ""
    rows = []
    for slot in slots:
        date = slot.date.text or date
        rows.append(replace(slot.clock, day=(date, slot.clock.day)))
    for slot, settled in zip(slots, in_order(rows), strict=True):
        same = settled is None or slot.dated or (settled.start, settled.end) == (slot.begin, slot.end)
        if settled is None or same or max(settled.start, settled.end or 0) > DAY:
            found.append(slot)  # what goes past midnight the list makes of it
            continue
        whole = replace(slot, begin=settled.start, end=settled.end, guesses=settled.guesses)
        ends = "" if settled.end is None else f"-{say_minute(settled.end)}"
        found.append(replace(whole, time=slot.time._replace(text=f"{say_minute(settled.start)}{ends}")))
    return found


def _title_and_people(cell: Cell) -> tuple[Cell, Cell, tuple[Guess, ...]]:
    """What is on, and who speaks: in brackets behind it, or on a line below, which is a guess."""
    nobody = cell._replace(text="")
    first, *rest = [line for line in LINES.split(unbroken(cell.text)) if line.strip()] or [""]
    if not rest:
        match = BEHIND.fullmatch(first)
        if match is None or not names_people(match[2]):
            return cell, nobody, ()
        return cell._replace(text=match[1]), cell._replace(text=match[2]), (SPEAKS.fill(name=Quoted(match[2])),)
    below = "; ".join(line.strip().strip("()（）").strip() for line in rest)
    if names_people(below) and not names_people(first):
        return cell._replace(text=first), cell._replace(text=below), (SPEAKS.fill(name=Quoted(below)),)
    return cell._replace(text=" / ".join(line.strip() for line in (first, *rest))), nobody, (TWO_LINES,)


def _lasting(slot: _Slot, after: _Slot | None) -> _Slot:
    """The slot with its end: where it says none, the start of the next."""
    if slot.end is not None or after is None or after.begin <= slot.begin:
        return slot
    return replace(slot, end=after.begin, time=_until(slot, after.begin))


def _until(slot: _Slot, end: int | None) -> Cell:
    """When a slot is, with an end that its line does not have."""
    start = slot.time.text if slot.dated else say_minute(slot.begin)
    return slot.time if end is None else slot.time._replace(text=f"{start}-{say_minute(end)}")


def _goes_on(one: _Slot, other: _Slot, place: int) -> bool:
    """Whether the same stands in a room in the slot that follows at once."""
    if place not in one.titles or place not in other.titles or one.end is None or one.dated or other.dated:
        return False
    return one.end == other.begin and one.titles[place].text == other.titles[place].text
