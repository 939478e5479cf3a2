"""Tables whose times do not stand whole in their rows → rows with their own times.

A day stands in front of several lines; the part of the day has a column of its own, merged down; or a time is the
heading of the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.text.columns import header
from expo_planner.importers.text.date_times import clock_time, leading, written
from expo_planner.importers.text.header_block import bare
from expo_planner.importers.text.lines import RULE, TextRow
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.spelling import narrow
from expo_planner.importers.text.tokens import PARTS, day_label
from expo_planner.importers.text.vocabulary import one_of

TIMES = {"time", "start", "start_date", "when", "duration"}
PART = re.compile(rf"({one_of(PARTS)}|[ap]\.?m\.?)(?![a-zà-ÿ]) ?[:：]?(.*)", re.IGNORECASE)
FEWEST = 2
"""Rows from which on a part of the day is taken for a column."""

FROM_HEADING = Text("the time is that of the heading above: {time}", "时间取自上方的标题：{time}")
FROM_PART = Text("the part of the day is taken from the rows above: {part}", "时段取自上方各行：{part}")


def with_times(rows: Sequence[TextRow]) -> Sequence[TextRow]:
    """The same rows, each with its own time."""
    return _below_headings(_in_parts(_after_days(rows)))


def _after_days(rows: Sequence[TextRow]) -> Sequence[TextRow]:
    """A day with the first of its lines behind a tab, as the day above the lines: `8月1日 ⇥ 8:30-12:00 开幕式`."""
    if not any(_day_and_line(row) for row in rows) or any(_has_times(row) for row in rows):
        return rows
    found: list[TextRow] = []
    for row in rows:
        if _day_and_line(row):
            day, *rest = row.filled
            found.append(TextRow((day,), loose=True, gap=row.gap))
            found.append(_split(replace(row, cells=tuple(rest), gap=False)))
        elif row.filled and header(row.texts) is None:
            found.append(_split(replace(row, cells=row.filled)))
    return found


def _day_and_line(row: TextRow) -> bool:
    """Whether a row begins with a day, and goes on with a time and what happens then in one cell."""
    if len(row.filled) < 2 or not _is_day(row.filled[0].text):
        return False
    line = leading(row.filled[1].text)
    return line is not None and line[1] != ""


def _is_day(text: str) -> bool:
    read = written(text)
    if read is not None:
        return read.dated and read.start.clock is None
    return day_label(text) is not None


def _has_times(row: TextRow) -> bool:
    columns = header(row.texts)
    return columns is not None and not TIMES.isdisjoint(column.field or "" for column in columns)


def _split(row: TextRow) -> TextRow:
    """A row that begins with a time, with that in a cell of its own."""
    line = leading(row.filled[0].text) if row.filled else None
    if line is None or not line[1]:
        return row
    first = row.filled[0]
    cells = (first._replace(text=line[0]), first._replace(text=line[1]), *row.filled[1:])
    return replace(row, cells=cells, loose=False, guessed=True)


def _in_parts(rows: Sequence[TextRow]) -> Sequence[TextRow]:
    """Rows whose part of the day has a column before that of the clock times; it holds down to the next one."""
    columns = [place for row in rows if (place := _part_before_time(row)) is not None]
    if len(columns) < FEWEST or len({*columns}) > 1:
        return rows
    at = columns[0]
    found: list[TextRow] = []
    part: str | None = None
    for row in rows:
        if len(row.filled) < 2:  # a day
            part = None
        if header(row.texts) is not None and not row.cells[at + 1].text.strip():  # merged over both
            first = row.cells[at]
            cells = (*row.cells[:at], first._replace(text=""), first, *row.cells[at + 2 :])
            found.append(replace(row, cells=cells))
            continue
        match = PART.fullmatch(row.cells[at].text.strip()) if at < len(row.cells) else None
        if match is not None:
            part = match[1]
        time = row.cells[at + 1] if at + 1 < len(row.cells) else None
        blank = match is not None or (at < len(row.cells) and not row.cells[at].text.strip())
        if part is None or time is None or not blank or clock_time(time.text) is None:
            found.append(row)
            continue
        rest = match[2].strip() if match is not None else ""
        cells = (*row.cells[:at], row.cells[at]._replace(text=rest), _with_part(time, part), *row.cells[at + 2 :])
        guesses = () if match is not None else (FROM_PART.fill(part=Quoted(part)),)
        found.append(replace(row, cells=cells, guesses=(*row.guesses, *guesses)))
    return found


def _part_before_time(row: TextRow) -> int | None:
    """The column of a part of the day whose neighbour is a clock time without one."""
    for place, (cell, after) in enumerate(zip(row.cells, row.cells[1:], strict=False)):
        if PART.fullmatch(cell.text.strip()) and written(cell.text) is None:
            time = clock_time(after.text)
            if time is not None and time.start.part is None and not time.dated:
                return place
    return None


def _with_part(time: Cell, part: str) -> Cell:
    """A time with its part of the day: am and pm stand behind it."""
    latin = narrow(part).lower()[0] in "ap" and len(narrow(part)) <= 4
    found = clock_time(time.text)
    if found is None or found.start.part is not None or (found.start.clock is not None and found.start.clock.full):
        return time
    return time._replace(text=f"{time.text} {part}" if latin else f"{part} {time.text}")


def _below_headings(rows: Sequence[TextRow]) -> Sequence[TextRow]:
    """Rows of tables without times, below headings that are times: each with that of its heading."""
    tables = [columns for row in rows if (columns := header(row.texts)) is not None]
    times = {column.field for columns in tables for column in columns} & {*TIMES, "date"}
    if not tables or not {*times} <= {"date"} or not any(_is_heading(row) for row in rows):
        return rows
    return [*_with_headings(rows)]


def _is_heading(row: TextRow) -> bool:
    if len(row.filled) != 1:
        return False
    found = clock_time(bare(row.filled[0].text))
    return found is not None and (found.end is not None or found.start.part is not None or ":" in found.text)


def _with_headings(rows: Sequence[TextRow]) -> Iterator[TextRow]:
    time: Cell | None = None
    for row in rows:
        if _is_heading(row):
            time = row.filled[0]._replace(text=bare(row.filled[0].text))
        elif header(row.texts) is not None:
            yield replace(row, cells=(*row.cells, Cell("time", row.cells[0].place)))
        elif time is not None and len(row.filled) > 1 and not all(RULE.fullmatch(cell.text) for cell in row.filled):
            guess = FROM_HEADING.fill(time=Quoted(time.text))
            yield replace(
                row, cells=(*row.cells, time._replace(place=row.filled[0].place)), guesses=(*row.guesses, guess)
            )
        else:
            if row.filled and _is_day(bare(row.filled[0].text)):
                time = None
            yield row
