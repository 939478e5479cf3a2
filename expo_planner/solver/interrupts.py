"""Ctrl-C at a bad moment: a computation is told to stop and keeps what it has found; what must not be torn waits."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")
OFTEN = 0.1
"""Seconds between two looks: a wait without end would not hear the signal on every system."""


@contextmanager
def held_back() -> Iterator[None]:
    """Signals that would end the command come at the end of this, where the system can hold them back."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_until_stopped(run: Callable[[], Result], stop: Callable[[], None]) -> tuple[Result, bool]:
    """What a run comes to, in a thread of its own, and whether Ctrl-C stopped it. Raises what it raises."""
    found: list[Result | BaseException] = []
    ended: SimpleQueue[None] = SimpleQueue()

    def work() -> None:
        try:
            found.append(run())
        except BaseException as wrong:  # goes back to whoever waits
            found.append(wrong)
        ended.put(None)

    thread = Thread(target=work, daemon=True)
    stopped = False
    while not found:
        try:
            with held_back():  # a thread that nobody waits for would take the process down at its end
                if not thread.ident:
                    thread.start()
            while not found:  # what a queue gives back just when the signal comes is lost, so it only wakes
                try:
                    ended.get(timeout=OFTEN)
                except Empty:
                    if stopped:  # the run may not have begun when it was told to stop
                        stop()
        except KeyboardInterrupt:  # wherever it falls, as at the end of `held_back`
            stopped = True
            stop()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0], stopped
