"""The variables: a start for every session, a choice of rooms, and whether it takes place at all.

Time is counted in steps of the expo's grid, on which all lengths of a made expo lie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from benchmarks.rivals.placements import Places
from benchmarks.rivals.reading import is_late, room_prices, weights
from expo_planner.domain.entities import Session
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import Scenario

Literal = cp_model.BoolVarT


@dataclass(frozen=True, eq=False)
class Variables:
    """Those of one session. `there` is whether it takes place; a hosted session has no rooms of its own."""

    session: Session
    length: int
    start: cp_model.IntVar
    there: cp_model.IntVar
    rooms: Mapping[str, cp_model.IntVar]
    interval: cp_model.IntervalVar

    @property
    def end(self) -> cp_model.LinearExprT:
        return self.start + self.length


class Timetable:
    """The model of a scenario and the variables of its sessions; what they cost by themselves is counted in it."""

    def __init__(self, scenario: Scenario, table: Mapping[str, Mapping[str, Places]]) -> None:
        self.scenario, self.expo = scenario, scenario.expo
        self.model = cp_model.CpModel()
        self.step = self.expo.step
        self.days = len(self.expo.days)
        self.steps_a_day = self.expo.horizon.end // self.step // self.days
        self.costs: list[tuple[Literal, int]] = []
        self._on_day: dict[str, dict[int, Literal]] = {}
        self._in_one_of: dict[tuple[str, frozenset[str]], Literal] = {}
        self.weights = weights(scenario)
        self.of = {name: self._variables(session, table[name]) for name, session in self.expo.sessions.items()}

    def in_steps(self, minutes: int | None) -> int:
        """A length in steps."""
        assert minutes is not None and minutes % self.step == 0, "lengths must be whole steps of the grid"
        return minutes // self.step

    def literal(self, cost: int = 0) -> cp_model.IntVar:
        """A new 0/1 variable that costs something where it is 1."""
        made = self.model.new_bool_var("")
        self.cost(made, cost)
        return made

    def cost(self, literal: Literal, amount: int) -> None:
        """Adds to what is minimised."""
        if amount:
            self.costs.append((literal, amount))

    def minimise(self) -> None:
        """Makes the costs the objective."""
        self.model.minimize(sum(amount * literal for literal, amount in self.costs))

    def _variables(self, session: Session, places: Mapping[str, Places]) -> Variables:
        model, length = self.model, self.in_steps(session.length)
        every = self._domain(tick for own in places.values() for tick in own.starts)
        start = model.new_int_var_from_domain(every, session.id)
        there = model.new_constant(1)
        if session.priority is not None:
            there = model.new_bool_var("")
            self.cost(there.negated(), session.priority)
        interval = model.new_optional_fixed_size_interval_var(start, length, there, session.id)
        prices = {} if session.host is not None else room_prices(self.scenario, session, places)
        rooms = {room: self.literal(price) for room, price in prices.items()}
        made = Variables(session, length, start, there, rooms, interval)
        if session.host is None:
            model.add_exactly_one([*rooms.values(), there.negated()])
            for room, here in rooms.items():
                own = self._domain(places[room].starts)
                if own.size() != every.size():
                    model.add_linear_expression_in_domain(start, own).only_enforce_if(here)
            self._late(made, every)
        return made

    def _domain(self, ticks: Iterable[int]) -> cp_model.Domain:
        return cp_model.Domain.from_values([tick // self.step for tick in ticks])

    def _late(self, made: Variables, every: cp_model.Domain) -> None:
        """Counts a session that is outside the times it prefers."""
        if made.session.prefer_when:
            first, last = every.min(), every.max()
            liked = [step for step in range(first, last + 1) if not is_late(self.expo, made.session, step * self.step)]
            late = self.literal(self.weights["prefer_when"])
            domain = cp_model.Domain.from_values(liked)
            self.model.add_linear_expression_in_domain(made.start, domain).only_enforce_if(late.negated(), made.there)

    def on_day(self, name: str) -> dict[int, Literal]:
        """Of each day, a literal that says whether the session is on it."""
        if name not in self._on_day:
            own, model = self.of[name], self.model
            found: dict[int, Literal] = {day: self.literal() for day in range(self.days)}
            model.add_exactly_one([*found.values(), own.there.negated()])
            for day, on in found.items():
                hours = cp_model.Domain(day * self.steps_a_day, (day + 1) * self.steps_a_day - 1)
                model.add_linear_expression_in_domain(own.start, hours).only_enforce_if(on)
            self._on_day[name] = found
        return self._on_day[name]

    def in_one_of(self, name: str, rooms: Collection[str]) -> Literal | None:
        """A literal that says whether the session is in one of the rooms; None where it cannot be."""
        own = self.of[name]
        chosen = frozenset(rooms).intersection(own.rooms)
        if not chosen or len(chosen) == len(own.rooms):
            return own.there if chosen else None
        if (name, chosen) not in self._in_one_of:
            literal = self.literal()
            self.model.add(sum(own.rooms[room] for room in sorted(chosen)) == literal)
            self._in_one_of[name, chosen] = literal
        return self._in_one_of[name, chosen]

    def schedule(self, solution: cp_model.CpSolverSolutionCallback) -> Schedule:
        """The schedule that a solution says; hosted sessions are in the rooms of their hosts."""
        placed: dict[str, Placement] = {}
        for name, own in self.of.items():
            chosen = self.of[own.session.host or name].rooms
            room = next((room for room, here in chosen.items() if solution.boolean_value(here)), None)
            if room is not None:
                placed[name] = self.expo.place_session(own.session, room, solution.value(own.start) * self.step)
        return Schedule(placed)
