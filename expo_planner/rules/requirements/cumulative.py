"""Limits on what happens at one time: sessions, people, interpreters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import field, replace
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Room, Waiver
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.requirement import AtOnce, Breach, Clash, Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal


@requirement
class Cumulative(Requirement):
    """The sum of `loads` (by session id) of the sessions that run at any one time is at most `limit`.

    Each maximal period over the limit is one clash, naming every session that runs in it. `says` may use {load},
    {limit}, {when}, {count}, {sessions} and the names in `facts`.
    """

    loads: Mapping[str, int]
    limit: int
    says: Text
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sessions(self) -> tuple[str, ...]:
        return tuple(self.loads)

    @property
    def at_once(self) -> AtOnce:
        return AtOnce(self.loads, self.limit)

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        running = [(schedule[name].window, name) for name in self.loads if name in schedule]
        excess = list(self._excess(running))
        starts, ends = [window.start for window, _ in excess], [window.end for window, _ in excess]
        inside: list[list[str]] = [[] for _ in excess]
        for window, name in running:
            for place in range(bisect_right(ends, window.start), bisect_left(starts, window.end)):
                inside[place].append(name)
        for (window, peak), names in zip(excess, inside, strict=True):
            yield self._clash(window, peak, tuple(names))

    def _excess(self, running: list[tuple[Window, str]]) -> Iterator[tuple[Window, int]]:
        """Every maximal period over the limit, in order, with its peak load."""
        changes: dict[int, int] = {}
        for window, name in running:
            changes[window.start] = changes.get(window.start, 0) + self.loads[name]
            changes[window.end] = changes.get(window.end, 0) - self.loads[name]
        load = peak = 0
        since: int | None = None
        for tick in sorted(changes):
            load += changes[tick]
            if load > self.limit:
                since, peak = (tick, load) if since is None else (since, max(peak, load))
            elif since is not None:
                yield Window(since, tick), peak
                since = None

    def _clash(self, window: Window, peak: int, names: tuple[str, ...]) -> Clash:
        titles = [self.expo.sessions[name] for name in names]
        message = self.says.fill(
            load=peak,
            limit=self.limit,
            count=len(names),
            sessions=titles,
            when=self.expo.clock.span(window),
            **self.facts,
        )
        return self.clash(Breach(message, window=window), names)

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        beside = [
            (other, self.loads[name])
            for name in self.around(schedule, session, placement)
            if (other := schedule[name]).window.meets(placement.window)
        ]
        moments = [placement.start, *(other.start for other, _ in beside if other.start > placement.start)]
        own = self.loads[session]
        return all(
            own + sum(load for other, load in beside if other.start <= moment < other.end) <= self.limit
            for moment in moments
        )

    def around(self, schedule: Schedule, session: str, placement: Placement) -> Iterable[str]:
        return schedule.near(placement.window, self.loads.keys()) - {session}

    def room_key(self, room: Room) -> Hashable:
        return None

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The limit on the free sessions and on those of the others that are placed."""
        if not free.isdisjoint(self.loads):
            yield replace(
                self, loads={name: load for name, load in self.loads.items() if name in free or name in schedule}
            )

    def within_reach(self, schedule: Schedule, places: Mapping[str, Collection[Placement]]) -> Requirement:
        near = {
            other
            for session, own in places.items()
            if session in self.loads
            for place in own
            for other in self.around(schedule, session, place)
        }
        return replace(self, loads={name: load for name, load in self.loads.items() if name in near or name in places})

    def post(self, board: Board, when: Literal) -> None:
        board.limit({Stay(name): load for name, load in self.loads.items()}, self.limit, when)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        """One literal for each possible end of a maximal period over the limit.

        Time is divided at every tick at which a session may start or end. Along a period of excess, literals track
        which sessions of a waiver have run in it so far, and whether it began early enough to be covered.
        """
        points = board.points(self.loads)
        waivers = tuple(waiver for waiver in waivers if waiver.sessions <= set(self.loads))
        excess = [
            board.exceeds({name: board.runs_at(name, tick) for name in self.loads}, self.loads, self.limit)
            for tick in points
        ]
        seen: dict[tuple[int, str], Literal] = {}
        early: dict[int, Literal] = {}
        before = board.false
        for place, (tick, over) in enumerate(zip(points, excess, strict=True)):
            after = excess[place + 1] if place + 1 < len(points) else board.false
            covers = []
            for number, waiver in enumerate(waivers):
                ran = []
                for name in sorted(waiver.sessions):
                    held = board.all_of(before, seen.get((number, name), board.false))
                    seen[number, name] = board.all_of(over, board.any_of(held, board.runs_at(name, tick)))
                    ran.append(seen[number, name])
                deadline = self.deadline(waiver)
                if deadline is not None:
                    starts_early = board.true if tick < deadline else board.false
                    kept = board.all_of(before, early.get(number, board.false))
                    early[number] = board.any_of(kept, board.all_of(board.negation(before), starts_early))
                    ran.append(early[number])
                covers.append(board.all_of(*ran))
            before = over
            ends = board.all_of(over, board.negation(after), *(board.negation(cover) for cover in covers))
            if ends is not board.false:
                yield ends, 1
