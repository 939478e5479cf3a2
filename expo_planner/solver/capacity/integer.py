"""The counting problem in whole numbers: how many sessions of each group start when, in each class of rooms.

Like sessions and like rooms are counted instead of named, so that no symmetry is left. Where every room is one cell,
such counts are a schedule of the rooms: sessions are put into rooms in the order of their starts, as intervals are
coloured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from expo_planner.domain.schedule import Schedule
from expo_planner.solver import search_clock
from expo_planner.solver.capacity.instance import CountingProblem
from expo_planner.solver.interrupts import run_until_stopped
from expo_planner.solver.limits import Effort
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem

COLUMNS = 60_000
"""The most starts of groups in classes of rooms for which the model is built."""
Place = tuple[int, int, int]
"""The indices of group, class of rooms and start."""


@dataclass(frozen=True)
class Counts:
    """How many sessions start at each place, and an upper bound on the worth of all that can be placed."""

    most: int
    placed: Mapping[Place, int] = field(default_factory=dict)


def solve_counting(problem: CountingProblem, effort: Effort, *, enough: int | None = None) -> Counts:
    """The counts of the greatest worth found in time; none if the problem is too large.

    A worth of `enough` ends the search.
    """
    places = [
        (number, block, start)
        for number, group in enumerate(problem.groups)
        for block, own in enumerate(group.blocks)
        for start in range(len(own.starts))
    ]
    if not places or len(places) > COLUMNS:
        return Counts(problem.asked)
    model = cp_model.CpModel()
    counts = {place: model.new_int_var(0, len(problem.groups[place[0]].names), "") for place in places}
    of_group: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    at_point: dict[tuple[int, int], list[cp_model.LinearExprT]] = defaultdict(list)
    for (number, block, start), count in counts.items():
        of_group[number].append(count)
        for cover in problem.groups[number].blocks[block].covers:
            for point in range(int(cover.begin[start]), int(cover.end[start])):
                at_point[cover.resource, point].append(cover.amount * count)
    for number, alike in of_group.items():
        model.add(sum(alike) <= len(problem.groups[number].names))
    for (resource, _), used in at_point.items():
        model.add(sum(used) <= problem.resources[resource].capacity)
    worth = sum(problem.groups[number].worth * count for (number, _, _), count in counts.items())
    if enough is not None:
        model.add(worth <= enough)
    model.maximize(worth)
    solver = cp_model.CpSolver()
    search_clock.limit(solver, effort.time_limit)
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    solver.parameters.catch_sigint_signal = False
    code, stopped = run_until_stopped(lambda: solver.solve(model), solver.stop_search)
    search_clock.spend(solver.deterministic_time)
    if stopped:
        raise KeyboardInterrupt
    if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Counts(problem.asked)
    most = min(int(solver.best_objective_bound + 1e-6), problem.asked)
    return Counts(most, {place: own for place, count in counts.items() if (own := solver.value(count))})


def schedule_of(problem: SearchProblem, counting: CountingProblem, counts: Counts) -> Schedule:
    """The counts as a schedule, of all sessions that find a room and do not break a must."""
    partial = PartialSchedule(problem)
    left = [[name for name in group.names if name in problem.domains] for group in counting.groups]
    chosen = [
        (int(counting.groups[number].blocks[block].starts[start]), number, block, count)
        for (number, block, start), count in counts.placed.items()
    ]
    for tick, number, block, count in sorted(chosen):
        for name in left[number][:count]:
            session = problem.scenario.expo.sessions[name]
            for room in counting.groups[number].blocks[block].rooms:
                placement = problem.scenario.expo.place_session(session, room, tick)
                if partial.open_to(name, placement):
                    partial.put(name, placement)
                    break
        left[number] = left[number][count:]
    return partial.schedule
