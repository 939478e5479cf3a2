"""The nodes of a scenario file → the expo and its rules.

Sections are read in the order in which they depend on each other: the expo's clock first, ids before references to
them, rules last. Every problem is reported, and the report is raised at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from expo_planner.domain.disturbance import Disturbance
from expo_planner.domain.entities import Category, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.domain.staffing import with_assignments
from expo_planner.files.read.expo import no_expo, read_expo
from expo_planner.files.read.relations import Goals, Relations, all_rules
from expo_planner.files.read.repeats import with_times
from expo_planner.files.read.rooms import make_people, make_rooms
from expo_planner.files.read.sessions import with_sessions
from expo_planner.files.schema.context import Context, KnownPeople
from expo_planner.files.schema.field_types import LineText, Schema, Whole, text_of
from expo_planner.files.schema.model import CATEGORY, EXPO, KEEP, PERSON, ROOM, SITES, WAIVER
from expo_planner.files.schema.nodes import Entries, Items, Node, Numbered, Quoted, Refusal, Scalar, source
from expo_planner.files.schema.record_types import Field, GivenFields, ListOf, MapOf, Record, Shaped, items_of
from expo_planner.files.schema.session_fields import SESSION
from expo_planner.rules import Scenario
from expo_planner.rules.rule import RULES

A_NAME = Text("a name, or named fields", "名称，或一组带名称的字段")
A_TABLE = Text("a list, or the name of a .csv or .xlsx file", "列表，或 .csv、.xlsx 文件名")


def _listed(record: Record) -> Shaped:
    return Shaped(A_TABLE, scalar=LineText(), items=ListOf(record))


SCENARIO = Record(
    Text("a scenario for expo_planner", "交给 expo_planner 的方案"),
    (
        Field("expo", EXPO, EXPO.about, required=True),
        Field(
            "categories",
            ListOf(Shaped(A_NAME, scalar=LineText(), entries=CATEGORY)),
            Text(
                "the order of categories in the agenda; default: as sessions use them",
                "日程表中类别的顺序；不写则按活动中出现的先后",
            ),
        ),
        Field("sites", SITES, SITES.about),
        Field(
            "rooms", _listed(ROOM), Text("the rooms, or the name of a .csv or .xlsx file", "场地，或 .csv、.xlsx 文件")
        ),
        Field(
            "people",
            _listed(PERSON),
            Text(
                "people with a role, absences or limited availability, or the name of a .csv or .xlsx file; others "
                "named by sessions need no entry",
                "有职务或到场时间限制的人员，或 .csv、.xlsx 文件；活动中提到的其他人无须列出",
            ),
        ),
        Field(
            "pools",
            MapOf(LineText(), Whole()),
            Text("staff or equipment shared by all rooms", "各场地共用的人员或设备"),
        ),
        Field(
            "sessions",
            _listed(SESSION),
            Text("the sessions, or the name of a .csv or .xlsx file", "活动，或 .csv、.xlsx 文件"),
        ),
        Field(
            "rules",
            Relations(),
            Text(
                "relations between sessions, and parameters of rules that are always on",
                "活动之间的关系，及始终有效的规则的参数",
            ),
        ),
        Field("goals", Goals(), Text("weights of the goals; 0 switches a goal off", "目标权重，0 为关闭")),
        Field("keep", KEEP, KEEP.about),
        Field("waivers", ListOf(WAIVER), Text("known and accepted clashes", "已知并接受的冲突")),
    ),
)
ADDED = Record(
    Text("sessions to add", "要增加的活动"),
    (Field("sessions", ListOf(SESSION), Text("the sessions", "活动"), required=True),),
)


def schema() -> Schema:
    """The JSON Schema of the scenario file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "expo_planner scenario",
        **SCENARIO.schema(),
    }


def build(root: Node, context: Context, added: Sequence[Node] = ()) -> Scenario:
    """The scenario at the root of a file. Raises BadInput with all problems.

    `added` are the roots of files with more sessions.
    """
    try:
        more = [session for one in added for session in _sessions(one, context)]
        scenario = _Build(SCENARIO.open(root, (), context), context, more).scenario()
    except Refusal as refusal:
        context.report.refuse(refusal, root, "")
    context.report.raise_any()
    return scenario


