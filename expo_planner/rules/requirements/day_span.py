"""How long people stay: from the first day on which they are needed to the last."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Waiver
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.by_day import ByDay
from expo_planner.rules.requirements.requirement import Breach, Clash, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression


@requirement
class DaySpan(ByDay):
    """The members count on one day; each day from the first to the last is counted, also those between."""

    def breach(self, days: int) -> Breach:
        """The breach by so many days from the first to the last, both included."""
        raise NotImplementedError

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return frozenset(self.dates(session, placement))

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        dates = self.by_date(schedule)
        if len(dates) > 1:
            nights = (max(dates) - min(dates)).days
            there = set().union(*dates.values())
            names = tuple(name for name in self.members if name in there)
            window = self.span(schedule, names)
            yield self.clash(self.breach(nights + 1)._replace(amount=nights, window=window), names)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        candidates = self.candidates(board)
        part: dict[str, set[int]] = {}
        for members in candidates.values():
            for name, starts in members.items():
                part.setdefault(name, set()).update(starts)
        needed = {
            day: board.any_of(*(board.start_among(name, starts) for name, starts in members.items()))
            for day, members in candidates.items()
        }
        paid = board.negation(self.covered(board, waivers, part))
        days = list(needed)
        for place, (day, following) in enumerate(pairwise(days), 1):
            before, after = days[:place], days[place:]
            stays = board.all_of(
                board.any_of(*(needed[one] for one in before)), board.any_of(*(needed[one] for one in after)), paid
            )
            yield stays, (following - day).days
