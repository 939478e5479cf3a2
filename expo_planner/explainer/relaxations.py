"""The cheapest ways out of a scenario without a schedule, each tried by planning with it.

Of every conflict something has to be given up. So the cheapest set that takes something from every conflict found so
far is tried; what still clashes is another conflict, and so on until a schedule exists: nothing cheaper can do
(implicit hitting sets: Moreno-Centeno and Karp 2013, for MaxSAT Davies and Bacchus 2011).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from expo_planner.checker import check
from expo_planner.domain.expo import Expo, Session, Waiver
from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.schedule import Schedule
from expo_planner.explainer.conflicts import explain
from expo_planner.explainer.demands import Conflict, Demand
from expo_planner.explainer.mus import new_solver
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Pairwise, Requirement, Unary
from expo_planner.rules.room_fit import AllowedRoom

LEFT_OUT, MOVED, BROKEN = 4, 2, 1
"""How often those who are told count: for a session left out, for one that is moved, for a demand not kept."""
NEVER = frozenset({"room_clash", "person_clash"})
"""What nobody can give up: two sessions in one room, one person in two places."""
MOST = 3
"""How many ways out are looked for."""

AND = Text("; ", "；")
LEAVE_OUT = Text("leave {session} out", "不安排{session}")
MOVE = Text("move {session}, to {spot}", "将{session}改到{spot}")
AT_ANOTHER_TIME = Text("let {session} be at another time, {when}", "允许{session}改在{when}")
OPEN_ROOM = Text("let {room} be open {when} for {session}", "让{room}在{when}为{session}开放")
IN_ANOTHER_ROOM = Text("let {session} be in {room}, too", "允许{session}使用{room}")
MAKE_DO = Text("let {session} make do with {room}", "让{session}将就使用{room}")
COME_ANYWAY = Text("have {people} come all the same for {session}, {when}", "请{people}仍在{when}出席{session}")
DO_WITHOUT = Text("do without this: {demand}", "放弃这项要求：{demand}")


@dataclass(frozen=True, order=True)
class Concession:
    """Something that may be given up: what a rule asks of one or two sessions. `part` tells kinds of one rule apart."""

    rule: str
    sessions: tuple[str, ...]
    part: str = ""

    def price(self, expo: Expo) -> int:
        """What it costs: those to be told, times how hard it is on them."""
        times = {"placed": LEFT_OUT, "pinned": MOVED}.get(self.rule, BROKEN)
        return times * min(expo.sessions[name].told for name in self.sessions)

    @property
    def freed(self) -> tuple[str, ...]:
        """The fields that the session loses; all else is accepted by a waiver."""
        if self.rule == "pinned":
            return ("start", "room", "pinned")
        return ("rooms",) if self.part == "rooms" else ()

    @property
    def waiver(self) -> Waiver | None:
        """The waiver that accepts it; None where the session's own fields change instead."""
        return None if self.freed else Waiver(rule=self.rule, sessions=frozenset(self.sessions))


@dataclass(frozen=True)
class Way:
    """A way out: what is given up, what that costs, and a schedule that exists then."""

    concessions: tuple[Concession, ...]
    members: tuple[Demand, ...]
    cost: int
    messages: tuple[Message, ...]
    schedule: Schedule

    def say(self, language: Language) -> str:
        """All that is given up, as one sentence."""
        return AND.say(language).join(message.say(language) for message in self.messages)


def concession_of(demand: Requirement) -> Concession | None:
    """What is given up where a demand is; None for one that is not for giving up."""
    if demand.rule in NEVER or not (isinstance(demand, Unary | Pairwise) or demand.rule == "placed"):
        return None
    return Concession(demand.rule, demand.sessions, "rooms" if isinstance(demand, AllowedRoom) else "")


def give_up(scenario: Scenario, concessions: Collection[Concession]) -> Scenario:
    """The scenario without what is given up."""
    expo = scenario.expo
    sessions = dict(expo.sessions)
    for concession in concessions:
        for name in concession.sessions if concession.freed else ():
            sessions[name] = _freed(sessions[name], concession.freed)
    waivers = (
        *expo.waivers,
        *(waiver for concession in sorted(concessions) if (waiver := concession.waiver) is not None),
    )
    return replace(scenario, expo=replace(expo, sessions=sessions, waivers=waivers))


