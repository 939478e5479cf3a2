"""The board: the CP-SAT variables of every session, and the words in which requirements speak of them.

A session on the board has candidate placements (rooms and starts), may be placed or not, and if placed stands at one
candidate. One with few candidates has a literal for each; one with many has a start and a literal for each room.
Literals are only made where something depends on them; what the candidates already decide is a constant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from ortools.sat.python import cp_model

from expo_planner.expo import Expo
from expo_planner.requirements.requirement import Stay
from expo_planner.schedule import Placement, Schedule

Literal: TypeAlias = cp_model.BoolVarT
Expression: TypeAlias = cp_model.IntVar | cp_model.LinearExpr | int
Candidates: TypeAlias = Mapping[str, tuple[int, ...]]
"""Of every room that a session may have, its starts there, in ascending order."""


LISTED = 64
"""Candidates up to which each has a literal of its own."""
Place: TypeAlias = tuple[str, int]
"""A room and a start."""
Span: TypeAlias = tuple[int, int, Literal, int]
"""From tick to tick, where a literal is true, with a load."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One session on the board. `places` has a literal for each candidate; None where there are too many of them.

    Then `start`, `end` and `rooms` are variables; else they are made of the literals where something asks for them.
    """

    candidates: Candidates
    starts: tuple[int, ...]
    ends: Mapping[int, int]
    placed: Literal
    places: Mapping[Place, Literal] | None = None
    start: Expression = 0
    end: Expression = 0
    rooms: Mapping[str, Literal] = field(default_factory=dict)


class Board:
    """The sessions of an expo as CP-SAT variables.

    `candidates` gives each session's placements; a session of `must` has a place in every solution. Up to `listed`
    candidates each has a literal of its own.
    """

    def __init__(
        self, expo: Expo, candidates: Mapping[str, Candidates], must: Collection[str], listed: int = LISTED
    ) -> None:
        self.expo, self.listed = expo, listed
        self.model = cp_model.CpModel()
        self.true: Literal = self.model.new_constant(1)
        self.false: Literal = ~self.true
        self.costs: dict[int, list[tuple[int, Expression]]] = {}
        self._cache: dict[object, Literal] = {}
        self._moments: dict[str, tuple[Expression, Expression]] = {}
        self._pieces = {name: self._piece(name, rooms, name in must) for name, rooms in candidates.items()}

    def _piece(self, name: str, candidates: Candidates, must: bool) -> Piece:
        session = self.expo.sessions[name]
        candidates = {room: starts for room, starts in candidates.items() if starts}
        starts = tuple(sorted(set().union(*candidates.values())))
        ends = {start: self.expo.end(session, start) for start in starts}
        if not starts:
            if must:
                self.model.add_bool_or([])
            return Piece({}, (), {}, self.false, {})
        placed = self.true if must else self.model.new_bool_var(f"{name} placed")
        if sum(map(len, candidates.values())) <= self.listed:
            places = [(room, start) for room, own in candidates.items() for start in own]
            if len(places) == 1:
                return Piece(candidates, starts, ends, placed, {places[0]: placed})
            literals = {place: self.model.new_bool_var("") for place in places}
            self.model.add_exactly_one([*literals.values(), *([] if must else [~placed])])
            return Piece(candidates, starts, ends, placed, literals)
        return self._large_piece(name, candidates, starts, ends, placed)

    def _large_piece(
        self, name: str, candidates: Candidates, starts: tuple[int, ...], ends: Mapping[int, int], placed: Literal
    ) -> Piece:
        if len(starts) == 1:
            start: Expression = starts[0]
            end: Expression = ends[starts[0]]
        else:
            variable = self.model.new_int_var_from_domain(cp_model.Domain.from_values(list(starts)), name)
            start = variable
            if placed is not self.true:
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
            self.model.add_exactly_one([*rooms.values(), *([] if placed is self.true else [~placed])])
        for room, own in candidates.items():
            if len(own) < len(starts):
                self._restrict(start, own, [rooms[room]])
        return Piece(candidates, starts, ends, placed, None, start, end, rooms)

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

    def one_of(self, literals: Collection[Literal]) -> Literal:
        """True exactly where one of these is, of which no two can be true."""
        kept = [literal for literal in literals if literal.index != self.false.index]
        if len(kept) < 2:
            return kept[0] if kept else self.false
        key = ("one", frozenset(literal.index for literal in kept))
        if key not in self._cache:
            one = self._cache[key] = self.literal()
            self.model.add_exactly_one([~one, *kept])
        return self._cache[key]

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
        piece = self._pieces[session]
        return piece.start if piece.places is None else self._total(piece, {start: start for start in piece.starts})

    def end(self, session: str) -> Expression:
        """The tick at which it ends; meaningless where it has no place."""
        piece = self._pieces[session]
        return piece.end if piece.places is None else self._total(piece, piece.ends)

    def _total(self, piece: Piece, ticks: Mapping[int, int]) -> Expression:
        if len(piece.starts) < 2:
            return ticks[piece.starts[0]] if piece.starts else 0
        assert piece.places is not None
        return sum(ticks[start] * literal for (_, start), literal in piece.places.items())

    def starts(self, session: str) -> tuple[int, ...]:
        """All its candidate starts."""
        return self._pieces[session].starts

    def ends(self, session: str) -> Mapping[int, int]:
        """Of each candidate start, the end."""
        return self._pieces[session].ends

    def in_room(self, session: str, room: str) -> Literal:
        """Whether it is placed in this room."""
        return self.in_rooms(session, (room,))

    def in_rooms(self, session: str, rooms: Collection[str]) -> Literal:
        """Whether it is placed in one of these rooms."""
        piece = self._pieces[session]
        inside = [room for room in piece.candidates if room in rooms]
        if len(inside) == len(piece.candidates):
            return piece.placed
        if piece.places is not None:
            return self.one_of([literal for (room, _), literal in piece.places.items() if room in rooms])
        return self.any_of(*(piece.rooms[room] for room in inside))

    def start_among(self, session: str, starts: Collection[int]) -> Literal:
        """Whether it is placed and starts at one of these ticks."""
        piece = self._pieces[session]
        chosen = tuple(start for start in piece.starts if start in starts)
        if not chosen:
            return self.false
        if len(chosen) == len(piece.starts):
            return piece.placed
        if piece.places is not None:
            return self.one_of([literal for (_, start), literal in piece.places.items() if start in starts])
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
        if piece.places is not None:
            return self.one_of(
                [literal for (room, start), literal in piece.places.items() if room in rooms and start in starts]
            )
        inside = [room for room in piece.rooms if room in rooms]
        if all(set(piece.candidates[room]) <= set(starts) for room in inside):
            return self.in_rooms(session, inside)
        return self.all_of(self.in_rooms(session, inside), self.start_among(session, starts))

    def only_at(self, session: str, room: str, starts: tuple[int, ...], when: Literal) -> None:
        """Where `when` holds and it is in this room, it starts at one of these ticks."""
        piece = self._pieces[session]
        if piece.places is not None:
            for (other, start), literal in piece.places.items():
                if other == room and start not in starts:
                    self.imply(when, self.negation(literal))
            return
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

    def charge(self, session: str, prices: Mapping[Place, int], tier: int) -> None:
        """Adds what its placement costs to the cost of a tier; it has few candidates."""
        places = self._pieces[session].places
        assert places is not None
        for place, price in prices.items():
            self.pay(places[place], price, tier)

    # Relations --------------------------------------------------------------------------------------------------

    def take_turns(self, stays: Collection[Stay], when: Literal) -> None:
        """No two of these share time, where `when` holds. Stays of one session exclude each other."""
        if any(self._pieces[stay.session].places is None for stay in stays):
            intervals = [self._interval(stay) for stay in stays]
            if len(intervals) > 1:
                self.enforce(self.model.add_no_overlap(intervals), when)
            return
        for running in crossings(span for stay in stays for span in self._spans(stay)):
            together = [literal for literal, _ in running]
            if when.index == self.true.index:
                self.model.add_at_most_one(together)
            else:
                self.enforce(self.model.add(sum(together) <= 1), when)

    def _spans(self, stay: Stay, load: int = 1) -> Iterator[Span]:
        piece = self._pieces[stay.session]
        for (room, start), literal in (piece.places or {}).items():
            if stay.rooms is None or room in stay.rooms:
                end = piece.ends[start]
                yield end if stay.from_end else start - stay.before, end + stay.after, literal, load

    def _interval(self, stay: Stay) -> cp_model.IntervalVar:
        piece = self._pieces[stay.session]
        presence = piece.placed if stay.rooms is None else self.in_rooms(stay.session, stay.rooms)
        start, end = self._variables(stay.session)
        if stay.from_end:
            return self.model.new_optional_fixed_size_interval_var(end, stay.after, presence, "")
        sizes = {end - start for start, end in piece.ends.items()}
        longer = stay.before + stay.after
        size: Expression
        if len(sizes) == 1:
            size = sizes.pop() + longer
        else:
            size = self.model.new_int_var(min(sizes) + longer, max(sizes) + longer, "")
        return self.model.new_optional_interval_var(start - stay.before, size, end + stay.after, presence, "")

    def _variables(self, session: str) -> tuple[Expression, Expression]:
        """Its start and end, each of one variable at most, as intervals need them."""
        piece = self._pieces[session]
        if piece.places is None or len(piece.starts) < 2:
            return self.start(session), self.end(session)
        if session not in self._moments:
            pair = []
            for expression, ticks in ((self.start(session), piece.starts), (self.end(session), piece.ends.values())):
                domain = cp_model.Domain.from_values(sorted({0, *ticks}))
                pair.append(self.model.new_int_var_from_domain(domain, ""))
                self.model.add(pair[-1] == expression)
            self._moments[session] = (pair[0], pair[1])
        return self._moments[session]

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
        if one.places is not None and other.places is not None:
            for start, end in one.ends.items():
                near = {
                    begin
                    for begin, over in other.ends.items()
                    if begin + other_start < end + one_end + gap and start + one_start < over + other_end + gap
                }
                self._exclude(self.start_among(first, {start}), self.start_among(second, near), *when)
            return
        first_before = self._order(first, second) if shifts == (0, 0, 0, 0) else self.literal()
        ends_first = self.model.add(self.end(first) + (one_end + gap - other_start) <= self.start(second))
        self.enforce(ends_first, first_before, *enforced)
        ends_last = self.model.add(self.end(second) + (other_end + gap - one_start) <= self.start(first))
        self.enforce(ends_last, ~first_before, *enforced)

    def _exclude(self, *literals: Literal) -> None:
        """Not all of these hold."""
        kept = [literal for literal in literals if literal.index != self.true.index]
        if all(literal.index != self.false.index for literal in kept):
            self.model.add_bool_or([~literal for literal in kept])

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
            self._exclude(self.start_among(first, {start}), self.start_among(second, forbidden), *when)

    def limit(self, loads: Mapping[Stay, int], limit: int, when: Literal) -> None:
        """At no instant is the sum of the loads of what runs more than the limit."""
        running = {stay: load for stay, load in loads.items() if load and self.starts(stay.session)}
        if any(self._pieces[stay.session].places is None for stay in running):
            intervals = [self._interval(stay) for stay in running]
            self.enforce(self.model.add_cumulative(intervals, list(running.values()), limit), when)
            return
        for together in crossings(span for stay, load in running.items() for span in self._spans(stay, load)):
            if sum(load for _, load in together) > limit:
                self.enforce(self.model.add(sum(load * literal for literal, load in together) <= limit), when)

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
        hinted = set(self._constants)
        for name, piece in self._pieces.items():
            placement = schedule.get(name)
            if isinstance(piece.start, cp_model.IntVar) and placement and placement.start in piece.starts:
                self.model.add_hint(piece.start, placement.start)
            here = (placement.room, placement.start) if placement else None
            hints = [(literal, place == here) for place, literal in (piece.places or {}).items()]
            in_room = placement.room if placement else None
            hints += [(literal, room == in_room) for room, literal in piece.rooms.items()]
            for literal, true in hints:
                if literal.index not in hinted:  # a hint given twice makes the model invalid
                    hinted.add(literal.index)
                    self.model.add_hint(literal, true)

    def read(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Schedule:
        """The schedule of a solution."""
        found: dict[str, Placement] = {}
        for name, piece in self._pieces.items():
            if not piece.starts or not solver.boolean_value(piece.placed):
                continue
            if piece.places is not None:
                room, start = next(place for place, literal in piece.places.items() if solver.boolean_value(literal))
            else:
                room = next(room for room, literal in piece.rooms.items() if solver.boolean_value(literal))
                start = solver.value(piece.start)
            found[name] = Placement(room, start, piece.ends[start])
        return Schedule(found)


def crossings(spans: Iterable[Span]) -> Iterator[list[tuple[Literal, int]]]:
    """Of half-open spans, the literals and loads of all that hold one tick; every largest such set is among them."""
    running: list[Span] = []
    for tick, begun in groupby(sorted(spans, key=itemgetter(0)), key=itemgetter(0)):
        running = [*(span for span in running if span[1] > tick), *begun]
        if len(running) > 1:
            yield [(literal, load) for _, _, literal, load in running]
