"""Documents of Word (.docx): tables between headings, or paragraphs as they would be pasted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from expo_planner.domain.i18n import Text
from expo_planner.files.read.archive import look_through
from expo_planner.files.read.workbook import letters
from expo_planner.files.schema.nodes import Refusal
from expo_planner.importers.model import Hints, Reading
from expo_planner.importers.text import agenda_text, table
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell

Table = list[list[Cell]]
"""A table's cells, row by row, without their places."""


def read(data: bytes, name: str, hints: Hints) -> Reading:
    """What a document tells. Places are `line:column` of its paragraphs, `table 1!B3` in tables. Raises Refusal."""
    return table.of_rows([*_rows(_blocks(data))], name, hints, pasted=True)


def _blocks(data: bytes) -> list[str | Table]:
    """The paragraphs and tables of a document, in their order."""
    import docx  # only who has a document pays for it

    try:
        look_through(data)
        blocks = docx.Document(io.BytesIO(data)).iter_inner_content()
        return [[_cells(row) for row in one.rows] if hasattr(one, "rows") else one.text for one in blocks]
    except Refusal:
        raise
    except Exception:  # python-docx raises whatever a broken file leads it to
        raise Refusal(
            Text("this document cannot be read", "无法读取该文档"),
            Text("open it and save it again as .docx", "请打开后重新另存为 .docx"),
        ) from None


def _cells(row: Any) -> list[Cell]:
    """The cells of a row. What is merged down a column stands in each row; what is merged across, once."""
    cells: list[Cell] = []
    last = 0  # where the cell stands that is merged across these columns
    for at, cell in enumerate(row.cells):
        if at and cell._tc is row.cells[at - 1]._tc:
            cells[last] = cells[last]._replace(across=cells[last].across + 1)
            cells.append(Cell("", ""))
            continue
        last = at
        runs = [run for paragraph in cell.paragraphs for run in paragraph.runs if run.text.strip()]
        struck = bool(runs) and all(run.font.strike or run.font.double_strike for run in runs)
        cells.append(Cell(cell.text.strip(), "", struck=struck))
    return cells


def _rows(blocks: Iterable[str | Table]) -> Iterator[TextRow]:
    """The lines of a document: paragraphs as pasted text, tables row by row, in their order."""
    paragraphs, tables, gap = 0, 0, False
    for block in blocks:
        if isinstance(block, list):
            tables += 1
            for line, cells in enumerate(block, start=1):
                yield TextRow(
                    tuple(
                        cell._replace(place=f"table {tables}!{letters(column)}{line}")
                        for column, cell in enumerate(cells)
                    )
                )
            continue
        paragraphs += 1
        for row in agenda_text.rows(block):
            place = f"{paragraphs}:"
            pieces = tuple(Cell(cell.text, place + cell.place.partition(":")[2]) for cell in row.cells)
            yield TextRow(pieces, row.loose, gap or row.gap)
        gap = not block.strip()
