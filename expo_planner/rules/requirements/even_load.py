"""Even load: few sessions on the same day, and few on the same half of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from expo_planner.domain.expo import Waiver
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.by_day import ByDay
from expo_planner.rules.requirements.requirement import Breach, Clash, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal


class Half(NamedTuple):
    """Half a day: before local noon, or from noon on."""

    day: date
    afternoon: bool


@requirement
class EvenLoad(ByDay):
    """Of the members, every two on one day count once, and once more if they are on the same half of it.

    So the total is least where the days, and the halves of each, have equally many.
    """

    def halves(self, session: str, placement: Placement) -> Set[Half]:
        """The halves of days on which a session counts; its room does not matter."""
        raise NotImplementedError

    def breach(self, day: date, count: int) -> Breach:
        """The breach by a day with so many sessions."""
        raise NotImplementedError

    def dates(self, session: str, placement: Placement) -> Set[date]:
        return {half.day for half in self.halves(session, placement)}

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return frozenset(self.halves(session, placement))

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        for day, names in self.by_date(schedule).items():
            if len(names) > 1:
                halves = Counter(half for name in names for half in self.halves(name, schedule[name]))
                amount = sum(map(_pairs, [len(names), *(halves[half] for half in halves if half.day == day)]))
                breach = self.breach(day, len(names))._replace(amount=amount, window=self.span(schedule, names))
                yield self.clash(breach, tuple(names))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        for day, part in self.candidates(board).items():
            unless = self.covered(board, waivers, part)
            groups: dict[Half | None, list[Literal]] = {None: []}
            for name, starts in part.items():
                groups[None].append(board.start_among(name, starts))
                for afternoon in (False, True):
                    half = Half(day, afternoon)
                    among = {
                        start
                        for start in starts
                        if half in self.halves(name, Placement("", start, board.ends(name)[start]))
                    }
                    groups.setdefault(half, []).append(board.start_among(name, among))
            for literals in groups.values():
                yield from ((pairs, 1) for pairs in self._all_pairs(board, literals, unless))

    @staticmethod
    def _all_pairs(board: Board, literals: Sequence[Literal], unless: Literal) -> Iterator[Expression]:
        """Numbers whose sum is the number of pairs of true literals: n over 2 is (n - 1) + (n - 2) + …"""
        return (board.excess(literals, limit, unless=unless) for limit in range(1, len(literals)))


def _pairs(count: int) -> int:
    """The number of pairs among so many."""
    return count * (count - 1) // 2
