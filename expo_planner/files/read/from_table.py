"""Tables → nodes: csv files and workbooks, whose header row has the names of the fields.

Blank rows are skipped, but counted in addresses. A nested field is a column such as `prefer.when`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import PurePath

from expo_planner.domain.i18n import Message, Text
from expo_planner.files.read.sources import decoded, named_file, read_bytes
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import (
    WIDEST,
    Document,
    Entries,
    Items,
    Node,
    Quoted,
    Refusal,
    Scalar,
    cell,
    did_you_mean,
)
from expo_planner.files.schema.record_types import Record

UNKNOWN_COLUMN = Text("unknown column {name}", "未知列{name}")
NAMELESS = Text("{text} is in a column without a name", "{text}所在的列没有列名")
CORNER_HINT = Text(
    "write it above the names of the rows, and a name above each column", "请写在各行名称之上，并为每一列写上名称"
)
TWICE = Text("the column {name} appears twice", "列{name}重复")
Row = tuple[int, Sequence[str | Refusal]]
"""The number of a row, from 1, and the texts of its cells; in place of one that cannot be read stands why."""

UNREAD = Text("{name}: {why}", "{name}：{why}")


def table(node: Scalar, section: str, record: Record, context: Context) -> Items:
    """The rows of the file that a section names, as the list that could stand there instead."""
    rows, document = table_rows(node, section, context)
    return _Table(document, record, context).read(rows)


def matrix(node: Scalar, section: str, corner: str, context: Context) -> Entries:
    """A file with a name at the head of each row and column, as the mapping of mappings that could stand there instead.

    `corner` is the name above the heads of the rows. Empty cells are left out.
    """
    written, document = table_rows(node, section, context)
    rows = ((number, texts((number, cells), {}, document, context)) for number, cells in written)
    filled = [(number, [*map(str.strip, cells)]) for number, cells in rows if any(map(str.strip, cells))]
    whole = Entries({}, WIDEST, document)
    if not filled or filled[0][1][0] != corner:
        message = Text("the first column is {corner}", "首列应为{corner}").fill(corner=Quoted(corner))
        raise Refusal(message, CORNER_HINT, cell(document, filled[0][0] if filled else 1, 0))
    heads = [cell(document, filled[0][0], index, text) for index, text in enumerate(filled[0][1])]
    for number, cells in filled[1:]:
        values = [cell(document, number, index, text) for index, text in enumerate(cells)]
        row = Entries({}, values[0].at, document)
        if values[0].text in whole.nodes:
            message = Text("the row {name} appears twice", "行{name}重复").fill(name=Quoted(values[0].text))
            context.report.add(values[0], section, message)
        for place, (head, value) in enumerate(zip_longest(heads[1:], values[1:])):
            if value is None or not value.text:
                continue
            if head is None or not head.text:
                context.report.add(value, section, NAMELESS.fill(text=Quoted(value.text)))
            elif head.text in row.nodes:
                message = TWICE.fill(name=Quoted(head.text))
                context.report.add(heads[place + 1], section, message)
            else:
                row.nodes[head.text] = (head, value)
        whole.nodes[values[0].text] = (values[0], row)
    return whole


def table_rows(node: Scalar, section: str, context: Context) -> tuple[Iterator[Row], Document]:
    """The rows of the table that is named, its header too; of a workbook, of the sheet called like the section."""
    suffix = PurePath(node.text).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise Refusal(
            Text("{name} is not a table", "{name}不是表格文件").fill(name=Quoted(node.text)),
            Text("write a list, or the name of a .csv or .xlsx file", "请写成列表，或给出 .csv 或 .xlsx 文件名"),
        )
    path, name = named_file(node, context)
    data, order = read_bytes(path, context.unwritten), context.next_order()
    if suffix == ".csv":
        document = Document(name, order, line_and_cell, table=True)
        return csv_rows(decoded(data, name, order), document), document
    from expo_planner.files.read import workbook  # only who has a workbook pays for openpyxl

    try:
        sheet = workbook.sheet(data, section)
    except Refusal as refusal:
        raise Refusal(UNREAD.fill(name=Quoted(name), why=refusal.message), refusal.hint) from None
    document = Document(name, order, workbook.place_in(sheet.title), table=True)
    return workbook.rows(sheet, document, context), document


def line_and_cell(at: int) -> str:
    """How a position in a csv table is called: `7:3`."""
    return f"{at // WIDEST}:{at % WIDEST + 1}"


def csv_rows(text: str, document: Document) -> Iterator[tuple[int, list[str]]]:
    """The rows of a csv text (RFC 4180), each with the number of the line that it begins on."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in lines:
            if len(cells) > WIDEST:
                message = Text("a row of {count} cells", "一行有 {count} 个单元格").fill(count=len(cells))
                raise Refusal(message, node=cell(document, line, 0))
            yield line, cells
            line = lines.line_num + 1
    except csv.Error as error:
        raise Refusal(
            Text("this is not valid csv: {reason}", "此处不符合 csv 格式：{reason}").fill(reason=error),
            Text(
                "put a cell with commas or quotes in quotes, and double the quotes in it",
                "含逗号或引号的单元格要加引号，其中的引号写两遍",
            ),
            cell(document, line, 0),
        ) from None


