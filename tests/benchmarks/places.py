"""How long `plan where` looks for the places of one session in a full schedule, after load.

`python -m benchmarks.places 5000 120 5 0.75 30` makes the expo, places all it can, and asks for 30 sessions.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time

from benchmarks.generate import generate
from expo_planner.files.read.load import loads
from expo_planner.planner.where import where
from expo_planner.solver.construct import Construction
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem

PATIENCE = 600.0
"""Seconds that the schedule may take."""


def seconds(sessions: int, rooms: int, days: int, use: float, asked: int, seed: int = 0) -> list[float]:
    """CPU seconds of each of the sessions asked for, ascending."""
    scenario = loads(json.dumps(generate(sessions, rooms, days, use, seed)), name="places.json")
    partial = PartialSchedule(SearchProblem(scenario, InitialDomains(scenario.expo)))
    Construction(partial, seed).build(time.monotonic() + PATIENCE)
    schedule, taken = partial.schedule, []
    for name in random.Random(seed).sample([*schedule], asked):
        began = time.process_time()
        where(scenario, schedule, name)
        taken.append(time.process_time() - began)
    return sorted(taken)


def main() -> None:
    """Prints median, nine tenths and the longest."""
    sessions, rooms, days, use, asked = sys.argv[1:]
    taken = seconds(int(sessions), int(rooms), int(days), float(use), int(asked))
    worst = taken[-1 - len(taken) // 10]
    print(f"median {statistics.median(taken):.2f} s, nine in ten below {worst:.2f} s, longest {taken[-1]:.2f} s")


if __name__ == "__main__":
    main()
