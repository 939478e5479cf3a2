"""Workbooks and csv files that people made: agendas and lists of requests, sheet by sheet, with their merged cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.schema.nodes import WIDEST, Quoted, Refusal
from expo_planner.importers.model import Hints, Reading
from expo_planner.importers.systems import cosplib, exported_tables
from expo_planner.importers.text import agenda_table, labelled_blocks, programme_text, timetable_grid
from expo_planner.importers.text.columns import header
from expo_planner.importers.text.date_times import written
from expo_planner.importers.text.decode import decode
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell
from expo_planner.importers.text.split_columns import told_apart, with_rooms_behind, with_times_apart
from expo_planner.importers.text.times_apart import with_times

if TYPE_CHECKING:
    from expo_planner.files.read import workbook

GRID = Text(
    "the sheet {name} has times across and was skipped; only lists are read",
    "工作表{name}以时间为列，未读入，只读列表",
)
GRID_BESIDE_LIST = Text(
    "the sheet {name} has rooms across and was skipped, because another sheet lists the sessions",
    "工作表{name}以场地为列，已另有活动列表，未读入",
)
HIDDEN_SHEET = Text("the sheet {name} is hidden and was not read", "工作表{name}已隐藏，未读入")
HIDDEN_ROW = Text("the row is hidden and is not planned: {cells}", "该行已隐藏，不列入安排：{cells}")
HIDDEN_COLUMN = Text(
    "column {column} of the sheet {name} is hidden and was not read (cells: {count})",
    "工作表{name}的 {column} 列已隐藏，未读入（{count}格）",
)
MOST_TOLD = 4
"""Cells of a hidden row that are told."""
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
    if (exported := exported_tables.read(rows, name)) is not None:
        return exported, False
    rows = with_rooms_behind(with_times(rows))
    if (of_grid := timetable_grid.listed(rows)) is not None:
        return agenda_table.read(of_grid, name, hints), True
    if (of_blocks := labelled_blocks.listed(rows)) is not None:
        return agenda_table.read(of_blocks, name, hints), False
    if programme_text.recognised(rows):
        return programme_text.read(rows, name, hints), False
    rows = with_times_apart(told_apart(rows)) if pasted else rows
    return agenda_table.read(rows, name, hints, pasted=pasted, lenient=not pasted), False


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
    from expo_planner.files.read import workbook  # only who has a workbook pays for openpyxl

    found = workbook.sheets(data)
    if cosplib.recognised(sheet.title for sheet in found):
        return [cosplib.reading({sheet.title: _rows(sheet, name).rows for sheet in found}, name)]
    sheets = [*_sheets(found, name, hints)]
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


class _SheetRows(NamedTuple):
    """The rows of a sheet; those with a cell that cannot be read, the hidden ones, and what hidden columns hold."""

    rows: list[TextRow]
    faults: list[Problem]
    told: list[Problem]
    passed_over: Mapping[int, int]


def _rows(sheet: workbook.Sheet, name: str) -> _SheetRows:
    """The rows of a sheet, as people see them."""
    from expo_planner.files.read import workbook

    rows, faults, told, gap = list[TextRow](), list[Problem](), list[Problem](), False
    across, out_of_sight = sheet.across, sheet.hidden_columns
    passed_over = dict[int, int]()
    for number, values in workbook.repeated_rows(sheet):
        place = f"{sheet.title}!{{}}{number}"
        for column in out_of_sight & {*range(len(values))}:
            passed_over[column] = passed_over.get(column, 0) + bool(values[column])
            values[column] = ""
        if number in sheet.hidden_rows:
            shown = [Quoted(str(value).strip()) for value in values if value and not isinstance(value, Refusal)]
            if shown:
                where = Source(name, place.format("A"))
                told.append(Problem(where, "", HIDDEN_ROW.fill(cells=shown[:MOST_TOLD])))
            continue
        wrong = next((column for column, value in enumerate(values) if isinstance(value, Refusal)), None)
        if wrong is not None and isinstance(refusal := values[wrong], Refusal):
            where = Source(name, place.format(workbook.letters(wrong)))
            faults.append(Problem(where, "", refusal.message, refusal.hint))
        elif any(values):
            texts = [str(value).strip() for value in values]
            cells = (
                Cell(
                    text,
                    place.format(workbook.letters(column)),
                    across.get((number, column), 1),
                    bool(text) and sheet.struck(number, column),
                )
                for column, text in enumerate(texts)
            )
            rows.append(TextRow(tuple(cells), gap=gap))
        gap = not any(values)
    return _SheetRows(rows, faults, told, passed_over)


def _sheets(found: Sequence[workbook.Sheet], name: str, hints: Hints) -> Iterator[_Sheet]:
    """What each sheet tells; one that has no table is misread as a whole, an empty one is nothing."""
    from expo_planner.files.read import workbook

    for sheet in found:
        if sheet.hidden and not all(one.hidden for one in found):
            if any(row is not None for row in sheet.values.values):
                problem = Problem(Source(name, f"{sheet.title}!A1"), "", HIDDEN_SHEET.fill(name=Quoted(sheet.title)))
                yield _Sheet(sheet.title, Reading(source=Source(name), rows=1, told=(problem,)), False)
            continue
        rows, faults, told, passed_over = _rows(sheet, name)
        if rows and (day := written(sheet.title)) is not None and day.dated:  # a sheet for each day
            rows.insert(0, TextRow((Cell(sheet.title, f"{sheet.title}!A1"),)))
        reading, is_grid = _told(rows, name, hints)
        if not reading.sessions and any(_shows_times_across(row) for row in rows[:HEAD_ROWS]):
            reading = _passed_over(name, GRID, sheet.title)
        elif rows and not reading.sessions and not any(header(row.texts) for row in rows):
            problem = Problem(Source(name, f"{sheet.title}!A1"), "", NO_TABLE, NAME_COLUMNS)
            reading = Reading(source=Source(name), rows=1, misread=(problem,))
        hidden = (
            HIDDEN_COLUMN.fill(column=workbook.letters(column), count=count, name=Quoted(sheet.title))
            for column, count in sorted(passed_over.items())
            if count
        )
        reading = replace(
            reading,
            rows=reading.rows + len(faults) + len(told),
            misread=(*faults, *reading.misread),
            told=(*reading.told, *told),
            guesses=(*reading.guesses, *hidden),
        )
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
        rooms=tuple(dict.fromkeys(room for one in readings for room in one.rooms)),
        sessions=tuple(session for one in readings for session in one.sessions),
        rows=sum(one.rows for one in readings),
        misread=tuple(problem for one in readings for problem in one.misread),
        told=tuple(problem for one in readings for problem in one.told),
        needed=next((one.needed for one in readings if one.needed is not None), None),
        guesses=tuple(guess for one in readings for guess in one.guesses),
        left=left,
        programme=sum(len(one.sessions) for one in readings) == 1 and any(one.programme for one in readings),
    )
