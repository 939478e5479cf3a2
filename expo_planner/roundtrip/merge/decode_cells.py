"""The cells of a copy → the scenario that they mean: what is still as it was shown stands for what it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.read.from_table import UNKNOWN_COLUMN
from expo_planner.files.schema.field_types import Kind
from expo_planner.files.schema.nodes import WIDEST, Quoted, Refusal, Scalar, cell
from expo_planner.files.schema.session_fields import ITEM
from expo_planner.files.write.to_yaml import Value, flow
from expo_planner.roundtrip.merge.read_cells import Copy, SheetRow
from expo_planner.roundtrip.sheets import (
    COLUMNS,
    LISTS,
    SECTIONS,
    Fields,
    Flat,
    item_rows,
    kind_of,
    programme_of,
    rule_of,
    rule_parts,
    rule_row,
    same,
    shown,
    shown_in_rest,
    typed,
)

NO_SHEETS = Text("none of its sheets is a scenario sheet", "其中没有方案的工作表")
NO_SHEETS_HINT = Text(
    "keep the sheet names: sessions, programme, rooms, people, rules, rest",
    "请保留工作表名称：活动、议程、场地、人员、规则、其他",
)
PATHS = Text(
    "such as expo.title, goals.hire, pools.interpreter or waivers",
    "例如 expo.title、goals.hire、pools.同传、waivers",
)
ADDED = "+"
"""Begins the names of entries that were added to a section whose entries have none."""
Place = tuple[str, str, str]
"""Section, name and field."""


class Meant(NamedTuple):
    """The scenario of a copy, and where each of its values stands in it."""

    scenario: Flat
    places: Mapping[Place, Source]


def meant_by(copy: Copy, base: Flat) -> Meant:
    """What a copy says. `base` is what it was made from. Raises BadInput with all cells that cannot be read."""
    if not copy.sheets:
        raise BadInput([Problem(Source(copy.name), "", NO_SHEETS, NO_SHEETS_HINT)])
    reading = _Reading(copy, base)
    reading.read()
    copy.context.report.raise_any()
    return Meant(reading.scenario, reading.places)


@dataclass
class _Reading:
    copy: Copy
    base: Flat
    scenario: Flat = field(default_factory=dict)
    places: dict[Place, Source] = field(default_factory=dict)

    def read(self) -> None:
        self.scenario = {section: dict(entries) for section, entries in self.base.items()}
        for section in RECORDS:
            if section in self.copy.sheets:
                self.scenario[section] = self.entries(section, self.copy.sheets[section])
        if "programme" in self.copy.sheets:
            self.programmes(self.copy.sheets["programme"])
        if "rules" in self.copy.sheets:
            self.scenario["rules"] = self.rules(self.copy.sheets["rules"])
        if "rest" in self.copy.sheets:
            self.rest(self.copy.sheets["rest"])

    def refuse(self, node: Scalar, name: str, message: Message | Text, hint: Text | Message | None = None) -> None:
        self.copy.context.report.add(node, name, message, hint)

    def same(self, cell: str, text: str) -> bool:
        return same(cell, text, loose=self.copy.loose)

    def typed(self, line: SheetRow, column: str, kind: Kind | None) -> Value:
        try:
            return typed(line.cells.get(column, ""), kind)
        except Refusal as refusal:
            self.copy.context.report.refuse(refusal, line.at(column), column)
            return None

    def columns(self, line: SheetRow, known: Sequence[str]) -> None:
        """Reports columns that are none."""
        for name, node in line.nodes.items():
            if name not in known:
                hint = self.copy.context.suggestion(name, known)
                head = cell(node.document, 1, node.at % WIDEST)
                self.refuse(head, name, UNKNOWN_COLUMN.fill(name=Quoted(name)), hint)

    def known_name(self, text: str, names: Mapping[str, object]) -> str:
        """The name that is meant by a cell, which a spreadsheet may have spelled as a number."""
        text = text.strip()
        if text in names or not self.copy.loose:
            return text
        alike = [name for name in names if self.same(text, name)]
        return alike[0] if len(alike) == 1 else text

    def entries(self, section: str, lines: Sequence[SheetRow]) -> dict[str, Fields]:
        base, found = self.base[section], dict[str, Fields]()
        if lines:
            self.columns(lines[0], [*RECORDS[section].columns()])
        for line in lines:
            name = self.known_name(line.cells.get("id", ""), base)
            if not name or name in found:
                message = (
                    Text("the id {id} is given twice", "编号{id}重复").fill(id=Quoted(name))
                    if name
                    else Text("the row has no id", "此行没有编号")
                )
                self.refuse(line.at("id"), "id", message, Text("give every row its own id", "每行须有各自的编号"))
                continue
            old = base.get(name, {})
            fields: Fields = dict(old)
            for column, text in line.cells.items():
                self.places[section, name, column] = line.source(column)
                if self.same(text, shown(old.get(column))):
                    continue
                kind = kind_of(section, column)
                value = name if column == "id" else self.typed(line, column, kind)
                if value is None:
                    fields.pop(column, None)
                else:
                    fields[column] = value
            self.places[section, name, ""] = line.source("id")
            found[name] = fields
        return found

    def programmes(self, lines: Sequence[SheetRow]) -> None:
        sessions = self.scenario["sessions"]
        rows: dict[str, list[tuple[float, SheetRow]]] = {name: [] for name in sessions}
        if lines:
            self.columns(lines[0], COLUMNS["programme"])
        for line in lines:
            name = self.known_name(line.cells.get("session", ""), sessions)
            if name not in sessions:
                if name not in self.base["sessions"]:  # the rows of a session that was removed go with it
                    message = Text("there is no session {text}", "没有名为{text}的活动").fill(text=Quoted(name))
                    self.refuse(line.at("session"), "session", message, self.copy.context.suggestion(name, sessions))
                continue
            last = rows[name][-1][0] if rows[name] else 0.0
            number = line.cells.get("no", "").strip()
            rows[name].append((float(number) if number.isdecimal() else last, line))
            self.places.setdefault(("sessions", name, "programme"), line.source("session"))
        for name, numbered in rows.items():
            fields = sessions[name]
            old = programme_of(fields)
            items = self.items(name, [line for _, line in sorted(numbered, key=lambda pair: pair[0])], old)
            if items != old:
                sessions[name] = {one: value for one, value in fields.items() if one != "programme"}
                if items:
                    sessions[name]["programme"] = items

    def items(self, session: str, lines: Sequence[SheetRow], old: Sequence[Mapping[str, Value]]) -> list[Value]:
        """The items of a programme; a row that shows an item as it was stands for it."""
        absent = {one.name for one in ITEM.fields if one.rare and not (lines and one.name in lines[0].nodes)}
        names = [one.name for one in ITEM.fields if one.name not in absent]
        left = list(zip(old, item_rows(session, old), strict=True))
        items: list[Value] = []
        for line in lines:
            cells = [line.cells.get(name, "") for name in names]
            match = next(
                (one for one in left if all(map(self.same, cells, (shown(one[0].get(name)) for name in names)))), None
            )
            if match:
                left.remove(match)
                items.append(match[0])
                continue
            number = line.cells.get("no", "").strip()
            near = next((one for one, row in left if row[1] == number), {})
            item = {name: near.get(name) for name in absent}
            for name, text in zip(names, cells, strict=True):
                kept = self.same(text, shown(near.get(name)))
                item[name] = near.get(name) if kept else self.typed(line, name, kind_of("programme", name))
            items.append({name: value for name, value in item.items() if value is not None})
        return items

    def rules(self, lines: Sequence[SheetRow]) -> dict[str, Fields]:
        base, found = self.base["rules"], dict[str, Fields]()
        value: Value
        if lines:
            self.columns(lines[0], COLUMNS["rules"])
        for line in lines:
            number = line.cells.get("no", "").strip()
            old = base[number][""] if number in base and number not in found else None
            parts = rule_parts(old) if old is not None else ("", None, {})
            was = rule_row(number, old) if old is not None else ["", "", "", ""]
            same = [self.same(line.cells.get(one, ""), text) for one, text in zip(COLUMNS["rules"], was, strict=True)]
            if all(same) and old is not None:
                name, value = number, old
            else:
                rule = parts[0] if same[1] else line.cells.get("rule", "").strip()
                weight = parts[1] if same[2] else self.typed(line, "weight", kind_of("rooms", "name"))
                others = parts[2] if same[3] else self.typed(line, "parameters", None) or {}
                if not isinstance(others, Mapping):
                    message = Text("expected {{name: value}}, found {found}", "应为 {{名称: 值}}，写的却是{found}")
                    self.refuse(line.at("parameters"), "parameters", message.fill(found=Quoted(str(others))))
                    others = {}
                if not rule:
                    self.refuse(line.at("rule"), "rule", Text("the row has no rule name", "此行没有规则名"))
                value = rule_of(rule, None if weight is None else str(weight), others)
                name = number if old is not None else ADDED + flow(value)
            found[name] = {"": value}
            for field_, column in (("", "rule"), ("weight", "weight")):
                self.places["rules", name, field_] = line.source(column)
        return found

    def rest(self, lines: Sequence[SheetRow]) -> None:
        if lines:
            self.columns(lines[0], COLUMNS["rest"])
        found: Flat = {section: {} for section in SECTIONS if section not in RECORDS and section != "rules"}
        for line in lines:
            section, _, name = line.cells.get("path", "").strip().partition(".")
            if section not in found or (not name and section not in LISTS):
                message = Text("{text} is not a path in a scenario", "{text}不是方案中的路径")
                hint = PATHS
                self.refuse(line.at("path"), "path", message.fill(text=Quoted(line.cells.get("path", ""))), hint)
                continue
            base = self.base[section]
            if section not in LISTS:
                name = self.known_name(name, base)
            if name in found[section] and section not in LISTS:
                self.refuse(line.at("path"), "path", Text("given twice", "重复给出"))
            old = base.get(name) if name not in found[section] else None
            kept = old is not None and self.same(line.cells.get("value", ""), shown_in_rest(old[""]))
            value = old[""] if old is not None and kept else self.typed(line, "value", None)
            if value is None:
                continue
            if section in LISTS and old is None:
                name = ADDED + flow(value)
            found[section][name] = {"": value}
            self.places[section, name, ""] = line.source("value")
        self.scenario |= found
