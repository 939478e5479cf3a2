"""Sheets of workbooks (.xlsx) → rows of text: for each cell what a person would type for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from expo_planner.language import Text
from expo_planner.scenario.archive import SAVE_AGAIN, look_through
from expo_planner.scenario.context import Context
from expo_planner.scenario.nodes import WIDEST, Document, Quoted, Refusal, cell

MOST_TEXTS = 20_000_000
"""How many cells a sheet may have from the first column to the last in use, over all rows that have any."""


@dataclass(frozen=True)
class Sheet:
    """One sheet, with the values that are stored in its cells and with the formulas that made them."""

    values: Any
    formulas: Any

    @property
    def title(self) -> str:
        return str(self.values.title)


def letters(column: int) -> str:
    """The letters of a column, counted from 0."""
    return get_column_letter(column + 1)


def sheet(data: bytes, section: str) -> Sheet:
    """The sheet that is called like the section, or else the first one."""
    try:
        look_through(data)
        values = load_workbook(io.BytesIO(data), data_only=True)
        formulas = load_workbook(io.BytesIO(data))
        names = [one.title for one in values.worksheets]
        name = section if section in names else names[0]
        return Sheet(values[name], formulas[name])
    except Refusal:
        raise
    except Exception:  # openpyxl raises whatever a broken file leads it to
        raise Refusal(Text("this is no workbook that can be read", "无法读取该工作簿"), SAVE_AGAIN) from None


def rows(sheet: Sheet, document: Document, context: Context) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet. Merged cells, errors and formulas without a stored value are reported."""
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
    if sum(map(max, used.values())) > MOST_TEXTS:
        message = Text("the cells in use stand too far apart", "所用单元格相距过远")
        hint = Text("delete what stands to the right of the table", "请删除表格右侧的内容")
        raise Refusal(message, hint)
    for number, columns in sorted(used.items()):
        texts = [""] * max(columns)
        for column in sorted(columns):
            value, formula = sheet.values._cells[number, column], sheet.formulas._cells[number, column]
            place = cell(document, number, column - 1)
            if value.data_type == "e":
                message = Text("the cell holds the error {error}", "单元格中是错误值{error}")
                context.report.add(place, "", message.fill(error=Quoted(str(value.value))))
            elif value.value is None and formula.data_type == "f":
                context.report.add(
                    place,
                    "",
                    Text("the formula has no stored value", "公式没有保存计算结果"),
                    Text("open the workbook, let it calculate, and save it", "请打开工作簿计算后再保存"),
                )
            else:
                texts[column - 1] = typed(value.value, value.number_format)
        yield number, texts


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
