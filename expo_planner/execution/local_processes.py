"""Runs tasks in processes of this machine, with nothing but the standard library.

A worker process that dies takes all tasks in hand with it. They are then tried again one by one, so that one that kills
its worker each time is told from those that were only near.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import wait as wait_for_end
from threading import Thread
from typing import Any

from expo_planner.execution.executor import AHEAD, Answer, Failed, Shared, Task, attempt

TRIES = 2
"""How often a task is tried alone after its worker died."""
CONTEXT = multiprocessing.get_context("spawn")
"""A process that is forked would hold locks of threads that it does not have."""

_work: tuple[Callable[[Any, Any], Any], Any]
"""In a worker process: the function, and what its tasks share."""


class LocalProcesses:
    """Runs tasks in so many processes of this machine; they live as long as one run."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(
        self,
        function: Callable[[Shared, Task], Answer],
        shared: Shared,
        tasks: Iterable[Task],
        *,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Answer | Failed]]:
        work, left = pickle.dumps((function, shared)), enumerate(tasks)
        suspects: list[tuple[int, Task]] = []
        while True:
            for number, task in suspects:
                try:
                    answer = _alone(work, task, deadline)
                except TimeoutError:
                    return
                yield number, answer
            suspects = []
            with _pool(self.workers, work) as pool:
                running: dict[Future[Answer | Failed], tuple[int, Task]] = {}
                while not suspects:
                    for number, task in islice(left, self.workers * AHEAD - len(running)):
                        try:
                            running[pool.submit(_attempted, task)] = number, task
                        except BrokenProcessPool:
                            suspects.append((number, task))
                    remaining = None if deadline is None else deadline - time.monotonic()
                    if not (running or suspects) or (remaining is not None and remaining <= 0):
                        return
                    for future in wait(running, remaining, FIRST_COMPLETED).done:
                        if isinstance(future.exception(), BrokenProcessPool):
                            suspects.append(running.pop(future))
                        else:
                            yield running.pop(future)[0], future.result()
                suspects += running.values()

    def close(self) -> None:
        pass


def _alone(work: bytes, task: object, deadline: float | None) -> Any:
    """The answer to a task, in a worker of its own. Raises TimeoutError at the deadline."""
    for _ in range(TRIES):
        with _pool(1, work) as pool:
            future = pool.submit(_attempted, task)
            try:
                return future.result(None if deadline is None else max(deadline - time.monotonic(), 0))
            except BrokenProcessPool:
                continue
    return Failed()


@contextmanager
def _pool(workers: int, work: bytes) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the block, whatever they are at."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=CONTEXT, initializer=_begin, initargs=(work,))
    try:
        yield pool
    finally:
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        pool.shutdown(cancel_futures=True)


def _begin(work: bytes) -> None:
    """Prepares a worker process: Ctrl-C is for the process that waits for it, and it ends with that one."""
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _work = pickle.loads(work)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait_for_end([parent.sentinel])
    os._exit(1)


def _attempted(task: Any) -> Any:
    return attempt(*_work, task)
