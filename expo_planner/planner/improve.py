"""`plan improve`: the best improvement of a plan for few moves, and what further moves would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from expo_planner.checker import Report, check
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.diff import Move, moves_between
from expo_planner.planner.result import Outcome, SolverDisagrees
from expo_planner.rules import Scenario
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort, Watch


@dataclass(frozen=True, kw_only=True)
class Improved(Outcome):
    """The schedule of least cost with at most `most` moves, and of these the one that disturbs the fewest people.

    `cost_before` is the cost of the plan it began with; `bound` holds for schedules with as many moves.
    """

    most: int
    cost_before: int
    moves: tuple[Move, ...] = ()

    @property
    def told(self) -> int:
        """The number of people to notify."""
        return sum(move.told for move in self.moves)


class PlanHasErrors(ValueError):
    """The plan to be improved breaks musts; it has to be repaired first. `report` says which."""

    def __init__(self, report: Report) -> None:
        super().__init__("the plan has errors")
        self.report = report


def improve(
    scenario: Scenario, schedule: Schedule, most: Sequence[int], effort: Effort, *, watch: Watch | None = None
) -> tuple[Improved, ...]:
    """The best improvement for each number of moves in `most`, in ascending order; none costs more than the one before.

    Sessions that are placed stay placed, and no others are added. The time is shared out evenly. Raises PlanHasErrors
    if the plan breaks musts other than that sessions are placed, and SolverDisagrees if a schedule does not pass the
    checker.
    """
    before = check(scenario, schedule)
    errors = tuple(clash for clash in before.errors if not set(clash.sessions).isdisjoint(schedule))
    if errors:
        raise PlanHasErrors(replace(before, clashes=errors))
    found: list[Improved] = []
    best = schedule
    limits = sorted(set(most))
    for number, limit in enumerate(limits):
        share = replace(effort, time_limit=effort.time_limit / len(limits))
        found.append(_improve(scenario, schedule, best, limit, before.cost, share, watch))
        best = found[-1].schedule
        if found[-1].interrupted:
            return tuple(found[: number + 1])
    return tuple(found)


def _improve(
    scenario: Scenario,
    before: Schedule,
    start: Schedule,
    most: int,
    cost_before: int,
    effort: Effort,
    watch: Watch | None,
) -> Improved:
    from expo_planner.solver.local_branching import LocalBranching

    began = search_clock.now()
    task = LocalBranching(scenario, before, most)
    found = task.improve(effort, start, watch)
    assert found.schedule is not None
    schedule = found.schedule
    report = check(scenario, schedule)
    moves = moves_between(scenario.expo, before, schedule)
    errors = [clash for clash in report.errors if not set(clash.sessions).isdisjoint(schedule)]
    if errors or len(moves) > most:
        raise SolverDisagrees("; ".join(clash.message.say("en") for clash in errors) or f"{len(moves)} moves")
    unplaced = report.cost - check(task.problem.scenario, schedule).cost
    return Improved(
        status=found.status,
        schedule=schedule,
        report=report,
        bound=min(found.bound + unplaced, report.cost),
        seconds=search_clock.now() - began,
        seed=effort.seed,
        interrupted=found.interrupted,
        movable=len(task.problem.movable),
        most=most,
        cost_before=cost_before,
        moves=moves,
    )
