"""Sheets of workbooks (.xlsx) → rows of text: for each cell what a person would type for it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from expo_planner.domain.i18n import Text
from expo_planner.files.read.archive import look_through
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import WIDEST, Document, Quoted, Refusal, cell

MOST_CELLS = 20_000_000
"""How many cells a sheet may have from the first column to the last in use, empty ones too."""


@dataclass(frozen=True)
class Sheet:
    """One sheet, with the values that are stored in its cells and with the formulas that made them."""

    values: Any
    formulas: Any

    @property
    def title(self) -> str:
        return str(self.values.title)

    @property
    def hidden(self) -> bool:
        """Whether nobody sees it who opens the workbook."""
        return bool(self.values.sheet_state != "visible")

    @property
    def hidden_rows(self) -> frozenset[int]:
        """The numbers of rows that are hidden, by hand or by a filter."""
        return frozenset(number for number, row in self.values.row_dimensions.items() if row.hidden)

    @property
    def hidden_columns(self) -> frozenset[int]:
        """The columns that are hidden, counted from 0."""
        hidden = (one for one in self.values.column_dimensions.values() if one.hidden and one.min and one.max)
        return frozenset(column - 1 for one in hidden for column in range(one.min, min(one.max, WIDEST) + 1))

    @property
    def across(self) -> Mapping[tuple[int, int], int]:
        """Over how many columns cells are merged, by row and by column counted from 0."""
        return {
            (row, area.min_col - 1): area.max_col - area.min_col + 1
            for area in self.values.merged_cells.ranges
            if area.max_col > area.min_col
            for row in range(area.min_row, area.max_row + 1)
        }

    def struck(self, row: int, column: int) -> bool:
        """Whether the text of a cell is struck out."""
        found = self.values._cells.get((row, column + 1))
        return found is not None and bool(found.font and found.font.strike)


def letters(column: int) -> str:
    """The letters of a column, counted from 0."""
    return get_column_letter(column + 1)


def place_in(title: str) -> Callable[[int], str]:
    """How a position in a sheet is called: `Sheet!C7`."""
    return lambda at: f"{title}!{letters(at % WIDEST)}{at // WIDEST}"


def sheet(data: bytes, section: str) -> Sheet:
    """The sheet that is called like the section, or else the first one. Raises Refusal."""
    found = sheets(data)
    return next((one for one in found if one.title == section), found[0])


def sheets(data: bytes) -> list[Sheet]:
    """All sheets of a workbook, hidden ones too. Raises Refusal where it is none."""
    try:
        look_through(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what other programs leave in workbooks
            values = load_workbook(io.BytesIO(data), data_only=True)
            formulas = load_workbook(io.BytesIO(data))
        found = [Sheet(one, formulas[one.title]) for one in values.worksheets]
        if not found:
            raise Refusal(Text("the workbook has no sheet", "工作簿中没有工作表"))
        return found
    except Refusal:
        raise
    except Exception:  # openpyxl raises whatever a broken file leads it to
        raise Refusal(
            Text("this workbook cannot be read", "无法读取该工作簿"),
            Text("open the file and save it again as .xlsx", "请打开后重新另存为 .xlsx"),
        ) from None


def rows(sheet: Sheet, document: Document, context: Context) -> Iterator[tuple[int, list[str | Refusal]]]:
    """The rows of a sheet; in place of a cell without a value that can be read stands why. Merged ones are reported."""
    for area in sheet.values.merged_cells.ranges:
        context.report.add(
            cell(document, area.min_row, area.min_col - 1),
            "",
            Text("the cells {area} are merged", "单元格 {area} 被合并").fill(area=area.coord),
            Text("unmerge them and fill in every row", "请取消合并并逐行填写"),
        )
    used: dict[int, list[int]] = {}
    for row, column in sheet.values._cells:  # one cell in the last corner would make rectangles of all the others
        if column <= WIDEST:
            used.setdefault(row, []).append(column)
    if sum(map(max, used.values())) > MOST_CELLS:
        message = Text("the cells in use are too far apart", "所用单元格相距过远")
        hint = Text("delete everything to the right of the table", "请删除表格右侧的内容")
        raise Refusal(message, hint)
    for number, columns in sorted(used.items()):
        cells: list[str | Refusal] = [""] * max(columns)
        for column in columns:
            value, formula = sheet.values._cells[number, column], sheet.formulas._cells[number, column]
            cells[column - 1] = fault(value, formula) or typed(value.value, value.number_format)
        yield number, cells


def repeated_rows(sheet: Sheet) -> Iterator[tuple[int, list[str | Refusal]]]:
    """The rows of a sheet that people made: what is merged down a column stands in each of its rows.

    In place of a cell without a value that can be read stands why. Raises Refusal where the sheet is absurdly large.
    """
    if sheet.values.max_row * sheet.values.max_column > MOST_CELLS:
        raise Refusal(
            Text("the sheet {name} is too large", "工作表{name}过大").fill(name=Quoted(sheet.title)),
            Text("delete the cells far below and far to the right of the table", "请删除表格以外远处的单元格"),
        )
    tops = {
        (row, area.min_col - 1): area.min_row
        for area in sheet.values.merged_cells.ranges
        for row in range(area.min_row + 1, area.max_row + 1)
    }
    above: dict[tuple[int, int], str | Refusal] = {}
    merged_from = {(top, column) for (_, column), top in tops.items()}
    pairs = zip(sheet.values.iter_rows(), sheet.formulas.iter_rows(), strict=False)
    for number, (values, formulas) in enumerate(pairs, start=1):
        cells: list[str | Refusal] = []
        for column, (value, formula) in enumerate(zip(values, formulas, strict=False)):
            if (number, column) in tops:
                cells.append(above.get((tops[number, column], column), ""))
                continue
            cells.append(fault(value, formula) or typed(value.value, value.number_format))
            if (number, column) in merged_from:
                above[number, column] = cells[-1]
        yield number, cells[:WIDEST]


def fault(value: Any, formula: Any) -> Refusal | None:
    """Why a cell, given with its stored value and with its formula, has no value that can be read."""
    if value.data_type == "e":
        message = Text("the cell holds the error {error}", "单元格中是错误值{error}")
        return Refusal(message.fill(error=Quoted(str(value.value))))
    if value.value is None and formula.data_type == "f":
        return Refusal(
            Text("the formula has no stored value", "公式没有保存计算结果"),
            Text("open the workbook, let it recalculate, and save it", "请打开工作簿计算后再保存"),
        )
    return None


def typed(value: object, number_format: str) -> str:
    """What a person would type for the value of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        value += timedelta(microseconds=500_000)  # stored as a fraction of a day
        clock = f"{value:%H:%M:%S}".removesuffix(":00")
        return (
            f"{value:%Y-%m-%d}"
            if clock == "00:00" and "h" not in number_format.lower()
            else f"{value:%Y-%m-%d} {clock}"
        )
    if isinstance(value, time):
        return f"{value:%H:%M:%S}".removesuffix(":00")
    if isinstance(value, timedelta):
        return f"{round(value.total_seconds() / 60)}min"
    return str(value)
