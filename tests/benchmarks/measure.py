"""One planner on one made expo, measured in a process of its own, which `benchmarks.run` starts.

`python -m benchmarks.measure CASE` reads the case and prints what came of it, both as JSON. Memory and processor time
are this process's and its children's; the seconds count from the moment when the scenario is loaded.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Set
from dataclasses import asdict, dataclass
from importlib import import_module
from math import inf
from typing import Any

from benchmarks.generate import generate, leave_out
from benchmarks.rivals.found import Found, Known, Stopwatch
from expo_planner.checker import Report, check
from expo_planner.domain.plain_text import dump
from expo_planner.files.read.load import loads
from expo_planner.interface.cli.shared import kept

PLANNERS = {
    "plan": "ours",
    "cp-sat": "cp_sat",
    "timefold": "timefold",
    "highs": "highs",
    "conference-scheduler": "conference",
}
"""What people call them, and their modules in `benchmarks.rivals`."""
PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
MEGABYTE = 2**20 if sys.platform == "darwin" else 2**10
"""In the units in which the system tells memory."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is measured: who plans which expo, without what, with how many threads, and the seconds at which to look."""

    who: str
    sessions: int
    rooms: int
    days: int
    use: float
    seed: int = 0
    workers: int = 1
    seconds: tuple[float, ...] = (10, 60, 120)
    without: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What came of it. `broken` are the musts that the last schedule breaks: of rules that the planner was given, and
    of others.

    Memory is in megabytes.
    """

    first: Known | None
    at: tuple[Known | None, ...]
    broken: tuple[int, int] | None
    processor: float
    memory: float
    note: str


def planner_of(who: str) -> Any:
    """Its module."""
    return import_module(f"benchmarks.rivals.{PLANNERS[who]}")


def measure(case: Case) -> Measured:
    """Makes the expo, loads it as the command does, lets the planner plan it and judges what it found."""
    planner = planner_of(case.who)
    with kept():
        scenario = loads(_text(case), name="made.json")
    watch = Stopwatch()
    found: Found = planner.solve(scenario, max(case.seconds), case.workers)
    processor = watch.known(None, None).processor
    return Measured(
        first=found.first,
        at=tuple(found.at(seconds if seconds < max(case.seconds) else inf) for seconds in case.seconds),
        broken=None if found.schedule is None else _broken(check(scenario, found.schedule), planner.GIVEN),
        processor=processor,
        memory=max(resource.getrusage(who).ru_maxrss for who in PROCESSES) / MEGABYTE,
        note=found.note,
    )


def _text(case: Case) -> str:
    """The made expo as a scenario file."""
    return dump(leave_out(generate(case.sessions, case.rooms, case.days, case.use, case.seed), case.without))


def _broken(report: Report, given: Set[str]) -> tuple[int, int]:
    """Broken musts of the rules that the planner was given, and of others."""
    own = sum(clash.rule in given for clash in report.errors)
    return own, len(report.errors) - own


def read(text: str) -> Measured:
    """What the process printed: its last line, as solvers print on their own."""
    said = json.loads(text.splitlines()[-1])
    known = [None if one is None else Known(**one) for one in (said.pop("first"), *said.pop("at"))]
    broken = said.pop("broken")
    return Measured(first=known[0], at=tuple(known[1:]), broken=broken and (broken[0], broken[1]), **said)


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    case = Case(**asked | {name: tuple(asked[name]) for name in ("seconds", "without")})
    print("\n" + json.dumps(asdict(measure(case))))
