"""Limits on what many sessions take of a day together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Waiver
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.by_day import ByDay
from expo_planner.rules.requirements.requirement import Breach, Clash, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal


@requirement
class DailyLimit(ByDay):
    """On no day are the loads of the members together more than `limit`. Subclasses give `loads` and the breach."""

    limit: int

    def loads(self, session: str, placement: Placement) -> Mapping[date, int]:
        """The positive loads of a session by local date; its room does not matter."""
        raise NotImplementedError

    def breach(self, day: date, load: int) -> Breach:
        """The breach by a day with this load, which is over the limit."""
        raise NotImplementedError

    def dates(self, session: str, placement: Placement) -> Set[date]:
        return self.loads(session, placement).keys()

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return frozenset(self.loads(session, placement).items())

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        for day, names in self.by_date(schedule).items():
            load = sum(self.loads(name, schedule[name])[day] for name in names)
            if load > self.limit:
                breach = self.breach(day, load)
                yield self.clash(breach._replace(window=self.span(schedule, names)), tuple(names))

    def post(self, board: Board, when: Literal) -> None:
        for day, part in self.candidates(board).items():
            board.exclude(when, self._over(board, day, part))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        for day, part in self.candidates(board).items():
            over = self._over(board, day, part)
            yield board.all_of(over, board.negation(self.covered(board, waivers, part))), 1

    def _over(self, board: Board, day: date, part: Mapping[str, Sequence[int] | Set[int]]) -> Literal:
        """Whether the loads of a day are over the limit."""
        literals: dict[str, Literal] = {}
        loads: dict[str, int] = {}
        for name, starts in part.items():
            by_load: dict[int, list[int]] = {}
            for start in sorted(starts):
                load = self.loads(name, Placement("", start, board.ends(name)[start]))[day]
                by_load.setdefault(load, []).append(start)
            for load, ticks in by_load.items():
                literals[f"{name} {load}"], loads[f"{name} {load}"] = board.start_among(name, ticks), load
        return board.exceeds(literals, loads, self.limit)