def texts(row: Row, columns: Mapping[int, str], document: Document, context: Context) -> list[str]:
    """The texts of a row; a cell that cannot be read is reported with the name of its column, and empty."""
    number, cells = row
    for index, refusal in enumerate(cells):
        if isinstance(refusal, Refusal):
            context.report.refuse(refusal, cell(document, number, index), columns.get(index, ""))
    return ["" if isinstance(one, Refusal) else one for one in cells]


@dataclass(frozen=True)
class _Table:
    document: Document
    record: Record
    context: Context

    def read(self, rows: Iterable[Row]) -> Items:
        nodes: list[Node] = []
        columns: dict[int, str] | None = None
        for number, written in rows:
            cells = texts((number, written), columns or {}, self.document, self.context)
            if not any(text.strip() for text in cells):
                continue
            if columns is None:
                columns = self._header(number, cells)
            else:
                nodes.append(self._row(number, cells, columns))
        if columns is None:
            self.context.report.add(
                cell(self.document, 1, 0), "", Text("the table is empty", "表格是空的"), self._columns_hint()
            )
        return Items(nodes, WIDEST, self.document)

    def _header(self, number: int, cells: list[str]) -> dict[int, str]:
        """The field of each column; those that are no field are reported and their cells passed over."""
        header: dict[int, str] = {}
        misspelt: dict[str, tuple[str, Refusal]] = {}
        columns = list(self.record.columns())
        required = {one.name for one in self.record.required}
        for index, text in enumerate(cells):
            name = text.strip()
            if not name:
                continue
            place = cell(self.document, number, index, name)
            if name in columns and name not in header.values():
                header[index] = name
                continue
            header[index] = ""
            hint: Text | Message | None = None
            if name in columns:
                message = TWICE
            elif name in self.record.by_name:
                message = Text("{name} cannot be given in a table", "{name}不能写在表格中")
                hint = Text("give it in a YAML or JSON scenario", "请写在 YAML 或 JSON 方案里")
            else:
                message = UNKNOWN_COLUMN
                meant = self.context.nearest(name, columns)
                hint = did_you_mean(meant) or self._columns_hint()
                if meant in required and meant not in misspelt:
                    misspelt[meant] = (name, Refusal(message.fill(name=Quoted(name)), hint, place))
                    continue
            self.context.report.add(place, name, message.fill(name=Quoted(name)), hint)
        missing = next((one.name for one in self.record.required if one.name not in header.values()), "")
        written = misspelt.pop(missing, None)
        for name, refusal in misspelt.values():
            self.context.report.refuse(refusal, cell(self.document, number, 0), name)
        if written is not None:
            raise written[1]
        if missing:
            absent = Text("the column {name} is missing", "缺少列{name}").fill(name=Quoted(missing))
            raise Refusal(absent, self._columns_hint(), cell(self.document, number, 0))
        return header

    def _row(self, number: int, cells: list[str], columns: Mapping[int, str]) -> Entries:
        row = Entries({}, cell(self.document, number, 0).at, self.document)
        for index, text in enumerate(map(str.strip, cells)):
            if not text:
                continue
            place = Scalar(text, True, row.at + index, self.document)
            if index not in columns:
                self.context.report.add(
                    place,
                    "",
                    NAMELESS.fill(text=Quoted(place.text)),
                    Text("name the column in the header row", "请在表头写上列名"),
                )
                continue
            *groups, name = columns[index].split(".")
            holder = row
            for group in groups:
                inner = holder.nodes.setdefault(group, (place, Entries({}, place.at, self.document)))[1]
                assert isinstance(inner, Entries)
                holder = inner
            if name:
                holder.nodes[name] = (place, place)
        return row

    def _columns_hint(self) -> Message:
        return Text("the columns are {names}", "可用的列：{names}").fill(names=[*self.record.columns()])
