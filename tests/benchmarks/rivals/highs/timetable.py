"""The variables of the time-indexed model: one for each session, room and start at which its own demands hold.

Beside them stand their sums, for the rows that relate sessions: starts whatever the room, and starts at one site. Time
is counted in steps of the expo's grid, on which all lengths of a made expo lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from benchmarks.rivals.highs.program import FREE, Indices, Program, Term
from benchmarks.rivals.placements import Places
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import Scenario


class Timetable:
    """The variables of a scenario in a program; every session has one place, or none where it may be left out.

    The placements are the first variables: a column's number is its place in `session`, `room` and `start`. Hosted
    sessions have no placements but only starts.
    """

    def __init__(self, scenario: Scenario, table: dict[str, dict[str, Places]], program: Program) -> None:
        self.scenario, self.expo, self.program = scenario, scenario.expo, program
        self.step = self.expo.step
        self.names = tuple(self.expo.sessions)
        self.rooms = tuple(self.expo.rooms)
        self.cells = tuple(room.id for room in self.expo.rooms.values() if room.kind == "room" and not room.joined)
        self.days = len(self.expo.days)
        self.length = {name: self.in_steps(session.length) for name, session in self.expo.sessions.items()}
        self._place(table)
        self.left_out = {
            session.id: program.variable(session.priority)
            for session in self.expo.sessions.values()
            if session.priority is not None
        }
        self._at_site: dict[tuple[str, str | None], dict[int, int]] = {}
        self._once()

    def in_steps(self, minutes: int | None) -> int:
        """A length in steps."""
        assert minutes is not None and minutes % self.step == 0, "lengths must be whole steps of the grid"
        return minutes // self.step

    @property
    def steps(self) -> int:
        """Steps of the whole expo, nights included."""
        return self.expo.horizon.end // self.step

    @property
    def steps_a_day(self) -> int:
        return self.steps // self.days

    def _place(self, table: dict[str, dict[str, Places]]) -> None:
        parts: list[tuple[Indices, Indices, Indices, Indices]] = []
        self.hosted_starts: dict[str, tuple[int, ...]] = {}
        for number, name in enumerate(self.names):
            if self.expo.sessions[name].host is not None:
                starts = sorted({start for places in table[name].values() for start in places.starts})
                self.hosted_starts[name] = tuple(start // self.step for start in starts)
                continue
            for room, places in table[name].items():
                size = len(places.starts)
                parts.append(
                    (
                        np.full(size, number),
                        np.full(size, self.rooms.index(room)),
                        np.array(places.starts, dtype=np.int64) // self.step,
                        places.prices,
                    )
                )
        self.session, self.room, self.start, prices = (np.concatenate(part) for part in zip(*parts, strict=True))
        self.column = self.program.variables(prices, integer=True)

    def _once(self) -> None:
        program = self.program
        self.starts: dict[str, dict[int, int]] = {}
        for name in self.names:
            if name in self.hosted_starts:
                own = self.hosted_starts[name]
                columns = program.variables(np.zeros(len(own)), integer=True).tolist()
                self.starts[name] = dict(zip(own, columns, strict=True))
            else:
                self.starts[name] = self._summed(self.columns_of[name])
            program.row([*((column, 1) for column in self.starts[name].values()), *self.out(1, name)], 1, 1)

    def _summed(self, columns: Indices) -> dict[int, int]:
        """Of each start, a variable that is the sum of these placements."""
        starts, place = np.unique(self.start[columns], return_inverse=True)
        sums = self.program.variables(np.zeros(starts.size))
        first = self.program.rows(starts.size, 0, 0)
        self.program.put(first + place, columns)
        self.program.put(first + np.arange(starts.size), sums, -1)
        return dict(zip(starts.tolist(), sums.tolist(), strict=True))

    def starts_at(self, name: str, site: str | None) -> dict[int, int]:
        """Of each start, a variable that says whether the session starts then at a site."""
        if (name, site) not in self._at_site:
            columns = self.columns_of[name]
            here = [number for number, room in enumerate(self.rooms) if self.expo.rooms[room].site == site]
            there = columns[np.isin(self.room[columns], here)]
            alone = there.size == columns.size
            self._at_site[name, site] = self.starts[name] if alone else self._summed(there)
        return self._at_site[name, site]

    def out(self, value: float, *names: str) -> Iterator[Term]:
        """The value for each of the sessions that is left out."""
        return ((self.left_out[name], value) for name in names if name in self.left_out)

    def begins(self, name: str, value: float = 1) -> Iterator[Term]:
        """The step at which a session starts, times the value."""
        return ((column, value * start) for start, column in self.starts[name].items())

    def runs(self, name: str, step: int, value: float = 1) -> Iterator[Term]:
        """The value if the session runs at a step."""
        starts = self.starts[name]
        for start in range(step - self.length[name] + 1, step + 1):
            if start in starts:
                yield starts[start], value

    def on_day(self, name: str, day: int, value: float = 1) -> Iterator[Term]:
        """The value if the session starts on a day."""
        return ((column, value) for start, column in self.starts[name].items() if start // self.steps_a_day == day)

    @cached_property
    def columns_of(self) -> dict[str, Indices]:
        """The placements of every session."""
        order = np.argsort(self.session, kind="stable")
        bounds = np.searchsorted(self.session[order], np.arange(len(self.names) + 1))
        return {name: self.column[order[bounds[i] : bounds[i + 1]]] for i, name in enumerate(self.names)}

    def in_rooms(self, name: str, rooms: Iterable[str], value: float = 1) -> Iterator[Term]:
        """The value if the session is in one of the rooms."""
        numbers = [self.rooms.index(room) for room in rooms]
        own = self.columns_of[name]
        return ((column, value) for column in own[np.isin(self.room[own], numbers)].tolist())

    def occupy(self, first: int, *, setup: bool = False, but: str = "") -> None:
        """Puts every placement, of all sessions but one, into the rows of its cells and steps, numbered from the first.

        With `setup` set-up and tear-down count too.
        """
        sessions = self.expo.sessions.values()
        before = np.array([self.in_steps(one.setup) if setup else 0 for one in sessions])
        after = np.array([self.in_steps(one.teardown) if setup else 0 for one in sessions])
        lengths = np.array(list(self.length.values())) + before + after
        lengths[[name == but for name in self.names]] = 0
        begins = self.start - before[self.session]
        for number, cell in enumerate(self.cells):
            near = np.isin(self.room, [self.rooms.index(room) for room in self.expo.joins[cell]])
            for step in range(int(lengths.max())):
                taking = near & (lengths[self.session] > step)
                self.program.put(first + number * self.steps + begins[taking] + step, self.column[taking])

    def apart(self, names: Iterable[str], extra: Iterable[Term] = ()) -> None:
        """At most one of the sessions runs at any step, or more where the extra terms are less than nothing."""
        names, extra = tuple(names), tuple(extra)
        for step in range(self.steps):
            running = [list(self.runs(name, step)) for name in names]
            if sum(map(bool, running)) > 1:
                self.program.row([*(term for terms in running for term in terms), *extra], -FREE, 1)

    def schedule(self, values: object) -> Schedule:
        """The schedule that a solution says."""
        solution = np.asarray(values)
        placed: dict[str, Placement] = {}
        for column in np.flatnonzero(solution[self.column] > 0.5).tolist():
            name, room = self.names[self.session[column]], self.rooms[self.room[column]]
            start = int(self.start[column]) * self.step
            placed[name] = self.expo.place_session(self.expo.sessions[name], room, start)
        for name in self.hosted_starts:
            host = placed.get(str(self.expo.sessions[name].host))
            begun = [start for start, column in self.starts[name].items() if solution[column] > 0.5]
            if host is not None and begun:
                placed[name] = self.expo.place_session(self.expo.sessions[name], host.room, begun[0] * self.step)
        return Schedule(placed)
