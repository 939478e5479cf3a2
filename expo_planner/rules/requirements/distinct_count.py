"""Demands that a group of sessions uses few rooms on each day, or few days in all."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Waiver
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.by_day import ByDay
from expo_planner.rules.requirements.requirement import Breach, Clash, Extra, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal


class Use(NamedTuple):
    """A room on a day, or the day as a whole (`room` None), that a session uses."""

    day: date
    room: str | None = None


@requirement
class DistinctCount(ByDay):
    """The members use one room a day (`by_room`), or one day in all; each further one is counted.

    Subclasses give in `dates` the days on which a session counts, and in `breach` the message. Uses with the same
    `day_counted` are counted together.
    """

    by_room: ClassVar[bool]

    def breach(self, uses: Sequence[Use]) -> Breach:
        """The breach by these uses, which are counted together and are more than one."""
        raise NotImplementedError

    def day_counted(self, day: date) -> date | None:
        """The day of a use if each day is counted by itself; None if all days are counted together."""
        return day if self.by_room else None

    def room_key(self, room: Room) -> Hashable:
        return room.id if self.by_room else None

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return frozenset(self.dates(session, placement))

    def needs(self, schedule: Mapping[str, Placement]) -> dict[date | None, dict[Use, list[str]]]:
        """The uses, by the day they are counted on, each with the sessions that need it."""
        needs: dict[date | None, dict[Use, list[str]]] = {}
        for name in self.members:
            if name in schedule:
                for day in sorted(self.dates(name, schedule[name])):
                    use = Use(day, schedule[name].room if self.by_room else None)
                    needs.setdefault(self.day_counted(day), {}).setdefault(use, []).append(name)
        return needs

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        needs = self.needs(schedule)
        for day in sorted(needs, key=lambda day: day or date.min):
            uses = needs[day]
            if len(uses) > 1:
                named = {name for names in uses.values() for name in names}
                names = tuple(name for name in self.members if name in named)
                start, end = min(schedule[name].start for name in names), max(schedule[name].end for name in names)
                breach = self.breach(tuple(uses))
                yield self.clash(breach._replace(amount=len(uses) - 1, window=Window(start, end)), names)

    def beside(self, schedule: Mapping[str, Placement], session: str) -> Iterator[Extra]:
        others = {name: schedule[name] for name in self.members if name != session and name in schedule}
        weight = self.weight or 0
        for counted, uses in self.needs(others).items():
            yield Extra(weight, day=counted)
            yield from (Extra(-weight, day=use.day, room=use.room) for use in uses)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        needed: dict[date | None, dict[Use, list[Literal]]] = {}
        counting: dict[date | None, dict[str, set[int]]] = {}
        for name in self.members:
            for day, starts in self.starts_by_date(board, name).items():
                counted = self.day_counted(day)
                if self.by_room:
                    taken = {Use(day, room): board.at(name, [room], starts) for room in board.placements(name)}
                else:
                    taken = {Use(day): board.start_among(name, starts)}
                for use, literal in taken.items():
                    needed.setdefault(counted, {}).setdefault(use, []).append(literal)
                counting.setdefault(counted, {}).setdefault(name, set()).update(starts)
        for counted, uses in needed.items():
            used = [board.any_of(*literals) for literals in uses.values()]
            part = counting[counted]
            yield board.excess(used, 1, unless=self.covered(board, waivers, part)), 1
