"""Kinds made of others: lists, mappings, and records, whose fields are declared in `model`.

They report the refusals of their parts and give what could be read, so that one mistake hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import Kind, Schema
from expo_planner.files.schema.nodes import (
    UNPRINTABLE,
    FieldPath,
    Items,
    KeyPlaces,
    Node,
    Numbered,
    Quoted,
    Refusal,
    Scalar,
    did_you_mean,
    entries,
    unexpected,
)
from expo_planner.files.schema.value_parsing import narrow

A_LIST = Text("a list", "列表")
FIELDS = Text("named fields", "一组带名称的字段")
UNKNOWN_FIELD = Text("unknown field {name}", "未知字段{name}")
SEPARATOR = re.compile("[,，、]")


def items_of(node: Node) -> list[Node]:
    """The items of a list; a cell of a table holds them separated by commas."""
    if isinstance(node, Items):
        return node.nodes
    if isinstance(node, Scalar) and node.document.table:
        parts = [part.strip() for part in SEPARATOR.split(node.text)]
        return [Scalar(part, True, node.at, node.document) for part in parts if part]
    hint = None
    if isinstance(node, Scalar) and not node.empty:
        hint = Text("write a list: [{text}]", "请写成列表：[{text}]").fill(text=node.text[:60])
        hint = None if UNPRINTABLE.search(node.text) else hint
    raise unexpected(A_LIST, node, hint)


def attempt(kind: Kind, node: Node, path: FieldPath, context: Context) -> Any:
    """The value at a node, or None where it is refused, which is reported."""
    try:
        return kind.decode(node, path, context)
    except Refusal as refusal:
        context.report.refuse(refusal, node, path)
        return None


@dataclass(frozen=True)
class ListOf:
    """A list, as a tuple; what is written twice in it counts once, or is refused where it may be named only `once`."""

    item: Kind
    once: bool = False

    def decode(self, node: Node, path: FieldPath, context: Context) -> tuple[Any, ...]:
        values: dict[Any, None] = {}
        for index, item in enumerate(items_of(node)):
            at = (*path, Numbered(index, item))
            try:
                value = self.item.decode(item, at, context)
            except Refusal as refusal:
                context.report.refuse(refusal, item, at)
                continue
            if self.once and value in values:
                message = Text("{name} is named twice", "{name}写了两次")
                context.report.add(item, at, message.fill(name=Quoted(value)))
            values[value] = None
        return tuple(values)

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema()} | ({"uniqueItems": True} if self.once else {})


@dataclass(frozen=True)
class MapOf:
    """Values by name: `{interpreter: 1}`; in a cell of a table `interpreter: 1, camera: 2`."""

    key: Kind
    value: Kind

    def decode(self, node: Node, path: FieldPath, context: Context) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        for key, node_of_value in self.pairs(node):
            at = (*path, key.text)
            name = attempt(self.key, key, at, context)
            value = attempt(self.value, node_of_value, at, context)
            if name in values:
                context.report.add(key, at, Text("given twice", "重复给出"))
            elif name is not None and value is not None:
                values[name] = value
        return values

    def pairs(self, node: Node) -> Iterator[tuple[Scalar, Node]]:
        """The keys and their values."""
        if not (isinstance(node, Scalar) and node.document.table):
            yield from entries(node, FIELDS).values()
            return
        for item in items_of(node):
            assert isinstance(item, Scalar)
            name, colon, value = item.text.replace("：", ":").rpartition(":")
            if not colon:
                wanted = Text("name: value, separated by commas", "“名称:数值”，以逗号分隔")
                raise unexpected(wanted, node)
            yield item._replace(text=name.strip()), item._replace(text=value.strip())

    def schema(self) -> Schema:
        return {"type": "object", "propertyNames": self.key.schema(), "additionalProperties": self.value.schema()}


@dataclass(frozen=True)
class Shaped:
    """A value that may be written in several shapes: as one text, as a list, with fields."""

    wanted: Text
    scalar: Kind | None = None
    items: Kind | None = None
    entries: Kind | None = None

    def decode(self, node: Node, path: FieldPath, context: Context) -> Any:
        kind = self.entries
        if isinstance(node, Scalar | Items):
            kind = self.scalar if isinstance(node, Scalar) else self.items
        if kind is None:
            raise unexpected(self.wanted, node)
        return kind.decode(node, path, context)

    def schema(self) -> Schema:
        return {"anyOf": [kind.schema() for kind in (self.scalar, self.items, self.entries) if kind is not None]}


@dataclass(frozen=True)
class Field:
    """One field of a mapping: its name, its kind, and what it means.

    A field that is `required` may be missing where the field `unless` is given. `rare`: sheets have no column for it
    unasked.
    """

    name: str
    kind: Kind
    about: Text
    required: bool = False
    unless: str = ""
    default: object = None
    rare: bool = False

    def schema(self) -> Schema:
        """The schema of its kind, described."""
        about = {"description": f"{self.about.en}\n{self.about.zh}"}
        return self.kind.schema() | about | ({} if self.default is None else {"default": self.default})


@dataclass(frozen=True, eq=False)
class GivenFields:
    """What could be read of one mapping. `nodes` has the place of every field that is given, readable or not."""

    node: Node
    path: FieldPath
    values: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def same(self, cls: type[Any], made: Container[str] = ()) -> dict[str, Any]:
        """The values of the fields that a dataclass has, too, but for those `made` into something else for it."""
        own = cls.__dataclass_fields__
        return {name: value for name, value in self.values.items() if name in own and name not in made}

    def spoiled(self, name: str) -> bool:
        """Whether a field is given but could not be read; it has been reported."""
        return name in self.nodes and name not in self.values

    def at(self, name: str) -> Node:
        """The place of a field's value; the whole mapping's where it is not given."""
        return self.nodes[name][1] if name in self.nodes else self.node

    def sources(self) -> Mapping[str, Source]:
        """The place of every field that is given, by its key."""
        return KeyPlaces(self.nodes)


@dataclass(frozen=True)
class Record:
    """A mapping with known fields. Unknown ones are refused with a did-you-mean."""

    about: Text
    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {one.name: one for one in self.fields}

    @cached_property
    def required(self) -> tuple[Field, ...]:
        return tuple(one for one in self.fields if one.required)

    def columns(self, *, rare: bool = True) -> Iterator[str]:
        """The names of the columns that a table of such mappings may have; nested fields are joined by a dot."""
        for one in self.fields:
            if one.rare and not rare:
                continue
            if isinstance(one.kind, Record):
                yield from (f"{one.name}.{column}" for column in one.kind.columns(rare=rare))
            elif not (isinstance(one.kind, ListOf) and isinstance(one.kind.item, Record)):
                yield one.name

    def open(self, node: Node, path: FieldPath, context: Context) -> GivenFields:
        """The fields that are given, unread; unknown and missing ones are reported."""
        given = GivenFields(node, path)
        misspelt: set[str | None] = set()
        for name, (key, value) in entries(node, FIELDS).items():
            if name not in self.by_name:
                misspelt.add(self._unknown(key, path, context))
            elif not (isinstance(value, Scalar) and value.empty):
                given.nodes[name] = (key, value)
        for one in self.required:
            if not {one.name, one.unless} & given.nodes.keys() and one.name not in misspelt:
                message = Text("{name} is missing", "缺少 {name}").fill(name=one.name)
                context.report.add(node, (*path, one.name), message, one.about)
        return given

    def read(self, given: GivenFields, name: str, context: Context) -> Any:
        """The value of one field that is given; None where it cannot be read, which is reported."""
        at = (*given.path, name)
        value = given.nodes[name][1]
        try:
            given.values[name] = self.by_name[name].kind.decode(value, at, context)
        except Refusal as refusal:
            context.report.refuse(refusal, value, at)
        return given.values.get(name)

    def decode(self, node: Node, path: FieldPath, context: Context) -> GivenFields:
        given = self.open(node, path, context)
        for name in given.nodes:
            self.read(given, name, context)
        return given

    def _unknown(self, key: Scalar, path: FieldPath, context: Context) -> str | None:
        """Reports a field that is none; gives the one that was probably meant."""
        meant = context.nearest(narrow(key.text), self.by_name)
        hint = did_you_mean(meant)
        if hint is None and len(self.fields) <= 14:
            hint = Text("the fields are {names}", "可用字段：{names}").fill(names=[*self.by_name])
        context.report.add(key, (*path, key.text), UNKNOWN_FIELD.fill(name=Quoted(key.text)), hint)
        return meant

    def schema(self) -> Schema:
        instead = [
            {"anyOf": [{"required": [name]} for name in (one.name, one.unless)]} for one in self.required if one.unless
        ]
        return {
            "type": "object",
            "description": f"{self.about.en}\n{self.about.zh}",
            "properties": {one.name: one.schema() for one in self.fields},
            "required": [one.name for one in self.required if not one.unless],
            "additionalProperties": False,
        } | ({"allOf": instead} if instead else {})
