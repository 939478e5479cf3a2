"""Explains why no schedule exists, by a conflict among the demands of the organiser's own file.

The search for a conflict goes from cheap, certain tests of a few sessions to a model of the whole scenario. The
solver's unsat core is only a starting point: it is solved again and reduced to a minimal unsatisfiable subset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from expo_planner.checker import check
from expo_planner.domain.schedule import Schedule
from expo_planner.explainer.demands import Conflict, conflict_of, demands_of
from expo_planner.explainer.mus import minimal_unsatisfiable_subset
from expo_planner.explainer.oracle import Oracle
from expo_planner.explainer.overloads import counted_conflicts, never_placed, too_long_in_a_row, with_premises
from expo_planner.explainer.premises import Core
from expo_planner.explainer.subset_heuristics import (
    Case,
    out_of_time,
    that_stand,
    without_a_place,
    without_a_start,
    without_domain,
    without_room,
    without_time,
)
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Disjoint, OneAtATime, Requirement, Unary
from expo_planner.solver import search_clock
from expo_planner.solver.construct import Construction
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem

LARGE = 400
"""With more sessions than this, the whole scenario is not solved as one model."""
SHARE = 0.25
"""The share of the time for each set of sessions, and for a schedule that refutes any conflict."""

SMALL = 8
"""An overload of at most this many sessions is made minimal demand by demand."""
SMALL_SECONDS = 2.0
"""The most time to prove that the demands on so few sessions cannot all hold."""
PREMISE_SECONDS = 2.0
"""The most time to decide whether a conflict needs one of the expo's own days, hours, slots and the like."""


@dataclass(frozen=True)
class Explanation:
    """The conflicts found, or a schedule that proves that there is none; neither if time ran out."""

    conflicts: tuple[Conflict, ...] = ()
    schedule: Schedule | None = None

    @property
    def conflict(self) -> Conflict | None:
        """The first conflict."""
        return self.conflicts[0] if self.conflicts else None

    @property
    def possible(self) -> bool | None:
        """Whether a schedule exists; None if unknown."""
        return None if not self.conflicts and self.schedule is None else not self.conflicts


def explain(problem: SearchProblem, *, seconds: float = 10.0, seed: int = 0, known: bool = False) -> Explanation:
    """Finds conflicts, or a schedule, within `seconds`. With `known` the problem is known to have no schedule.

    Counting shows all conflicts of its kind at once; of the others, the first that is found is enough.
    """
    deadline = search_clock.now() + seconds
    scenario, wide = problem.scenario, replace(problem.initial, wide=True)
    case = Case(problem, demands_of(scenario, wide))
    oracle = Oracle(scenario.expo, wide, deadline)
    share = seconds * SHARE
    found = _plain(case, oracle, share)
    if found:
        return Explanation(found)
    conflict = _among(scenario, oracle, _suspects(case, without_a_place, out_of_time), share)
    if conflict is None and not known:
        schedule = _schedule(case, seed, search_clock.now() + share)
        if schedule is not None:
            return Explanation(schedule=schedule)
    if conflict is None:
        suspects = _suspects(case, without_room, partial(without_time, seconds=share))
        conflict = _among(scenario, oracle, suspects, share)
    if conflict is None and len(case.must) <= LARGE:
        answer = oracle.answer(case.demands)
        if answer is False:
            conflict = _verified(case.scenario, oracle, case.demands, share)
        elif answer is not None:
            return Explanation(schedule=answer)
    return Explanation(() if conflict is None else (conflict,))


def plain_conflicts(
    problem: SearchProblem, *, seconds: float = 10.0, in_whole_numbers: bool = True
) -> tuple[Conflict, ...]:
    """The conflicts that take no search: fixed sessions that clash, sessions without a place, and overloads."""
    case = Case(problem, demands_of(problem.scenario, wide := replace(problem.initial, wide=True)))
    oracle = Oracle(problem.scenario.expo, wide, search_clock.now() + seconds)
    return _plain(case, oracle, seconds * SHARE, in_whole_numbers=in_whole_numbers)