def _freed(session: Session, fields: Collection[str]) -> Session:
    if "rooms" in fields:
        return replace(session, rooms=())
    return replace(session, start=None, room=None, pinned=False)


def ways_out(scenario: Scenario, conflict: Conflict, *, seconds: float = 30.0, seed: int = 0) -> Iterator[Way]:
    """Up to three ways out, the cheapest first. Every one has been tried; none is a part of a later one."""
    deadline = time.monotonic() + seconds
    conflicts, found, known = [conflict], list[frozenset[Concession]](), dict[Concession, list[Demand]]()
    while len(found) < MOST and time.monotonic() < deadline:
        for demand, requirement in zip(conflicts[-1].demands, conflicts[-1].requirements, strict=True):
            if (concession := concession_of(requirement)) is not None:
                known.setdefault(concession, []).append(demand)
        chosen = _cheapest(scenario.expo, conflicts, found)
        if chosen is None:
            return
        explanation = explain(give_up(scenario, chosen), seconds=deadline - time.monotonic(), seed=seed)
        if explanation.conflict is not None:
            conflicts.append(explanation.conflict)
        elif explanation.schedule is not None:
            found.append(chosen)
            yield _way(scenario, sorted(chosen), known, explanation.schedule)
        else:
            return


def _cheapest(
    expo: Expo, conflicts: Sequence[Conflict], found: Sequence[frozenset[Concession]]
) -> frozenset[Concession] | None:
    """The cheapest gifts that take something from every conflict, without any of the sets found already."""
    model = cp_model.CpModel()
    given: dict[Concession, cp_model.IntVar] = {}
    for conflict in conflicts:
        concessions = {
            concession for demand in conflict.requirements if (concession := concession_of(demand)) is not None
        }
        for concession in sorted(concessions - given.keys()):
            given[concession] = model.new_bool_var(str(concession))
        model.add_bool_or([given[concession] for concession in sorted(concessions)])
    for chosen in found:
        model.add_bool_or([~given[concession] for concession in sorted(chosen)])
    model.minimize(sum((concession.price(expo) * 1000 + 1) * taken for concession, taken in given.items()))
    solver = new_solver()
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return frozenset(concession for concession, taken in given.items() if solver.boolean_value(taken))


def _way(
    scenario: Scenario,
    concessions: Sequence[Concession],
    known: Mapping[Concession, Sequence[Demand]],
    schedule: Schedule,
) -> Way:
    expo = scenario.expo
    return Way(
        concessions=tuple(concessions),
        members=tuple(
            {(one.rule, one.sources): one for concession in concessions for one in known[concession]}.values()
        ),
        cost=sum(concession.price(expo) for concession in concessions),
        messages=tuple(_message(scenario, concession, known[concession][0], schedule) for concession in concessions),
        schedule=schedule,
    )


def _message(scenario: Scenario, concession: Concession, demand: Demand, schedule: Schedule) -> Message:
    """What is done, in the words of an organiser, with what the schedule found makes of it."""
    expo, name = scenario.expo, concession.sessions[0]
    session, place = expo.sessions[name], schedule.get(name)
    if place is None or concession.rule == "placed":
        return LEAVE_OUT.fill(session=session)
    room, when = expo.rooms[place.room].name, expo.clock.span(place.window)
    if concession.rule == "pinned":
        return MOVE.fill(session=session, spot=[room, when])
    if concession.rule == "time_window":
        return AT_ANOTHER_TIME.fill(session=session, when=when)
    if concession.rule == "room_open":
        return OPEN_ROOM.fill(session=session, room=room, when=expo.clock.span(expo.taken(session, place)))
    if concession.rule == "room_fit":
        return (IN_ANOTHER_ROOM if concession.part == "rooms" else MAKE_DO).fill(session=session, room=room)
    if concession.rule == "person_away":
        broken = (clash for clash in check(scenario, schedule).errors if clash.rule == concession.rule)
        people = {person for clash in broken if name in clash.sessions for person in clash.people}
        names = [expo.people[one].name if one in expo.people else one for one in sorted(people)]
        return COME_ANYWAY.fill(people=names, session=session, when=when)
    return DO_WITHOUT.fill(demand=demand.message)
