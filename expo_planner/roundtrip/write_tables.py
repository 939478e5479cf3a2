"""A copy of a scenario as a folder of csv tables: UTF-8 with a byte order mark, RFC 4180.

A cell that a spreadsheet would take for a formula has an apostrophe in front, which reading takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from expo_planner.files.write.to_yaml import Value
from expo_planner.publishing.agenda import Agenda
from expo_planner.roundtrip import copy_base
from expo_planner.roundtrip.merge.read_cells import guarded
from expo_planner.roundtrip.sheets import flat, sheets_of


def render(sections: Mapping[str, Value], agenda: Agenda, marks: Mapping[str, Sequence[str]]) -> dict[str, bytes]:
    """`sessions.csv`, `programme.csv`, `rooms.csv`, `people.csv`, `rules.csv`, `rest.csv` and `copy_base.json`."""
    files = {}
    for sheet in sheets_of(flat(sections)):
        rows: list[list[str]] = [list(sheet.columns), *sheet.rows]
        if sheet.name == "sessions":
            rows = [["clash", *rows[0]], *([" ".join(marks.get(row[0], ())), *row] for row in sheet.rows)]
            rows = [[*row[1:], row[0]] for row in rows]
        files[f"{sheet.name}.csv"] = _csv(rows)
    return {**files, copy_base.FILE: copy_base.document(sections).encode()}


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
