"""Random expos, judged twice: `python -m differential.run --expos 5000 --seed 1`, in `tests/`.

Of every expo some random schedules are judged by checker and reference; a small one is solved and tried by brute force;
and of every tenth the changes are made whose effect is known. Prints every difference, and in the end the counts.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from differential.brute import Brute
from differential.compare import differences, random_places, read, wrong_optimum
from differential.everywhere import add_options, answers
from differential.expos import wide_expo
from differential.facts import Made
from differential.reference import Reference
from differential.relations import broken_in_check, broken_in_solve
from expo_planner.domain.problems import BadInput

LARGEST = 3000
"""Schedules of an expo up to which all are tried."""


@dataclass
class Tally:
    """What was tried, and what was found to differ."""

    counts: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] += number

    def include(self, other: Tally) -> None:
        """Adds what another has tried and found."""
        self.counts += other.counts
        self.found += other.found

    def add(self, what: str, differences: Iterable[str]) -> None:
        self.found += [f"{what}: {difference}" for difference in differences]

    def attempt(self, what: str, made: Made, tried: Callable[[Made], Iterable[str]]) -> None:
        """Tries one expo; what is refused is counted, what raises is a difference."""
        try:
            self.add(what, tried(made))
        except BadInput:
            self.count("expos refused, such as one whose window the clock skips")
        except Exception as raised:
            self.add(what, [f"{type(raised).__name__}: {raised}"])


def judge(seed: int, schedules: int, tally: Tally) -> None:
    """Random schedules of one expo by checker and reference."""

    def tried(made: Made) -> Iterable[str]:
        scenario, reference, drawn = read(made), Reference(made), random.Random(seed)
        tally.count("expos whose schedules were judged")
        for _ in range(schedules):
            tally.count("random schedules judged")
            yield from differences(reference, scenario, random_places(reference.facts, drawn))

    tally.attempt(f"expo {seed}", wide_expo(seed), lambda made: list(tried(made)))


def optimise(seed: int, tally: Tally, largest: int = LARGEST) -> None:
    """The optimum of one small expo by solver and brute force."""

    def tried(made: Made) -> Iterable[str]:
        scenario, brute = read(made), Brute(made)
        if brute.schedules > largest:
            tally.count("small expos with too many schedules")
            return []
        tally.count("expos solved and tried by brute force")
        tally.count("schedules tried by brute force", brute.schedules)
        return wrong_optimum(brute, scenario)

    tally.attempt(f"small expo {seed}", wide_expo(seed, small=True), tried)


def change(seed: int, tally: Tally) -> None:
    """Changes whose effect is known, of one expo and of one small one."""

    def checked(made: Made) -> Iterable[str]:
        return broken_in_check(made, random.Random(seed))

    def solved(made: Made) -> Iterable[str]:
        found = broken_in_solve(made, random.Random(seed))
        tally.count("expos changed and solved again")
        return found

    tally.attempt(f"expo {seed} changed", wide_expo(seed), checked)
    tally.attempt(f"small expo {seed} changed", wide_expo(seed, small=True), solved)


def compare(schedules: int, seed: int) -> Tally:
    """All that is done with the expos of one seed."""
    tally = Tally()
    judge(seed, schedules, tally)
    optimise(seed, tally)
    if seed % 10 == 0:
        change(seed, tally)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m differential.run", description=__doc__)
    parser.add_argument("--expos", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="the first of as many")
    parser.add_argument("--schedules", type=int, default=6, help="random schedules of each expo")
    add_options(parser)
    given = parser.parse_args(arguments)
    tally, began = Tally(), time.monotonic()
    for one in answers(given, compare, given.schedules, range(given.seed, given.seed + given.expos)):
        tally.include(one)
        for difference in one.found:
            print(difference, flush=True)
    for what, number in tally.counts.items():
        print(f"{number} {what}")
    print(f"{len(tally.found)} differences; {time.monotonic() - began:.0f} seconds")
    return 1 if tally.found else 0


if __name__ == "__main__":
    raise SystemExit(main())
