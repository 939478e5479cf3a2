"""The search loop: builds a first schedule, then alternates rounds of large neighbourhood search with the lower bound.

A first attempt is quick. If it leaves sessions without a place, the prices of a relaxation soon lead to a better one.

It runs alone or with worker processes: all of them improve the same schedule, and one of them computes the bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from expo_planner.checker import check
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.solver import search_clock
from expo_planner.solver.bound.relaxation import Relaxation
from expo_planner.solver.construct import Construction
from expo_planner.solver.limits import Effort, Progress, SearchResult, Status, Watch
from expo_planner.solver.lns.reoptimise import Reassignment
from expo_planner.solver.lns.search import LargeNeighbourhoodSearch
from expo_planner.solver.lns.worker import Bound, Worker, WorkerTask
from expo_planner.solver.params import SearchParams
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.stop import SearchState, StoppingCriterion, any_of, deadline, most_rounds


class SearchLoop:
    """One search, from a known schedule `start` and lower `bound`; `stop` adds a criterion to the effort's limits."""

    def __init__(
        self,
        problem: SearchProblem,
        effort: Effort,
        watch: Watch | None = None,
        *,
        params: SearchParams = SearchParams(),
        start: Mapping[str, Placement] | None = None,
        bound: int = 0,
        stop: StoppingCriterion | None = None,
        elapsed: float = 0.0,
    ) -> None:
        self.problem, self.effort, self.watch, self.params = problem, effort, watch, params
        self.partial = PartialSchedule(problem)
        self.fixed_cost = self._fixed_cost()
        self.state = SearchState(bound=bound)
        self.interrupted = False
        self.kept = Schedule()
        """The schedule after the last whole round: within a round, sessions are taken out of the partial schedule."""
        self.partial.move({name: place for name, place in (start or {}).items() if name in problem.domains})
        now = search_clock.now()
        self._began, self._deadline = now - elapsed, now + effort.time_limit
        limits = (self._proven, deadline(self._deadline), most_rounds(effort.rounds))
        self._stop = any_of(*limits, *([stop] if stop is not None else []))

    def run(self) -> SearchResult:
        """Searches until a stopping criterion holds. Ctrl-C ends the search and keeps the best schedule so far."""
        if self.problem.impossible:
            return SearchResult("infeasible", None, 0, 0)
        self._raise_bound(self.problem.least)
        with ExitStack() as ending:
            try:
                self._construct()
                self._improve(self._workers(ending))
            except KeyboardInterrupt:
                self.interrupted = True
        return self._result()

    def _construct(self) -> None:
        """Builds the first schedule: the given start, completed as far as a quick attempt can."""
        Construction(self.partial, self.effort.seed, self.params.construction.quick).build(self._deadline)
        self.kept = self.partial.schedule
        self.state.cost = check(self.problem.scenario, self.kept).cost
        self._report("construction")

    def _improve(self, workers: Sequence[Worker]) -> None:
        """Reoptimises a neighbourhood, exchanges results with the workers and raises the bound, until it is to stop."""
        search = LargeNeighbourhoodSearch(self.partial, self.effort.seed, self.params.lns)
        relaxation = None if workers else Relaxation(self.problem, self.params.bound)
        state, bounding = self.state, 0.0
        by_rounds = self.effort.rounds is not None  # then prices must not come by the clock
        began = search_clock.now()
        while not self._stop(state):
            step = search.round(self._deadline)
            self._lower(step.gain)
            gained = self._exchange(search, workers, step.changes) or step.gain > 0
            state.rounds, state.idle = state.rounds + 1, 0 if gained else state.idle + 1
            spent = search_clock.now() - began
            if relaxation is None or relaxation.finished:
                pass
            elif bounding < self.params.lns.bound_share * spent or (
                relaxation.leading and (by_rounds or self.partial.missing)
            ):
                before, leading = search_clock.now(), relaxation.leading
                relaxation.step()
                bounding += search_clock.now() - before
                self._raise_bound(relaxation.bound)
                if leading:
                    search.costs.follow(relaxation.prices, relaxation.rows)
                    self._construct_anew(search, workers, settled=not relaxation.leading)
            self.kept = self.partial.schedule
            self._report(step.operator)

    def _proven(self, state: SearchState) -> bool:
        """Whether the schedule is proven optimal."""
        return state.cost == state.bound and not self.partial.missing

    def _workers(self, ending: ExitStack) -> list[Worker]:
        """Starts the worker processes, which end with the search; none if rounds are limited, to stay reproducible."""
        count = self.effort.workers - 1 if self.effort.rounds is None else 0
        workers = []
        for number in range(count):
            task = WorkerTask(
                scenario=self.problem.scenario,
                afresh=self.problem.initial.afresh,
                placed=dict(self.partial.placed),
                seed=self.effort.seed + 1 + number,
                bounding=number == 0,
            )
            worker = Worker()
            ending.callback(worker.end)
            worker.begin(task)
            workers.append(worker)
        return workers

    def _construct_anew(self, search: LargeNeighbourhoodSearch, workers: Sequence[Worker], *, settled: bool) -> None:
        """Constructs a schedule by new prices, which replaces a worse one.

        Once the prices have settled, sessions that still have no place are worth a longer construction.
        """
        params = self.params.construction if settled and self.partial.missing else self.params.construction.quick
        fresh = PartialSchedule(self.problem)
        Construction(fresh, self.effort.seed, params, search.costs).build(self._deadline)
        cost = check(self.problem.scenario, fresh.schedule).cost
        if (len(fresh.missing), cost) < (len(self.partial.missing), self.state.cost):
            places = {name: (self.partial.placed.get(name), fresh.placed.get(name)) for name in self.problem.domains}
            changes = {name: anew for name, (before, anew) in places.items() if anew != before}
            search.adopt(changes)
            self.state.cost, self.state.idle = cost, 0
            for worker in workers:
                worker.tell(changes)

    def _exchange(self, search: LargeNeighbourhoodSearch, workers: Sequence[Worker], changes: Reassignment) -> bool:
        """Sends changes to the workers and adopts theirs if they still fit. Returns whether the cost fell."""
        for worker in workers if changes else ():
            worker.tell(changes)
        gained = False
        for worker in workers:
            for item in worker.news():
                if isinstance(item, Bound):
                    self._raise_bound(item.cost)
                    if item.prices or item.settled:
                        search.costs.follow(item.prices)
                        for other in workers:
                            if other is not worker:
                                other.lead(item.prices)
                        self._construct_anew(search, workers, settled=item.settled)
                    continue
                gain = search.gain(item.changes) if self._stands(item.before) else -1
                if gain >= 0:
                    search.adopt(item.changes)
                    self._lower(gain)
                    gained = gained or gain > 0
                    for other in workers:
                        if other is not worker:
                            other.tell(item.changes)
                else:
                    worker.tell({name: self.partial.placed.get(name) for name in item.changes})
        return gained

    def _fixed_cost(self) -> int:
        """The cost of the fixed sessions on their own."""
        staying = Schedule(dict(self.partial.placed))
        movable = self.problem.movable_set
        report = check(self.problem.scenario, staying)
        return sum(cost.cost for cost in report.costs if cost.sessions and movable.isdisjoint(cost.sessions))

    def _lower(self, gain: int) -> None:
        """Subtracts a gain from the cost, which is recomputed once a must session has been placed."""
        if gain >= self.params.lns.unplaced_penalty // 2:
            self.state.cost = check(self.problem.scenario, self.partial.schedule).cost
        else:
            self.state.cost -= gain

    def _stands(self, places: Reassignment) -> bool:
        return all(self.partial.placed.get(name) == place for name, place in places.items())

    def _raise_bound(self, cost: int) -> None:
        """Raises the bound, given a bound on the cost of the movable sessions."""
        self.state.bound = max(self.state.bound, self.fixed_cost + cost)

    def _report(self, part: str) -> None:
        if self.watch is not None:
            missing = len(self.partial.missing)
            cost = None if missing else self.state.cost
            self.watch(Progress(search_clock.now() - self._began, cost, self.state.bound, missing, part))

    def _result(self) -> SearchResult:
        """The result; without a schedule if a must is broken, for example because a must session is not placed."""
        schedule, bound = self.kept, self.state.bound
        report = check(self.problem.scenario, schedule)
        if report.errors:
            return SearchResult("unknown", None, bound, 0, self.interrupted)
        status: Status = "optimal" if report.cost == bound else "feasible"
        return SearchResult(status, schedule, bound, report.cost, self.interrupted)
