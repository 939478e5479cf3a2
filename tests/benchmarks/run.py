"""Planners side by side on the same made expos: `python -m benchmarks.run --help`.

Prints a Markdown table, a row as soon as it is known. Every row is measured in a fresh process, one after the other.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path

from benchmarks.generate import PARTS
from benchmarks.measure import PLANNERS, Case, Measured, planner_of, read
from benchmarks.rivals.found import Known
from expo_planner.solver.threads import ONE_THREAD

NOTHING = "–"
GRACE = 60
"""Seconds that a planner may take longer than twice what it was given before its process is ended."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures what is asked for and prints it."""
    cases = list(_cases(arguments))
    for line in table(cases):
        print(line, flush=True)


def table(cases: Sequence[Case]) -> Iterator[str]:
    """The rows of the table, and below it what the models of the planners leave out."""
    looks = [f"cost, bound, gap after {seconds:g} s" for seconds in cases[0].seconds]
    heads = ["expo", "who", "first schedule: s (CPU s)", *looks, "broken musts: given, other", "CPU s", "MB", "ended"]
    yield _row(heads)
    yield _row(["---"] * len(heads))
    planners = {case.who: planner_of(case.who) for case in cases}
    absent = {who: reason for who, planner in planners.items() if (reason := planner.absent())}
    for who, reason in absent.items():
        yield _row(["every expo", who, reason, *[""] * (len(heads) - 3)])
    for case in cases:
        if case.who in absent:
            continue
        measured = in_fresh_process(case)
        name = f"{case.sessions}x{case.rooms}x{case.days}, {case.use:.0%}, seed {case.seed}"
        name += "".join(f", no {part}" for part in case.without)
        yield _row([name, case.who, *(_cells(case, measured) if isinstance(measured, Measured) else ["", measured])])
    for who, planner in planners.items():
        if planner.LEFT_OUT and who not in absent:
            yield ""
            yield f"{who} was not given: {'; '.join(planner.LEFT_OUT)}."


def in_fresh_process(case: Case) -> Measured | str:
    """What was measured, or why nothing was."""
    command = [sys.executable, "-m", "benchmarks.measure", json.dumps(asdict(case))]
    folder = Path(__file__).parent.parent
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=2 * max(case.seconds) + GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return "did not end in time"
    return read(out) if process.returncode == 0 else (err.strip().splitlines() or [f"exit {process.returncode}"])[-1]


def _cells(case: Case, measured: Measured) -> list[str]:
    first, broken = measured.first, measured.broken
    return [
        f"{first.seconds:.2f} ({first.processor:.2f})" if first else NOTHING,
        *map(_known, measured.at),
        f"{broken[0]}, {broken[1]}" if broken else NOTHING,
        f"{measured.processor:.1f}",
        f"{measured.memory:.0f}",
        measured.note,
    ]


def _known(known: Known | None) -> str:
    """Cost, bound and the gap between them, as far as they are known."""
    if known is None:
        return NOTHING
    cost, bound = known.cost, known.bound
    said = [NOTHING if number is None else f"{number:,.0f}" for number in (cost, bound)]
    return ", ".join([*said, NOTHING if cost is None or bound is None else f"{(cost - bound) / (cost or 1):.1%}"])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cases(arguments: Sequence[str] | None) -> Iterator[Case]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="Planners side by side.")
    parser.add_argument("--sizes", nargs="+", default=["50x12x4", "200x20x4"], help="SESSIONSxROOMSxDAYS")
    parser.add_argument("--uses", nargs="+", type=float, default=[0.75, 0.9], help="shares of room time taken")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--seconds", nargs="+", type=float, default=[10, 60, 120], help="when to look at the cost")
    parser.add_argument("--who", nargs="+", choices=[*PLANNERS], default=[*PLANNERS])
    parser.add_argument("--workers", type=int, default=1, help="threads of each planner")
    parser.add_argument("--without", nargs="+", choices=PARTS, default=[], help="leave these out")
    given = parser.parse_args(arguments)
    for size, use, seed, who in product(given.sizes, given.uses, given.seeds, given.who):
        sessions, rooms, days = map(int, size.split("x"))
        yield Case(
            who=who,
            sessions=sessions,
            rooms=rooms,
            days=days,
            use=use,
            seed=seed,
            workers=given.workers,
            seconds=tuple(sorted(given.seconds)),
            without=tuple(given.without),
        )


if __name__ == "__main__":
    main()
