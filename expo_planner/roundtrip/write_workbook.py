"""A copy of a scenario as a workbook: a sheet for each kind of thing, lists to choose from, clashes marked.

The days as grids are there to look at. A sheet that nobody sees holds the scenario that the copy was made from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import ceil

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from expo_planner.domain.i18n import Text
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.read.relations import rule_names
from expo_planner.files.schema.field_types import Choice, Whole, YesNo
from expo_planner.files.schema.record_types import Record
from expo_planner.files.schema.session_fields import ITEM
from expo_planner.files.write.to_yaml import Value
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats.layout import panels
from expo_planner.publishing.formats.text_metrics import width
from expo_planner.publishing.formats.workbook import by_time
from expo_planner.publishing.formats.worksheets import (
    ALARM,
    BOX,
    DIGITS,
    PLAIN,
    cell_at,
    finish,
    height,
    put_head,
    put_text,
    workbook_bytes,
)
from expo_planner.roundtrip import copy_base
from expo_planner.roundtrip.sheets import CLASH, SHEETS, SheetRows, flat, kind_of, sheets_of

SPARE = 500
"""Rows below the last one in which lists to choose from are offered."""
LISTS = "lists"
NARROWEST, WIDEST, MARKED, MOST_LINES = 9, 44, 50, 6
NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
WIDTHS = {"title": 40, "name": 30, "parameters": 70, "value": 80, "path": 24}
READ_ONLY = Text("for viewing only: changes on this sheet are not imported", "仅供查看：此表中的修改不会导回")
ABOUT = {
    "session": Text("the id of the session", "活动编号"),
    "no": Text("the position in the list; leave it empty in new rows", "顺序号；新增的行请留空"),
    "rule": Text("the name of the rule; `plan rules` lists them", "规则名；用 plan rules 查看全部"),
    "weight": Text("turns the rule into a wish; empty: a must", "权重，使之成为愿望；空则为必须"),
    "parameters": Text("such as {sessions: [a, b], gap: 0min}", "例如 {sessions: [a, b], gap: 0min}"),
    "path": Text("section and field; write waivers to add a waiver", "所在部分与字段；新增豁免写 waivers"),
    "value": Text("as in a scenario", "写法同方案文件"),
    "clash": Text("clashes that the check finds; not imported", "检查发现的冲突；不会导回"),
}


def render(sections: Mapping[str, Value], agenda: Agenda, marks: Mapping[str, Sequence[str]]) -> dict[str, bytes]:
    """`scenario.xlsx`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    all_ = list(sheets_of(flat(sections)))
    for sheet in all_:
        _put(book.create_sheet(agenda.say(SHEETS[sheet.name])), sheet, agenda, marks)
    _put_choices(book, all_, agenda, sections)
    for panel in panels(agenda):
        by_time(book.create_sheet(f"{panel.date}"), agenda, panel, agenda.say(READ_ONLY))
    hidden = book.create_sheet(copy_base.SHEET)
    for row, piece in enumerate(copy_base.packed(sections), start=1):
        cell_at(hidden, row, 1).value = piece
    hidden.sheet_state = "veryHidden"
    book.properties.creator, book.properties.title = "expo_planner", agenda.title
    book.properties.created = book.properties.modified = agenda.stamp.replace(tzinfo=None)
    return {"scenario.xlsx": workbook_bytes(book)}


