"""What runs tasks: the interface, what a task can come to, and the executor that uses no other process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Answer = TypeVar("Answer")

AHEAD = 2
"""The tasks handed over for each worker, so that none waits; the rest are made when there is room for them."""


@dataclass(frozen=True)
class Failed:
    """A task without an answer. `why` is the error that it ended with; empty if its worker `died` each time."""

    why: str = ""

    @property
    def died(self) -> bool:
        return not self.why


class ClusterLost(Exception):
    """The cluster cannot be reached, or not any more."""


class VersionsDiffer(Exception):
    """A worker runs other versions than this process; `here` and `there` tell which."""

    def __init__(self, here: str, there: str) -> None:
        super().__init__(here, there)
        self.here, self.there = here, there


class Executor(Protocol):
    """Runs tasks that do not depend on each other."""

    @property
    def workers(self) -> int:
        """How many tasks it runs at once."""
        ...

    def run(
        self,
        function: Callable[[Shared, Task], Answer],
        shared: Shared,
        tasks: Iterable[Task],
        *,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Answer | Failed]]:
        """The numbers of the tasks, from 0, and their answers, in the order in which they are known.

        `function` belongs to a module, and all it takes and gives can be pickled; `shared` is sent to each worker once.
        `tasks` are made as workers get free. After the deadline (monotonic clock, seconds) nothing more comes; whoever
        leaves the loop earlier ends the tasks that still run. Raises ClusterLost and VersionsDiffer.
        """
        ...

    def close(self) -> None:
        """Gives back what the executor holds."""
        ...


class InProcess:
    """Runs one task after the other in this process."""

    workers = 1

    def run(
        self,
        function: Callable[[Shared, Task], Answer],
        shared: Shared,
        tasks: Iterable[Task],
        *,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Answer | Failed]]:
        for number, task in enumerate(tasks):
            if deadline is not None and time.monotonic() >= deadline:
                return
            yield number, attempt(function, shared, task)

    def close(self) -> None:
        pass


def attempt(function: Callable[[Shared, Task], Answer], shared: Shared, task: Task) -> Answer | Failed:
    """The answer to a task, or the error that it ended with: one task must not end all others."""
    try:
        return function(shared, task)
    except Exception as error:
        return Failed(f"{type(error).__name__}: {error}")
