"""The search part by part, alone or with workers: all improve one schedule, and one of them finds the bound."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from expo_planner.checker import check
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.solver.bound.column_generation import Relaxation
from expo_planner.solver.construct import Construction
from expo_planner.solver.limits import Effort, Progress, SearchResult, Status, Watch
from expo_planner.solver.lns.reoptimise import UNPLACED, LargeNeighbourhoodSearch, Reassignment
from expo_planner.solver.lns.worker import Bound, Worker, WorkerTask
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem

BOUNDING = 0.3
"""The share of its time that a search without workers spends on the bound."""


@dataclass
class Portfolio:
    """A search part by part. `bound` and `placed` are what is known and where to begin.

    `patience` ends it after so many rounds without a gain; `stalled` then says so.
    """

    problem: SearchProblem
    effort: Effort
    watch: Watch | None = None
    bound: int = 0
    placed: Mapping[str, Placement] = field(default_factory=dict)
    patience: int | None = None
    elapsed: float = 0.0
    interrupted: bool = False
    stalled: bool = False

    def run(self) -> SearchResult:
        """Ctrl-C ends it and keeps the best so far."""
        began = time.monotonic()
        self._began, self._deadline = began - self.elapsed, began + self.effort.time_limit
        self._partial = PartialSchedule(self.problem)
        if self.problem.impossible:
            return SearchResult("infeasible", None, 0, 0)
        scenario = self.problem.scenario
        self._standing = self._standing_cost()
        self.bound = max(self.bound, self._standing + self.problem.least)
        workers: list[Worker] = []
        try:
            self._partial.move({name: place for name, place in self.placed.items() if name in self.problem.options})
            Construction(self._partial, self.effort.seed).build(self._deadline)
            self._cost = check(scenario, self._partial.schedule).cost
            self._tell("construction")
            workers = self._workers()
            self._improve(workers)
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            for worker in workers:
                worker.end()
        return self._found()

    def _standing_cost(self) -> int:
        """What the sessions that stay cost alone, whatever the others do."""
        staying = Schedule(dict(self._partial.placed))
        movable = set(self.problem.movable)
        report = check(self.problem.scenario, staying)
        return sum(cost.cost for cost in report.costs if cost.sessions and movable.isdisjoint(cost.sessions))

    def _workers(self) -> list[Worker]:
        count = self.effort.workers - 1 if self.effort.rounds is None else 0
        return [
            Worker(
                WorkerTask(
                    scenario=self.problem.scenario,
                    afresh=self.problem.table.afresh,
                    placed=dict(self._partial.placed),
                    seed=self.effort.seed + 1 + number,
                    bounding=number == 0,
                )
            )
            for number in range(count)
        ]

    def _improve(self, workers: list[Worker]) -> None:
        improvement = LargeNeighbourhoodSearch(self._partial, self.effort.seed)
        relaxation = None if workers else Relaxation(self.problem)
        if relaxation is not None:
            relaxation.offer(self._partial.placed)
        rounds = idle = 0
        bounding = 0.0
        while time.monotonic() < self._deadline and rounds != self.effort.rounds:
            if self._cost == self.bound and not self._partial.missing:
                return
            if self.patience is not None and idle >= self.patience:
                self.stalled = True
                return
            step = improvement.round(self._deadline)
            self._lower(step.gain)
            rounds += 1
            idle = 0 if step.gain else idle + 1
            for worker in workers if step.changes else ():
                worker.tell(step.changes)
            if self._listen(improvement, workers):
                idle = 0
            spent = time.monotonic() - self._began - self.elapsed
            if relaxation is not None and not relaxation.finished and bounding < BOUNDING * spent:
                before = time.monotonic()
                relaxation.step()
                bounding += time.monotonic() - before
                self._raise_bound(relaxation.bound)
            self._tell(step.kind)

    def _listen(self, improvement: LargeNeighbourhoodSearch, workers: list[Worker]) -> bool:
        """Takes over what workers have found, where it still fits; returns whether that made anything better."""
        better = False
        for worker in workers:
            for item in worker.news():
                if isinstance(item, Bound):
                    self._raise_bound(item.cost)
                    continue
                gain = improvement.gain(item.changes) if self._stands(item.before) else -1
                if gain >= 0:
                    improvement.adopt(item.changes)
                    self._lower(gain)
                    better = better or gain > 0
                    for other in workers:
                        if other is not worker:
                            other.tell(item.changes)
                else:
                    worker.tell({name: self._partial.placed.get(name) for name in item.changes})
        return better

    def _lower(self, gain: int) -> None:
        """Takes a gain off the cost, which is counted anew where a must session has found its place."""
        new = gain >= UNPLACED // 2
        self._cost = check(self.problem.scenario, self._partial.schedule).cost if new else self._cost - gain

    def _stands(self, places: Reassignment) -> bool:
        return all(self._partial.placed.get(name) == place for name, place in places.items())

    def _raise_bound(self, cost: int) -> None:
        self.bound = max(self.bound, self._standing + cost)

    def _tell(self, part: str) -> None:
        if self.watch is not None:
            missing = len(self._partial.missing)
            cost = None if missing else self._cost
            self.watch(Progress(time.monotonic() - self._began, cost, self.bound, missing, part))

    def _found(self) -> SearchResult:
        """A schedule that breaks a must, such as one that leaves a must session without a place, is no answer."""
        schedule = self._partial.schedule
        report = check(self.problem.scenario, schedule)
        if report.errors:
            return SearchResult("unknown", None, self.bound, 0, self.interrupted)
        status: Status = "optimal" if report.cost == self.bound else "feasible"
        return SearchResult(status, schedule, self.bound, report.cost, self.interrupted)
