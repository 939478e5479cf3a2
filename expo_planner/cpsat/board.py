"""The board: the sessions of an expo as CP-SAT variables, and the vocabulary in which requirements are posted.

A session on the board has a domain of candidate placements (rooms and starts). It is placed at one of them or not at
all. Only its piece, a `SessionVariables`, knows how this is encoded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from expo_planner.cpsat.boolean_encoding import BooleanEncoding, LiteralSpan, crossings
from expo_planner.cpsat.interval_encoding import IntervalEncoding
from expo_planner.cpsat.literals import Expression, Literal, Logic
from expo_planner.cpsat.variables import SessionVariables, Solution
from expo_planner.cpsat.vocabulary import Domain, Endpoint, RoomStart, Stay
from expo_planner.domain.clock import Window, meeting
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule

__all__ = ["Board", "Expression", "Literal"]

LISTED = 64
"""The most candidates for which each has its own literal."""
LITERAL_EACH = 10**9
"""Gives each candidate its own literal, whatever their number, which makes the linear relaxation far tighter."""


class Board(Logic):
    """The sessions of an expo as CP-SAT variables.

    `candidates` gives each session's domain; sessions in `must` are placed in every solution. A session with up to
    `listed` candidates has a literal for each of them. With `one_at_a_time`, it is also posted that a cell of a room
    holds one session at a time, and other demands may rely on it.
    """

    def __init__(
        self,
        expo: Expo,
        candidates: Mapping[str, Domain],
        must: Collection[str],
        *,
        listed: int = LISTED,
        one_at_a_time: bool = False,
    ) -> None:
        super().__init__()
        self.expo, self.listed, self.one_at_a_time = expo, listed, one_at_a_time
        self._orders: dict[tuple[str, str], Literal] = {}
        self._pieces = {name: self._piece(name, rooms, name in must) for name, rooms in candidates.items()}

    def _piece(self, name: str, candidates: Domain, must: bool) -> SessionVariables:
        candidates = {room: starts for room, starts in candidates.items() if starts}
        session = self.expo.sessions[name]
        ends = {start: self.expo.end(session, start) for start in sorted(set().union(*candidates.values()))}
        if not ends:
            if must:
                self.model.add_bool_or([])
            return BooleanEncoding(self, {}, {}, self.false)
        placed = self.true if must else self.model.new_bool_var(f"{name} placed")
        if sum(map(len, candidates.values())) <= self.listed:
            return BooleanEncoding(self, candidates, ends, placed)
        return IntervalEncoding(self, name, candidates, ends, placed)

    # Placements -------------------------------------------------------------------------------------------------

    def placements(self, session: str) -> Domain:
        """The session's candidate placements."""
        return self._pieces[session].candidates

    def starts(self, session: str) -> tuple[int, ...]:
        """The session's candidate starts, in any room."""
        return self._pieces[session].starts

    def ends(self, session: str) -> Mapping[int, int]:
        """The end for each candidate start."""
        return self._pieces[session].ends

    def points(self, sessions: Iterable[str]) -> list[int]:
        """All ticks at which one of the sessions may start or end, in ascending order."""
        ticks: set[int] = set()
        for session in sessions:
            ticks.update(self.starts(session), self.ends(session).values())
        return sorted(ticks)

    def placed(self, session: str) -> Literal:
        """Whether the session is placed."""
        return self._pieces[session].placed

    def start(self, session: str) -> Expression:
        """The tick at which the session starts; meaningless if it is not placed."""
        return self._pieces[session].start

    def end(self, session: str) -> Expression:
        """The tick at which the session ends; meaningless if it is not placed."""
        return self._pieces[session].end

    def in_room(self, session: str, room: str) -> Literal:
        """Whether it is placed in this room."""
        return self.in_rooms(session, (room,))

    def in_rooms(self, session: str, rooms: Collection[str]) -> Literal:
        """Whether it is placed in one of these rooms."""
        return self._pieces[session].in_rooms(self, rooms)

    def start_among(self, session: str, starts: Collection[int]) -> Literal:
        """Whether it is placed and starts at one of these ticks."""
        return self._pieces[session].start_among(self, starts)

    def at(self, session: str, rooms: Collection[str], starts: Collection[int]) -> Literal:
        """Whether it is placed in one of these rooms, at one of these starts."""
        return self._pieces[session].at(self, rooms, starts)

    def only_at(self, session: str, room: str, starts: tuple[int, ...], when: Literal) -> None:
        """Posts that the session, if it is in this room and `when` holds, starts at one of these ticks."""
        self._pieces[session].only_at(self, room, starts, when)

    def starts_before(self, session: str, tick: int) -> Literal:
        """Whether it is placed and starts before a tick."""
        return self.start_among(session, {start for start in self.starts(session) if start < tick})

    def ends_before(self, session: str, tick: int) -> Literal:
        """Whether it is placed and ends before a tick."""
        return self.start_among(session, {start for start, end in self.ends(session).items() if end < tick})

    def runs_at(self, session: str, tick: int, rooms: Collection[str] | None = None) -> Literal:
        """Whether it is placed, in one of these rooms if some are given, and running at a tick."""
        running = {start for start, end in self.ends(session).items() if start <= tick < end}
        return self.start_among(session, running) if rooms is None else self.at(session, rooms, running)

    def meets(self, session: str, start: int, end: int, before: int = 0, after: int = 0) -> Literal:
        """Whether it is placed and overlaps the window from `start` to `end`, if extended by `before` and `after`."""
        ends = self.ends(session)
        among = {own for own in self.starts(session) if own - before < end and ends[own] + after > start}
        return self.start_among(session, among)

    def on_day(self, session: str, day: date) -> Literal:
        """Whether it is placed and starts on a local date."""
        date_of = self.expo.clock.date
        return self.start_among(session, {start for start in self.starts(session) if date_of(start) == day})

    def charge(self, session: str, prices: Mapping[RoomStart, int], tier: int) -> None:
        """Adds the prices of placements to the cost of a tier; the session must have a literal for each candidate."""
        piece = self._pieces[session]
        assert isinstance(piece, BooleanEncoding)
        for place, price in prices.items():
            self.pay(piece.places[place], price, tier)

    # Relations --------------------------------------------------------------------------------------------------

    def take_turns(self, stays: Collection[Stay], when: Literal) -> None:
        """Posts that no two of these stays overlap if `when` holds. Stays of one session exclude each other."""
        pieces = self._listed(stay.session for stay in stays)
        if pieces is None:
            intervals = [self._pieces[stay.session].interval(self, stay) for stay in stays]
            if len(intervals) > 1:
                self.enforce(self.model.add_no_overlap(intervals), when)
            return
        for running in crossings(span for stay in stays for span in pieces[stay.session].spans(stay)):
            together = [literal for literal, _ in running]
            if len(together) < 2:
                continue
            if when.index == self.true.index:
                self.model.add_at_most_one(together)
            else:
                self.enforce(self.model.add(sum(together) <= 1), when)

    def free(self, room: str, stays: Collection[Stay], windows: Sequence[Window]) -> dict[Window, Literal]:
        """For each of these windows, ascending and disjoint, a literal that holds only if no stay here meets it."""
        most = len(self.expo.rooms[room].cells) if self.one_at_a_time else len(stays)
        spans: dict[Window, list[LiteralSpan]] = {window: [] for window in windows}
        whole: dict[Window, list[Literal]] = {window: [] for window in windows}
        for stay in stays:
            piece = self._pieces[stay.session]
            if isinstance(piece, BooleanEncoding):
                for start, end, literal, load in piece.spans(stay):
                    for window in meeting(windows, start, end):
                        spans[window].append((max(start, window.start), min(end, window.end), literal, load))
            else:
                ticks: dict[Window, list[int]] = {}
                for start, end in piece.ends.items():
                    for window in meeting(windows, start - stay.before, end + stay.after):
                        ticks.setdefault(window, []).append(start)
                rooms = piece.candidates if stay.rooms is None else stay.rooms
                for window, starts in ticks.items():
                    whole[window].append(piece.at(self, rooms, starts))
        return {window: self._free(spans[window], whole[window], most) for window in windows}

    def _free(self, spans: Collection[LiteralSpan], taken: Collection[Literal], most: int) -> Literal:
        """A literal that holds only if none of these does; at most `most` spans cross."""
        if not spans and all(literal.index == self.false.index for literal in taken):
            return self.true
        free = self.literal()
        for literal in taken:
            self.imply(free, self.negation(literal))
        for running in crossings(spans):
            self.model.add(sum(literal for literal, _ in running) + most * free <= most)
        return free

    def limit(self, loads: Mapping[Stay, int], limit: int, when: Literal) -> None:
        """Posts that, if `when` holds, the total load of running stays never exceeds the limit."""
        running = {stay: load for stay, load in loads.items() if load and self.starts(stay.session)}
        pieces = self._listed(stay.session for stay in running)
        if pieces is None:
            intervals = [self._pieces[stay.session].interval(self, stay) for stay in running]
            self.enforce(self.model.add_cumulative(intervals, list(running.values()), limit), when)
            return
        spans = (span for stay, load in running.items() for span in pieces[stay.session].spans(stay, load))
        for together in crossings(spans):
            if sum(load for _, load in together) > limit:
                self.enforce(self.model.add(sum(load * literal for literal, load in together) <= limit), when)

    def _listed(self, sessions: Iterable[str]) -> dict[str, BooleanEncoding] | None:
        """The sessions' pieces if each has a literal for every candidate; else None."""
        listed: dict[str, BooleanEncoding] = {}
        for session in sessions:
            piece = self._pieces[session]
            if not isinstance(piece, BooleanEncoding):
                return None
            listed[session] = piece
        return listed

    def separate(
        self, first: str, second: str, gap: int, *when: Literal, shifts: tuple[int, int, int, int] = (0, 0, 0, 0)
    ) -> None:
        """Posts that, if both are placed and `when` holds, one ends at least `gap` minutes before the other starts.

        `shifts`, in minutes, are added to the first's start and end and to the second's start and end.
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
        if self._listed((first, second)) is not None:
            spans = [
                (start + from_start, end + from_end + gap, self.start_among(name, {start}), number)
                for number, (name, from_start, from_end) in enumerate(
                    ((first, one_start, one_end), (second, other_start, other_end))
                )
                for start, end in self.ends(name).items()
            ]
            for running in crossings(spans):
                if len({number for _, number in running}) == 2:
                    self.at_most_one([literal for literal, _ in running], *when, most=2)
            return
        first_before = self._order(first, second) if shifts == (0, 0, 0, 0) else self.literal()
        ends_first = self.model.add(one.end + (one_end + gap - other_start) <= other.start)
        self.enforce(ends_first, first_before, *enforced)
        ends_last = self.model.add(other.end + (other_end + gap - one_start) <= one.start)
        self.enforce(ends_last, ~first_before, *enforced)

    def no_later(self, one: Endpoint, other: Endpoint, *when: Literal) -> None:
        """Posts that, if both sessions are placed and `when` holds, one endpoint is no later than the other."""
        if self._listed((one.session, other.session)) is None:
            first, second = self._pieces[one.session], self._pieces[other.session]
            early, late = first.end if one.ends else first.start, second.end if other.ends else second.start
            self.enforce(self.model.add(early + one.shift <= late + other.shift), first.placed, second.placed, *when)
            return
        mine, others = self._by_tick(one), self._by_tick(other)
        for tick in sorted({own for own, _ in mine}):
            late_ones = [literal for own, literal in mine if own >= tick]
            early_ones = [literal for own, literal in others if own < tick]
            if early_ones:
                self.at_most_one([*late_ones, *early_ones], *when, most=2)

    def _by_tick(self, point: Endpoint) -> list[tuple[int, Literal]]:
        """The ticks at which an endpoint may be, each with the literal of the start that gives it."""
        return [
            ((end if point.ends else start) + point.shift, self.start_among(point.session, {start}))
            for start, end in self.ends(point.session).items()
        ]

    def _order(self, first: str, second: str) -> Literal:
        """Whether the first comes before the second if they must not overlap: one shared literal for each pair."""
        if first > second:
            return ~self._order(second, first)
        if (first, second) not in self._orders:
            self._orders[first, second] = self.literal()
        return self._orders[first, second]

    def same_room(self, first: str, second: str, *when: Literal) -> None:
        """Posts that both are in the same room if `when` holds."""
        rooms = [room for room in self.placements(first) if room in self.placements(second)]
        shared = (self.all_of(self.in_room(first, room), self.in_room(second, room)) for room in rooms)
        self.imply(self.all_of(*when), *shared)

    def forbid(self, first: str, second: str, pairs: Mapping[int, Collection[int]], *when: Literal) -> None:
        """Posts that, if `when` holds, no start of the first goes with the starts of the second that `pairs` lists."""
        for start, forbidden in pairs.items():
            self.exclude(self.start_among(first, {start}), self.start_among(second, forbidden), *when)

    # Solutions --------------------------------------------------------------------------------------------------

    def hint(self, schedule: Schedule) -> None:
        """Gives the solver a schedule to start from."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # not typed in ortools 9.15
        for name, piece in self._pieces.items():
            piece.hint(self, schedule.get(name))

    def read(self, solution: Solution) -> Schedule:
        """The schedule of a solution."""
        found: dict[str, Placement] = {}
        for name, piece in self._pieces.items():
            if piece.starts and solution.boolean_value(piece.placed):
                room, start = piece.read(solution)
                found[name] = Placement(room, start, piece.ends[start])
        return Schedule(found)
