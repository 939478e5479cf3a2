"""Finds placements for one session, with all others staying, or with one or two others moving to their best ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from expo_planner.domain.nearness import distance
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Clash
from expo_planner.solver.index import DemandIndex, placed
from expo_planner.solver.params import PlacementParams
from expo_planner.solver.placements.obstacles import errors_at
from expo_planner.solver.placements.placement_evaluation import PlacementEvaluation


@dataclass(frozen=True)
class Displacement:
    """The move of another session: its old and new placement, the number of people to notify, and the disturbance."""

    session: str
    before: Placement
    after: Placement
    told: int
    price: int


@dataclass(frozen=True)
class RankedPlacement:
    """A possible placement.

    `price` is the disturbance of all moves, `cost` the increase in the schedule's cost, `distance` how
    far all moves go.
    """

    placement: Placement
    price: int
    cost: int
    distance: int
    moves: tuple[Displacement, ...] = ()

    @property
    def rank(self) -> tuple[int, int, int, int, str]:
        """The sort key: least disturbance, then least cost, then nearest, then earliest start."""
        return (self.price, self.cost, self.distance, self.placement.start, self.placement.room)

    def changes(self, session: str) -> dict[str, Placement]:
        """All placements that change if this one is chosen, by session."""
        return {session: self.placement, **{move.session: move.after for move in self.moves}}


class MoveSearch:
    """Searches for placements of one session in a schedule, whether it is placed there or not."""

    def __init__(
        self,
        index: DemandIndex,
        schedule: Schedule,
        name: str,
        top: int | None = None,
        params: PlacementParams = PlacementParams(),
    ) -> None:
        self.params = params
        self.index, self.expo = index, index.expo
        self.schedule, self.name = schedule, name
        self.own = schedule.get(name)
        self.others = placed(schedule, {name: None})
        self.evaluation = self._evaluate(name, self.others, top)
        self.now = int(self.evaluation.cost[self.evaluation.kept].sum())
        """The cost of the session's current placement; 0 if it is not placed."""
        self._left = self.params.work

    def _evaluate(self, name: str, others: Schedule, top: int | None) -> PlacementEvaluation:
        """Evaluates all placements of a session; a hosted one may also keep its offset from its host's start."""
        movers, along = (self.params.movers if name == self.name else 0), self._along(name, others)
        also = () if along is None else (along,)
        return PlacementEvaluation(self.index, name, others, self.schedule.get(name), also, top, movers)

    def _along(self, name: str, others: Schedule) -> int | None:
        """The start at which a hosted session keeps its offset from its host; None for other sessions."""
        own, host = self.schedule.get(name), self.expo.sessions[name].host
        if own is None or host is None or host not in others or host not in self.schedule:
            return None
        return others[host].start + own.start - self.schedule[host].start

    def staying(self) -> list[RankedPlacement]:
        """The placements open while all others stay, best first, without the current one."""
        evaluation = self.evaluation
        price, distance = evaluation.price, evaluation.distance
        found = [
            RankedPlacement(
                evaluation.grid.placement(row, column),
                int(price[row, column]),
                int(evaluation.cost[row, column]) - self.now,
                int(distance[row, column]),
            )
            for row, column in np.argwhere(evaluation.priced & ~evaluation.kept).tolist()
        ]
        return sorted(found, key=lambda place: place.rank)

    def moving(self, best: Sequence[RankedPlacement], top: int) -> list[RankedPlacement]:
        """The placements that open when one or two others move, best first.

        Stops once no further one can be among the `top` best, counting those in `best`.
        """
        found: list[RankedPlacement] = []
        known = sorted(place.price for place in best[:top])
        for least, placement in self._promising():
            if (len(known) >= top and least > known[top - 1]) or self._left <= 0:
                break
            place = self._opened(placement)
            if place is not None:
                found.append(place)
                known = sorted((*known, place.price))
        return sorted(found, key=lambda place: place.rank)

    def _promising(self) -> Iterator[tuple[int, Placement]]:
        """The most promising occupied placements, each with a lower bound on its disturbance, lowest bound first."""
        evaluation = self.evaluation
        rows, columns = np.nonzero(~evaluation.barred & (evaluation.blocked > 0) & ~evaluation.kept)
        least = (evaluation.price + evaluation.told)[rows, columns]
        names = np.argsort(np.argsort(np.array(evaluation.grid.rooms)))[rows]
        ranks = (evaluation.distance, evaluation.cost, evaluation.blocked)
        order = np.lexsort((names, columns, *(rank[rows, columns] for rank in ranks), least))
        for number in order[: self.params.looks].tolist():
            yield int(least[number]), evaluation.grid.placement(int(rows[number]), int(columns[number]))

    def _opened(self, placement: Placement) -> RankedPlacement | None:
        """The best way found to open an occupied placement; None if none was found."""
        errors = errors_at(self.evaluation, placement)
        ways = [way for names in self._who(errors) if (way := self._make_room(placement, names)) is not None]
        return min(ways, key=lambda place: place.rank, default=None)

    def _who(self, errors: Sequence[Clash]) -> list[tuple[str, ...]]:
        """Sets of one or two other sessions that have a part in all errors, those with few people to notify first.

        Sessions hosted by this one move along and do not count.
        """
        inside = set(self.index.hosted.get(self.name, ()))
        choices = [set(self.evaluation.movable(clash)) for clash in errors]
        if not all(choices):
            return []
        along = {name for choice in choices if choice <= inside for name in choice}
        choices = [choice for choice in choices if choice.isdisjoint(along)]
        if not choices:
            return [tuple(sorted(along))]
        single = set.intersection(*choices)
        anyone = sorted(set.union(*choices) - single)
        pairs = [
            pair for pair in combinations(anyone, self.params.movers) if all(choice & {*pair} for choice in choices)
        ]
        told = {
            names: sum(self.expo.sessions[name].told for name in names)
            for names in [*((name,) for name in sorted(single)), *pairs]
        }
        best = sorted(told, key=lambda names: (told[names], names))[: self.params.mover_sets]
        return [(*names, *sorted(along - {*names})) for names in best]

    def _make_room(self, placement: Placement, names: tuple[str, ...]) -> RankedPlacement | None:
        """Places the session there and each of the others at its best placement.

        None if one of them has none, or if the session is in the way of those who stay.
        """
        inside = {other for name in names for other in self.index.hosted.get(name, ()) if other in self.others} - {
            *names,
            self.name,
        }
        if any(self.expo.sessions[name].pinned for name in (*names, *inside)):
            return None
        moving = [name for name in names if self.expo.sessions[name].host != self.name]
        after = [*(name for name in names if name not in moving), *sorted(inside)]
        gone = dict.fromkeys([*moving, *after])
        staying = placed(self.others, gone)
        if any(gone.keys().isdisjoint(clash.sessions) for clash in errors_at(self.evaluation, placement, staying)):
            return None
        base = placed(staying, {self.name: placement})
        ways = [self._each_best(base, placement, (*order, *after)) for order in permutations(moving)]
        return min((way for way in ways if way is not None), key=lambda place: place.rank, default=None)

    def _each_best(self, standing: Schedule, placement: Placement, names: Sequence[str]) -> RankedPlacement | None:
        """The same for one order of the other sessions."""
        moves = []
        for name in names:
            after = self._best(name, standing)
            if after is None:
                return None
            standing = placed(standing, {name: after})
            if after != self.schedule[name]:
                moves.append(self._displaced(name, after))
        before, after_all = self.index.compare(self.schedule, standing)
        changed = [*moves, *([] if self.own is None else [self._displaced(self.name, placement)])]
        price = sum(move.price for move in changed)
        far = sum(distance(self.expo, move.before, move.after) for move in changed)
        return RankedPlacement(placement, price, after_all.cost - before.cost, far, tuple(moves))

    def _displaced(self, name: str, after: Placement) -> Displacement:
        """The move of a session from where it is placed."""
        session, before = self.expo.sessions[name], self.schedule[name]
        return Displacement(name, before, after, session.told, self.expo.disturbance(session, before, after))

    def _best(self, name: str, others: Schedule) -> Placement | None:
        """The placement of least disturbance, then least cost; among equals, one with its host, then the nearest."""
        evaluation, along = self._evaluate(name, others, 1), self._along(name, others)
        self._left -= evaluation.cost.size + self.params.work_each
        rows, columns = np.nonzero(evaluation.priced)
        if not len(rows):
            return None
        names = np.argsort(np.argsort(np.array(evaluation.grid.rooms)))[rows]
        astray, far = evaluation.grid.ticks[columns] != (along or 0), evaluation.distance[rows, columns]
        cost, price = evaluation.cost[rows, columns], evaluation.price[rows, columns]
        order = np.lexsort((names, columns, far, astray, cost, price))
        return evaluation.grid.placement(int(rows[order[0]]), int(columns[order[0]]))
