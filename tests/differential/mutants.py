"""Are the tests telling? `python -m differential.mutants --sample 40 --seed 0`, in `tests/`, or `make mutants`.

Makes small faults in a copy of the rules, requirements and the checker, one at a time, and runs the tests of rules on
each. Prints the faults that no test notices. (mutmut 3 leaves out everything with a decorator, which is half of the
requirements, and cosmic-ray changes the files in place.)
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from differential.mutations import faults, mutated

ROOT = Path(__file__).parent.parent.parent
PACKAGE = "expo_planner"
MODULES = ["checker.py", "rules/*.py", "rules/requirements/*.py"]
TESTS = ["test_rules.py", "test_overlaps.py", "test_differential.py", "test_parts.py"]
"""The quick ones first: the first that fails has noticed the fault."""
ALSO = {"perturbation.py": ["test_repair.py"]}
"""Tests that come first for a module, because it is theirs."""
SECONDS = 600
"""After so many a fault is taken to be noticed: something runs for ever."""


class Fault(NamedTuple):
    """One fault of one module, by its number."""

    module: Path
    number: int
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.what}"


def every_fault() -> list[Fault]:
    modules = sorted(path for pattern in MODULES for path in (ROOT / PACKAGE).glob(pattern))
    return [
        Fault(path.relative_to(ROOT), number, line, what)
        for path in modules
        for number, (line, what) in enumerate(faults(path.read_text(encoding="utf-8")))
    ]


def copied(folder: str) -> Path:
    """A copy of the package and its tests, in which faults can be made."""
    for part in (PACKAGE, "tests"):
        shutil.copytree(ROOT / part, Path(folder, part), ignore=shutil.ignore_patterns("__pycache__"))
    return Path(folder)


def passes(copy: Path, tests: Sequence[str]) -> bool:
    """Whether the tests of a copy pass."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(
            command, cwd=copy / "tests", env=environment, capture_output=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0


def survives(fault: Fault, copy: Path, tests: Sequence[str] = ()) -> bool:
    """Whether none of these tests, else of all, notices the fault, which is put into the copy and taken out again."""
    code = (ROOT / fault.module).read_text(encoding="utf-8")
    (copy / fault.module).write_text(mutated(code, fault.number), encoding="utf-8")
    try:
        return passes(copy, tests or [*ALSO.get(fault.module.name, ()), *TESTS])
    finally:
        (copy / fault.module).write_text(code, encoding="utf-8")


def not_noticed(chosen: Sequence[Fault], jobs: int) -> Iterator[Fault]:
    """The faults that no test notices, several tried at once, each in a copy of its own."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            copies.put(copied(f"{folder}/{number}"))

        def tried(fault: Fault) -> bool:
            copy = copies.get()
            try:
                return survives(fault, copy)
            finally:
                copies.put(copy)

        yield from (fault for fault, survived in zip(chosen, pool.map(tried, chosen), strict=True) if survived)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m differential.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=40, help="faults to try; 0 is all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="faults tried at once")
    given = parser.parse_args(arguments)
    known = every_fault()
    chosen = random.Random(given.seed).sample(known, given.sample) if given.sample else known
    survivors = []
    for fault in not_noticed(chosen, given.jobs):
        survivors.append(fault)
        print(f"not noticed: {fault}", flush=True)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} faults were noticed; {len(known)} can be made")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
