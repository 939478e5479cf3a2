"""The rows that always hold: cells hold one session, hosts hold theirs, people are in one place, pools last."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from benchmarks.rivals.highs.program import FREE
from benchmarks.rivals.highs.timetable import Timetable
from benchmarks.rivals.reading import reserves


def one_at_a_time(timetable: Timetable, reserve: float) -> None:
    """One session in a cell at any step; half-hours in which no cell is free cost `reserve`.

    A cell that is free is taken by the reserve, so that the rows of the cells say both.
    """
    program, expo = timetable.program, timetable.expo
    rows = program.rows(len(timetable.cells) * timetable.steps, -FREE, 1)
    timetable.occupy(rows, setup=True)
    if not reserve:
        return
    numbers = {cell: number for number, cell in enumerate(timetable.cells)}
    for window, usable in reserves(expo):
        steps = np.arange(window.start // timetable.step, -(-window.end // timetable.step))
        free = [program.variable(reserve)]
        for cell in usable:
            free.append(program.variable())
            program.put(rows + numbers[cell] * timetable.steps + steps, np.full(steps.size, free[-1]))
        program.row(((column, 1) for column in free), 1, FREE)


def inside_hosts(timetable: Timetable) -> None:
    """A hosted session starts only at a step from which its host still runs long enough."""
    for name, starts in timetable.hosted_starts.items():
        host = str(timetable.expo.sessions[name].host)
        for start in starts:
            early = range(start + timetable.length[name] - timetable.length[host], start + 1)
            covering = [(column, -1.0) for own, column in timetable.starts[host].items() if own in early]
            timetable.program.row([(timetable.starts[name][start], 1), *covering], -FREE, 0)


def nobody_twice(timetable: Timetable) -> None:
    """A person is in one session at any step, and has the time to travel between sites."""
    travel = timetable.expo.travel
    sites = list(dict.fromkeys(room.site for room in timetable.expo.rooms.values()))
    for names in timetable.expo.everyone.values():
        if len(names) > 1:
            timetable.apart(names)
            for here, there in combinations(sites, 2):
                if way := timetable.in_steps(travel.get(frozenset((str(here), str(there))), 0)):
                    for name in names:
                        _travel(timetable, name, [other for other in names if other != name], (here, there), way)


def _travel(timetable: Timetable, name: str, others: list[str], sites: tuple[str | None, str | None], way: int) -> None:
    """None of the others runs at the one site while this one runs at the other, nor within the way of it."""
    here, there = sites
    own = _covering(timetable.starts_at(name, there), timetable.length[name], way)
    away = [_covering(timetable.starts_at(other, here), timetable.length[other], 0) for other in others]
    for step, columns in sorted(own.items()):
        running = [column for covering in away for column in covering.get(step, ())]
        if running:
            timetable.program.row(((column, 1) for column in (*columns, *running)), -FREE, 1)


def _covering(starts: dict[int, int], length: int, around: int) -> dict[int, list[int]]:
    """Of each step, the starts from which a session runs then, or within so many steps of it."""
    covering: dict[int, list[int]] = {}
    for start, column in starts.items():
        for step in range(start - around, start + length + around):
            covering.setdefault(step, []).append(column)
    return covering


def pools_last(timetable: Timetable) -> None:
    """At no step is more of a pool used than there is."""
    for pool, limit in timetable.expo.pools.items():
        uses = {name: session.uses.get(pool, 0) for name, session in timetable.expo.sessions.items()}
        at_most(timetable, {name: amount for name, amount in uses.items() if amount}, limit)


def at_most(timetable: Timetable, loads: dict[str, int], limit: int) -> None:
    """At no step do the loads of what runs add up to more than the limit."""
    for step in range(timetable.steps):
        terms = [term for name, load in loads.items() for term in timetable.runs(name, step, load)]
        timetable.program.row(terms, -FREE, limit)
