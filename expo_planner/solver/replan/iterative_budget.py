"""Repairs by iterative deepening: first no other session moves, then those that growing budgets reach.

The model of all that a budget reaches contains every minimal repair within the budget. If it has a solution, the
cheapest is a minimal repair; if not, every repair costs more. So the lower bound grows with the budget.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from expo_planner.cpsat.vocabulary import Domain
from expo_planner.domain.schedule import Schedule
from expo_planner.rules.requirements import NEARNESS, TOLD, WISH
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort, Progress, Status, Watch
from expo_planner.solver.params import ReplanParams
from expo_planner.solver.replan.alternatives import NEVER, Alternatives
from expo_planner.solver.replan.ejection_graph import EjectionGraph, Reach
from expo_planner.solver.replan.forced_moves import find_forced_moves
from expo_planner.solver.replan.problem import ReplanProblem
from expo_planner.solver.replan.submodel import ReplanSubmodel, SubmodelResult, TieredModel, WholeModel


@dataclass(frozen=True)
class Repaired:
    """The result of a search for a repair.

    `price` is the disturbance of the changes, `least` its lower bound over all repairs; `best` tells that no schedule
    of that price meets the wishes better. The status infeasible is a proof that no repair exists. `too_large` tells
    that what is not proven was left open for its size, with time to spare.
    """

    status: Status
    schedule: Schedule | None
    price: int
    least: int
    best: bool = False
    interrupted: bool = False
    too_large: bool = False


class IterativeBudget:
    """One search for a repair."""

    def __init__(
        self, task: ReplanProblem, effort: Effort, watch: Watch | None = None, *, params: ReplanParams = ReplanParams()
    ) -> None:
        self.task, self.effort, self.watch, self.params = task, effort, watch, params
        self.began = search_clock.now()
        self.alternatives = Alternatives(task)
        self.forced_moves = find_forced_moves(task, self.alternatives)
        self.given = sum(kept.price(task.base.get(name)) for name, kept in task.kept.items() if not task.may_move(name))
        """The disturbance of sessions that are pinned to other placements than their old ones."""
        self.known: Schedule | None = None
        self.price, self.least = NEVER, self.forced_moves.least
        self.interrupted = False
        self.out_of_time = False
        """Whether a step was ended by the time set aside for it and left something open."""
        self.tried = NEVER
        """The price of the repair for which a proof of minimality was last tried."""
        most = task.disrupted.most
        self.impossible = bool(self.forced_moves.stuck or self.forced_moves.lost) or (
            most is not None and len(self.forced_moves.forced) > most
        )

    def run(self) -> Repaired:
        """The repair of least disturbance, among those of least cost, among those the nearest, found in the time limit.

        Ctrl-C ends the search and keeps the best repair so far.
        """
        if not self.impossible:
            self._tell()
            try:
                self._disturb_least()
            except KeyboardInterrupt:
                self.interrupted = True
        least = self.least + self.given
        if self.impossible:
            return Repaired("infeasible", None, 0, least)
        if self.known is None:
            return Repaired("unknown", None, 0, least, interrupted=self.interrupted, too_large=not self.out_of_time)
        best = False
        try:
            best = not self.interrupted and self._wishes()
        except KeyboardInterrupt:
            self.interrupted = True
        status: Status = "optimal" if best and self.price == self.least else "feasible"
        open_ = status != "optimal" and not self.interrupted and not self.out_of_time
        return Repaired(status, self.known, self.price + self.given, least, best, self.interrupted, open_)

    @cached_property
    def _holds_whole(self) -> bool:
        """Whether one model can hold the whole expo."""
        extent = sum(domain.extent for domain in self.task.problem.own_domains.values())
        return extent <= self.params.largest_whole

    def _disturb_least(self) -> None:
        """Minimises the disturbance: by growing budgets, then, if that proves nothing, with the whole model."""
        deadline = self.began + self.params.telling_share * self.effort.time_limit
        share = self.params.reach_share if self._holds_whole else self.params.telling_share
        self._fewest(self.began + share * self.effort.time_limit)
        if self._settled or self.interrupted:
            return
        if self._holds_whole and not self._over(deadline):
            answer = self._solve(WholeModel(self.task), deadline)
            self._learn(replace(answer, cost=answer.cost - self.given, bound=answer.bound - self.given), NEVER)
            self._tell()
        self.out_of_time = not self._settled and self._over(deadline)

    @property
    def _settled(self) -> bool:
        """Whether the least disturbance is proven."""
        return self.impossible or self.price <= self.least

    def _fewest(self, deadline: float) -> None:
        """Raises the budget until it allows a repair, or reaches the price of the best known repair."""
        budget = 0
        while self.price > self.least and not self.impossible and not self._over(deadline):
            reach = self._reach(budget)
            if reach.extent > (self.params.largest_known if self.known is not None else self.params.largest_unknown):
                return
            self._level(reach, budget, self._until(deadline, self.params.level_share))
            if not budget and self.known is None and not self.impossible:
                self._others_stay(self._until(deadline, self.params.level_share))
            if self.known is not None and not self._close(deadline):
                self._shorten(reach, self._until(deadline, self.params.sketch_share))
            budget = max(round(budget * self.params.growth), budget + 1, reach.beyond or 0)
            budget = min(budget, self.price - self.forced_moves.least - 1)
            self._tell()

    def _close(self, deadline: float) -> bool:
        """Tries to prove at once that the known repair is minimal, or to find a cheaper one.

        Returns False if the model would be too large, or if this was tried without a proof.
        """
        while self.price > self.least and not self._over(deadline) and self.price < self.tried:
            budget, self.tried = self.price - self.forced_moves.least - 1, self.price
            reach = self._reach(budget)
            if reach.extent > self.params.largest_closing:
                return False
            self._level(reach, budget, self._until(deadline, self.params.closing_share))
        return self.price <= self.least

    def _until(self, deadline: float, share: float) -> float:
        """The end of a step that gets a share of the remaining time."""
        now = search_clock.now()
        return min(now + max((deadline - now) * share, self.params.least_seconds), deadline)

    def _shorten(self, reach: Reach, deadline: float) -> None:
        """Searches for a cheaper repair that moves only the sessions in reach and those moved by the known repair."""
        near = self._movers(reach)
        if near.extent <= self.params.largest_known and not self._over(deadline):
            part = ReplanSubmodel(self.alternatives, near)
            part.within(self.price - 1, TOLD)
            self._solve(part, deadline)

    def _movers(self, reach: Reach) -> Reach:
        """The sessions in reach, and those moved by the known repair at placements that no other session blocks."""
        assert self.known is not None
        moving = {name for name, kept in self.task.kept.items() if kept.price(self.known.get(name))}
        moving = {name for name in moving | self.forced_moves.credit.keys() if self.task.may_move(name)}
        free = moving | reach.places.keys()
        dropped = frozenset(name for name in moving if self.task.droppable(name))
        return Reach(
            {**reach.places, **{name: self._beside(name, free) for name in sorted(moving)}},
            reach.droppable | dropped,
            None,
        )

    def _over(self, deadline: float) -> bool:
        return self.interrupted or search_clock.now() > deadline

    def _reach(self, budget: int) -> Reach:
        return EjectionGraph(self.alternatives, self.forced_moves, budget).run()

    def _level(self, reach: Reach, budget: int, deadline: float) -> None:
        """Finds the cheapest repair within a budget, or proves that there is none."""
        part = ReplanSubmodel(self.alternatives, reach)
        beyond = self.forced_moves.least + budget + 1
        if self.known is None and budget:
            answer = self._solve(part, self._until(deadline, self.params.sketch_share))
            if answer.status in ("optimal", "infeasible") or self.interrupted:
                self._learn(answer, NEVER if reach.beyond is None else beyond)
                return
        if reach.beyond is not None or self.known is not None:
            beyond = min(beyond, self.price)
            part.within(beyond - 1, TOLD)
        else:
            beyond = NEVER
        self._learn(self._solve(part, deadline, self.params.bare_linearization), beyond)

    def _solve(self, part: TieredModel, deadline: float, linear: int | None = None) -> SubmodelResult:
        linearization = self.params.exact_linearization if linear is None else linear
        hint = self.task.base if self.known is None else self.known
        answer = part.solve(TOLD, self.effort, deadline, hint, linearization)
        self.interrupted |= answer.interrupted
        if answer.schedule is not None and (price := self.task.price(answer.schedule) - self.given) < self.price:
            self.known, self.price = answer.schedule, price
        return answer

    def _learn(self, answer: SubmodelResult, beyond: int) -> None:
        """Raises the lower bound by the result of a level, whose model contains all repairs cheaper than `beyond`."""
        if answer.status == "infeasible":
            self.impossible = beyond == NEVER
            self.least = max(self.least, min(beyond, self.price))
        elif answer.status == "optimal":
            self.least = max(self.least, min(answer.cost, beyond))
        else:
            self.least = max(self.least, min(answer.bound, beyond, self.price))

    def _others_stay(self, deadline: float) -> None:
        """Searches for a repair at any price that moves only the roots."""
        reach = EjectionGraph(self.alternatives, self.forced_moves, NEVER // 4, forced_only=True).run()
        if reach.extent < self.params.largest_known:
            self._solve(ReplanSubmodel(self.alternatives, reach), deadline)

    def _wishes(self) -> bool:
        """Minimises the cost of the wishes at the price found, then how far sessions move.

        Returns whether the cost is proven minimal.
        """
        assert self.known is not None
        ends = max(
            self.began + self.effort.time_limit,
            search_clock.now() + (1 - self.params.telling_share) * self.effort.time_limit,
        )
        optional = self._optional()
        reach = self._reach(self.price - self.forced_moves.least)
        inside = reach.extent < self.params.largest_wishing
        if not inside:
            reach = self._movers(Reach({}, frozenset(), None))
        free = reach.places.keys() | set(optional)
        added = {name: self._beside(name, free) for name in optional}
        part = ReplanSubmodel(
            self.alternatives, Reach({**added, **reach.places}, reach.droppable, reach.beyond), wishes=True
        )
        part.within(self.price, TOLD)
        until = ends if inside or not self._holds_whole else self._until(ends, self.params.sketch_share)
        answer = self._cheapest(part, until, self.params.exact_linearization)
        paid = answer.cost if answer.schedule is None else part.paid(answer.schedule)
        if answer.status == "optimal" and paid != answer.cost:
            raise RuntimeError(f"the solver counts the wishes at {answer.cost}, the checker at {paid}")
        if inside and answer.status != "infeasible":
            self.out_of_time |= answer.status != "optimal"
            return answer.status == "optimal"
        if not self._holds_whole or self.interrupted:
            return False
        whole = WholeModel(self.task)
        whole.within(self.price + self.given, TOLD)
        answer = self._cheapest(whole, ends)
        self.out_of_time |= answer.status != "optimal"
        return answer.status == "optimal"

    def _cheapest(self, part: TieredModel, deadline: float, linearization: int = 1) -> SubmodelResult:
        """Minimises the wishes in a model, then how far sessions move, and keeps what is found."""
        assert self.known is not None
        until = self._until(deadline, 1 - self.params.near_share)
        answer = part.solve(WISH, self.effort, until, self.known, linearization)
        self._keep(answer)
        if answer.schedule is not None and self.price and not self.interrupted:
            part.within(answer.cost, WISH)
            self._keep(part.solve(NEARNESS, self.effort, deadline, self.known, linearization))
        return answer

    def _keep(self, answer: SubmodelResult) -> None:
        """Keeps the schedule of a model that allows none of a higher price or cost than the known one's."""
        self.interrupted |= answer.interrupted
        if answer.schedule is not None:
            self.known, self.price = answer.schedule, self.task.price(answer.schedule) - self.given

    def _optional(self) -> list[str]:
        """The unplaced sessions that are optional."""
        task = self.task
        unplaced = (name for name in task.expo.sessions if name not in task.base and task.may_move(name))
        return [name for name in unplaced if name not in self.forced_moves.credit]

    def _beside(self, name: str, free: Collection[str]) -> Domain:
        """The session's placements that no session outside `free` blocks, including its own."""
        places = self.alternatives.places(name)
        open_ = places.allowed.copy()
        for block in places.blocks:
            if block.sure and block.other not in free:
                open_[block.where] = False
        return places.grid.domain(open_)

    def _tell(self) -> None:
        if self.watch is not None:
            cost = None if self.known is None else self.price + self.given
            self.watch(Progress(search_clock.now() - self.began, cost, self.least + self.given))
