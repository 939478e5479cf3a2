"""The board: the CP-SAT variables of every session, and the words in which requirements speak of them.

A session on the board has candidate placements (rooms and starts), may be placed or not, and if placed stands at one
candidate. Literals are only made where something depends on them; what the candidates already decide is a constant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from ortools.sat.python import cp_model

from expo_planner.expo import Expo
from expo_planner.schedule import Placement, Schedule

Literal: TypeAlias = cp_model.BoolVarT
Expression: TypeAlias = cp_model.IntVar | cp_model.LinearExpr | int
Candidates: TypeAlias = Mapping[str, tuple[int, ...]]
"""Of every room that a session may have, its starts there, in ascending order."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One session on the board."""

    candidates: Candidates
    starts: tuple[int, ...]
    ends: Mapping[int, int]
    placed: Literal
    start: Expression
    end: Expression
    rooms: Mapping[str, Literal]


class Board:
    """The sessions of an expo as CP-SAT variables.

    `candidates` gives each session's placements; a session of `must` has a place in every solution.
    """

    def __init__(self, expo: Expo, candidates: Mapping[str, Candidates], must: Collection[str]) -> None:
        self.expo = expo
        self.model = cp_model.CpModel()
        self.true: Literal = self.model.new_constant(1)
        self.false: Literal = ~self.true
        self.costs: dict[int, list[tuple[int, Expression]]] = {}
        self._cache: dict[object, Literal] = {}
        self._pieces = {name: self._piece(name, rooms, name in must) for name, rooms in candidates.items()}

    def _piece(self, name: str, candidates: Candidates, must: bool) -> Piece:
        session = self.expo.sessions[name]
        candidates = {room: starts for room, starts in candidates.items() if starts}
        starts = tuple(sorted(set().union(*candidates.values())))
        ends = {start: self.expo.end(session, start) for start in starts}
        if not starts:
            if must:
                self.model.add_bool_or([])
            return Piece({}, (), {}, self.false, 0, 0, {})
        placed = self.true if must else self.model.new_bool_var(f"{name} placed")
        if len(starts) == 1:
            start: Expression = starts[0]
            end: Expression = ends[starts[0]]
        else:
            variable = self.model.new_int_var_from_domain(cp_model.Domain.from_values(list(starts)), name)
            start = variable
            if not must:
                self.model.add(variable == starts[0]).only_enforce_if(~placed)
            if len({ends[start] - start for start in starts}) == 1:
                end = variable + (ends[starts[0]] - starts[0])
            else:
                domain = cp_model.Domain.from_values(sorted(set(ends.values())))
                end = self.model.new_int_var_from_domain(domain, f"{name} ends")
                self.model.add_allowed_assignments([variable, end], list(ends.items()))
        if len(candidates) == 1:
            rooms: dict[str, Literal] = dict.fromkeys(candidates, placed)
        else:
            rooms = {room: self.model.new_bool_var(f"{name} in {room}") for room in candidates}
            self.model.add_exactly_one([*rooms.values(), *([] if must else [~placed])])
        for room, own in candidates.items():
            if len(own) < len(starts):
                self._restrict(start, own, [rooms[room]])
        return Piece(candidates, starts, ends, placed, start, end, rooms)

    def _restrict(self, start: Expression, values: Iterable[int], enforced: list[Literal]) -> None:
        domain = cp_model.Domain.from_values(list(values))
        self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(enforced)

    # Literals ---------------------------------------------------------------------------------------------------

    def literal(self) -> Literal:
        """A new literal, free to be true or false."""
        return self.model.new_bool_var("")

    def negation(self, literal: Literal) -> Literal:
        """True where the literal is not."""
        if literal.index == self.true.index:
            return self.false
        return self.true if literal.index == self.false.index else ~literal

    def all_of(self, *literals: Literal) -> Literal:
        """True exactly where all of them are."""
        kept = {literal.index: literal for literal in literals if literal.index != self.true.index}
        if self.false.index in kept or any(-index - 1 in kept for index in kept):
            return self.false
        if len(kept) < 2:
            return next(iter(kept.values()), self.true)
        key = ("all", frozenset(kept))
        if key not in self._cache:
            both = self._cache[key] = self.literal()
            self.model.add_bool_and(list(kept.values())).only_enforce_if(both)
            self.model.add_bool_or([both, *(~literal for literal in kept.values())])
        return self._cache[key]

    def any_of(self, *literals: Literal) -> Literal:
        """True exactly where one of them is."""
        return self.negation(self.all_of(*(self.negation(literal) for literal in literals)))

    def none_of(self, *literals: Literal) -> Literal:
        """True exactly where none of them is."""
        return self.all_of(*(self.negation(literal) for literal in literals))

    def enforce(self, constraint: cp_model.Constraint, *when: Literal) -> None:
        """Demands the constraint only where all of these hold."""
        kept = [literal for literal in when if literal.index != self.true.index]
        if kept:
            constraint.only_enforce_if(kept)

    def imply(self, when: Literal, *alternatives: Literal) -> None:
        """Where `when` holds, one of the alternatives does."""
        if all(literal.index != self.true.index for literal in alternatives):
            self.model.add_bool_or([self.negation(when), *alternatives])

    def never(self, count: Expression) -> None:
        """Forbids what a literal says, or a count above zero."""
        if not isinstance(count, int):
            self.model.add(count == 0)

    def pay(self, count: Expression, cost: int, tier: int) -> None:
        """Adds to the cost of a tier, so much for each."""
        if cost and not isinstance(count, int):
            self.costs.setdefault(tier, []).append((cost, count))

    def excess(self, literals: Collection[Literal], limit: int, *, unless: Literal) -> Expression:
        """How many more than the limit of these are true; none where `unless` is."""
        possible = [literal for literal in literals if literal.index != self.false.index]
        most = len(possible) - limit
        if most <= 0 or unless.index == self.true.index:
            return 0
        over = self.model.new_int_var(0, most, "")
        self.enforce(self.model.add(over >= sum(possible) - limit), self.negation(unless))
        return over

    # Placements -------------------------------------------------------------------------------------------------

    def placements(self, session: str) -> Candidates:
        """Its candidate placements."""
        return self._pieces[session].candidates

    def placed(self, session: str) -> Literal:
        """Whether it has a place."""
        return self._pieces[session].placed

    def start(self, session: str) -> Expression:
        """The tick at which it starts; meaningless where it has no place."""
        return self._pieces[session].start

    def end(self, session: str) -> Expression:
        """The tick at which it ends; meaningless where it has no place."""
        return self._pieces[session].end

    def starts(self, session: str) -> tuple[int, ...]:
        """All its candidate starts."""
        return self._pieces[session].starts

    def ends(self, session: str) -> Mapping[int, int]:
        """Of each candidate start, the end."""
        return self._pieces[session].ends

    def in_room(self, session: str, room: str) -> Literal:
        """Whether it is placed in this room."""
        return self._pieces[session].rooms.get(room, self.false)

    def in_rooms(self, session: str, rooms: Collection[str]) -> Literal:
        """Whether it is placed in one of these rooms."""
        piece = self._pieces[session]
        own = [room for room in piece.rooms if room in rooms]
        return piece.placed if len(own) == len(piece.rooms) else self.any_of(*(piece.rooms[room] for room in own))

    def start_among(self, session: str, starts: Collection[int]) -> Literal:
        """Whether it is placed and starts at one of these ticks."""
        piece = self._pieces[session]
        chosen = tuple(start for start in piece.starts if start in starts)
        if not chosen:
            return self.false
        if len(chosen) == len(piece.starts):
            return piece.placed
        key = (session, chosen)
        if key not in self._cache:
            among = self._cache[key] = self.literal()
            self._restrict(piece.start, chosen, [among])
            others = sorted(set(piece.starts) - set(chosen))
            self._restrict(piece.start, others, [~among, *self._open(piece.placed)])
            self.imply(among, piece.placed)
        return self._cache[key]

    def _open(self, literal: Literal) -> list[Literal]:
        return [] if literal.index == self.true.index else [literal]

    def at(self, session: str, rooms: Collection[str], starts: Collection[int]) -> Literal:
        """Whether it is placed in one of these rooms, at one of these starts."""
        piece = self._pieces[session]
        inside = [room for room in piece.rooms if room in rooms]
        if all(set(piece.candidates[room]) <= set(starts) for room in inside):
            return self.in_rooms(session, inside)
        return self.all_of(self.in_rooms(session, inside), self.start_among(session, starts))

    def only_at(self, session: str, room: str, starts: tuple[int, ...], when: Literal) -> None:
        """Where `when` holds and it is in this room, it starts at one of these ticks."""
        piece = self._pieces[session]
        enforced = [*self._open(when), *self._open(piece.rooms[room])]
        if starts:
            self._restrict(piece.start, starts, enforced)
        else:
            self.model.add_bool_or([~literal for literal in enforced])

    def starts_before(self, session: str, tick: int) -> Literal:
        """Whether it is placed and starts before a tick."""
        return self.start_among(session, {start for start in self.starts(session) if start < tick})

    def ends_before(self, session: str, tick: int) -> Literal:
        """Whether it is placed and ends before a tick."""
        return self.start_among(session, {start for start, end in self.ends(session).items() if end < tick})

    def runs_at(self, session: str, tick: int) -> Literal:
        """Whether it is placed and running at a tick."""
        return self.meets(session, tick, tick + 1)

    def meets(self, session: str, start: int, end: int, before: int = 0, after: int = 0) -> Literal:
        """Whether it is placed and, with so much before and after it, shares time with a window."""
        ends = self.ends(session)
        among = {own for own in self.starts(session) if own - before < end and ends[own] + after > start}
        return self.start_among(session, among)

    def points(self, sessions: Iterable[str]) -> list[int]:
        """Every tick at which one of them may start or end."""
        ticks: set[int] = set()
        for session in sessions:
            ticks.update(self.starts(session), self.ends(session).values())
        return sorted(ticks)

    # Relations --------------------------------------------------------------------------------------------------

    def interval(
        self, session: str, *, before: int = 0, after: int = 0, when: Literal | None = None
    ) -> cp_model.IntervalVar:
        """The session's time, lengthened at both ends; absent where it has no place, or `when` is false."""
        piece = self._pieces[session]
        sizes = {end - start for start, end in piece.ends.items()}
        presence = piece.placed if when is None else when
        size: Expression
        if len(sizes) == 1:
            size = sizes.pop() + before + after
        else:
            size = self.model.new_int_var(min(sizes) + before + after, max(sizes) + before + after, "")
        return self.model.new_optional_interval_var(piece.start - before, size, piece.end + after, presence, "")

    def no_overlap(self, intervals: list[cp_model.IntervalVar], when: Literal) -> None:
        """No two of the intervals share time."""
        if len(intervals) > 1:
            self.enforce(self.model.add_no_overlap(intervals), when)

    def separate(
        self, first: str, second: str, gap: int, *when: Literal, shifts: tuple[int, int, int, int] = (0, 0, 0, 0)
    ) -> None:
        """Where both are placed and `when` holds, one ends at least `gap` minutes before the other starts.

        `shifts` are added to the first's start and end and the second's start and end.
        """
        one, other = self._pieces[first], self._pieces[second]
        enforced = [one.placed, other.placed, *when]
        if any(literal.index == self.false.index for literal in enforced):
            return
        one_start, one_end, other_start, other_end = shifts
        if max(one.ends.values()) + one_end + gap <= other.starts[0] + other_start:
            return
        if max(other.ends.values()) + other_end + gap <= one.starts[0] + one_start:
            return
        first_before = self._order(first, second) if shifts == (0, 0, 0, 0) else self.literal()
        self.enforce(self.model.add(one.end + (one_end + gap - other_start) <= other.start), first_before, *enforced)
        after = self.model.add(other.end + (other_end + gap - one_start) <= one.start)
        self.enforce(after, ~first_before, *enforced)

    def _order(self, first: str, second: str) -> Literal:
        if first > second:
            return ~self._order(second, first)
        key = ("order", first, second)
        if key not in self._cache:
            self._cache[key] = self.literal()
        return self._cache[key]

    def on_day(self, session: str, day: date) -> Literal:
        """Whether it is placed and starts on a local date."""
        date_of = self.expo.clock.date
        return self.start_among(session, {start for start in self.starts(session) if date_of(start) == day})

    def same_room(self, first: str, second: str, *when: Literal) -> None:
        """Where `when` holds, both are in the same room."""
        for room in dict.fromkeys((*self.placements(first), *self.placements(second))):
            one, other = self.in_room(first, room), self.in_room(second, room)
            self.imply(self.all_of(one, *when), other)
            self.imply(self.all_of(other, *when), one)

    def forbid(self, first: str, second: str, pairs: Mapping[int, Collection[int]], *when: Literal) -> None:
        """Where `when` holds, no start of the first goes with those starts of the second that `pairs` gives for it."""
        for start, forbidden in pairs.items():
            clash = self.all_of(self.start_among(first, {start}), self.start_among(second, forbidden))
            self.never(self.all_of(clash, *when))

    def limit(self, loads: Mapping[str, int], limit: int, when: Literal) -> None:
        """At no instant is the sum of the loads of what runs more than the limit."""
        running = {name: load for name, load in loads.items() if load and self.starts(name)}
        if running:
            intervals = [self.interval(name) for name in running]
            self.enforce(self.model.add_cumulative(intervals, list(running.values()), limit), when)

    def exceeds(self, literals: Mapping[str, Literal], loads: Mapping[str, int], limit: int) -> Literal:
        """Whether the loads of those whose literal is true add up to more than the limit."""
        least = sum(loads[name] for name, literal in literals.items() if literal.index == self.true.index)
        free = {name: literal for name, literal in literals.items() if literal.index not in self._constants}
        most = least + sum(loads[name] for name in free)
        if most <= limit:
            return self.false
        if least > limit:
            return self.true
        over = self.literal()
        total = least + sum(loads[name] * literal for name, literal in free.items())
        self.model.add(total >= limit + 1).only_enforce_if(over)
        self.model.add(total <= limit).only_enforce_if(~over)
        return over

    @property
    def _constants(self) -> tuple[int, int]:
        return (self.true.index, self.false.index)

    # Solutions --------------------------------------------------------------------------------------------------

    def hint(self, schedule: Schedule) -> None:
        """Tells the solver where to look first."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # not typed in ortools 9.15
        hinted: set[int] = set()
        for name, piece in self._pieces.items():
            placement = schedule.get(name)
            if isinstance(piece.start, cp_model.IntVar) and placement and placement.start in piece.starts:
                self.model.add_hint(piece.start, placement.start)
            for room, literal in piece.rooms.items():
                if literal.index not in (*hinted, *self._constants):  # a hint given twice makes the model invalid
                    hinted.add(literal.index)
                    self.model.add_hint(literal, placement is not None and placement.room == room)

    def read(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Schedule:
        """The schedule of a solution."""
        found: dict[str, Placement] = {}
        for name, piece in self._pieces.items():
            if not piece.rooms or not solver.boolean_value(piece.placed):
                continue
            room = next(room for room, literal in piece.rooms.items() if solver.boolean_value(literal))
            start = solver.value(piece.start)
            found[name] = Placement(room, start, piece.ends[start])
        return Schedule(found)
