"""Runs tasks on a Dask cluster: one that stands somewhere, or one of this machine with its dashboard."""

from __future__ import annotations

import logging
import pickle
import platform
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, wait
from concurrent.futures import Future as StandardFuture
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import islice
from multiprocessing import resource_tracker
from threading import current_thread, main_thread
from typing import Any

from distributed import Client, KilledWorker, LocalCluster

from expo_planner.execution.executor import (
    AHEAD,
    Answer,
    ClusterLost,
    Failed,
    Shared,
    Task,
    VersionsDiffer,
    attempt,
)

CONNECTING = 10.0
"""Seconds to wait for a scheduler."""
CLOSING = 5.0
"""Seconds to wait for all to end."""
LOOKING = 1.0
"""Seconds between two looks at how many workers there are, and whether the scheduler still is."""
LOGGERS = ("distributed", "tornado", "asyncio")
"""Who would tell of lost connections in tracebacks; they end as ClusterLost."""
LIBRARIES = ("expo-planner", "ortools", "numpy")
"""What has to be of one version everywhere, or two workers could solve one task differently."""


class DaskCluster:
    """Runs tasks on the workers of a Dask scheduler; one that dies leaves its tasks to the others.

    `address` is that of the scheduler, or None for workers of this machine, so many as `workers` says. Raises
    ClusterLost where there is no scheduler, and VersionsDiffer.
    """

    def __init__(self, address: str | None, workers: int) -> None:
        for name in [*logging.root.manager.loggerDict, *LOGGERS]:
            if name.startswith(LOGGERS):  # each of them has a level of its own
                logging.getLogger(name).setLevel(logging.CRITICAL)
        self.address = address
        self._cluster: Any = None
        try:
            if address is None:
                with _without_ctrl_c():
                    self._cluster = LocalCluster(
                        n_workers=workers,
                        threads_per_worker=1,
                        dashboard_address="127.0.0.1:0",
                        silence_logs=logging.CRITICAL,
                    )
            self._client = Client(self._cluster or address, timeout=CONNECTING)
        except (OSError, ValueError) as error:
            raise ClusterLost(str(error)) from None
        try:
            self._compare_versions()
        except VersionsDiffer:
            self.close()
            raise

    @property
    def workers(self) -> int:
        """How many tasks the cluster runs at once, now; 0 until a worker has come. Raises ClusterLost."""
        return self._threads()

    @property
    def dashboard(self) -> str:
        """The address of the page on which the cluster can be watched."""
        return str(self._client.dashboard_link)

    def run(
        self,
        function: Callable[[Shared, Task], Answer],
        shared: Shared,
        tasks: Iterable[Task],
        *,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Answer | Failed]]:
        pool = self._client.get_executor(pure=False)
        work = self._client.submit(pickle.loads, pickle.dumps((function, shared, _versions())))
        suspects: list[tuple[int, Task]] = []
        try:
            for number, task, answer in self._answers(pool, work, enumerate(tasks), deadline):
                if isinstance(answer, KilledWorker):
                    suspects.append((number, task))
                else:
                    yield number, answer
            for suspect in suspects:
                for number, _, answer in self._answers(pool, work, iter([suspect]), deadline):
                    yield number, Failed() if isinstance(answer, KilledWorker) else answer
        finally:
            pool.shutdown(wait=False)  # which cancels what is left

    def _answers(
        self, pool: Any, work: Any, left: Iterator[tuple[int, Task]], deadline: float | None
    ) -> Iterator[tuple[int, Task, Any]]:
        """The tasks with their numbers and answers; KilledWorker for one that was near each time a worker died."""
        running: dict[StandardFuture[Any], tuple[int, Task]] = {}
        threads, looked = 0, -LOOKING
        while True:
            if time.monotonic() - looked > LOOKING:
                threads, looked = self._threads(), time.monotonic()
            for number, task in islice(left, max(threads * AHEAD - len(running), 0)):
                running[pool.submit(_attempted, work, task)] = number, task
            remaining = LOOKING if deadline is None else min(deadline - time.monotonic(), LOOKING)
            if (threads and not running) or remaining <= 0:
                return
            for future in wait(running, remaining, FIRST_COMPLETED).done:
                yield *running.pop(future), _answer(future)

    def close(self) -> None:
        with suppress(TimeoutError):  # a worker was being started, or the scheduler is gone: it ends with this process
            self._client.close(timeout=CLOSING)
            if self._cluster is not None:
                self._cluster.close(timeout=CLOSING)

    def _threads(self) -> int:
        """How many tasks the cluster runs at once. Raises ClusterLost."""
        if self._client.status != "running":
            raise ClusterLost("the scheduler is gone")
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError) as error:
            raise ClusterLost(str(error)) from None

    def _compare_versions(self) -> None:
        here = _versions()
        for there in self._client.run(_versions, on_error="return").values():
            if there != here:
                raise VersionsDiffer(here, there if isinstance(there, str) else f"{type(there).__name__}: {there}")


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Processes that begin here never see Ctrl-C, which is for this process alone; here it comes at the end."""
    if not hasattr(signal, "pthread_sigmask") or current_thread() is not main_thread():
        yield
        return
    came: list[int] = []
    resource_tracker.ensure_running()  # which would let signals through again as it starts
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # what begins here inherits this
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
    if came:
        raise KeyboardInterrupt


def _versions() -> str:
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)])


def _attempted(work: tuple[Callable[[Any, Any], Any], Any, str], task: Any) -> Any:
    """Runs on a worker, which may have come after the others."""
    function, shared, versions = work
    if versions != _versions():
        raise VersionsDiffer(versions, _versions())
    return attempt(function, shared, task)


def _answer(future: StandardFuture[Any]) -> Any:
    try:
        return future.result()
    except KilledWorker as killed:
        return killed
    except CancelledError:
        raise ClusterLost("the scheduler is gone") from None
