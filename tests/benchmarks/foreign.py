"""What the commands for instances of others share: their arguments, and the table that they print."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path


def ask(prog: str, description: str, arguments: Sequence[str] | None) -> argparse.Namespace:
    """The folder of the instances, which of them, and when to look at what was found."""
    parser = argparse.ArgumentParser(prog=f"python -m {prog}", description=description)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--instances", nargs="+", help="names of files; default: all")
    parser.add_argument("--seconds", nargs="+", type=float, default=[60, 300], help="when to look at the cost")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    given.seconds = sorted(given.seconds)
    return given


def tell(cells: Sequence[str]) -> None:
    """Prints a row of the table as soon as it is known."""
    print(f"| {' | '.join(cells)} |", flush=True)


def at(course: Sequence[tuple[float, int]], moment: float) -> str:
    """The cost at a moment, from the seconds and the cost of each better solution."""
    found = [cost for _, cost in takewhile(lambda one: one[0] <= moment, course)]
    return f"{found[-1]:,}" if found else "–"
