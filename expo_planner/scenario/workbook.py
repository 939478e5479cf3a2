"""Sheets of workbooks (.xlsx) → rows of text: for each cell what a person would type for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from expo_planner.language import Text
from expo_planner.scenario.context import Context
from expo_planner.scenario.nodes import WIDEST, Document, Quoted, Refusal, cell

LARGEST = 300_000_000
"""Bytes that a workbook may unpack to."""


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


def unpacks_to(data: bytes) -> int:
    """The bytes that a workbook unpacks to. Raises BadZipFile where it is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(member.file_size for member in archive.infolist())


def sheets(data: bytes) -> list[Sheet]:
    """All sheets of a workbook, hidden ones too. Raises Refusal where it is none."""
    try:
        if unpacks_to(data) > LARGEST:
            raise Refusal(Text("the workbook is too large", "工作簿过大"))
        values = load_workbook(io.BytesIO(data), data_only=True)
        formulas = load_workbook(io.BytesIO(data))
        return [Sheet(one, formulas[one.title]) for one in values.worksheets]
    except Refusal:
        raise
    except Exception:  # openpyxl raises whatever a broken file leads it to
        raise Refusal(
            Text("this is no workbook that can be read", "无法读取该工作簿"),
            Text("open it and save it again as .xlsx", "请打开后重新另存为 .xlsx"),
        ) from None


def sheet(data: bytes, section: str) -> Sheet:
    """The sheet that is called like the section, or else the first one."""
    all_ = sheets(data)
    return next((one for one in all_ if one.title == section), all_[0])


def rows(sheet: Sheet, document: Document, context: Context) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet. Merged cells, errors and formulas without a stored value are reported."""
    for area in sheet.values.merged_cells.ranges:
        context.report.add(
            cell(document, area.min_row, area.min_col - 1),
            "",
            Text("the cells {area} are merged", "单元格 {area} 被合并").fill(area=area.coord),
            Text("unmerge them and fill in every row", "请取消合并并逐行填写"),
        )
    pairs = zip(sheet.values.iter_rows(), sheet.formulas.iter_rows(), strict=False)
    for number, (values, formulas) in enumerate(pairs, start=1):
        texts = []
        for column, (value, formula) in enumerate(zip(values, formulas, strict=False)):
            place = cell(document, number, column)
            if value.data_type == "e":
                message = Text("the cell holds the error {error}", "单元格中是错误值{error}")
                context.report.add(place, "", message.fill(error=Quoted(str(value.value))))
                texts.append("")
            elif value.value is None and formula.data_type == "f":
                context.report.add(
                    place,
                    "",
                    Text("the formula has no stored value", "公式没有保存计算结果"),
                    Text("open the workbook, let it calculate, and save it", "请打开工作簿计算后再保存"),
                )
                texts.append("")
            else:
                texts.append(typed(value.value, value.number_format))
        yield number, texts[:WIDEST]


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
