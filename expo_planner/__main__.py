"""`python -m expo_planner` is the command `plan`: a process that may be stopped from its first moment to its last."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

SHORTLY = 0.02
"""Seconds."""

if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:  # whoever ends a command so means what Ctrl-C means
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _say_it_again(ignored: UnraisableHookArgs) -> None:
    """An interruption that falls where Python can raise nothing, as in the end of an import, comes again."""
    if issubclass(ignored.exc_type, KeyboardInterrupt):
        again = threading.Timer(SHORTLY, os.kill, (os.getpid(), signal.SIGINT))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(ignored)


def main() -> None:
    """The command; what stops it before it has begun is said by the exit code alone."""
    sys.unraisablehook = _say_it_again
    try:
        from expo_planner.cli import main as command
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        command()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done, and Python tidies up
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


if __name__ == "__main__":
    main()
