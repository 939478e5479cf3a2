"""Limits on what happens at one time: sessions, people, interpreters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import field, replace
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Waiver
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.requirement import AtOnce, Breach, Clash, Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal


@requirement
class Cumulative(Requirement):
    """The sum of `loads` (by session id) of the sessions that run at any one time is at most `limit`.

    With `rooms`, only sessions in these count. Each maximal period over the limit is one clash, naming every session
    that runs in it. `says` may use {load}, {limit}, {when}, {count}, {sessions} and the names in `facts`.
    """

    loads: Mapping[str, int]
    limit: int
    says: Text
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sessions(self) -> tuple[str, ...]:
        return tuple(self.loads)

    @property
    def at_once(self) -> AtOnce | None:
        return AtOnce(self.loads, self.limit) if self.rooms is None else None

    def stated(self, session: str) -> int:
        """The load of a session as a clash states it."""
        return self.loads[session]

    def _counts(self, room: str) -> bool:
        """Whether sessions in a room count."""
        return self.rooms is None or room in self.rooms

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        placed = ((own, name) for name in self.loads if (own := schedule.get(name)) is not None)
        running = [(own.window, name) for own, name in placed if self._counts(own.room)]
        excess = list(self._excess(running))
        starts, ends = [window.start for window, _ in excess], [window.end for window, _ in excess]
        inside: list[list[str]] = [[] for _ in excess]
        for window, name in running:
            for place in range(bisect_right(ends, window.start), bisect_left(starts, window.end)):
                inside[place].append(name)
        for (window, peak), names in zip(excess, inside, strict=True):
            yield self._clash(window, peak, tuple(names))

    def _excess(self, running: list[tuple[Window, str]]) -> Iterator[tuple[Window, int]]:
        """Every maximal period over the limit, in order, with its peak load as stated."""
        changes: dict[int, tuple[int, int]] = {}
        for window, name in running:
            for tick, sign in ((window.start, 1), (window.end, -1)):
                load, stated = changes.get(tick, (0, 0))
                changes[tick] = (load + sign * self.loads[name], stated + sign * self.stated(name))
        load = stated = peak = 0
        since: int | None = None
        for tick in sorted(changes):
            load, stated = load + changes[tick][0], stated + changes[tick][1]
            if load > self.limit:
                since, peak = (tick, stated) if since is None else (since, max(peak, stated))
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
        return self.clash(Breach(message, rooms=tuple(self.rooms or ()), window=window), names)

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        if not self._counts(placement.room):
            return True
        beside = [
            (other, self.loads[name])
            for name in self.around(schedule, session, placement)
            if (other := schedule[name]).start < placement.end and placement.start < other.end
        ]
        moments = [placement.start, *(other.start for other, _ in beside if other.start > placement.start)]
        own = self.loads[session]
        return all(
            own + sum(load for other, load in beside if other.start <= moment < other.end) <= self.limit
            for moment in moments
        )

    def around(self, schedule: Schedule, session: str, placement: Placement) -> Iterable[str]:
        if not self._counts(placement.room):
            return ()
        near = schedule.near(placement.window, self.loads.keys()) - {session}
        return (name for name in near if self._counts(schedule[name].room))

    def room_key(self, room: Room) -> Hashable:
        return self._counts(room.id)

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The limit on the free sessions and on those of the others that are placed."""
        if not free.isdisjoint(self.loads):
            standing = schedule if self.rooms is None else schedule.in_rooms(self.rooms)
            yield replace(
                self, loads={name: load for name, load in self.loads.items() if name in free or name in standing}
            )

    def within_reach(self, schedule: Schedule, places: Mapping[str, Collection[Placement]]) -> Requirement:
        if self.weight is not None or self.waivers:
            return self
        near = {
            other
            for session, own in places.items()
            if session in self.loads
            for place in own
            for other in self.around(schedule, session, place)
        }
        return replace(self, loads={name: load for name, load in self.loads.items() if name in near or name in places})

    def _candidates(self, board: Board) -> list[str]:
        """The sessions that may count."""
        return [name for name in self.loads if any(map(self._counts, board.placements(name)))]

    def post(self, board: Board, when: Literal) -> None:
        board.limit({Stay(name, self.rooms): self.loads[name] for name in self._candidates(board)}, self.limit, when)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        """One literal for each possible end of a maximal period over the limit.

        Time is divided at every tick at which a session may start or end. Along a period of excess, literals track
        which sessions of a waiver have run in it so far, and whether it began early enough to be covered.
        """
        candidates = self._candidates(board)
        points = board.points(candidates)
        waivers = tuple(waiver for waiver in waivers if waiver.sessions <= set(candidates))
        running = [{name: board.runs_at(name, tick, self.rooms) for name in candidates} for tick in points]
        excess = [board.exceeds(now, self.loads, self.limit) for now in running]
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
                    seen[number, name] = board.all_of(over, board.any_of(held, running[place][name]))
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


@requirement
class RoomLimit(Cumulative):
    """A limit on what runs at one time in one room, which is stated at the room's `place` in the file."""

    place: Source

    @property
    def asked(self) -> tuple[Source, ...]:
        return (self.place, self.source)

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(source for source in self.asked if source.file)
