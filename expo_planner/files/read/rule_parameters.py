"""How the parameters of rules are read: sessions by id or by group, pairs, dates, prices, and plain values.

A parameter's annotation (see `rules.rule`) says which it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import get_args, get_origin

from expo_planner.domain.i18n import Text
from expo_planner.files.read.choices import ChoicesFile
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import (
    APerson,
    AWindow,
    ClockTime,
    Kind,
    Length,
    LengthOrZero,
    LineText,
    Reference,
    Schema,
    Whole,
    YesNo,
    text_of,
)
from expo_planner.files.schema.model import DAYS
from expo_planner.files.schema.nodes import (
    Entries,
    FieldPath,
    Items,
    Node,
    Numbered,
    Quoted,
    Refusal,
    Scalar,
    unexpected,
)
from expo_planner.files.schema.record_types import ListOf, MapOf, attempt, items_of
from expo_planner.rules.rule import Price

A_SELECTION = Text(
    "a list of sessions, {tag: …}, {category: …} or {series: …}", "活动列表、{tag: …}、{category: …} 或 {series: …}"
)
GROUPS = ("tag", "category", "series")
TOO_FEW = Text("a relation needs at least two sessions, found {count}", "关系至少涉及两场活动，这里只有 {count} 场")
NAME_TWO = Text("name two or more, or select them: {tag: …}", "请写出两场或更多，或用 {tag: …} 选取")
ONE_SELECTOR = Text("select sessions by one thing at a time", "选取活动时只能用一种方式")
NO_SELECTOR = Text("sessions cannot be selected by {name}", "不能按{name}选取活动")
SELECTORS = Text("use one of {groups}", "请用{groups}之一")


@dataclass(frozen=True)
class Selection:
    """Sessions: a list of at least so many ids, or all with a tag, of a category or of a series."""

    least: int = 2

    def decode(self, node: Node, path: FieldPath, context: Context) -> tuple[str, ...]:
        if isinstance(node, Items):
            if len(node.nodes) < self.least:
                raise Refusal(TOO_FEW.fill(count=len(node.nodes)), NAME_TWO)
            chosen: tuple[str, ...] = ListOf(Reference("session"), once=True).decode(node, path, context)
            return chosen
        if not isinstance(node, Entries):
            raise unexpected(A_SELECTION, node)
        for name, (key, _) in node.nodes.items():
            if name not in GROUPS:
                hint = context.suggestion(name, GROUPS) or SELECTORS.fill(groups=[*GROUPS])
                raise Refusal(NO_SELECTOR.fill(name=Quoted(name)), hint, key)
        if len(node.nodes) != 1:
            raise Refusal(ONE_SELECTOR, SELECTORS.fill(groups=[*GROUPS]))
        [(name, (_, value))] = node.nodes.items()
        chosen_by = attempt(Reference(name), value, (*path, name), context)
        return () if chosen_by is None else context.groups.get(name, {}).get(chosen_by, ())

    def schema(self) -> Schema:
        groups = {name: {"type": ["string", "number", "boolean"]} for name in GROUPS}
        choice = {
            "type": "object",
            "properties": groups,
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        }
        listed = ListOf(Reference("session"), once=True).schema() | {"minItems": self.least}
        return {"anyOf": [listed, choice]}


class SessionPairs:
    """Two sessions and a number of people, `[a, b, 120]`, in a list."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> tuple[tuple[str, str, int], ...]:
        pairs: list[tuple[str, str, int]] = []
        for index, item in enumerate(items_of(node)):
            at = (*path, Numbered(index, item))
            if not isinstance(item, Items) or len(item.nodes) != 3:
                refusal = unexpected(
                    Text("two sessions and a number: [a, b, 120]", "两场活动和人数：[a, b, 120]"), item
                )
                context.report.refuse(refusal, item, at)
                continue
            one, other = (attempt(Reference("session"), name, at, context) for name in item.nodes[:2])
            people = attempt(Whole(), item.nodes[2], at, context)
            if one is not None and one == other:
                context.report.add(item, at, Text("a session is paired with itself", "活动与自己成对"))
            elif None not in (one, other, people):
                pairs.append((one, other, people))
        return tuple(pairs)

    def schema(self) -> Schema:
        name = {"type": ["string", "number", "boolean"]}
        pair = {"type": "array", "prefixItems": [name, name, Whole().schema()], "minItems": 3, "maxItems": 3}
        return {"type": "array", "items": pair}


class SomeDays:
    """Dates and ranges of dates, as the dates themselves."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> tuple[date, ...]:
        return tuple(day for days in DAYS.decode(node, path, context) for day in days)

    def schema(self) -> Schema:
        return DAYS.schema()


class TimeOrRoom:
    """The name of a room, or a time window."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> object:
        written = text_of(node, Text("a time window or a room", "时段或场地"))
        if written in context.known.get("room", {}) or not written[:1].isdigit():
            return Reference("room").decode(node, path, context)
        return AWindow().decode(node, path, context)

    def schema(self) -> Schema:
        return {"type": "string"}


class PriceTable:
    """What each session costs in windows and rooms: `{panel: {2023-07-06 上午: 3, 7A: 2}}`, or a csv file of that."""

    mapping = MapOf(Reference("session"), MapOf(TimeOrRoom(), Whole()))

    def decode(self, node: Node, path: FieldPath, context: Context) -> tuple[Price, ...]:
        if isinstance(node, Scalar):
            from expo_planner.files.read.from_table import matrix

            text_of(node, Text("the name of a csv file", "csv 文件名"))
            node = matrix(node, "preference_table", "session", context)
        costs = self.mapping.decode(node, path, context)
        return tuple(
            Price(session, cost, room=at) if isinstance(at, str) else Price(session, cost, when=at)
            for session, row in costs.items()
            for at, cost in row.items()
            if cost
        )

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string", "examples": ["slots.csv"]}, self.mapping.schema()]}


KINDS: Mapping[object, Kind] = {
    "session": Reference("session"),
    "sessions": Selection(),
    "any sessions": Selection(least=0),
    "rooms": ListOf(Reference("room")),
    "windows": ListOf(AWindow()),
    "minutes": LengthOrZero,
    "positive minutes": Length,
    "amount": Whole(least=1),
    "pairs": SessionPairs(),
    "choices": ChoicesFile(),
    "prices": PriceTable(),
    "people": ListOf(APerson(), once=True),
    "days": SomeDays(),
    "clock time": ClockTime,
    int: Whole(),
    str: LineText(),
    bool: YesNo(),
}
"""How a parameter is read, by the marker of its annotation or by its plain type."""


def kind_of(annotation: object) -> Kind:
    """How a parameter with this annotation is read; `X | None` as X."""
    metadata = getattr(annotation, "__metadata__", None)
    if metadata is not None:
        return KINDS[metadata[0]]
    if get_origin(annotation) is not None:
        [annotation] = [one for one in get_args(annotation) if one is not NoneType]
        return kind_of(annotation)
    return KINDS[annotation]
