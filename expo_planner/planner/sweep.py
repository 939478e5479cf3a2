"""`plan sweep`: solves one of many variants of a scenario, and compares it with the base."""

from __future__ import annotations

from dataclasses import dataclass, replace

from expo_planner.checker import judge
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.diff import moves_between
from expo_planner.planner.result import Outcome
from expo_planner.planner.solve import solve
from expo_planner.planner.what_fits import what_fits
from expo_planner.rules import Scenario
from expo_planner.rules.hire import Hire
from expo_planner.solver import search_clock
from expo_planner.solver.limits import Effort

MUST = "must"
"""What stands for the priority of sessions that must be placed."""


@dataclass(frozen=True)
class VariantTask:
    """A variant to be solved. `absent` sessions do not take place; `seed` None is that of the sweep."""

    scenario: Scenario
    absent: frozenset[str] = frozenset()
    seed: int | None = None


@dataclass(frozen=True)
class VariantOutcome:
    """What came of a variant: the outcome of solving it and, where not all can be placed, of placing what fits.

    `told` people are to be told of `moved` sessions if the schedule of the base was announced. `unplaced` counts the
    sessions left out by priority, and `hire` is what the rooms cost. All of these are of the schedule that was found.
    """

    solved: Outcome
    fitting: Outcome | None
    told: int
    moved: int
    unplaced: dict[str, int]
    hire: int

    @property
    def best(self) -> Outcome:
        """The outcome that has a schedule, if any has."""
        return self.solved if self.fitting is None else self.fitting


@dataclass(frozen=True, kw_only=True)
class SweepEffort:
    """How each variant is solved: from the schedule of the base, if there is one, by one worker.

    The time limit is counted in work, so that the result depends neither on the machine nor on the order. With
    `afresh`, all sessions except pinned ones are placed anew.
    """

    base: Schedule | None
    effort: Effort
    afresh: bool = False


def solve_variant(how: SweepEffort, task: VariantTask) -> VariantOutcome:
    """Solves a variant; where not all sessions can be placed, or none was found in time, also places what fits."""
    effort = replace(how.effort, workers=1, seed=how.effort.seed if task.seed is None else task.seed)
    expo = task.scenario.expo
    start = None if how.base is None else _again(expo, how.base)
    with search_clock.deterministic():
        solved = solve(task.scenario, effort, afresh=how.afresh, absent=task.absent, start=start)
    fitting = None
    if not solved.found:
        with search_clock.deterministic():
            fitting = what_fits(task.scenario, effort, afresh=how.afresh, absent=task.absent, start=start)
    schedule = (solved if fitting is None else fitting).schedule
    moves = [move for move in moves_between(expo, how.base or Schedule(), schedule) if move.before is not None]
    return VariantOutcome(
        solved,
        fitting,
        told=sum(move.told for move in moves),
        moved=len(moves),
        unplaced=_unplaced(expo, schedule, task.absent),
        hire=_hire(expo, schedule),
    )


def _again(expo: Expo, base: Schedule) -> Schedule:
    """The placements of the base, as long as sessions last in this expo, and of those in it alone."""
    known = {name: place for name, place in base.items() if name in expo.sessions and place.room in expo.rooms}
    return Schedule(
        {name: expo.place_session(expo.sessions[name], place.room, place.start) for name, place in known.items()}
    )


def _unplaced(expo: Expo, schedule: Schedule, absent: frozenset[str]) -> dict[str, int]:
    """The number of sessions left out, by priority, those that must be placed first, then the most important ones."""
    left = [session for name, session in expo.own_sessions.items() if name not in schedule and name not in absent]
    musts = sum(session.priority is None for session in left)
    priorities = sorted((session.priority for session in left if session.priority is not None), reverse=True)
    return ({MUST: musts} if musts else {}) | {str(one): priorities.count(one) for one in priorities}


def _hire(expo: Expo, schedule: Schedule) -> int:
    """What the rooms of a schedule cost."""
    return judge(expo, Hire(weight=1).requirements(expo), schedule).cost
