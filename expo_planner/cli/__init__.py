"""The command line: load, call, print. Exit codes: 0 clean, 1 clashes or no schedule, 2 bad input, 3 no answer."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from expo_planner import __version__
from expo_planner.cli import importing, planning, publishing, questions, scenarios
from expo_planner.cli.shared import BUG, CLEAN, NO_ANSWER, app, language_of
from expo_planner.language import Text
from expo_planner.plain import tell

__all__ = ["BUG", "app", "importing", "main", "planning", "publishing", "questions", "scenarios"]

BUG_FOUND = Text(
    "the planner has found a mistake of its own, and wrote nothing: {why}. Please report it, with the scenario.",
    "规划程序发现自身错误，未写出任何文件：{why}。请附上方案文件反馈。",
)


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
    """Plans expos and congresses: rooms, times, people; agenda and calendar feeds."""


def main() -> None:
    """The command `plan`: no traceback reaches a user, and an internal error is reported as one."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CLEAN)
    except KeyboardInterrupt:
        sys.exit(NO_ANSWER)
    except Exception as bug:
        if "EXPO_PLANNER_DEBUG" in os.environ:
            raise
        why = f"{type(bug).__name__}: {bug}"
        tell(BUG_FOUND.fill(why=why).say(language_of()), error=True)
        sys.exit(BUG)
