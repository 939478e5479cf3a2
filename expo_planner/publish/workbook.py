"""The agenda as a workbook (`agenda.xlsx`): by category as published, by room, and a grid for each day.

Text is always text, never a formula. Equal agendas give equal bytes: the workbook's times are the agenda's stamp, its
parts are dated 1980 and not compressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from expo_planner.agenda import CLASH, DATE, NOTE, PLACE, TITLE, Agenda, Entry
from expo_planner.clock import Window, say_date, say_minute
from expo_planner.language import Text
from expo_planner.publish.layout import Panel, Piece, lanes, panels
from expo_planner.publish.lettering import width

BY_CATEGORY = Text("Agenda", "日程")
BY_ROOM = Text("By room", "按会议室")
ROOM = Text("Room", "会议室")
START = Text("Start", "开始")
END = Text("End", "结束")
HALF_HOUR = 30
LINE, TITLE_LINE, TALLEST = 20, 28, 200
NAME_WIDTH, HALF_HOUR_WIDTH, DIGITS = 60, 7, 1.8
"""Heights are in points, widths in digits; a Chinese character is some 1.8 digits wide."""

_MOMENT = "yyyy-mm-dd hh:mm"
_FONT = "Microsoft YaHei"
_PLAIN, _BOLD, _LARGE = (
    Font(name=_FONT, size=10),
    Font(name=_FONT, size=10, bold=True),
    Font(name=_FONT, size=14, bold=True),
)
_ALARM = Font(name=_FONT, size=10, bold=True, color="FFB00020")
_LEFT = Alignment(wrap_text=True, vertical="center")
_ONE_LINE = Alignment(vertical="center")
_CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_HEAD = PatternFill("solid", fgColor="FFE3E8EE")
_EDGE = Side(style="thin", color="FFB8C0C8")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_PIECE = PatternFill("solid", fgColor="FFEAF1F8")
_FORMULA = ("=", "+", "-", "@")


def render(agenda: Agenda) -> dict[str, bytes]:
    """`agenda.xlsx`."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = agenda.say(BY_CATEGORY)
    _by_category(sheet, agenda)
    _by_room(workbook.create_sheet(agenda.say(BY_ROOM)), agenda)
    for panel in panels(agenda):
        _by_time(workbook.create_sheet(f"{panel.date}"), agenda, panel)
    stamp = agenda.stamp.replace(tzinfo=None)
    workbook.properties.creator = "expo_planner"
    workbook.properties.title = agenda.title
    workbook.properties.created = workbook.properties.modified = stamp
    return {"agenda.xlsx": _packed(workbook)}


def _by_category(sheet: Worksheet, agenda: Agenda) -> None:
    _text(_cell(sheet, 1, 1), agenda.title, font=_LARGE, alignment=_ONE_LINE)
    _head(sheet, 2, [agenda.say(text) for text in (TITLE, PLACE, DATE, START, END)])
    row = 3
    for group in agenda.groups:
        for column in range(1, 6):
            _cell(sheet, row, column).fill = _PIECE
        _text(_cell(sheet, row, 1), group.name, font=_BOLD, fill=_PIECE)
        sheet.row_dimensions[row].height = LINE
        row += 1
        for entry in group.entries:
            _row(sheet, row, (_title(agenda, entry), entry.place, entry.time), entry)
            row += 1
    if agenda.note:
        _text(_cell(sheet, row + 1, 1), f"{agenda.say(NOTE)}{agenda.note}", alignment=_ONE_LINE)
    _finish(sheet, (NAME_WIDTH, 30, 36, 17, 17), "A3", "1:2")


def _by_room(sheet: Worksheet, agenda: Agenda) -> None:
    _head(sheet, 1, [agenda.say(text) for text in (ROOM, TITLE, DATE, START, END)])
    row = 2
    for room, entries in agenda.by_room.items():
        for entry in entries:
            _row(sheet, row, (agenda.places[room], _title(agenda, entry), entry.time), entry)
            row += 1
    _finish(sheet, (30, NAME_WIDTH, 36, 17, 17), "A2", "1:1")
    sheet.auto_filter.ref = f"A1:E{max(row - 1, 1)}"


def _by_time(sheet: Worksheet, agenda: Agenda, panel: Panel) -> None:
    """Rooms down, half-hours across; a session that shares its room with another gets a line of its own."""
    ticks = range(panel.window.start, panel.window.end, HALF_HOUR)
    _head(sheet, 2, [agenda.say(ROOM), *(say_minute(agenda.clock.day_and_minute(tick)[1]) for tick in ticks)])
    _text(_cell(sheet, 1, 1), say_date(panel.date, agenda.language), font=_LARGE, alignment=_ONE_LINE)
    row = 3
    for place in panel.rows:
        pieces = [guest for piece in place.pieces for guest in (piece, *panel.hosted.get(piece.id, ()))]
        filled = lanes(pieces, lambda piece: _columns(panel, piece))
        for lane in filled:
            _lane(sheet, row, agenda, panel, lane)
            row += 1
        _text(_cell(sheet, row - len(filled), 1), agenda.places[place.room.id], border=_BOX)
        _merge(sheet, (row - len(filled), 1), (row - 1, 1))
    _finish(sheet, (24, *(HALF_HOUR_WIDTH for _ in ticks)), "B3", "1:2")


