"""The counting problem of a limit on what runs at one time: a person, a pool, sessions that must not overlap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from expo_planner.domain.clock import DAY
from expo_planner.rules.requirements import AtOnce, Requirement
from expo_planner.solver.capacity.instance import CountingProblem, Cover, Group, Resource, RoomClassStarts, Ticks
from expo_planner.solver.problem import SearchProblem


def parallel_limits(problem: SearchProblem) -> Iterator[tuple[Requirement, CountingProblem]]:
    """Every must that limits what runs at one time, with its counting problem.

    Only sessions that must be placed count, of less than a day, and those that a quick look finds hard to place.
    """
    musts = {id(demand): demand for own in problem.musts.values() for demand in own}
    starts: dict[str, Ticks] = {}
    for demand in musts.values():
        at_once = demand.at_once
        if at_once is None or len(at_once.loads) < 2:
            continue
        own = _starts(problem, at_once, starts)
        if len(own) > 1 and not _easily_placed(problem, at_once, own):
            yield demand, _counting(problem, at_once, own)


def _starts(problem: SearchProblem, at_once: AtOnce, known: dict[str, Ticks]) -> dict[str, Ticks]:
    """The starts, in any room, of the sessions that count."""
    expo = problem.scenario.expo
    found = {}
    for name in at_once.loads:
        length = expo.sessions[name].length
        if length is None or length >= DAY or problem.left_out[name] is not None:
            continue
        if name not in known:
            known[name] = problem.starts(name)
        if len(known[name]):
            found[name] = known[name]
    return found


def _easily_placed(problem: SearchProblem, at_once: AtOnce, starts: dict[str, Ticks]) -> bool:
    """Whether the sessions can be placed one by one, those with the fewest starts first, each as early as it goes."""
    placed: list[tuple[int, int, int]] = []
    for name in sorted(starts, key=lambda name: len(starts[name])):
        length, load = problem.scenario.expo.sessions[name].length or 0, at_once.loads[name]
        for start in starts[name].tolist():
            beside = sum(own for begin, end, own in placed if begin < start + length and start < end)
            if beside + load <= at_once.limit:
                placed.append((start, start + length, load))
                break
        else:
            return False
    return True


def _counting(problem: SearchProblem, at_once: AtOnce, starts: dict[str, Ticks]) -> CountingProblem:
    points = np.unique(np.concatenate(list(starts.values())))
    groups: dict[tuple[int, int, bytes], list[str]] = {}
    for name, ticks in starts.items():
        length = problem.scenario.expo.sessions[name].length or 0
        groups.setdefault((length, at_once.loads[name], ticks.tobytes()), []).append(name)
    made = []
    for (length, load, _), names in groups.items():
        ticks = starts[names[0]]
        begin, end = np.searchsorted(points, ticks), np.searchsorted(points, ticks + length)
        made.append(Group(tuple(names), (RoomClassStarts((), ticks, (Cover(0, begin, end, load),)),)))
    return CountingProblem(tuple(made), (Resource(at_once.limit, points),))
