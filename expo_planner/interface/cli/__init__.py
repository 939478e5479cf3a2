"""The command line. Exit codes: 0 clean, 1 clashes or no schedule, 2 bad input, 3 no answer in time."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated, TextIO

import typer

from expo_planner.domain.i18n import Message, Text
from expo_planner.interface.cli import (
    assisting,
    checking,
    editing,
    importing,
    improving,
    notifying,
    planning,
    publishing,
    questions,
    scenarios,
    sweeping,
)
from expo_planner.interface.cli.shared import BAD_INPUT, BUG, CLEAN, INTERRUPTED, app, language_of
from expo_planner.interface.text.terminal import tell
from expo_planner.version import __version__

__all__ = [
    "BUG",
    "app",
    "assisting",
    "checking",
    "editing",
    "importing",
    "improving",
    "main",
    "notifying",
    "planning",
    "publishing",
    "questions",
    "scenarios",
    "sweeping",
]

BUG_FOUND = Text(
    "Internal error; nothing was written: {why}. Please report it, together with the scenario.",
    "内部错误，未写出任何文件：{why}。请连同方案文件一并反馈。",
)

STOPPED = Text("stopped; no file was left half written", "已中止，没有写了一半的文件")
NO_OUTPUT = Text("cannot write to standard output: {why}", "无法写到标准输出：{why}")
REFUSED = Text("{path}: cannot be read or written: {why}", "{path}：无法读写：{why}")


def _version(asked: bool) -> None:
    if asked:
        tell(f"plan {__version__}")
        raise typer.Exit


@app.callback()
def plan(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Plan expos and congresses: rooms, times and people, agendas and calendar feeds."""


def main() -> None:
    """The command `plan`: no traceback reaches a user, and an internal error is reported as one."""
    _mend_streams()
    sys.exit(_run())


def _run() -> int:
    """Runs the command that the arguments name, and returns its exit code."""
    try:
        code = _called()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has had enough
        _silence(sys.stdout)
        return CLEAN
    except KeyboardInterrupt:
        _say(STOPPED.fill())
        return INTERRUPTED
    except OSError as error:
        if "EXPO_PLANNER_DEBUG" in os.environ:
            raise
        facts = {"why": error.strerror or error}
        _silence(sys.stdout)
        _say(REFUSED.fill(path=error.filename, **facts) if error.filename else NO_OUTPUT.fill(**facts))
        return BAD_INPUT
    except Exception as bug:
        if _came_of_ctrl_c(bug):
            _say(STOPPED.fill())
            return INTERRUPTED
        if "EXPO_PLANNER_DEBUG" in os.environ:
            raise
        _say(BUG_FOUND.fill(why=f"{type(bug).__name__}: {bug}"))
        return BUG
    return code


def _called() -> int:
    """The exit code of a command. Raises what typer would have turned into exit codes of its own."""
    try:
        app()
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None
        if ended.code == INTERRUPTED:
            raise KeyboardInterrupt from None
        return ended.code if isinstance(ended.code, int) else CLEAN
    return CLEAN


def _came_of_ctrl_c(error: BaseException | None) -> bool:
    """Whether a library has made something else of an interruption, as those in C++ do when it hits their import."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _mend_streams() -> None:
    """Makes every text printable, and has something to print to where a stream was closed by the caller."""
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            # it stays open as long as the process
            setattr(sys, name, open(number, "w", encoding="utf-8", errors="backslashreplace", closefd=False))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _say(message: Message) -> None:
    """Says the last thing, where there is still somebody to hear it."""
    try:
        tell(message.say(language_of()), error=True)
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """What is still to be written to a stream goes nowhere."""
    with suppress(OSError, ValueError):  # a stream without a file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
