"""The scenario that variants are made from: kept as nodes, so that a variant costs no more than what it changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from expo_planner.domain.expo import Expo
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.domain.schedule import Schedule
from expo_planner.files.edit import plain
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.read import scenario, sources
from expo_planner.files.read.disruptions import BEFORE_DATE, read_disruption
from expo_planner.files.read.from_table import table
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Entries, Items, Node, Refusal, Scalar, source
from expo_planner.files.schema.value_parsing import narrow
from expo_planner.files.variants.change import Change, NodeEdit, edited
from expo_planner.rules import Scenario
from expo_planner.solver.replan.disruption import Disruption, disrupt

LONGEST = 10**9
"""More items than any list has."""


@dataclass(frozen=True)
class Varied:
    """A variant's scenario. `absent` sessions do not take place."""

    scenario: Scenario
    absent: frozenset[str]


class BaseScenario:
    """A scenario file with its tables looked up. Raises BadInput where it cannot be read."""

    def __init__(self, path: Path, *, allow_outside: bool = False) -> None:
        self.path, self.allow_outside = path, allow_outside
        context = self._context()
        root = sources.parse_file(path, context)
        context.report.raise_any()
        assert root is not None
        if isinstance(root, Entries):
            nodes = {name: (key, _looked_up(name, node, context)) for name, (key, node) in root.nodes.items()}
            root = root._replace(nodes=nodes)
        self.root: Node = root
        self.scenario = scenario.build(root, context)

    @property
    def expo(self) -> Expo:
        return self.scenario.expo

    def _context(self) -> Context:
        return Context(folder=self.path.parent, allow_outside=self.allow_outside)

    @cached_property
    def numbers(self) -> Mapping[str, Mapping[str, int]]:
        """The number of each entry that has an id, by section."""
        return {name: _numbers(self.section(name)) for name in RECORDS}

    def section(self, name: str) -> Node | None:
        """What is written in a section."""
        return self.root.nodes[name][1] if isinstance(self.root, Entries) and name in self.root.nodes else None

    def varied(self, change: Change) -> Varied:
        """The scenario after a change. Raises BadInput."""
        context = self._context()
        built = scenario.build(self._root(change), context) if change.edits else self.scenario
        disruption = _disruption(built.expo, change)
        if disruption == Disruption():
            return Varied(built, frozenset())
        after = disrupt(built, Schedule(), disruption)
        return Varied(after.scenario, after.absent)

    def _root(self, change: Change) -> Node:
        root: Node | None = self.root
        for edit in sorted(change.edits, key=_order):
            root = edited(root, edit, edit.path)
        return self.root if root is None else root

    def key(self, change: Change) -> str:
        """The same text for changes that come to the same scenario."""
        root = self._root(change)
        sections = root.nodes if isinstance(root, Entries) else {}
        digests = {name: self._digest(name, node) for name, (_, node) in sections.items()}
        lost = [
            sorted({*change.lost_rooms}),
            sorted({*change.lost_days}),
            sorted({*change.lost_people}),
            sorted({*change.dropped}),
            sorted({one.text for one in change.closed}),
            sorted({one.text for one in change.away}),
        ]
        return json.dumps([digests, lost, change.seed], ensure_ascii=False, sort_keys=True)

    def _digest(self, name: str, node: Node) -> str:
        return self._digests[name] if node is self.section(name) else _digest(node)

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        nodes = self.root.nodes if isinstance(self.root, Entries) else {}
        return {name: _digest(node) for name, (_, node) in nodes.items()}


def _looked_up(section: str, node: Node, context: Context) -> Node:
    """The rows of the table that a section names; what cannot be read is refused when the scenario is built."""
    if section not in RECORDS or not isinstance(node, Scalar) or node.empty:
        return node
    try:
        return table(node, section, RECORDS[section], context)
    except Refusal:
        return node


def _order(edit: NodeEdit) -> int:
    """The order of edits: items leave a list after all else and from its end, since paths number those of the file."""
    last = edit.path[-1]
    return 0 if edit.node is not None or not isinstance(last, int) else LONGEST - last


def _digest(node: Node) -> str:
    return sha256(json.dumps(plain(node), ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _numbers(section: Node | None) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for number, one in enumerate(section.nodes if isinstance(section, Items) else ()):
        name = one.nodes.get("id") if isinstance(one, Entries) else None
        if name is not None and isinstance(name[1], Scalar):
            found[name[1].text] = number
    return found


def _disruption(expo: Expo, change: Change) -> Disruption:
    """What is lost, as a disruption: a room that is dropped is closed all the time. Raises BadInput."""
    closed = [(room, expo.horizon) for room in change.lost_rooms]
    closed += [(room, expo.clock.day(date.fromisoformat(day))) for day in change.lost_days for room in expo.rooms]
    away = [(person, expo.horizon) for person in change.lost_people]
    problems: list[Problem] = []
    for node in change.closed:
        everywhere = BEFORE_DATE.match(" " + narrow(node.text))
        texts = [f"{room} {node.text}" for room in expo.rooms] if everywhere else [node.text]
        closed += _read(expo, node, problems, close=texts).closed
    for node in change.away:
        away += _read(expo, node, problems, away=[node.text]).away
    if problems:
        raise BadInput(problems)
    return Disruption(closed=tuple(closed), away=tuple(away), dropped=frozenset(change.dropped))


def _read(
    expo: Expo, node: Scalar, problems: list[Problem], *, close: Iterable[str] = (), away: Iterable[str] = ()
) -> Disruption:
    """The disruption in a text; what is wrong with it is noted, once, where it is written."""
    try:
        return read_disruption(expo, close=close, away=away)
    except BadInput as bad:
        problems.append(Problem(source(node), "", bad.problems[0].message, bad.problems[0].hint))
        return Disruption()
