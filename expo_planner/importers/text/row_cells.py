"""The cells of a row → what each of them says, by the fields of the columns that they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import Guess
from expo_planner.importers.text import serials, spelling
from expo_planner.importers.text.columns import MANY, Column
from expo_planner.importers.text.row_days import of_two_days
from expo_planner.importers.text.row_parser import Cell

CLOCKS = {"time", "start", "start_date", "date", "end", "end_date"}
"""The fields of a table that hold times."""
NUMBERS = re.compile(r"序号|番号|(?:lfd\.? ?)?nr\.?|no\.?|n[º°]|#", re.IGNORECASE)
"""What the column is called that counts the rows: it tells nothing."""
ANYTHING = re.compile(r"\w")
"""A cell without letters and digits says nothing: "-", "."."""
STRUCK_CELL = Text("{text} is struck out and was left out", "{text}已划去，未录入")


class RowCells(NamedTuple):
    """A row by its fields; the names and texts of other columns, and the names of those that only count the rows."""

    by_field: dict[str, Cell]
    others: list[tuple[str, str]]
    guesses: list[Guess]
    numbered: tuple[str, ...]


def by_fields(cells: Sequence[Cell], columns: Sequence[Column]) -> RowCells:
    """What the cells of a row say."""
    by_field: dict[str, Cell] = {}
    others: list[tuple[str, str]] = []
    guesses: list[Guess] = []
    numbered: list[str] = []
    for index, cell in enumerate(cells):
        column = columns[index] if index < len(columns) else Column("")
        field = column.field
        if not cell.text or cell.text.isspace() or (field != "title" and not ANYTHING.search(cell.text)):
            continue
        if cell.struck:
            guesses.append(STRUCK_CELL.fill(text=Quoted(cell.text)))
        elif field is None and NUMBERS.fullmatch(spelling.even(column.name)):
            numbered.append(column.name)
        elif field is None or field == "state":
            others.append((column.name or f"#{index + 1}", cell.text))
        elif field == "date" and field in by_field:
            by_field[field], other = of_two_days(by_field[field], cell)
            first_column = next(one.name for one in columns if one.field == "date")
            if other is not None:
                others.append((column.name if other is cell else first_column, other.text))
        elif field in MANY and field in by_field:
            both = f"{by_field[field].text}{MANY[field]}{cell.text}"
            by_field[field] = by_field[field]._replace(text=both)
        elif field in CLOCKS:
            text, unsure = serials.typed(cell.text, field)
            guesses += unsure
            by_field[field] = cell._replace(text=text)
        else:
            by_field[field] = cell
    return RowCells(by_field, others, guesses, tuple(numbered))
