"""A scenario as the facts and entities of the model for Timefold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from benchmarks.rivals.placements import Places
from benchmarks.rivals.reading import is_late, reserves, room_prices, weights
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.rules import Scenario
from expo_planner.rules.alone import Alone
from expo_planner.rules.apart import Apart
from expo_planner.rules.at_most import AtMost
from expo_planner.rules.audience import Audience
from expo_planner.rules.before import Before
from expo_planner.rules.crowd import Crowd
from expo_planner.rules.follow import Follow
from expo_planner.rules.rule import Goal
from expo_planner.rules.same_day import SameDay
from expo_planner.rules.same_room import SameRoom
from expo_planner.rules.together import Together

Table = Mapping[str, Mapping[str, Places]]
OUT, HOSTED = "left out", "with host"
"""Places that take no cell."""
Relation = tuple[str, str, str, int, int]
"""Its kind, its two sessions, its gap in steps and its weight, 0 of a must."""


def pose(scenario: Scenario, table: Table, domain: Any) -> Any:
    """The timetable that Timefold is to fill, of the classes of `domain`. Raises ValueError where a rule is unknown."""
    expo = scenario.expo
    facts = Facts.of(scenario, domain)
    return domain.Timetable(
        rooms=list(facts.rooms.values()),
        timeslots=facts.slots,
        pairs=[domain.Pair(str(number), *relation) for number, relation in enumerate(_relations(scenario))],
        loads=[*_loads(scenario, domain)],
        needed=[
            domain.Needed(person, name, facts.weights["busy_people"])
            for person, names in expo.everyone.items()
            if len(names) > 1
            for name in names
        ],
        reserves=[*_reserves(facts)],
        sessions=[
            _session(facts, session, table[session.id])
            for session in sorted(expo.sessions.values(), key=lambda one: _choices(table[one.id]))
        ],
    )


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What sessions refer to: rooms by id, the steps of the grid, the weights of goals, and who runs alone."""

    scenario: Scenario
    domain: Any
    weights: Mapping[str, int]
    rooms: Mapping[str, Any]
    slots: list[Any]
    alone: Set[str]

    @property
    def expo(self) -> Expo:
        return self.scenario.expo

    @classmethod
    def of(cls, scenario: Scenario, domain: Any) -> Facts:
        expo, rules = scenario.expo, scenario.rules
        steps = expo.horizon.end // expo.step
        blocks = _blocks(expo)
        rooms = [domain.Room(one.id, blocks[one.id], one.site or "", {*one.cells}) for one in expo.rooms.values()]
        outside = [domain.Room(name, name, "", set()) for name in (OUT, HOSTED)]
        return cls(
            scenario=scenario,
            domain=domain,
            weights=weights(scenario),
            rooms={room.id: room for room in (*rooms, *outside)},
            slots=[domain.Timeslot(str(step), step, step * len(expo.days) // steps) for step in range(steps)],
            alone={rule.session for rule in rules if isinstance(rule, Alone)},
        )


def _choices(places: Mapping[str, Places]) -> int:
    """In how many places a session can be: those with few come first."""
    return sum(len(own.starts) for own in places.values())


def _session(facts: Facts, session: Session, table: Mapping[str, Places]) -> Any:
    """The entity of a session: what its room costs, what its start costs, and which of both do not go together."""
    expo = facts.expo
    ticks = sorted({tick for own in table.values() for tick in own.starts})
    late = {tick: facts.weights["prefer_when"] * is_late(expo, session, tick) for tick in ticks}
    prices, closed = {HOSTED: 0}, {HOSTED: set[int]()}
    if session.host is None:
        prices = room_prices(facts.scenario, session, table)
        closed = {room: {tick // expo.step for tick in {*ticks}.difference(own.starts)} for room, own in table.items()}
    if session.priority is not None:
        prices[OUT], closed[OUT] = session.priority, set()
    return facts.domain.Session(
        id=session.id,
        length=_in_steps(expo, session.length),
        before=_in_steps(expo, session.setup),
        after=_in_steps(expo, session.teardown),
        host=session.host or "",
        series=session.series or "",
        home=facts.weights["home_room"],
        alone=session.id in facts.alone,
        prices=prices,
        late={tick // expo.step: price for tick, price in late.items()},
        closed=closed,
        rooms=[facts.rooms[room] for room in prices],
        starts=[facts.slots[tick // expo.step] for tick in ticks],
    )


def _in_steps(expo: Expo, minutes: int | None) -> int:
    assert minutes is not None and minutes % expo.step == 0, "lengths must be whole steps of the grid"
    return minutes // expo.step


def _blocks(expo: Expo) -> dict[str, str]:
    """Of every room a name that it shares with those to which walls can be moved, directly or through others."""
    blocks: dict[str, str] = {}
    for first in expo.rooms:
        todo = [first] if first not in blocks else []
        while todo:
            room = todo.pop()
            if room not in blocks:
                blocks[room] = first
                todo += expo.joins[room]
    return blocks


def _relations(scenario: Scenario) -> Iterator[Relation]:
    """All that relates two sessions: people who are needed in both, and the rules."""
    expo = scenario.expo
    ways = {*expo.travel.values()} or {0}
    assert len(ways) == 1, "one way between two sites"
    for names in expo.everyone.values():
        for one, other in combinations(names, 2):
            yield "person", one, other, _in_steps(expo, *ways), 0
    for rule in scenario.rules:
        weight = rule.weight or 0
        match rule:
            case Before():
                for one, other in pairwise(rule.sessions):
                    yield "before", one, other, _in_steps(expo, rule.gap), weight
            case Apart():
                for one, other in combinations(rule.sessions, 2):
                    yield "apart", one, other, 0, weight
            case Audience():
                for one, other, people in (*rule.pairs, *rule.file.pairs):
                    yield "apart", one, other, 0, (rule.weight or 1) * people
            case SameDay():
                for one, other in pairwise(rule.sessions):
                    yield "same_day", one, other, 0, weight
            case SameRoom():
                for one, other in pairwise(rule.sessions):
                    yield "same_room", one, other, 0, weight
            case Together():
                for one, other in pairwise(rule.sessions):
                    yield "together", one, other, 0, weight
            case Follow() if rule.weight is None:
                for one, other in pairwise(rule.sessions):
                    yield "same_room", one, other, 0, 0
                    yield "before", one, other, 0, 0
                    yield "soon", one, other, _in_steps(expo, rule.within), 0
            case Goal() | Alone() | AtMost() | Crowd():
                pass
            case _ if not rule.always:
                raise ValueError(f"{rule.name} with these parameters is not in the model")


def _loads(scenario: Scenario, domain: Any) -> Iterator[Any]:
    """What takes of pools, and of the limits on what runs or ends at once."""
    expo = scenario.expo
    attendance = {session.id: session.attendance or 0 for session in expo.sessions.values()}

    def loads(name: str, most: int, amounts: Mapping[str, int], within: int = 0, rooms: tuple[str, ...] = ()) -> Any:
        limit = domain.Limit(name, most)
        return (domain.Load(limit, one, amount, within, {*rooms}) for one, amount in amounts.items() if amount)

    for pool, most in expo.pools.items():
        yield from loads(f"pool {pool}", most, {one.id: one.uses.get(pool, 0) for one in expo.sessions.values()})
    for number, rule in enumerate(scenario.rules):
        if isinstance(rule, AtMost) and rule.count is not None:
            yield from loads(f"{number} count", rule.count, dict.fromkeys(rule.sessions, 1))
        if isinstance(rule, AtMost) and rule.people is not None:
            yield from loads(f"{number} people", rule.people, {one: attendance[one] for one in rule.sessions})
        if isinstance(rule, Crowd):
            within = _in_steps(expo, rule.within)
            yield from loads(f"{number} crowd", rule.people, attendance, within, tuple(rule.rooms))


def _reserves(facts: Facts) -> Iterator[Any]:
    """For every half-hour the cells that can be used throughout it, one of which should stay free."""
    step, weight = facts.expo.step, facts.weights["spare_room"]
    for window, usable in reserves(facts.expo):
        first, last = window.start // step, -(-window.end // step)
        for cell in usable:
            yield facts.domain.Reserve(first, last, facts.rooms[cell].block, cell, len(usable), weight)
