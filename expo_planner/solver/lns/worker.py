"""A worker process for the same problem: it improves the schedule, after computing the bound if asked to.

A worker reads the scenario, a schedule and later changes, pickled, from standard input, and runs until that is closed.
It writes its proposals and bounds to standard output; the search adopts the proposals that still fit its schedule.
"""

from __future__ import annotations

import math
import os
import pickle
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread
from typing import IO

from expo_planner.domain.schedule import Placement
from expo_planner.rules import Scenario
from expo_planner.solver.bound.priced_rows import RowPrices
from expo_planner.solver.bound.relaxation import Relaxation
from expo_planner.solver.lns.reoptimise import Reassignment
from expo_planner.solver.lns.search import LargeNeighbourhoodSearch
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.threads import ONE_THREAD


@dataclass(frozen=True)
class WorkerTask:
    """The input of a worker. With `bounding`, it computes the lower bound before it improves the schedule."""

    scenario: Scenario
    afresh: bool
    placed: Mapping[str, Placement]
    seed: int
    bounding: bool


@dataclass(frozen=True)
class Proposal:
    """New placements for some sessions, and their placements when the proposal was found."""

    changes: Reassignment
    before: Reassignment


@dataclass(frozen=True)
class Bound:
    """A lower bound on the cost of the movable sessions, and new prices, if any, that lead the search.

    Once these are `settled`, no others follow.
    """

    cost: int
    prices: RowPrices = ()
    settled: bool = False


News = Proposal | Bound
"""A message from a worker."""


class Worker:
    """A worker process, seen from the search."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", f"from {__name__} import main; main()"]
        self._process = Popen(
            command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True, env={**os.environ, **ONE_THREAD}
        )
        self._news: SimpleQueue[object] = SimpleQueue()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin
        Thread(target=_read, args=(self._process.stdout, self._news), daemon=True).start()

    def begin(self, task: WorkerTask) -> None:
        """Sends the task. Until then the process waits, so that it can be ended if sending is interrupted."""
        self._send(task)

    def news(self) -> list[News]:
        """The messages received since the last call."""
        return [item for item in _drain(self._news) if isinstance(item, Proposal | Bound)]

    def tell(self, changes: Reassignment) -> None:
        """Sends the worker new placements; None for removed sessions."""
        self._send(dict(changes))

    def lead(self, prices: RowPrices) -> None:
        """Sends the worker new prices."""
        self._send(prices)

    def _send(self, item: object) -> None:
        with suppress(OSError):  # if the worker has died, the search goes on without it
            pickle.dump(item, self._input)
            self._input.flush()

    def end(self) -> None:
        """Kills the process and closes its streams."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # unwritten data has no reader any more
                    stream.close()


def _read(stream: IO[bytes], into: SimpleQueue[object]) -> None:
    """Puts all pickled objects of a stream into a queue, then None."""
    try:
        while True:
            into.put(pickle.load(stream))
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        into.put(None)


def _drain(queue: SimpleQueue[object]) -> list[object]:
    found: list[object] = []
    try:
        while True:
            found.append(queue.get_nowait())
    except Empty:
        return found


def main() -> None:
    """Runs a worker: the entry point of its process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = sys.stdout.buffer
    task = pickle.load(sys.stdin.buffer)
    incoming: SimpleQueue[object] = SimpleQueue()
    Thread(target=_read, args=(sys.stdin.buffer, incoming), daemon=True).start()
    problem = SearchProblem.of(task.scenario, afresh=task.afresh)
    partial = PartialSchedule(problem)
    partial.move({name: place for name, place in task.placed.items() if name not in partial.placed})
    relaxation = Relaxation(problem) if task.bounding else None
    search = LargeNeighbourhoodSearch(partial, task.seed)

    def tell(item: News) -> None:
        pickle.dump(item, output)
        output.flush()

    while True:
        for item in _drain(incoming):
            if item is None:
                return
            if isinstance(item, Mapping):
                search.adopt(item)
            elif isinstance(item, tuple):
                search.costs.follow(item)
        if relaxation is not None and not relaxation.finished:
            bound, leading = relaxation.bound, relaxation.leading
            relaxation.step()
            if leading:
                search.costs.follow(relaxation.prices, relaxation.rows)
                tell(Bound(relaxation.bound, relaxation.prices, settled=not relaxation.leading))
            elif relaxation.bound > bound:
                tell(Bound(relaxation.bound))
            continue
        step = search.round(math.inf)
        if step.changes:
            tell(Proposal(step.changes, step.before))
