"""The goals that are not of one session alone, made linear. Those of one session are the prices of its placements."""

from __future__ import annotations

import numpy as np

from benchmarks.rivals.highs.program import FREE
from benchmarks.rivals.highs.timetable import Timetable


def few_days(timetable: Timetable, weight: int) -> None:
    """For each person, every day beyond one on which they are needed costs the weight."""
    program = timetable.program
    for names in timetable.expo.everyone.values():
        if len(names) > 1:
            days = program.variables(np.zeros(timetable.days)).tolist()
            for day, needed in enumerate(days):
                for name in names:
                    program.row([*timetable.on_day(name, day), (needed, -1)], -FREE, 0)
            beyond = program.variable(weight, highest=FREE)
            program.row([*((needed, 1) for needed in days), (beyond, -1)], -FREE, 1)


def home_rooms(timetable: Timetable, weight: int) -> None:
    """For each series and day, every room beyond one that its sessions use costs the weight."""
    series: dict[str, list[str]] = {}
    for session in timetable.expo.sessions.values():
        if session.series is not None:
            series.setdefault(session.series, []).append(session.id)
    for names in series.values():
        if len(names) > 1:
            for day in range(timetable.days):
                _home(timetable, names, day, weight)


def _home(timetable: Timetable, names: list[str], day: int, weight: int) -> None:
    program = timetable.program
    used: dict[int, int] = {}
    for name in names:
        columns = timetable.columns_of[name]
        columns = columns[timetable.start[columns] // timetable.steps_a_day == day]
        for room in np.unique(timetable.room[columns]).tolist():
            if room not in used:
                used[room] = program.variable()
            inside = columns[timetable.room[columns] == room].tolist()
            program.row([*((column, 1) for column in inside), (used[room], -1)], -FREE, 0)
    if len(used) > 1:
        beyond = program.variable(weight, highest=FREE)
        program.row([*((column, 1) for column in used.values()), (beyond, -1)], -FREE, 1)
