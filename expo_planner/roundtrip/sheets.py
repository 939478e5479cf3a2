"""The sheets on which a scenario is edited: what stands in each cell, and what a cell that was typed into means.

A cell only shows a value; whoever reads it compares it with what was shown and takes what was typed only where they
differ. So nothing that a cell cannot hold is ever lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from expo_planner.domain.i18n import Text
from expo_planner.files.edit import plain
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.read.sources import parse
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import Kind
from expo_planner.files.schema.model import NESTED
from expo_planner.files.schema.nodes import Refusal
from expo_planner.files.schema.participants import ParticipantList, as_entry, as_text
from expo_planner.files.schema.record_types import SEPARATOR, ListOf, MapOf, Record
from expo_planner.files.schema.session_fields import ITEM
from expo_planner.files.write.to_yaml import Value, flow

Fields = dict[str, Value]
Flat = dict[str, dict[str, Fields]]
"""A scenario by section, name and field. What has no fields, such as a pool or a rule, has one that is called ''."""

LISTS = ("rules", "waivers", "categories")
"""Sections whose entries have no names: they are called by their numbers in the list, from 1."""
SECTIONS = ("expo", "categories", "sites", "rooms", "people", "pools", "sessions", "rules", "goals", "keep", "waivers")
SHEETS: Mapping[str, Text] = {
    "sessions": Text("sessions", "活动"),
    "programme": Text("programme", "议程"),
    "rooms": Text("rooms", "场地"),
    "people": Text("people", "人员"),
    "rules": Text("rules", "规则"),
    "rest": Text("rest", "其他"),
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "programme": ("session", "no", *(field.name for field in ITEM.fields)),
    "rules": ("no", "rule", "weight", "parameters"),
    "rest": ("path", "value"),
}
CLASH = Text("clash", "冲突")
LONGEST = 32_000
"""Characters of a cell; spreadsheets hold 32,767."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
SIMPLE = re.compile(r"[^\s,，、:：\[{\"'](?:[^,，、:：\n\r\t]*[^\s,，、:：])?")


class SheetRows(NamedTuple):
    """One sheet: its columns, and the text of each cell."""

    name: str
    columns: tuple[str, ...]
    rows: list[list[str]]


def sheet_called(title: str) -> str | None:
    """The sheet of a name, in any language; None where it is none of ours."""
    return next((name for name, text in SHEETS.items() if title.strip().lower() in text), None)


def flat(sections: Mapping[str, Value]) -> Flat:
    """A scenario by section, name and field; fields that are nothing are left out."""
    made: Flat = {}
    for section in SECTIONS:
        value = sections.get(section)
        if section in RECORDS:
            entries = value if isinstance(value, list) else []
            made[section] = {str(one["id"]): fields_of(one) for one in entries if isinstance(one, Mapping)}
        elif section in LISTS:
            entries = value if isinstance(value, list) else []
            made[section] = {str(number): {"": one} for number, one in enumerate(entries, 1)}
        else:
            entries_by_name = value if isinstance(value, Mapping) else {}
            made[section] = {name: {"": one} for name, one in entries_by_name.items() if one is not None}
    return made


def fields_of(entry: Mapping[str, Value]) -> Fields:
    """The fields of a session, room or person by column."""
    fields: Fields = {}
    for name, value in entry.items():
        if name in NESTED and isinstance(value, Mapping):
            fields |= {f"{name}.{inner}": one for inner, one in value.items() if one is not None}
        elif value is not None:
            fields[name] = value
    return fields


def entry_of(fields: Fields) -> Value:
    """A session, room or person of its columns; of what has no fields, its value."""
    if "" in fields:
        return fields[""]
    entry: dict[str, Value] = {}
    for name, value in fields.items():
        group, dot, inner = name.partition(".")
        if dot:
            below = entry.setdefault(group, {})
            assert isinstance(below, dict)
            below[inner] = value
        else:
            entry[name] = value
    return entry


