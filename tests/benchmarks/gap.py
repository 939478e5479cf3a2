"""Where the gap of a large expo lies: `python -m benchmarks.gap --help`.

Searches a made expo with one process, as a worker does. It tells the cost and the lower bound at each of some moments;
for each kind of neighbourhood its rounds, their gains, how many ended optimal, and what CP-SAT and our own code
took of the time; at last the cost by rule. Time is CPU time, of search and bound apart: other work does not count.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.generate import PARTS, generate, leave_out
from expo_planner import Scenario, check, dump, loads
from expo_planner.cpsat.board import Board
from expo_planner.domain.schedule import Placement
from expo_planner.solver.bound.relaxation import Relaxation
from expo_planner.solver.construct import Construction
from expo_planner.solver.lns.reoptimise import Reassignment, Reoptimiser
from expo_planner.solver.lns.search import LargeNeighbourhoodSearch
from expo_planner.solver.params import SearchParams
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem


@dataclass
class Tally:
    """What the rounds of one kind of neighbourhood came to; seconds are CPU time."""

    rounds: int = 0
    gain: int = 0
    gaining: int = 0
    optimal: int = 0
    sessions: int = 0
    solving: float = 0.0
    seconds: float = 0.0


def scenario(sessions: int, rooms: int, days: int, use: float, seed: int, without: Sequence[str]) -> Scenario:
    """A made expo, without people or relations where these are left out."""
    return loads(dump(leave_out(generate(sessions, rooms, days, use, seed), without)), name="made.json")


def bounds(relaxation: Relaxation, moments: Sequence[float]) -> Iterator[int]:
    """The lower bound after so many CPU seconds each."""
    began = time.process_time()
    for moment in moments:
        while not relaxation.finished and time.process_time() - began < moment:
            relaxation.step()
        yield max(relaxation.bound, relaxation.problem.least)


def measure(made: Scenario, seed: int, moments: Sequence[float], params: SearchParams) -> Iterator[str]:
    """The rows of the report."""
    problem = SearchProblem.of(made, afresh=True)
    partial = PartialSchedule(problem)
    began = time.process_time()
    Construction(partial, seed, params.construction).build(math.inf)
    first = time.process_time() - began
    yield f"first schedule: {first:.1f} s, cost {check(made, partial.schedule).cost}, {len(partial.missing)} missing"
    relaxation = Relaxation(problem, params.bound)
    known = [*bounds(relaxation, moments)]
    search = LargeNeighbourhoodSearch(partial, seed, params.lns)
    search.costs.follow(relaxation.prices, relaxation.rows)
    solving = Solving(search, seed)
    began = time.process_time()
    for moment, bound in zip(moments, known, strict=True):
        while time.process_time() - began < moment:
            solving.round()
        cost = check(made, partial.schedule).cost
        yield f"\nafter {moment:g} s: cost {cost}, bound {bound}, gap {(cost - bound) / cost:.1%}"
        yield from solving.rows()
    costs = Counter[str]()
    for clash in check(made, partial.schedule).costs:
        costs[clash.rule] += clash.cost
    yield "\ncost by rule: " + ", ".join(f"{rule} {cost}" for rule, cost in costs.most_common())


class TimedReoptimiser(Reoptimiser):
    """Places sessions again as the search does, and tells the CPU seconds spent in CP-SAT."""

    solving = 0.0

    def _solve(self, board: Board, before: Reassignment, deadline: float) -> dict[str, Placement] | None:
        began = time.process_time()
        found = super()._solve(board, before, deadline)
        self.solving += time.process_time() - began
        return found


class Solving:
    """The rounds of a search, tallied."""

    def __init__(self, search: LargeNeighbourhoodSearch, seed: int) -> None:
        self.search, self.tallies = search, defaultdict[str, Tally](Tally)
        self.reoptimiser = search.reoptimiser = TimedReoptimiser(search.partial, search.costs, seed, search.params)

    def round(self) -> None:
        before, self.reoptimiser.solving = time.process_time(), 0.0
        step = self.search.round(math.inf)
        tally = self.tallies[step.operator]
        tally.rounds += 1
        tally.gain += step.gain
        tally.gaining += step.gain > 0
        tally.optimal += self.reoptimiser.solved
        tally.solving += self.reoptimiser.solving
        tally.seconds += time.process_time() - before

    def rows(self) -> Iterator[str]:
        yield "| neighbourhood | rounds | with gain | optimal | gain | s in all | in CP-SAT | gain a second |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        for name, one in self.tallies.items():
            share, solved = one.gaining / one.rounds, one.optimal / one.rounds
            yield (
                f"| {name} | {one.rounds} | {share:.0%} | {solved:.0%} | {one.gain} | {one.seconds:.1f} |"
                f" {one.solving:.1f} | {one.gain / max(one.seconds, 0.01):.0f} |"
            )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gap", description="Where the gap of an expo lies.")
    parser.add_argument("--size", default="1000x50x5", help="SESSIONSxROOMSxDAYS")
    parser.add_argument("--use", type=float, default=0.9)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--seconds", type=float, nargs="+", default=[10, 60])
    parser.add_argument("--without", nargs="*", choices=PARTS, default=[])
    given = parser.parse_args(arguments)
    sessions, rooms, days = map(int, given.size.split("x"))
    for seed in given.seeds:
        made = scenario(sessions, rooms, days, given.use, seed, given.without)
        print(f"\n{given.size}, {given.use:.0%}, seed {seed}{', without ' if given.without else ''}", *given.without)
        for row in measure(made, seed, given.seconds, SearchParams()):
            print(row, flush=True)


if __name__ == "__main__":
    main()
