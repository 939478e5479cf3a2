"""A disk that refuses: the n-th thing that a command asks of it fails, for every n.

Python tells of each opening, renaming, linking and removing before it happens (PEP 578), and whoever listens may refuse
it. What it does not tell of, the bytes that do not fit, fails by the limit on the size of files.
"""

from __future__ import annotations

import errno
import os
import resource
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from expo_planner.publishing.formats import FORMATS

Action = Callable[[], int]
CHANGING = {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.truncate"}
"""What changes a folder; of openings only those that write count."""

HEAVY = (
    "explainer",
    "files.edit.give_up",
    "interface.cli",
    "interface.text.repair",
    "planner.repair",
    "publishing.release",
    "solver.exact",
)


@dataclass(frozen=True)
class Ended:
    """How a command ended, what it said, and how many things it had asked of the disk by then."""

    code: int
    out: str
    err: str
    asked: int


def run(action: Action, below: Path, fail_at: int = 0, code: int = errno.ENOSPC, room: int = 0) -> Ended:
    """Runs an action in a child whose disk, below a folder, refuses what is asked n-th; 0: it never does.

    With `room`, no file can grow larger than so many bytes.
    """
    pipes = [os.pipe() for _ in range(3)]
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child of a process with threads does no more
        child = os.fork()
    if child == 0:
        ended = 99
        try:
            os.dup2(pipes[0][1], 1)
            os.dup2(pipes[1][1], 2)
            ended = _in_child(action, below, fail_at, code, room, pipes[2][1])
        finally:
            os._exit(ended)
    texts = []
    for reading, writing in pipes:
        os.close(writing)
        with open(reading, encoding="utf-8") as stream:
            texts.append(stream.read())
    _, status = os.waitpid(child, 0)
    out, err, asked = texts
    return Ended(os.waitstatus_to_exitcode(status), out, err, int(asked or 0))


def plan(*arguments: object) -> Action:
    """The command line as an action; what it imports is imported before, once for all children."""
    for name in (*HEAVY, *(f"publishing.formats.{format.module}" for format in FORMATS.values())):
        import_module(f"expo_planner.{name}")

    def action() -> int:
        from expo_planner.interface.cli import main

        sys.argv = ["plan", *map(str, arguments)]
        try:
            main()
        except SystemExit as leaving:
            return leaving.code if isinstance(leaving.code, int) else 0
        return 0

    return action


def _in_child(action: Action, below: Path, fail_at: int, code: int, room: int, told: int) -> int:
    # they stay open as long as the child
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    asked, listening = 0, True

    def hear(event: str, facts: tuple[object, ...]) -> None:
        nonlocal asked
        if not listening or not _changes(event, facts, below):
            return
        asked += 1
        if asked == fail_at:
            raise OSError(code, os.strerror(code), str(facts[0]))

    sys.addaudithook(hear)
    if room:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        ended = action()
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        ended = 2
    except BaseException:
        traceback.print_exc()
        ended = 98
    listening = False
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(told, b"%d" % asked)
    return ended


def _changes(event: str, facts: tuple[object, ...], below: Path) -> bool:
    """Whether this would change something below the folder."""
    if event == "open":
        flags = facts[2]
        if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR):
            return False
    elif event not in CHANGING:
        return False
    return isinstance(facts[0], str | os.PathLike) and Path(facts[0]).is_relative_to(below)