def kind_of(section: str, column: str) -> Kind | None:
    """The kind of value that a column holds; None for a column that there is none of."""
    record = ITEM if section == "programme" else RECORDS[section]
    *groups, name = column.split(".")
    for group in groups:
        inner = record.by_name[group].kind if group in record.by_name else None
        if not isinstance(inner, Record):
            return None
        record = inner
    return (
        record.by_name[name].kind
        if name in record.by_name and not isinstance(record.by_name[name].kind, Record)
        else None
    )


def shown(value: Value) -> str:
    """What a cell shows of a value: a list as `a, b`, or in brackets where that would not be clear."""
    if isinstance(value, Mapping):
        simple = all(isinstance(one, str) and _simple(key) and _simple(one) for key, one in value.items())
        return _fitting(", ".join(f"{key}: {one}" for key, one in value.items()) if simple else flow(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        texts = [*map(as_text, value)]
        pairs = zip(texts, value, strict=True)
        simple = all(
            isinstance(text, str) and (text is not one or _simple(text) or _a_time(text)) for text, one in pairs
        )
        return _fitting(", ".join(map(str, texts)) if simple else flow(value))
    return "" if value is None else _fitting(str(value))


def _simple(text: str) -> bool:
    return SIMPLE.fullmatch(text) is not None


def _a_time(text: str) -> bool:
    """A window holds colons, yet no comma."""
    return SIMPLE.fullmatch(text.replace(":", "").replace("：", "")) is not None


def _fitting(text: str) -> str:
    text = UNWRITABLE.sub("\ufffd", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def shown_in_rest(value: Value) -> str:
    """What the sheet of the rest shows of a value: a text as it is, anything else as YAML on one line."""
    bare = isinstance(value, str) and value[:1] not in ("[", "{", '"', "'", "") and value == value.strip()
    return _fitting(str(value) if bare else flow(value))


CUT = Text(
    "the cell was cut off at {count} characters and cannot be edited here", "单元格已按 {count} 字截断，不能在此修改"
)
BRACKETS = Text("the brackets or quotes are not correct", "括号或引号有误")
BRACKETS_HINT = Text("write them as in a scenario: [a, b], {name: value}", "写法与方案文件相同：[甲, 乙]、{名称: 值}")
CUT_HINT = Text("edit it in the scenario", "请在方案文件中修改")


def typed(text: str, kind: Kind | None = None) -> Value:
    """What is meant by the text of a cell; None is nothing. Without a kind brackets and quotes are read as YAML.

    Raises Refusal where brackets cannot be read.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) >= LONGEST and text.endswith("…"):
        raise Refusal(CUT.fill(count=LONGEST), CUT_HINT)
    if kind is None:
        return _from_yaml(text) if text[0] in "[{\"'" else text
    if isinstance(kind, ListOf):
        if text[0] == "[":
            return _from_yaml(text)
        parts = [part.strip() for part in SEPARATOR.split(text) if part.strip()]
        return [*map(as_entry, parts)] if isinstance(kind, ParticipantList) else parts
    if isinstance(kind, MapOf):
        if text[0] == "{":
            return _from_yaml(text)
        pairs = [part.replace("：", ":").rpartition(":") for part in SEPARATOR.split(text) if part.strip()]
        if not all(colon for _, colon, _ in pairs):
            raise Refusal(Text("expected name: number, separated by commas", "应为“名称:数值”，以逗号分隔"))
        return {name.strip(): number.strip() for name, _, number in pairs}
    return text


def _from_yaml(text: str) -> Value:
    context = Context()
    node = parse(text, "", context)
    if node is None or len(context.report):
        raise Refusal(BRACKETS, BRACKETS_HINT)
    return plain(node)


def rule_parts(item: Value) -> tuple[str, str | None, dict[str, Value]]:
    """The name, the weight and the other parameters of a rule."""
    if not isinstance(item, Mapping):
        return str(item), None, {}
    [(name, given)] = item.items()
    others = dict(given) if isinstance(given, Mapping) else {}
    weight = others.pop("weight", None)
    return name, None if weight is None else str(weight), others


def rule_of(name: str, weight: str | None, others: Mapping[str, Value]) -> Value:
    """A rule of its parts."""
    given = {**others, **({} if weight is None else {"weight": weight})}
    return {name: given} if given else name


def sheets_of(scenario: Flat) -> Iterator[SheetRows]:
    """The sheets of a scenario, each row as it is shown."""
    for section in ("sessions", "rooms", "people"):
        entries = scenario[section]
        used = {column for fields in entries.values() for column in fields}
        used |= {*RECORDS[section].columns(rare=False)}
        columns = tuple(column for column in RECORDS[section].columns() if column in used)
        rows = [[shown(fields.get(column)) for column in columns] for fields in entries.values()]
        yield SheetRows(section, columns, rows)
        if section == "sessions":
            items = [row for name, fields in entries.items() for row in item_rows(name, programme_of(fields))]
            yield _without_unused("programme", COLUMNS["programme"], items)
    yield SheetRows("rules", COLUMNS["rules"], [rule_row(number, one[""]) for number, one in scenario["rules"].items()])
    rest = [
        [f"{section}.{name}", shown_in_rest(one[""])]
        for section in SECTIONS
        if section not in RECORDS and section != "rules"
        for name, one in scenario[section].items()
    ]
    yield SheetRows("rest", COLUMNS["rest"], rest)


def _without_unused(name: str, columns: tuple[str, ...], rows: list[list[str]]) -> SheetRows:
    """The sheet of programmes without the rare columns that nobody uses."""
    rare = {field.name for field in ITEM.fields if field.rare}
    kept = [place for place, column in enumerate(columns) if column not in rare or any(row[place] for row in rows)]
    return SheetRows(name, tuple(columns[place] for place in kept), [[row[place] for place in kept] for row in rows])


def programme_of(fields: Fields) -> list[Mapping[str, Value]]:
    """The items of a session's programme."""
    items = fields.get("programme")
    return [one for one in items if isinstance(one, Mapping)] if isinstance(items, list) else []


def item_rows(session: str, items: Sequence[Mapping[str, Value]]) -> list[list[str]]:
    """The rows of a programme."""
    names = [field.name for field in ITEM.fields]
    return [[session, str(number), *(shown(one.get(name)) for name in names)] for number, one in enumerate(items, 1)]


def rule_row(number: str, item: Value) -> list[str]:
    """The row of a rule."""
    name, weight, others = rule_parts(item)
    return [number, shown(name), shown(weight), shown_in_rest(others) if others else ""]


EXCEL_DATE = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T](\d{1,2}):(\d\d)(?::00)?)?")
NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")


def same(cell: str, shown: str, *, loose: bool = False) -> bool:
    """Whether a cell still shows what was shown, but for what spreadsheets do to texts.

    `loose`: a table of text, in which they spell numbers and dates their own way.
    """
    if cell == shown:
        return True
    one, other = _settled(cell), _settled(shown)
    return one == other or (loose and _spelled(one) == _spelled(other))


def _settled(text: str) -> str:
    """A text without what a workbook makes of line ends, spaces at the end, and escapes."""
    while "_x" in text and (found := ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)) != text:
        text = found
    return UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _spelled(text: str) -> str:
    if match := EXCEL_DATE.fullmatch(text):
        year, month, day, hour, minute = match.groups()
        time = f" {int(hour):02}:{minute}" if hour and (hour.strip("0") or minute.strip("0")) else ""
        return f"{year}-{int(month):02}-{int(day):02}{time}"
    if NUMBER.fullmatch(text):
        return repr(float(text))
    return text.lower() if text.lower() in ("true", "false") else text
