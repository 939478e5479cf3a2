"""Edits a csv table that a scenario names: cells, rows and columns that are not edited stay the same, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.edit.patch import GONE, Edit, patch, patched
from expo_planner.files.schema.model import NESTED
from expo_planner.files.schema.participants import as_text
from expo_planner.files.schema.record_types import SEPARATOR
from expo_planner.files.write.to_yaml import Value

CELL = re.compile(r' *"(?:[^"]|"")*"[^,\r\n]*|[^,\r\n]*')
QUOTED = re.compile(r'[",\r\n]|^\s|\s$')
NO_WORKBOOK = Text(
    "{section} are in the workbook {name}, which cannot be edited here",
    "{section} 写在工作簿 {name} 中，不能在此修改",
)
NO_WORKBOOK_HINT = Text(
    "edit them there, or save the sheet as csv and name the csv file in the scenario",
    "请在该工作簿中修改，或另存为 csv 并在方案中引用",
)
NO_CELL = Text("{field} of {name} cannot be stored in a table", "{name} 的 {field} 不能写在表格中")
NO_CELL_HINT = Text("list the {section} in the scenario file itself", "请将 {section} 写在方案文件中")


class _Cell(NamedTuple):
    start: int
    end: int
    text: str


def edited_table(
    path: Path,
    section: str,
    old: Sequence[Value],
    edits: Iterable[Edit],
    unwritten: Mapping[Path, bytes] = MappingProxyType({}),
) -> bytes:
    """The bytes of a csv table after edits of the section that stands in it. `old` are its entries.

    Raises BadInput where the table is a workbook, or a value cannot stand in a cell.
    """
    if path.suffix.lower() != ".csv":
        message = NO_WORKBOOK.fill(section=section, name=path.name)
        raise BadInput([Problem(Source(path.name), section, message, NO_WORKBOOK_HINT)])
    data = unwritten[path] if path in unwritten else path.read_bytes()
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data.decode("utf-8-sig")
    change = patch(edits).entries[section]
    header, *rows = [row for row in _rows(text) if any(cell.text.strip() for cell in row)]
    columns = [cell.text.strip() for cell in header]
    values: list[Mapping[str, str] | None] = []
    for number, entry in enumerate(old):
        one = change.entries.get(number)
        values.append(None if one is GONE else _cells(path, section, patched(entry, one) if one is not None else entry))
    added = [_cells(path, section, value) for value in change.added]
    before = [_cells(path, section, entry) for entry in old]
    now_there = [*(one for one in values if one), *added]
    used = dict.fromkeys(name for row in now_there for name, text_ in row.items() if text_)
    new_columns = [name for name in used if name not in columns]
    line_end = "\r\n" if "\r\n" in text else "\n"
    cuts = [(header[-1].end, header[-1].end, "".join(f",{name}" for name in new_columns))]
    for row, now, was in zip(rows, values, before, strict=True):
        if now is None:
            end = text.find("\n", row[-1].end) + 1 or len(text)
            cuts.append((row[0].start, end, ""))
            continue
        for cell, name in zip(row, columns, strict=False):
            if name and now.get(name, "") != was.get(name, ""):
                cuts.append((cell.start, cell.end, _raw(now.get(name, ""))))
        short = [_raw(now.get(name, "")) for name in columns[len(row) :]]
        more = [_raw(now.get(name, "")) for name in new_columns]
        if any(more) or any(short):
            cuts.append((row[-1].end, row[-1].end, "".join(f",{cell}" for cell in [*short, *more])))
    lines = [",".join(_raw(row.get(name, "")) for name in [*columns, *new_columns]) for row in added]
    if lines:
        gap = "" if text.endswith("\n") else line_end
        cuts.append((len(text), len(text), gap + "".join(line + line_end for line in lines)))
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return mark + text.encode()


def _rows(text: str) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    row: list[_Cell] = []
    at = 0
    while at <= len(text):
        match = CELL.match(text, at)
        assert match is not None
        raw = match[0]
        bare = raw.strip(" ")
        quoted = bare.startswith('"') and bare.endswith('"') and len(bare) > 1
        row.append(_Cell(at, match.end(), bare[1:-1].replace('""', '"') if quoted else raw))
        at = match.end()
        if text[at : at + 1] != ",":
            rows.append(row)
            row = []
            if at >= len(text):
                break
            at += 1 if text[at : at + 2] != "\r\n" else 2
        else:
            at += 1
    return rows


def _raw(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if QUOTED.search(text) else text


def _cells(path: Path, section: str, entry: Value) -> dict[str, str]:
    """The cells of an entry by column."""
    assert isinstance(entry, Mapping)
    cells: dict[str, str] = {}
    for name, value in entry.items():
        inner = value.items() if name in NESTED and isinstance(value, Mapping) else None
        for column, one in [(name, value)] if inner is None else [(f"{name}.{key}", part) for key, part in inner]:
            cells[column] = _cell(path, section, str(entry.get("id")), column, one)
    return cells


def _cell(path: Path, section: str, entry: str, column: str, value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    items = [f"{key}: {one}" for key, one in value.items()] if isinstance(value, Mapping) else value
    if isinstance(items, list):
        items = [as_text(one) for one in items]
    if isinstance(items, list) and all(isinstance(one, str) and not SEPARATOR.search(one) for one in items):
        return ", ".join(map(str, items))
    message, hint = NO_CELL.fill(field=column, name=entry), NO_CELL_HINT.fill(section=section)
    raise BadInput([Problem(Source(path.name), section, message, hint)])
