"""Workbooks and csv files that people made: agendas and lists of requests, sheet by sheet, with their merged cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.schema.nodes import WIDEST, Quoted, Refusal
from expo_planner.importers.model import Hints, Reading
from expo_planner.importers.text import agenda_table, labelled_blocks, programme_text, timetable_grid
from expo_planner.importers.text.columns import header
from expo_planner.importers.text.date_times import written
from expo_planner.importers.text.decode import decode
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.split_columns import told_apart, with_rooms_behind

GRID = Text(
    "the sheet {name} has times across and was skipped; only lists are read",
    "工作表{name}以时间为列，未读入，只读列表",
)
GRID_BESIDE_LIST = Text(
    "the sheet {name} has rooms across and was skipped, because another sheet lists the sessions",
    "工作表{name}以场地为列，已另有活动列表，未读入",
)
CLOCK = re.compile("[0-9]{1,2}[:：][0-9]{2}")
HEAD_ROWS = 5
NO_TABLE = Text("the sheet has no table that can be read", "工作表中没有可识别的表格")
NAME_COLUMNS = Text(
    "name the columns in a row above them, such as title, room, time", "请在表格上方写上列名，如名称、地点、时间"
)
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
DELIMITERS = "\t,;|"


def read(data: bytes, name: str, hints: Hints) -> Reading:
    """What a workbook or a csv file tells. Places are `Sheet!C7`, or `line:column` in a csv. Raises Refusal."""
    if data.startswith(b"PK\x03\x04") or name.lower().endswith((".xlsx", ".xlsm")):
        return together(_workbook(data, name, hints), name)
    if data.startswith(OLD_FORMAT):
        raise Refusal(
            Text("this is a workbook of the old format (.xls)", "这是旧格式（.xls）的工作簿"),
            Text("open the file and save it again as .xlsx", "请打开后另存为 .xlsx"),
        )
    return of_rows([*csv_rows(decode(data))], name, hints)


def of_rows(rows: Sequence[TextRow], name: str, hints: Hints, *, pasted: bool = False) -> Reading:
    """What the rows of one table tell: an agenda, a list, a grid of rooms, or the programme of one session."""
    return _told(rows, name, hints, pasted=pasted)[0]


def _told(rows: Sequence[TextRow], name: str, hints: Hints, *, pasted: bool = False) -> tuple[Reading, bool]:
    """The same, and whether it is a grid of rooms."""
    rows = with_rooms_behind(rows)
    if (of_grid := timetable_grid.listed(rows)) is not None:
        return agenda_table.read(of_grid, name, hints), True
    if (of_blocks := labelled_blocks.listed(rows)) is not None:
        return agenda_table.read(of_blocks, name, hints), False
    if programme_text.recognised(rows):
        return programme_text.read(rows, name, hints), False
    return agenda_table.read(told_apart(rows) if pasted else rows, name, hints, pasted=pasted), False


def csv_rows(text: str) -> Iterator[TextRow]:
    """The rows of a csv with commas, semicolons, tabs or pipes. Raises Refusal."""
    head = text[:20_000]
    lines = head.splitlines()[:50]
    counts = {one: sum(one in line for line in lines) for one in DELIMITERS}
    best = max(DELIMITERS, key=lambda one: (counts[one], head.count(one)))
    lines_read = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=False)
    line, gap = 1, False
    try:
        for texts in lines_read:
            filled = any(text and not text.isspace() for text in texts)
            if filled:
                cells = (Cell(text.strip(), f"{line}:{column}") for column, text in enumerate(texts[:WIDEST], start=1))
                yield TextRow(tuple(cells), gap=gap)
            gap, line = not filled, lines_read.line_num + 1
    except csv.Error as error:
        raise Refusal(
            Text("line {line} is not valid csv: {reason}", "第 {line} 行不符合 csv 格式：{reason}").fill(
                line=line, reason=error
            ),
            Text("save the table again as csv in UTF-8", "请重新另存为 UTF-8 编码的 csv"),
        ) from None


def _workbook(data: bytes, name: str, hints: Hints) -> list[Reading]:
    """What each sheet tells; a grid beside a list says the same once more."""
    sheets = [*_sheets(data, name, hints)]
    if not any(one.reading.sessions and not one.is_grid for one in sheets):
        return [one.reading for one in sheets]
    return [_passed_over(name, GRID_BESIDE_LIST, one.title) if one.is_grid else one.reading for one in sheets]


def _passed_over(name: str, why: Text, title: str) -> Reading:
    return Reading(source=Source(name), guesses=(why.fill(name=Quoted(title)),))


class _Sheet(NamedTuple):
    """A sheet, what it tells, and whether it is a grid of rooms."""

    title: str
    reading: Reading
    is_grid: bool


def _sheets(data: bytes, name: str, hints: Hints) -> Iterator[_Sheet]:
    """What each sheet tells; one that has no table is misread as a whole, an empty one is nothing."""
    from expo_planner.files.read import workbook  # only who has a workbook pays for openpyxl

    for sheet in workbook.sheets(data):
        rows, faults, gap = [], [], False
        for number, values in workbook.repeated_rows(sheet):
            place = f"{sheet.title}!{{}}{number}"
            wrong = next((column for column, value in enumerate(values) if isinstance(value, Refusal)), None)
            if wrong is not None and isinstance(refusal := values[wrong], Refusal):
                where = Source(name, place.format(workbook.letters(wrong)))
                faults.append(Problem(where, "", refusal.message, refusal.hint))
            elif any(values):
                texts = [str(value).strip() for value in values]
                places = (place.format(workbook.letters(column)) for column in range(len(texts)))
                rows.append(TextRow(tuple(map(Cell, texts, places)), gap=gap))
            gap = not any(values)
        if rows and (day := written(sheet.title)) is not None and day.dated:  # a sheet for each day
            rows.insert(0, TextRow((Cell(sheet.title, f"{sheet.title}!A1"),)))
        reading, is_grid = _told(rows, name, hints)
        if not reading.sessions and any(_shows_times_across(row) for row in rows[:HEAD_ROWS]):
            reading = _passed_over(name, GRID, sheet.title)
        elif rows and not reading.sessions and not any(header(row.texts) for row in rows):
            problem = Problem(Source(name, f"{sheet.title}!A1"), "", NO_TABLE, NAME_COLUMNS)
            reading = Reading(source=Source(name), rows=1, misread=(problem,))
        reading = replace(reading, rows=reading.rows + len(faults), misread=(*faults, *reading.misread))
        yield _Sheet(sheet.title, reading, is_grid)


def _shows_times_across(row: TextRow) -> bool:
    """Whether it is the head of a grid of rooms and times, as they are printed."""
    _, *texts = [cell.text for cell in row.cells if cell.text] or [""]
    return len(texts) > 1 and all(CLOCK.fullmatch(text) for text in texts)


def together(readings: Sequence[Reading], name: str) -> Reading:
    """What the tables of one file tell, as one."""
    if len(readings) == 1:
        return readings[0]
    left: Counter[str] = Counter()
    for one in readings:
        left.update(one.left)

    title, language, place, note = (
        next((value for one in readings if (value := getattr(one, name)) is not None), None)
        for name in ("title", "language", "place", "note")
    )
    return replace(
        readings[0] if readings else Reading(),
        source=Source(name),
        title=title,
        language=language,
        place=place,
        note=note,
        categories=tuple(dict.fromkeys(category for one in readings for category in one.categories)),
        sessions=tuple(session for one in readings for session in one.sessions),
        rows=sum(one.rows for one in readings),
        misread=tuple(problem for one in readings for problem in one.misread),
        guesses=tuple(guess for one in readings for guess in one.guesses),
        left=left,
        programme=sum(len(one.sessions) for one in readings) == 1 and any(one.programme for one in readings),
    )
