"""How every sheet of ours looks, and cells whose text is always text; a workbook as bytes that are always the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
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


class Look(NamedTuple):
    """How a cell looks. Fonts and the like are told apart by what they are, not by what they say."""

    font: Font
    fill: PatternFill | None
    border: Border | None
    alignment: Alignment
    number_format: str = "General"
    quoted: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        return (*map(id, self[:4]), *self[4:])


_STYLES: WeakKeyDictionary[Workbook, dict[tuple[object, ...], tuple[Look, StyleArray]]] = WeakKeyDictionary()
"""The styles of each workbook by the looks of its cells, which are kept so that their ids stay theirs."""
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
    _dress(cell, Look(PLAIN, None, BOX, ONE_LINE, number_format=MOMENT))


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
    _dress(cell, Look(font, fill, border, alignment, quoted=passes_for_formula(text)))


def _dress(cell: Any, look: Look) -> None:
    """Gives a cell a look, whose style is made once for a workbook: openpyxl compares all styles at every setting."""
    known = _STYLES.setdefault(cell.parent.parent, {})
    found = known.get(look.key)
    if found is not None:
        cell._style = copy(found[1])
        return
    cell.alignment, cell.font, cell.number_format = look.alignment, look.font, look.number_format
    cell.quotePrefix = int(look.quoted)
    if look.fill:
        cell.fill = look.fill
    if look.border:
        cell.border = look.border
    known[look.key] = look, copy(cell._style)


def put_head(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    """A row of column headings."""
    sheet.row_dimensions[row].height = LINE
    if row > 1:
        sheet.row_dimensions[1].height = TITLE_LINE
    for column, text in enumerate(texts, start=1):
        put_text(cell_at(sheet, row, column), text, font=BOLD, fill=HEAD, border=BOX)


def merge(sheet: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Makes one cell of those from the first to the last, each a row and a column."""
    if first == last:
        return
    if not isinstance(sheet.merged_cells, _MergedCells):
        sheet.merged_cells = _MergedCells()
    sheet.merged_cells.add(CellRange(min_row=first[0], min_col=first[1], max_row=last[0], max_col=last[1]))
    top_left: Any = sheet.cell(*first)
    for row in range(first[0], last[0] + 1):
        for column in range(first[1], last[1] + 1):
            if (row, column) != first:
                covered: Any = MergedCell(sheet, row, column)
                covered._style = copy(top_left._style)
                sheet._cells[row, column] = covered


class _MergedCells(MultiCellRange):
    """Merged cells that do not overlap, in the order of the sheet. openpyxl's own compares each with all others."""

    def add(self, coord: CellRange) -> None:
        self.ranges.add(coord)

    def __iter__(self) -> Iterator[CellRange]:
        return iter(self.sorted())


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
