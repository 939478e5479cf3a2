"""The sweep as a workbook (`sweep.xlsx`): sortable, filterable, costs shaded. Equal rows give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.utils import get_column_letter

from expo_planner.domain.i18n import Language, Text
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats.text_metrics import width
from expo_planner.publishing.formats.worksheets import (
    ALARM,
    BOX,
    DIGITS,
    LARGE,
    ONE_LINE,
    PLAIN,
    cell_at,
    finish,
    put_head,
    put_text,
    workbook_bytes,
)
from expo_planner.publishing.sweep.columns import SweepColumn, columns
from expo_planner.publishing.sweep.row import SweepRow

SHEET = Text("Sweep", "变体比较")
HEAD_ROW = 2
NARROWEST, WIDEST = 8, 48
"""In digits."""
ARROW = 3
"""The room that the button of a filter takes from a heading, in digits."""
EPOCH = datetime(1980, 1, 1)
"""As the parts of the archive are dated."""
CHEAP, DEAR = "FFFFFFFF", "FF8DB8E8"

color_scale: Any = ColorScaleRule


def workbook(rows: Sequence[SweepRow], title: str, language: Language) -> bytes:
    """`sweep.xlsx`."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.say(language)
    found = columns(rows)
    put_text(cell_at(sheet, 1, 1), one_line(title), font=LARGE, alignment=ONE_LINE)
    put_head(sheet, HEAD_ROW, [column.heading.say(language) for column in found])
    for line, row in enumerate(rows, start=HEAD_ROW + 1):
        for place, column in enumerate(found, start=1):
            _put(cell_at(sheet, line, place), row, column, language)
    first, last = HEAD_ROW + 1, max(HEAD_ROW + len(rows), HEAD_ROW + 1)
    finish(sheet, (_wide(column, rows, language) for column in found), f"B{first}", f"1:{HEAD_ROW}")
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(found))}{last}"
    for place, column in enumerate(found, start=1):
        if column.name == "cost":
            letter = get_column_letter(place)
            scale = color_scale(start_type="min", start_color=CHEAP, end_type="max", end_color=DEAR)
            sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", scale)
    book.properties.creator = "expo_planner"
    book.properties.title = one_line(title)
    book.properties.created = book.properties.modified = EPOCH
    return workbook_bytes(book)


def _put(cell: Cell, row: SweepRow, column: SweepColumn, language: Language) -> None:
    value = column.shown(row, language)
    text = value if isinstance(value, str) else ""
    alarming = column.kind == "status" and not row.complete
    put_text(cell, text, font=ALARM if alarming else PLAIN, border=BOX, alignment=ONE_LINE)
    if not isinstance(value, str):
        cell.value = value
        if column.kind == "share":
            cell.number_format = "0.0%"


def _wide(column: SweepColumn, rows: Iterable[SweepRow], language: Language) -> int:
    """Wide enough for the heading and the cells, within reason."""
    heading = width(column.heading.say(language)) * DIGITS + ARROW
    longest = max((width(text) for text in {column.text(row, language)[:WIDEST] for row in rows}), default=0)
    return round(min(max(heading, longest * DIGITS + 2, NARROWEST), WIDEST))