def _sessions(root: Node, context: Context) -> list[Node]:
    """The sessions of a file of sessions to add, unread."""
    try:
        given = ADDED.open(root, (), context)
        return items_of(given.nodes["sessions"][1]) if "sessions" in given.nodes else []
    except Refusal as refusal:
        context.report.refuse(refusal, root, "sessions")
        return []


class _Build:
    """One scenario being made; every method reads one section. `more` are sessions of other files."""

    def __init__(self, top: GivenFields, context: Context, more: Sequence[Node]) -> None:
        self.top, self.context, self.more = top, context, more

    def read(self, section: str, default: Any) -> Any:
        if section not in self.top.nodes:
            return default
        value = SCENARIO.read(self.top, section, self.context)
        return default if value is None else value

    def scenario(self) -> Scenario:
        context, known = self.context, self.context.known
        expo = self.expo()
        rooms = self.entries("rooms", ROOM)
        known["room"] = self.ids("room", rooms)
        made = make_rooms(self.decoded("rooms", ROOM, rooms), expo.place or expo.title, context)
        known["site"] = dict.fromkeys(site for site in [expo.place, *(room.site for room in made.values())] if site)
        if self.unread("rooms"):
            del known["room"], known["site"]
        sites, keep = self.read("sites", None), self.read("keep", None)
        context.people = KnownPeople(make_people(self.people()))
        pools = self.read("pools", {})
        known["pool"] = pools
        if self.top.spoiled("pools"):
            del known["pool"]
        categories = self.categories()
        sessions = with_times([*self.entries("sessions", SESSION), *self.more], context)
        known["session"] = self.ids("session", sessions)
        if self.unread("sessions"):
            del known["session"]
        expo = replace(
            expo,
            travel={} if sites is None else sites.get("travel", {}),
            sites_en={} if sites is None else sites.get("names_en", {}),
            rooms=made,
            pools=pools,
            keep=Disturbance(**({} if keep is None else keep.values)),
            fields=self.places(expo),
        )
        given = self.decoded("sessions", SESSION, sessions)
        self.group(given, categories)
        if not categories:
            categories = tuple(Category(name=name) for name in context.groups["category"])
        expo = with_sessions(given, replace(expo, categories=categories), context)
        expo = replace(expo, people=context.people.by_id)
        rules = all_rules(self.read("rules", []), self.read("goals", []))
        known["rule"] = RULES
        return Scenario(expo=with_assignments(replace(expo, waivers=self.waivers())), rules=rules)

    def expo(self) -> Expo:
        """The expo without rooms and sessions."""
        if "expo" not in self.top.nodes:
            return no_expo(self.context)
        node = self.top.nodes["expo"][1]
        if isinstance(node, Entries):
            return read_expo(node, self.context)
        self.read("expo", None)
        return no_expo(self.context)

    def entries(self, section: str, record: Record) -> list[Node]:
        """The entries of a section that is a list or a table, unread."""
        if section not in self.top.nodes:
            return []
        node = self.top.nodes[section][1]
        try:
            if isinstance(node, Scalar):
                from expo_planner.files.read.from_table import table

                text_of(node, A_TABLE)
                node = table(node, section, record, self.context)
            if isinstance(node, Items):
                self.top.values[section] = node.nodes
                return node.nodes
            SCENARIO.read(self.top, section, self.context)
        except Refusal as refusal:
            self.context.report.refuse(refusal, self.top.at(section), section)
        return []

    def unread(self, section: str) -> bool:
        """Whether a section is given but could not be read at all."""
        return self.top.spoiled(section)

    def decoded(self, section: str, record: Record, nodes: list[Node]) -> tuple[GivenFields, ...]:
        if not nodes:
            return ()
        whole = Items(nodes, nodes[0].at, nodes[0].document)
        return ListOf(record).decode(whole, (section,), self.context)

    def ids(self, noun: str, nodes: list[Node], *, exact: bool = False) -> Mapping[str, Scalar]:
        """The ids of a section's entries. One given twice is reported; file names make no difference of case."""
        ids: dict[str, Scalar] = {}
        folded: dict[str, Scalar] = {}
        for index, entry in enumerate(nodes):
            node = entry.nodes["id"][1] if isinstance(entry, Entries) and "id" in entry.nodes else None
            if not isinstance(node, Scalar) or node.empty:
                continue
            first = folded.setdefault(node.text if exact else node.text.lower(), node)
            if first is not node:
                same = first.text == node.text
                message = (
                    Text("the id {id} is given twice", "编号{id}重复")
                    if same
                    else Text(
                        "the id {id} differs from another only in upper and lower case", "编号{id}与另一个仅大小写不同"
                    )
                )
                self.context.report.add(
                    node,
                    (noun if noun == "people" else f"{noun}s", Numbered(index, entry), "id"),
                    message.fill(id=Quoted(node.text)),
                    Text("first at {place}", "首次出现于 {place}").fill(place=str(source(first))),
                )
            ids.setdefault(node.text, node)
        return ids

    def people(self) -> tuple[GivenFields, ...]:
        nodes = self.entries("people", PERSON)
        self.ids("people", nodes, exact=True)
        return self.decoded("people", PERSON, nodes)

    def categories(self) -> tuple[Category, ...]:
        """The headings that the file lists; none where sessions make them."""
        given = self.read("categories", None)
        if given is None:
            return ()
        categories: dict[str, Category] = {}
        for one in given:
            short = isinstance(one, str)
            name = one if short else one.get("name")
            if name is None:
                continue
            if name in categories:
                node = self.top.at("categories") if short else one.at("name")
                message = Text("the category {name} is given twice", "类别{name}重复").fill(name=Quoted(name))
                self.context.report.add(node, "categories", message)
            categories[name] = (
                Category(name=name) if short else Category(name=name, name_en=one.get("en"), color=one.get("color"))
            )
        self.context.known["category"] = categories
        return tuple(categories.values())

    def group(self, sessions: tuple[GivenFields, ...], categories: tuple[Category, ...]) -> None:
        """Notes which sessions have which tag, category, series and title, for the rules to choose by."""
        groups: dict[str, dict[str, list[str]]] = {"tag": {}, "category": {}, "series": {}}
        for category in categories:
            groups["category"][category.name] = []
        for one in sessions:
            names = {"tag": one.get("tags", ()), "category": [one.get("category")], "series": [one.get("series")]}
            for kind, values in names.items():
                for value in values:
                    if value is not None:
                        groups[kind].setdefault(value, []).append(one.get("id", ""))
        self.context.groups = {kind: {name: tuple(ids) for name, ids in all_.items()} for kind, all_ in groups.items()}
        if not self.unread("sessions"):
            self.context.known |= self.context.groups
        titles: dict[str, dict[str, None]] = {}
        for one in sessions:
            if "repeats" in one.nodes:  # who names the title means all its times
                continue
            for title in filter(None, (one.get("title"), one.get("title_en"))):
                titles.setdefault(title, {})[one.get("id", "")] = None
        self.context.titles = {title: tuple(ids) for title, ids in titles.items()}

    def places(self, expo: Expo) -> dict[str, Source]:
        """The places of the expo's fields and of each pool."""
        places = dict(expo.fields)
        if "pools" in self.top.nodes:
            key, node = self.top.nodes["pools"]
            places["pools"] = source(key)
            if isinstance(node, Entries):
                places |= {f"pools.{name}": source(one) for name, (one, _) in node.nodes.items()}
        if "sites" in self.top.nodes:
            places |= self.travel_places(self.top.nodes["sites"][1])
        return places

    @staticmethod
    def travel_places(sites: Node) -> dict[str, Source]:
        """The place of each travel time, under the names of its two sites in order."""
        travel = sites.nodes["travel"][1] if isinstance(sites, Entries) and "travel" in sites.nodes else None
        pairs = travel.nodes if isinstance(travel, Entries) else {}
        return {
            f"travel.{' - '.join(sorted(part.strip() for part in name.split(' - ')))}": source(key)
            for name, (key, _) in pairs.items()
        }

    def waivers(self) -> tuple[Waiver, ...]:
        """The clashes that are known and accepted."""
        given = self.read("waivers", ())
        for one in given:
            named = one.at("sessions")
            if isinstance(named, Items) and not named.nodes:
                message = Text("a waiver must name the sessions it covers", "豁免须写明所涉及的活动")
                self.context.report.add(named, (*one.path, "sessions"), message)
        return tuple(
            Waiver(
                rule=one.get("rule", ""),
                sessions=frozenset(one.get("sessions", ())),
                source=source(one.node),
                **one.same(Waiver, {"rule", "sessions"}),
            )
            for one in given
        )
