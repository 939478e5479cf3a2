"""Repairs and conflicts of random small expos. In `tests/`:

`python -m differential.exact --repairs 1000 --conflicts 1000 --seed 1`

Every repair is compared with brute force: the fewest told, then the least cost, both proven. Every conflict is judged
by itself: an expo of what is told alone has no schedule, and where it is told as minimal, with one demand less it has.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import count

from differential.conflicts import tight_expo, wrong_conflicts
from differential.everywhere import add_options, answers
from differential.facts import Made
from differential.repairs import case, wrong_repair
from differential.run import Tally


def try_repair(seed: int, tally: Tally) -> None:
    """One repair beside brute force."""

    def tried(made: Made) -> list[str]:
        found = wrong_repair(case(seed))
        tally.count("repairs compared with brute force")
        return found

    tally.attempt(f"repair {seed}", {}, tried)


def try_conflicts(seed: int, tally: Tally) -> None:
    """The conflicts of one expo, if it has any."""

    def tried(made: Made) -> list[str]:
        found, conflicts = wrong_conflicts(made)
        tally.count("expos without a schedule" if conflicts else "expos with a schedule")
        tally.count("conflicts judged by themselves", conflicts)
        return found

    tally.attempt(f"conflicts of expo {seed}", tight_expo(seed), tried)


def repaired(_: None, seed: int) -> Tally:
    """What comes of one repair."""
    tally = Tally()
    try_repair(seed, tally)
    return tally


def explained(_: None, seed: int) -> Tally:
    """What comes of the conflicts of one expo."""
    tally = Tally()
    try_conflicts(seed, tally)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m differential.exact", description=__doc__)
    parser.add_argument("--repairs", type=int, default=100)
    parser.add_argument("--conflicts", type=int, default=100, help="expos without a schedule")
    parser.add_argument("--seed", type=int, default=0, help="the first of as many")
    add_options(parser)
    given = parser.parse_args(arguments)
    tally, began = Tally(), time.monotonic()
    for one in answers(given, repaired, None, range(given.seed, given.seed + given.repairs)):
        tally.include(one)
    with closing(answers(given, explained, None, count(given.seed))) as found:
        while tally.counts["expos without a schedule"] < given.conflicts:
            tally.include(next(found))
    for difference in tally.found:
        print(difference, flush=True)
    for what, number in tally.counts.items():
        print(f"{number} {what}")
    print(f"{len(tally.found)} wrong; {time.monotonic() - began:.0f} seconds")
    return 1 if tally.found else 0


if __name__ == "__main__":
    raise SystemExit(main())
