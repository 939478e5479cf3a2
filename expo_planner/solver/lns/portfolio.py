"""The search part by part, alone or with companions: all improve one schedule, and one of them finds the bound."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from expo_planner.checker import check
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.solver.bound.column_generation import Relaxation
from expo_planner.solver.construct import Construction
from expo_planner.solver.limits import Effort, Found, Progress, Status, Watch
from expo_planner.solver.lns.reoptimise import UNPLACED, Changes, Improvement
from expo_planner.solver.lns.worker import Bound, Companion, Task
from expo_planner.solver.partial_schedule import Draft
from expo_planner.solver.problem import Problem

BOUNDING = 0.3
"""The share of its time that a search without companions spends on the bound."""


@dataclass
class Parts:
    """A search part by part. `bound` and `placed` are what is known and where to begin.

    `patience` ends it after so many rounds without a gain; `stalled` then says so.
    """

    problem: Problem
    effort: Effort
    watch: Watch | None = None
    bound: int = 0
    placed: Mapping[str, Placement] = field(default_factory=dict)
    patience: int | None = None
    elapsed: float = 0.0
    interrupted: bool = False
    stalled: bool = False

    def run(self) -> Found:
        """Ctrl-C ends it and keeps the best so far."""
        began = time.monotonic()
        self._began, self._deadline = began - self.elapsed, began + self.effort.time_limit
        self._draft = Draft(self.problem)
        if self.problem.impossible:
            return Found("infeasible", None, 0, 0)
        scenario = self.problem.scenario
        self._standing = self._standing_cost()
        self.bound = max(self.bound, self._standing + self.problem.least)
        companions: list[Companion] = []
        try:
            self._draft.move({name: place for name, place in self.placed.items() if name in self.problem.options})
            Construction(self._draft, self.effort.seed).build(self._deadline)
            self._cost = check(scenario, self._draft.schedule).cost
            self._tell("construction")
            companions = self._companions()
            self._improve(companions)
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            for companion in companions:
                companion.end()
        return self._found()

    def _standing_cost(self) -> int:
        """What the sessions that stay cost alone, whatever the others do."""
        staying = Schedule(dict(self._draft.placed))
        movable = set(self.problem.movable)
        report = check(self.problem.scenario, staying)
        return sum(cost.cost for cost in report.costs if cost.sessions and movable.isdisjoint(cost.sessions))

    def _companions(self) -> list[Companion]:
        count = self.effort.workers - 1 if self.effort.rounds is None else 0
        return [
            Companion(
                Task(
                    scenario=self.problem.scenario,
                    afresh=self.problem.table.afresh,
                    placed=dict(self._draft.placed),
                    seed=self.effort.seed + 1 + number,
                    bounding=number == 0,
                )
            )
            for number in range(count)
        ]

    def _improve(self, companions: list[Companion]) -> None:
        improvement = Improvement(self._draft, self.effort.seed)
        relaxation = None if companions else Relaxation(self.problem)
        if relaxation is not None:
            relaxation.offer(self._draft.placed)
        rounds = idle = 0
        bounding = 0.0
        while time.monotonic() < self._deadline and rounds != self.effort.rounds:
            if self._cost == self.bound and not self._draft.missing:
                return
            if self.patience is not None and idle >= self.patience:
                self.stalled = True
                return
            step = improvement.round(self._deadline)
            self._lower(step.gain)
            rounds += 1
            idle = 0 if step.gain else idle + 1
            for companion in companions if step.changes else ():
                companion.tell(step.changes)
            if self._listen(improvement, companions):
                idle = 0
            spent = time.monotonic() - self._began - self.elapsed
            if relaxation is not None and not relaxation.finished and bounding < BOUNDING * spent:
                before = time.monotonic()
                relaxation.step()
                bounding += time.monotonic() - before
                self._raise_bound(relaxation.bound)
            self._tell(step.kind)

    def _listen(self, improvement: Improvement, companions: list[Companion]) -> bool:
        """Takes over what companions have found, where it still fits; returns whether that made anything better."""
        better = False
        for companion in companions:
            for item in companion.news():
                if isinstance(item, Bound):
                    self._raise_bound(item.cost)
                    continue
                gain = improvement.gain(item.changes) if self._stands(item.before) else -1
                if gain >= 0:
                    improvement.adopt(item.changes)
                    self._lower(gain)
                    better = better or gain > 0
                    for other in companions:
                        if other is not companion:
                            other.tell(item.changes)
                else:
                    companion.tell({name: self._draft.placed.get(name) for name in item.changes})
        return better

    def _lower(self, gain: int) -> None:
        """Takes a gain off the cost, which is counted anew where a must session has found its place."""
        new = gain >= UNPLACED // 2
        self._cost = check(self.problem.scenario, self._draft.schedule).cost if new else self._cost - gain

    def _stands(self, places: Changes) -> bool:
        return all(self._draft.placed.get(name) == place for name, place in places.items())

    def _raise_bound(self, cost: int) -> None:
        self.bound = max(self.bound, self._standing + cost)

    def _tell(self, part: str) -> None:
        if self.watch is not None:
            missing = len(self._draft.missing)
            cost = None if missing else self._cost
            self.watch(Progress(time.monotonic() - self._began, cost, self.bound, missing, part))

    def _found(self) -> Found:
        """A schedule that breaks a must, such as one that leaves a must session without a place, is no answer."""
        schedule = self._draft.schedule
        report = check(self.problem.scenario, schedule)
        if report.errors:
            return Found("unknown", None, self.bound, 0, self.interrupted)
        status: Status = "optimal" if report.cost == self.bound else "feasible"
        return Found(status, schedule, self.bound, report.cost, self.interrupted)
