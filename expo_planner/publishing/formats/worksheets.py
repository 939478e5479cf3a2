"""How every sheet of ours looks, and cells whose text is always text; a workbook as bytes that are always the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from expo_planner.domain.plain_text import passes_for_formula
from expo_planner.publishing.formats.archive import settled

LINE, TITLE_LINE, TALLEST, DIGITS = 20, 28, 200, 1.8
"""Heights are in points, widths in digits; a Chinese character is some 1.8 digits wide."""

MOMENT = "yyyy-mm-dd hh:mm"
FONT = "Microsoft YaHei"
PLAIN, BOLD, LARGE = (
    Font(name=FONT, size=10),
    Font(name=FONT, size=10, bold=True),
    Font(name=FONT, size=14, bold=True),
)
ALARM = Font(name=FONT, size=10, bold=True, color="FFB00020")
LEFT = Alignment(wrap_text=True, vertical="center")
ONE_LINE = Alignment(vertical="center")
CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
HEAD = PatternFill("solid", fgColor="FFE3E8EE")
EDGE = Side(style="thin", color="FFB8C0C8")
BOX = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
PIECE = PatternFill("solid", fgColor="FFEAF1F8")

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Where a text says `_x0041_`, spreadsheets read A (ISO/IEC 29500-1, 22.9.2.19)."""


def height(lines: int) -> int:
    """The height of a row whose text has so many lines."""
    return min(4 + 16 * lines, TALLEST)


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell of a row and a column, both from 1."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def put_moment(cell: Cell, moment: datetime) -> None:
    """A real time of the spreadsheet: local, without its zone."""
    cell.value = moment.replace(tzinfo=None)
    cell.number_format, cell.alignment, cell.border, cell.font = MOMENT, ONE_LINE, BOX, PLAIN


def put_text(
    cell: Cell,
    text: str,
    *,
    font: Font = PLAIN,
    fill: PatternFill | None = None,
    border: Border | None = None,
    alignment: Alignment = LEFT,
) -> None:
    """Text that stays text, whatever it begins with."""
    cell.value = _ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.quotePrefix = int(passes_for_formula(text))
    cell.alignment = alignment
    cell.font = font
    if fill:
        cell.fill = fill
    if border:
        cell.border = border


def put_head(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    """A row of column headings."""
    sheet.row_dimensions[row].height = LINE
    if row > 1:
        sheet.row_dimensions[1].height = TITLE_LINE
    for column, text in enumerate(texts, start=1):
        put_text(cell_at(sheet, row, column), text, font=BOLD, fill=HEAD, border=BOX)


def merge(sheet: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Makes one cell of those from the first to the last, each a row and a column."""
    if first != last:
        sheet.merge_cells(start_row=first[0], start_column=first[1], end_row=last[0], end_column=last[1])


def finish(sheet: Worksheet, widths: Iterable[int], frozen: str, repeated: str) -> None:
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


class _Writer(ExcelWriter):
    """Packs sheets that were written in memory; openpyxl's own writes them to the disk first, which may be full."""

    _archive: ZipFile

    def write_worksheet(self, ws: Any) -> None:
        written = BytesIO()
        ws._drawing = SpreadsheetDrawing()
        writer: Any = WorksheetWriter(ws, out=written)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path.removeprefix("/"), written.getvalue())
        self.manifest.append(ws)


def workbook_bytes(workbook: Workbook) -> bytes:
    """The workbook's bytes without the time and the machine of writing."""
    written = BytesIO()
    _Writer(workbook, ZipFile(written, "w", ZIP_STORED)).save()
    return settled(written.getvalue())
