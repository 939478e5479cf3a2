"""The people of a session or of an item of its programme, some of them in a role: `[ni, {zhai: chair}]`.

A session may also have roles for which the planner chooses people: `{role: interpreter, any_of: [li, wang]}`.

As a text, in a cell of a table for example, `{zhai: chair}` is the same. `zhai: chair` without brackets is so only
where it cannot be a name: where the person is listed under `people`, or the role is one that is known. “主持人：张三”
stays a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from expo_planner.domain.i18n import Text
from expo_planner.domain.roles import known_role, role_name
from expo_planner.domain.spoken_languages import language_code
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import APerson, LineText, Parsed, Schema, Whole, text_of
from expo_planner.files.schema.nodes import Entries, FieldPath, Node, Numbered, Quoted, Refusal, Scalar, unexpected
from expo_planner.files.schema.record_types import Field, GivenFields, ListOf, Record, items_of
from expo_planner.files.write.to_yaml import Value

A_LANGUAGE = Parsed(language_code, Text("a language", "语言"), ("en", "ja"))
LANGUAGES = ListOf(A_LANGUAGE)
ROLE = Record(
    Text("a role for which the planner chooses people", "由程序选派人员的角色"),
    (
        Field("role", LineText(), Text("the role, such as interpreter", "角色，如翻译"), required=True),
        Field(
            "any_of",
            ListOf(APerson()),
            Text(
                "those who may fill it; default: everyone under `people` whose `role` it is",
                "可选派的人；不写则为 people 中 role 与之相同的所有人",
            ),
        ),
        Field("count", Whole(least=1, most=50), Text("number of people needed", "所需人数"), default=1),
        Field("languages", LANGUAGES, Text("languages that each of them must speak", "每人须会的语言")),
        Field(
            "optional",
            Whole(),
            Text("cost of each who is missing; default: nobody may be missing", "每缺一人的代价；不写则不能缺人"),
        ),
        Field(
            "people",
            ListOf(APerson()),
            Text("those who fill it now; the planner may change them", "目前由谁担任，程序可以更换"),
        ),
    ),
)
A_PARTICIPANT = Text("a person, or {person: role}", "人员，或 {人员: 角色}")
ONE_A_ROLE = Text(
    "write one person an entry: [{zhai: chair}, {li: speaker}]", "每项只写一人：[{甲: 主持人}, {乙: 演讲嘉宾}]"
)
TWO_ROLES = Text("{person} is both {one} and {other}", "{person}既是{one}又是{other}")
ONE_ROLE = Text(
    "give a person one role in a session; it may be any text, such as 'chair and speaker'",
    "每人在一场活动中只写一个角色，角色可为任意文字，如“主持人兼演讲嘉宾”",
)
BRACED = re.compile(r"\{([^{}]+)\}")
UNCLEAR = re.compile("[{}:：,，、\"'\\s](?<! )")
COLON = re.compile("[:：]")


class Participant(NamedTuple):
    """Somebody who takes part, by id, and what they do there."""

    person: str
    role: str | None = None


class Participants(NamedTuple):
    """Those who take part, by id, each once; the roles of those who have one; the roles that are to be filled."""

    people: tuple[str, ...]
    roles: Mapping[str, str]
    to_fill: tuple[GivenFields, ...]


NOBODY = Participants((), {}, ())


class AParticipant:
    """A person by id or name, or `{person: role}`."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> Participant:
        if isinstance(node, Entries):
            if len(node.nodes) != 1:
                raise unexpected(A_PARTICIPANT, node, ONE_A_ROLE)
            [(name, role)] = node.nodes.values()
            text_of(name)
            return Participant(context.people.named(name), text_of(role, Text("a role", "角色")))
        text = text_of(node, A_PARTICIPANT)
        assert isinstance(node, Scalar)
        pair = None if context.people.knows(text) else in_text(text, context)
        if pair is None:
            return Participant(context.people.named(node))
        return Participant(context.people.named(node._replace(text=pair[0])), pair[1])

    def schema(self) -> Schema:
        name = APerson().schema()
        role = {"type": "object", "additionalProperties": name, "minProperties": 1, "maxProperties": 1}
        return {"anyOf": [name, role]}


def in_text(text: str, context: Context) -> tuple[str, str] | None:
    """The person and the role that a text names; None where it may be a name."""
    braced = BRACED.fullmatch(text.strip())
    inside = braced[1] if braced else text
    colons = [*COLON.finditer(inside)]
    if not colons:
        return None
    person, role = inside[: colons[-1].start()].strip(), inside[colons[-1].end() :].strip()
    meant = braced or known_role(role) or context.people.knows(person)
    return (person, role) if person and role and meant else None


def as_entry(text: str) -> Value:
    """A participant as text, as an entry of a file: a role that is surely one in brackets."""
    pair = in_text(text, Context())
    return text if pair is None else {pair[0]: pair[1]}


def as_text(entry: Value) -> Value:
    """An entry of `people` in a role as text; anything else as it is."""
    if isinstance(entry, Mapping) and len(entry) == 1:
        [(person, role)] = entry.items()
        if isinstance(role, str) and not UNCLEAR.search(person + role):
            return f"{{{person}: {role}}}"
    return entry


@dataclass(frozen=True)
class ParticipantList(ListOf):
    """People, each of whom may have one role; who is named twice takes part once.

    With `entries`, there may be roles among them that are to be filled.
    """

    entries: Record | None = None

    def decode(self, node: Node, path: FieldPath, context: Context) -> Participants:
        people: dict[str, None] = {}
        roles: dict[str, str] = {}
        to_fill: list[GivenFields] = []
        for index, item in enumerate(items_of(node)):
            at = (*path, Numbered(index, item))
            if self.entries is not None and isinstance(item, Entries) and "role" in item.nodes:
                to_fill.append(self.entries.decode(item, at, context))
                continue
            try:
                one = self.item.decode(item, at, context)
            except Refusal as refusal:
                context.report.refuse(refusal, item, at)
                continue
            people[one.person] = None
            if one.role is not None and roles.setdefault(one.person, one.role) != one.role:
                known = context.people.by_id[one.person].name
                had, role = roles[one.person], one.role
                message = TWO_ROLES.fill(person=Quoted(known), one=role_name(had), other=role_name(role))
                context.report.add(item, at, message, ONE_ROLE)
        return Participants(tuple(people), roles, tuple(to_fill))

    def schema(self) -> Schema:
        item = self.item.schema()
        if self.entries is not None:
            item = {"anyOf": [*item["anyOf"], self.entries.schema()]}
        return {"type": "array", "items": item}
