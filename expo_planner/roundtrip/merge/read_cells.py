"""The files of a copy → the text of each cell of our sheets, and the scenario that the copy was made from."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from expo_planner.domain.plain_text import passes_for_formula
from expo_planner.domain.problems import Source
from expo_planner.files.read.from_table import Row, csv_rows, line_and_cell, texts
from expo_planner.files.read.sources import decoded, read_bytes
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Document, Refusal, Scalar, cell, source
from expo_planner.files.write.to_yaml import Value
from expo_planner.roundtrip import copy_base
from expo_planner.roundtrip.sheets import CLASH, SHEETS, sheet_called


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: its cells by column, and where each stands."""

    cells: Mapping[str, str]
    nodes: Mapping[str, Scalar]
    start: Scalar

    def at(self, column: str) -> Scalar:
        """The cell of a column; the beginning of the row, where the sheet has no such column."""
        return self.nodes.get(column, self.start)

    def source(self, column: str) -> Source:
        """Where a cell is."""
        return source(self.at(column))


@dataclass(frozen=True)
class Copy:
    """What is in the files of a copy. `base` is None where it was lost; `loose`: tables of text (see `sheets.same`)."""

    name: str
    base: dict[str, Value] | None
    sheets: Mapping[str, list[SheetRow]]
    loose: bool
    context: Context = field(default_factory=Context)


def read_copy(path: Path) -> Copy:
    """The copy in a workbook or in a folder of csv files. Raises BadInput where it cannot be read."""
    context = Context()
    try:
        copy = _folder(path, context) if path.is_dir() else _workbook(path, context)
    except Refusal as refusal:
        context.report.refuse(refusal, Scalar("", True, 0, Document(path.name, 0, lambda at: "")), "")
    context.report.raise_any()
    return copy


def _workbook(path: Path, context: Context) -> Copy:
    from expo_planner.files.read import workbook

    found: dict[str, list[SheetRow]] = {}
    scenario = None
    for sheet in workbook.sheets(read_bytes(path)):
        name = sheet_called(sheet.title)
        if sheet.title == copy_base.SHEET:
            column = sheet.values.iter_rows(max_col=1, values_only=True)
            scenario = copy_base.unpacked(str(text) for (text,) in column if text)
        if name is None or name in found:
            continue
        document = Document(path.name, context.next_order(), workbook.place_in(sheet.title))
        found[name] = list(_lines(workbook.rows(sheet, document, context), document, context))
    return Copy(path.name, scenario, found, loose=False, context=context)


def _folder(path: Path, context: Context) -> Copy:
    found: dict[str, list[SheetRow]] = {}
    for name in SHEETS:
        file = path / f"{name}.csv"
        if file.is_file():
            document = Document(f"{path.name}/{file.name}", context.next_order(), line_and_cell)
            text = _text(read_bytes(file), document)
            rows = ((number, [*map(unguarded, cells)]) for number, cells in csv_rows(text, document))
            found[name] = list(_lines(rows, document, context))
    file = path / copy_base.FILE
    scenario = copy_base.sections_of(file.read_text(encoding="utf-8", errors="replace")) if file.is_file() else None
    return Copy(path.name, scenario, found, loose=True, context=context)


def _text(data: bytes, document: Document) -> str:
    """The text of a csv file in UTF-8 or, as Chinese spreadsheets write it, in GB 18030."""
    try:
        return decoded(data, document.name, document.order)
    except Refusal:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
        raise


def guarded(text: str) -> str:
    """A text for a csv cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _wants_guard(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text.startswith("'") and _wants_guard(text[1:]) else text


def _wants_guard(text: str) -> bool:
    """Whether an apostrophe goes in front: also where there is one, which would be taken off."""
    return passes_for_formula(text) or text.startswith("'")


def _lines(rows: Iterable[Row], document: Document, context: Context) -> Iterator[SheetRow]:
    """The rows below the header, blank ones passed over; columns without a name and that of clashes are left out."""
    columns: dict[int, str] | None = None
    for number, written in rows:
        cells = texts((number, written), columns or {}, document, context)
        if not any(text.strip() for text in cells):
            continue
        if columns is None:
            names = {index: text.strip() for index, text in enumerate(cells) if text.strip()}
            columns = {index: name for index, name in names.items() if name not in CLASH}
            continue
        given = {name: cells[index] if index < len(cells) else "" for index, name in columns.items()}
        if any(text.strip() for text in given.values()):
            nodes = {name: cell(document, number, index, given[name]) for index, name in columns.items()}
            yield SheetRow(given, nodes, cell(document, number, 0))


def looks_like_copy(path: Path) -> bool:
    """Whether a file or folder is a copy of a scenario: it carries its base, or has our sheet of sessions."""
    if path.is_dir():
        return (path / copy_base.FILE).is_file() or (path / "sessions.csv").is_file()
    if path.suffix.lower() != ".xlsx" or not path.is_file() or not zipfile.is_zipfile(path):
        return False
    from openpyxl import load_workbook

    from expo_planner.files.read.archive import look_through

    try:
        data = path.read_bytes()
        look_through(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what other programs leave in workbooks
            return _is_ours(load_workbook(io.BytesIO(data), read_only=True))
    except Exception:  # openpyxl raises whatever a broken file leads it to, and who reads it says what is wrong
        return False


def _is_ours(book: Any) -> bool:
    if copy_base.SHEET in book.sheetnames and book[copy_base.SHEET]["A1"].value == copy_base.SCHEMA:
        return True
    ours = [name for name in book.sheetnames if sheet_called(name) == "sessions"]
    first = next(book[ours[0]].iter_rows(max_row=1, values_only=True), ()) if ours else ()
    return {"id", "title"} <= set(first)
