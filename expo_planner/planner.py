"""The verbs: what an organiser asks of the planner."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from expo_planner.checker import Report, check
from expo_planner.language import Message
from expo_planner.rules import Scenario
from expo_planner.schedule import Schedule
from expo_planner.solver.effort import Effort, Status, Watch

if TYPE_CHECKING:
    from expo_planner.explainer import Conflict, Way


class SolverDisagrees(RuntimeError):
    """The checker finds clashes in a schedule that the solver calls free of them: a bug of the planner."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What `solve` ends with.

    `cost` is what the checker counts, `bound` what no schedule can be cheaper than. `conflict` are demands that clash
    where no schedule exists, `ways` the cheapest ways out of it. `left_out` says of each session without a place what
    stands in its way.
    """

    status: Status
    schedule: Schedule
    report: Report
    bound: int
    seconds: float
    seed: int
    conflict: Conflict | None = None
    ways: tuple[Way, ...] = ()
    interrupted: bool = False
    left_out: Mapping[str, Message] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Whether there is a schedule."""
        return self.status in ("optimal", "feasible")

    @property
    def cost(self) -> int:
        return self.report.cost

    @property
    def gap(self) -> float:
        """How far from the best it can be: (cost - bound) / cost."""
        return (self.cost - self.bound) / self.cost if self.cost > self.bound else 0.0


def solve(scenario: Scenario, effort: Effort, *, afresh: bool = False, watch: Watch | None = None) -> Outcome:
    """Places what has no place yet, at the least cost; with `afresh` everything but the pinned.

    Raises SolverDisagrees where the solver's schedule does not pass the checker.
    """
    from expo_planner.explainer import explain
    from expo_planner.solver.left_out import why_left_out
    from expo_planner.solver.problem import Problem
    from expo_planner.solver.search import search
    from expo_planner.solver.table import Table

    began = time.monotonic()
    found = search(scenario, effort, afresh=afresh, watch=watch)
    conflict = None
    if found.status == "infeasible":
        left = effort.time_limit - (time.monotonic() - began)
        conflict = explain(scenario, afresh=afresh, seconds=max(left, 5.0), seed=effort.seed, known=True).conflict
    schedule = found.schedule if found.schedule is not None else Schedule()
    report = check(scenario, schedule) if found.schedule is not None else Report((), ())
    if report.errors:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in report.errors))
    if found.status == "optimal" and report.cost != found.claimed:
        raise SolverDisagrees(f"the solver's cost is {found.claimed}, the checker's {report.cost}")
    unplaced = found.schedule is not None and len(schedule) < len(scenario.expo.sessions)
    return Outcome(
        status=found.status,
        schedule=schedule,
        report=report,
        bound=min(found.bound, report.cost) if found.schedule is not None else found.bound,
        seconds=time.monotonic() - began,
        seed=effort.seed,
        conflict=conflict,
        interrupted=found.interrupted,
        left_out=why_left_out(Problem(scenario, Table(scenario.expo, afresh)), schedule) if unplaced else {},
    )


def explain(scenario: Scenario, effort: Effort, *, ways: bool = True) -> Outcome:
    """Why there is no schedule, and the cheapest ways out; `feasible` where there is one after all."""
    from expo_planner.explainer import explain, ways_out

    began = time.monotonic()
    found = explain(scenario, seconds=effort.time_limit / 2 if ways else effort.time_limit, seed=effort.seed)
    out: tuple[Way, ...] = ()
    if found.conflict is not None and ways:
        left = effort.time_limit - (time.monotonic() - began)
        out = tuple(ways_out(scenario, found.conflict, seconds=left, seed=effort.seed))
    schedule = found.schedule if found.schedule is not None else Schedule()
    report = check(scenario, schedule) if found.schedule is not None else Report((), ())
    if report.errors:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in report.errors))
    known: Mapping[bool | None, Status] = {True: "feasible", False: "infeasible", None: "unknown"}
    return Outcome(
        status=known[found.possible],
        schedule=schedule,
        report=report,
        bound=0,
        seconds=time.monotonic() - began,
        seed=effort.seed,
        conflict=found.conflict,
        ways=out,
    )


__all__ = ["Outcome", "Report", "SolverDisagrees", "check", "explain", "solve"]
