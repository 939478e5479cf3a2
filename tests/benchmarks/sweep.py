"""How long finding all pairs that share a room takes, beside sorting them: `python -m benchmarks.sweep SCENARIO`.

Prints milliseconds, the best of many runs, in one process: np.sort of the packed keys, and finding the pairs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from expo_planner.files.read.load import load
from expo_planner.rules.requirements.overlaps import sharing, swept
from expo_planner.rules.requirements.room_cell import OneAtATime


def best(work: Callable[[], object], runs: int) -> float:
    """Milliseconds of the fastest run."""
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took) * 1000


if __name__ == "__main__":
    scenario = load(Path(sys.argv[1]))
    cells = [one for one in scenario.requirements if isinstance(one, OneAtATime)]
    groups = [[window for window, _ in cell.busy(scenario.expo.standing)] for cell in cells]
    rows = [(number, *window) for number, group in enumerate(groups) for window in group]
    numbers, starts, ends = np.random.default_rng(0).permutation(np.array(rows, dtype=np.int64)).T.copy()
    ticks, index = int(ends.max() - starts.min()).bit_length(), len(rows).bit_length()
    keys = ((numbers << ticks) + starts - starts.min() << index) + np.arange(len(rows))
    print(f"{len(rows)} bookings of {len(cells)} cells, {len(sharing(numbers, starts, ends)[0])} pairs")
    print(f"np.sort    {best(lambda: np.sort(keys), 50):8.2f} ms")
    print(f"packed     {best(lambda: sharing(numbers, starts, ends), 50):8.2f} ms")
    print(f"swept      {best(lambda: [swept(group) for group in groups], 5):8.2f} ms, without numpy")