def _lane(sheet: Worksheet, row: int, agenda: Agenda, panel: Panel, lane: Sequence[Piece]) -> None:
    lines = 1
    for piece in lane:
        columns = _columns(panel, piece)
        title = _title(agenda, piece.entry)
        text = f"{title}\n{_clock_times(agenda, piece)}"
        font = _ALARM if piece.entry.clashes else _PLAIN
        _text(_cell(sheet, row, columns.start), text, font=font, fill=_PIECE, border=_BOX, alignment=_CENTRE)
        _merge(sheet, (row, columns.start), (row, columns.end - 1))
        lines = max(lines, 1 + ceil(width(title) * DIGITS / (HALF_HOUR_WIDTH * (columns.end - columns.start))))
    sheet.row_dimensions[row].height = _height(lines)


def _height(lines: int) -> int:
    """The height of a row whose text has so many lines."""
    return min(4 + 16 * lines, TALLEST)


def _columns(panel: Panel, piece: Piece) -> Window:
    """The columns of the half-hours that a piece touches, half-open; column 2 is the first half-hour."""
    start = (piece.window.start - panel.window.start) // HALF_HOUR
    return Window(2 + start, 2 - (panel.window.start - piece.window.end) // HALF_HOUR)


def _clock_times(agenda: Agenda, piece: Piece) -> str:
    return "-".join(say_minute(agenda.clock.day_and_minute(tick)[1]) for tick in piece.window)


def _title(agenda: Agenda, entry: Entry) -> str:
    return f"⚠ {agenda.say(CLASH)} {entry.title}" if entry.clashes else entry.title


def _row(sheet: Worksheet, row: int, texts: Sequence[str], entry: Entry) -> None:
    """Three texts, then start and end as real times of the spreadsheet (local, without a zone)."""
    sheet.row_dimensions[row].height = _height(ceil(max(map(width, texts)) * DIGITS / NAME_WIDTH))
    for column, text in enumerate(texts, start=1):
        _text(_cell(sheet, row, column), text, font=_ALARM if entry.clashes else _PLAIN, border=_BOX)
    for column, moment in ((4, entry.start), (5, entry.end)):
        _moment(_cell(sheet, row, column), moment)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _moment(cell: Cell, moment: datetime) -> None:
    cell.value = moment.replace(tzinfo=None)
    cell.number_format, cell.alignment, cell.border, cell.font = _MOMENT, _ONE_LINE, _BOX, _PLAIN


def _text(
    cell: Cell,
    text: str,
    *,
    font: Font = _PLAIN,
    fill: PatternFill | None = None,
    border: Border | None = None,
    alignment: Alignment = _LEFT,
) -> None:
    """Text that stays text, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = int(text.startswith(_FORMULA))
    cell.alignment = alignment
    cell.font = font
    if fill:
        cell.fill = fill
    if border:
        cell.border = border


def _head(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    sheet.row_dimensions[row].height = LINE
    if row > 1:
        sheet.row_dimensions[1].height = TITLE_LINE
    for column, text in enumerate(texts, start=1):
        _text(_cell(sheet, row, column), text, font=_BOLD, fill=_HEAD, border=_BOX)


def _merge(sheet: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
    if first != last:
        sheet.merge_cells(start_row=first[0], start_column=first[1], end_row=last[0], end_column=last[1])


def _finish(sheet: Worksheet, widths: Iterable[int], frozen: str, repeated: str) -> None:
    """Column widths, frozen headers; on paper A4 landscape, one page wide, with the headers on every page."""
    for column, wide in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = wide
    sheet.freeze_panes = frozen
    sheet.print_title_rows = repeated
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.7)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "&P / &N"


def _packed(workbook: Workbook) -> bytes:
    """The workbook's bytes without the time and the machine of writing."""
    written, packed = BytesIO(), BytesIO()
    ExcelWriter(workbook, ZipFile(written, "w", ZIP_STORED)).save()
    with ZipFile(written) as parts, ZipFile(packed, "w", ZIP_STORED) as archive:
        for name in parts.namelist():
            info = ZipInfo(name)
            info.create_system = 3
            archive.writestr(info, parts.read(name))
    return packed.getvalue()
