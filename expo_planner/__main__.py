"""The command `plan`, as `python -m expo_planner`: it may be interrupted at any moment."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from expo_planner.solver.interrupts import held_back
from expo_planner.solver.threads import ONE_THREAD

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from types import TracebackType

SHORTLY = 0.02
"""Seconds."""

if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:  # whoever ends a command so means what Ctrl-C means
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _unraisable(ignored: UnraisableHookArgs) -> None:
    if issubclass(ignored.exc_type, KeyboardInterrupt):
        _say_it_again()
    elif not _of_half_made_object(ignored):
        sys.__unraisablehook__(ignored)


def _of_half_made_object(ignored: UnraisableHookArgs) -> bool:
    """Whether an object of a library misses attributes as it goes: an interruption came while it was being made."""
    gone = getattr(ignored.object, "__name__", "") == "__del__"
    ours = str(getattr(ignored.object, "__module__", "")).startswith(__package__ or "expo_planner")
    return issubclass(ignored.exc_type, AttributeError) and gone and not ours


def _printed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        _say_it_again()
    else:
        sys.__excepthook__(kind, error, trace)


def _say_it_again() -> None:
    """Repeats an interruption that was lost, such as one during the import of a C library."""
    again = threading.Timer(SHORTLY, _interrupt)
    again.daemon = True
    again.start()


def _interrupt() -> None:
    if os.name == "posix":  # elsewhere it would end the process at once
        os.kill(os.getpid(), signal.SIGINT)
    else:
        _thread.interrupt_main()


def main() -> None:
    """Runs the command; an interruption before it has begun is reported once it can be."""
    sys.unraisablehook, sys.excepthook = _unraisable, _printed
    for name, count in ONE_THREAD.items():
        os.environ.setdefault(name, count)
    try:
        with held_back():  # an import that is interrupted raises whatever it likes
            from expo_planner.interface.cli import main as command
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        command()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done, and Python tidies up
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


if __name__ == "__main__":
    main()