def _put(sheet: Worksheet, rows: SheetRows, agenda: Agenda, marks: Mapping[str, Sequence[str]]) -> None:
    columns = [*rows.columns, *([agenda.say(CLASH)] if rows.name == "sessions" else [])]
    put_head(sheet, 1, columns)
    for column, name in enumerate(columns, start=1):
        about = _about(rows.name, "clash" if name in CLASH else name)
        if about:
            note = Comment(agenda.say(about), "expo_planner", height=60, width=240)
            cell_at(sheet, 1, column).comment = note
    wide = [_width(rows, column, name) for column, name in enumerate(rows.columns)]
    if rows.name == "sessions":
        wide.append(MARKED if any(cells[0] in marks for cells in rows.rows) else NARROWEST)
    numbers = {column for column, name in enumerate(columns) if _is_number(rows.name, name)}
    for number, cells in enumerate(rows.rows, start=2):
        sentences = marks.get(cells[0], ()) if rows.name == "sessions" else ()
        texts = [*cells, "\n".join(sentences)] if rows.name == "sessions" else cells
        lines = 1
        for column, text in enumerate(texts):
            cell = cell_at(sheet, number, column + 1)
            put_text(cell, text, font=ALARM if sentences else PLAIN, border=BOX)
            if column in numbers and NUMBER.fullmatch(text):
                cell.value = int(text)
            elif not text:
                cell.value = None
            parts = text[:2_000].split("\n")
            lines = max(lines, sum(ceil(max(width(part), 1) * DIGITS / (wide[column] - 2)) for part in parts))
        sheet.row_dimensions[number].height = height(min(lines, MOST_LINES))
    finish(sheet, wide, "C2" if rows.name in ("sessions", "rooms", "people") else "B2", "1:1")
    for column, name in enumerate(columns, start=1):
        if column - 1 not in numbers and name != "start":  # a time that is typed may become a time
            for row in range(2, len(rows.rows) + 2):
                cell_at(sheet, row, column).number_format = "@"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows.rows) + 1}"


def _about(sheet: str, column: str) -> Text | None:
    if column in ABOUT and (column == "clash" or sheet in ("programme", "rules", "rest")):
        return ABOUT[column]
    record = ITEM if sheet == "programme" else RECORDS.get(sheet)
    for part in column.split("."):
        field = record.by_name.get(part) if record else None
        if field is None:
            return None
        if not isinstance(field.kind, Record):
            return field.about
        record = field.kind
    return None


def _is_number(sheet: str, column: str) -> bool:
    if column in ("no", "weight"):
        return True
    return sheet in (*RECORDS, "programme") and column not in CLASH and isinstance(kind_of(sheet, column), Whole)


def _width(rows: SheetRows, column: int, name: str) -> int:
    """The width of a column, in digits: as wide as its texts want, within limits."""
    if name in WIDTHS:
        return WIDTHS[name]
    texts = [name, *(row[column] for row in rows.rows)]
    return round(min(max(NARROWEST, *(width(text[:60]) * DIGITS + 3 for text in texts)), WIDEST))


def _put_choices(book: Workbook, all_: Sequence[SheetRows], agenda: Agenda, sections: Mapping[str, Value]) -> None:
    """Lists to choose from, in the cells that are there and in those below."""
    names = {rows.name: agenda.say(SHEETS[rows.name]) for rows in all_}
    count = {rows.name: len(rows.rows) + 1 + SPARE for rows in all_}
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for column, texts in enumerate(([one.name for one in agenda.expo.categories], [*rule_names(goals=False)]), start=1):
        for row, text in enumerate(texts, start=1):
            put_text(cell_at(lists, row, column), text)
    sources = {
        "rooms": f"'{names['rooms']}'!$A$2:$A${count['rooms']}",
        "sessions": f"'{names['sessions']}'!$A$2:$A${count['sessions']}",
        "categories": f"{LISTS}!$A$1:$A${max(len(agenda.expo.categories), 1)}",
        "rules": f"{LISTS}!$B$1:$B${len(rule_names(goals=False))}",
    }
    for rows in all_:
        for column, name in enumerate(rows.columns, start=1):
            formula = _choice(rows.name, name, sources, agenda)
            if formula:
                rule = DataValidation(type="list", formula1=formula, allow_blank=True, errorStyle="warning")
                rule.showErrorMessage = True
                letter = get_column_letter(column)
                rule.add(f"{letter}2:{letter}{count[rows.name]}")
                book[names[rows.name]].add_data_validation(rule)


def _choice(sheet: str, column: str, sources: Mapping[str, str], agenda: Agenda) -> str | None:
    """The list that a column is chosen from."""
    named = {
        ("sessions", "room"): "rooms",
        ("sessions", "host"): "sessions",
        ("sessions", "category"): "categories",
        ("programme", "session"): "sessions",
        ("rules", "rule"): "rules",
    }
    if (sheet, column) in named:
        return sources[named[sheet, column]]
    kind = kind_of(sheet, column) if sheet in (*RECORDS, "programme") else None
    if isinstance(kind, YesNo):
        return agenda.say(Text('"yes,no"', '"是,否"'))
    return f'"{",".join(kind.words)}"' if isinstance(kind, Choice) else None
