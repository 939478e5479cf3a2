"""Documents of Word (.docx): tables between headings, or paragraphs as they would be pasted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from expo_planner.intake.found import Hints, Reading
from expo_planner.intake.pasted import agenda_text, table
from expo_planner.intake.pasted.drafts import Cell
from expo_planner.intake.pasted.lines import Row
from expo_planner.language import Text
from expo_planner.scenario.archive import look_through
from expo_planner.scenario.nodes import Refusal
from expo_planner.scenario.workbook import letters


def read(data: bytes, name: str, hints: Hints) -> Reading:
    """What a document tells. Places are `line:column` of its paragraphs, `table 1!B3` in tables. Raises Refusal."""
    return table.of_rows([*_rows(_opened(data))], name, hints, pasted=True)


def _opened(data: bytes) -> Any:
    import docx  # only who has a document pays for it

    try:
        look_through(data)
        return docx.Document(io.BytesIO(data))
    except Refusal:
        raise
    except Exception:  # python-docx raises whatever a broken file leads it to
        raise Refusal(
            Text("this is no document that can be read", "无法读取该文档"),
            Text("open it and save it again as .docx", "请打开后重新另存为 .docx"),
        ) from None


def _rows(document: Any) -> Iterator[Row]:
    """The lines of a document: paragraphs as pasted text, tables row by row, in their order."""
    from docx.table import Table

    paragraphs, tables, gap = 0, 0, False
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            yield from _table(block, tables)
            continue
        paragraphs += 1
        for row in agenda_text.rows(block.text):
            place = f"{paragraphs}:"
            cells = tuple(Cell(cell.text, place + cell.place.partition(":")[2]) for cell in row.cells)
            yield Row(cells, row.loose, gap or row.gap)
        gap = not block.text.strip()


def _table(block: Any, number: int) -> Iterator[Row]:
    """The rows of a table. What is merged down a column stands in each row; what is merged across, once."""
    for line, row in enumerate(block.rows, start=1):
        cells, before = [], None
        for column, cell in enumerate(row.cells):
            text = "" if cell._tc is before else cell.text.strip()
            cells.append(Cell(text, f"table {number}!{letters(column)}{line}"))
            before = cell._tc
        yield Row(tuple(cells))
