"""Where long comparisons run: in this process, in several of this machine, or on a Dask cluster."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from typing import TypeVar

from expo_planner.execution.executor import Executor, Failed, InProcess

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Answer = TypeVar("Answer")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say where."""
    parser.add_argument("--workers", type=int, default=1, help="processes of this machine")
    parser.add_argument(
        "--cluster", help="local, or the address of a Dask scheduler whose workers have the folder tests"
    )


def answers(
    given: argparse.Namespace, function: Callable[[Shared, Task], Answer], shared: Shared, tasks: Iterable[Task]
) -> Generator[Answer, None, None]:
    """The answers to all tasks, as they come. A task without an answer ends the command."""
    with closing(_executor(given)) as executor:
        for _, answer in executor.run(function, shared, tasks):
            if isinstance(answer, Failed):
                raise RuntimeError(answer.why or "a worker died")
            yield answer


def _executor(given: argparse.Namespace) -> Executor:
    if given.cluster is not None:
        from expo_planner.execution.dask_cluster import DaskCluster

        return DaskCluster(None if given.cluster == "local" else given.cluster, given.workers)
    if given.workers > 1:
        from expo_planner.execution.local_processes import LocalProcesses

        return LocalProcesses(given.workers)
    return InProcess()
