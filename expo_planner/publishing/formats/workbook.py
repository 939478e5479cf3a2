"""The agenda as a workbook (`agenda.xlsx`): by category as published, by room, and a grid for each day.

Text is always text, never a formula. Equal agendas give equal bytes: the workbook's times are the agenda's stamp, its
parts are dated 1980 and not compressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from expo_planner.domain.clock import Window, say_date, say_minute
from expo_planner.domain.i18n import Text
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry
from expo_planner.publishing.formats.layout import DayPart, Panel, lanes, panels
from expo_planner.publishing.formats.text_metrics import width
from expo_planner.publishing.formats.worksheets import (
    ALARM,
    BOLD,
    BOX,
    CENTRE,
    DIGITS,
    LARGE,
    LEFT,
    LINE,
    ONE_LINE,
    PIECE,
    PLAIN,
    cell_at,
    finish,
    height,
    merge,
    put_head,
    put_moment,
    put_text,
    workbook_bytes,
)
from expo_planner.publishing.labels import CLASH, DATE, NOTE, PLACE, TITLE, TO_BE_ANNOUNCED

BY_CATEGORY = Text("Agenda", "日程")
BY_ROOM = Text("By room", "按会议室")
ROOM = Text("Room", "会议室")
START = Text("Start", "开始")
END = Text("End", "结束")
HALF_HOUR = 30
NAME_WIDTH, HALF_HOUR_WIDTH = 60, 7
"""In digits."""


def render(agenda: Agenda) -> dict[str, bytes]:
    """`agenda.xlsx`."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = agenda.say(BY_CATEGORY)
    _by_category(sheet, agenda)
    _by_room(workbook.create_sheet(agenda.say(BY_ROOM)), agenda)
    for panel in panels(agenda):
        by_time(workbook.create_sheet(f"{panel.date}"), agenda, panel)
    stamp = agenda.stamp.replace(tzinfo=None)
    workbook.properties.creator = "expo_planner"
    workbook.properties.title = agenda.title
    workbook.properties.created = workbook.properties.modified = stamp
    return {"agenda.xlsx": workbook_bytes(workbook)}


def _by_category(sheet: Worksheet, agenda: Agenda) -> None:
    put_text(cell_at(sheet, 1, 1), agenda.title, font=LARGE, alignment=ONE_LINE)
    put_head(sheet, 2, [agenda.say(text) for text in (TITLE, PLACE, DATE, START, END)])
    row = 3
    for group in agenda.groups:
        for column in range(1, 6):
            cell_at(sheet, row, column).fill = PIECE
        put_text(cell_at(sheet, row, 1), group.name, font=BOLD, fill=PIECE)
        sheet.row_dimensions[row].height = LINE
        row += 1
        for entry in group.entries:
            _row(sheet, row, (_title(agenda, entry), entry.place, entry.time), entry)
            row += 1
    if agenda.note:
        note = f"{agenda.say(NOTE)}{agenda.note}"
        lines = note.split("\n")
        put_text(cell_at(sheet, row + 1, 1), note, alignment=LEFT if len(lines) > 1 else ONE_LINE)
        if len(lines) > 1:
            sheet.row_dimensions[row + 1].height = height(sum(_lines(line) for line in lines))
    finish(sheet, (NAME_WIDTH, 30, 36, 17, 17), "A3", "1:2")


def _by_room(sheet: Worksheet, agenda: Agenda) -> None:
    put_head(sheet, 1, [agenda.say(text) for text in (ROOM, TITLE, DATE, START, END)])
    row = 2
    rooms = [*((agenda.places[room], entries) for room, entries in agenda.by_room.items())]
    for place, entries in (*rooms, (agenda.say(TO_BE_ANNOUNCED), agenda.roomless)):
        for entry in entries:
            _row(sheet, row, (place, _title(agenda, entry), entry.time), entry)
            row += 1
    finish(sheet, (30, NAME_WIDTH, 36, 17, 17), "A2", "1:1")
    sheet.auto_filter.ref = f"A1:E{max(row - 1, 1)}"


def by_time(sheet: Worksheet, agenda: Agenda, panel: Panel, note: str = "") -> None:
    """Rooms down, half-hours across; a session that shares its room with another gets a line of its own.

    A `note` stands beside the date.
    """
    ticks = range(panel.window.start, panel.window.end, HALF_HOUR)
    put_head(sheet, 2, [agenda.say(ROOM), *(say_minute(agenda.clock.day_and_minute(tick)[1]) for tick in ticks)])
    title = " · ".join(text for text in (say_date(panel.date, agenda.language), note) if text)
    put_text(cell_at(sheet, 1, 1), title, font=LARGE, alignment=ONE_LINE)
    row = 3
    for place in panel.rows:
        pieces = [guest for piece in place.pieces for guest in (piece, *panel.hosted.get(piece.id, ()))]
        filled = lanes(pieces, lambda piece: _columns(panel, piece))
        for lane in filled:
            _lane(sheet, row, agenda, panel, lane)
            row += 1
        put_text(cell_at(sheet, row - len(filled), 1), place.place, border=BOX)
        merge(sheet, (row - len(filled), 1), (row - 1, 1))
    finish(sheet, (24, *(HALF_HOUR_WIDTH for _ in ticks)), "B3", "1:2")


def _lane(sheet: Worksheet, row: int, agenda: Agenda, panel: Panel, lane: Sequence[DayPart]) -> None:
    lines = 1
    for piece in lane:
        columns = _columns(panel, piece)
        title = _title(agenda, piece.entry)
        text = f"{title}\n{_clock_times(agenda, piece)}"
        font = ALARM if piece.entry.clashes else PLAIN
        put_text(cell_at(sheet, row, columns.start), text, font=font, fill=PIECE, border=BOX, alignment=CENTRE)
        merge(sheet, (row, columns.start), (row, columns.end - 1))
        lines = max(lines, 1 + ceil(width(title) * DIGITS / (HALF_HOUR_WIDTH * (columns.end - columns.start))))
    sheet.row_dimensions[row].height = height(lines)


def _columns(panel: Panel, piece: DayPart) -> Window:
    """The columns of the half-hours that a piece touches, half-open; column 2 is the first half-hour."""
    start = (piece.window.start - panel.window.start) // HALF_HOUR
    return Window(2 + start, 2 - (panel.window.start - piece.window.end) // HALF_HOUR)


def _clock_times(agenda: Agenda, piece: DayPart) -> str:
    start, end = (
        agenda.clock.day_and_minute(piece.window.start)[1],
        agenda.clock.end_day_and_minute(piece.window.end)[1],
    )
    return f"{say_minute(start)}-{say_minute(end)}"


def _title(agenda: Agenda, entry: AgendaEntry) -> str:
    return f"⚠ {agenda.say(CLASH)} {entry.title}" if entry.clashes else entry.title


def _lines(text: str) -> int:
    """How many lines a text takes up in the column of titles."""
    return max(1, ceil(width(text) * DIGITS / NAME_WIDTH))


def _row(sheet: Worksheet, row: int, texts: Sequence[str], entry: AgendaEntry) -> None:
    """Three texts, then start and end as real times of the spreadsheet (local, without a zone)."""
    sheet.row_dimensions[row].height = height(max(map(_lines, texts)))
    for column, text in enumerate(texts, start=1):
        put_text(cell_at(sheet, row, column), text, font=ALARM if entry.clashes else PLAIN, border=BOX)
    for column, moment in ((4, entry.start), (5, entry.end)):
        put_moment(cell_at(sheet, row, column), moment)
