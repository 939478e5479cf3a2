"""Handles Ctrl-C: a computation stops and keeps its result so far; a critical section delays the signal."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")
OFTEN = 0.1
"""Seconds between two polls: on some systems, a wait without a timeout would block the signal."""


@contextmanager
def held_back() -> Iterator[None]:
    """Delays SIGINT and SIGTERM until the end of the block, on systems that can block signals."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_until_stopped(run: Callable[[], Result], stop: Callable[[], None]) -> tuple[Result, bool]:
    """Runs `run` in a thread, and `stop` on Ctrl-C. Returns the result and whether it was stopped.

    Raises what `run` raises.
    """
    found: list[Result | BaseException] = []
    ended: SimpleQueue[None] = SimpleQueue()

    def work() -> None:
        try:
            found.append(run())
        except BaseException as wrong:  # raised again in the waiting thread
            found.append(wrong)
        ended.put(None)

    thread = Thread(target=work, daemon=True)
    stopped = False
    while not found:
        try:
            with held_back():  # an unawaited thread would crash the process at exit
                if not thread.ident:
                    thread.start()
            while not found:  # a signal can lose the item of a queue, so the queue only wakes
                try:
                    ended.get(timeout=OFTEN)
                except Empty:
                    if stopped:  # the run may not have begun at the first call
                        stop()
        except KeyboardInterrupt:  # wherever it is raised, also at the end of `held_back`
            stopped = True
            stop()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0], stopped