def _plain(case: Case, oracle: Oracle, seconds: float, *, in_whole_numbers: bool = True) -> tuple[Conflict, ...]:
    standing = _among(case.scenario, oracle, that_stand(case), seconds)
    found = [] if standing is None else [standing]
    for name in without_domain(case):
        conflict = _among(case.scenario, oracle, [case.about([name])], seconds)
        if conflict is not None:
            found.append(replace(conflict, summary=never_placed(case.problem, name, conflict)))
    order = _among(case.scenario, oracle, without_a_start(case), seconds)
    if order is not None:
        found.append(replace(order, summary=too_long_in_a_row(case.problem, order.requirements)))
    counted = counted_conflicts(case.problem, oracle.deadline, in_whole_numbers=in_whole_numbers)
    found += [_narrowed(case, oracle, conflict, seconds) for conflict in counted]
    return tuple(found)


def _narrowed(case: Case, oracle: Oracle, counted: Conflict, seconds: float) -> Conflict:
    """The conflict of an overload of few sessions, made minimal demand by demand among those that were counted."""
    assert counted.overload is not None
    core, limit = counted.overload.core, counted.overload.limit
    if len(core) > SMALL:
        return with_premises(case.problem, counted, oracle.deadline)
    kinds = (Unary, OneAtATime, Disjoint) if limit is None else (Unary,)
    demands = [one for one in case.about(core) if one.gives_place or (isinstance(one, kinds) and one is not limit)]
    demands += [] if limit is None else [limit]  # it may be too little for one session, and so not about several
    conflict = _among(case.scenario, oracle, [demands], min(seconds, SMALL_SECONDS))
    if conflict is None:
        return with_premises(case.problem, counted, oracle.deadline)
    placed = {demand.sessions[0] for demand in conflict.requirements if demand.gives_place}
    return replace(conflict, summary=counted.summary, overload=counted.overload) if placed == set(core) else conflict


def _suspects(case: Case, *finders: Callable[[Case], Iterator[list[Requirement]]]) -> Iterator[list[Requirement]]:
    """The suspected sets of demands of all finders; a finder runs only once those before it are exhausted."""
    return (suspects for find in finders for suspects in find(case))


def _among(
    scenario: Scenario, oracle: Oracle, suspects: Iterable[list[Requirement]], seconds: float
) -> Conflict | None:
    """The first conflict among several sets of demands, with `seconds` for each set."""
    for demands in suspects:
        if search_clock.now() > oracle.deadline:
            return None
        if oracle.answer(demands, seconds) is False:
            return _verified(scenario, oracle, demands, seconds)
    return None


def _verified(scenario: Scenario, oracle: Oracle, suspects: Sequence[Requirement], seconds: float) -> Conflict:
    """The conflict among unsatisfiable demands, reduced as far as time allows, with the premises that it needs."""
    core, proven = minimal_unsatisfiable_subset(oracle, oracle.core(suspects, seconds) or suspects)
    return _with_premises(scenario, oracle, conflict_of(core, minimal=proven), seconds)


def _with_premises(scenario: Scenario, oracle: Oracle, conflict: Conflict, seconds: float) -> Conflict:
    premises, proven = Core(scenario, oracle, conflict.requirements).told(min(seconds, PREMISE_SECONDS))
    return replace(conflict, premises=premises, minimal=conflict.minimal and proven)


def _schedule(case: Case, seed: int, deadline: float) -> Schedule | None:
    """A schedule without errors, if the construction finds one."""
    if not case.problem.rooms_are_musts:
        return None
    partial = PartialSchedule(case.problem)
    Construction(partial, seed).build(deadline)
    schedule = partial.schedule
    return None if partial.missing or check(case.scenario, schedule).errors else schedule
