"""The commands `move` and `take`: placements are written into the scenario, in place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    CLASHES,
    CLEAN,
    HERE,
    Json,
    Lang,
    Outside,
    Quiet,
    ScenarioFile,
    ScheduleFile,
    app,
    checked_language,
    fail,
    language_of,
    load_scenario,
    read_standing,
    refusing,
    write_together,
)

if TYPE_CHECKING:
    from expo_planner.domain.schedule import Schedule
    from expo_planner.files.edit.place import Taken
    from expo_planner.rules import Scenario

FOLDERS = (Path("."), Path("scenarios"))
"""Where a schedule's scenario is looked for."""
NO_SCENARIO = Text(
    "no scenario of the expo {expo} is in this folder or in scenarios/; name it with -o",
    "当前文件夹和 scenarios/ 中没有展会 {expo} 的方案，请用 -o 指明",
)
SEVERAL = Text(
    "more than one scenario is of the expo {expo}: {paths}; name one with -o",
    "展会 {expo} 的方案不止一个：{paths}；请用 -o 指明",
)
OTHER_EXPO = Text(
    "{schedule} is a schedule of the expo {found}, but {scenario} is of {expo}; nothing was changed",
    "{schedule} 是展会 {found} 的日程，而 {scenario} 属于 {expo}，未作改动",
)
EMPTY = Text(
    "{schedule} places no session; nothing was changed",
    "{schedule} 没有排定任何活动，未作改动",
)


@app.command()
def take(
    schedule: Annotated[Path, typer.Argument(metavar="SCHEDULE", help="A schedule.json, as plan solve writes it.")],
    scenario: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="SCENARIO",
            help="Scenario to write into; if not given, the one of this expo in this folder or in scenarios/.",
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Write a schedule's starts and rooms into the scenario; all else in it stays as it is."""
    from expo_planner.checker import check
    from expo_planner.files.read.find_scenario import expo_of_schedule

    language = language_of(checked_language(lang))
    with refusing(schedule, language):
        expo = expo_of_schedule(schedule)
    path = scenario or _found(expo, language)
    loaded = load_scenario(path, lang, allow_outside=allow_outside)
    language = language_of(lang, loaded)
    if loaded.expo.id != expo:
        fail(BAD_INPUT, OTHER_EXPO, language, schedule=schedule, found=expo, scenario=path, expo=loaded.expo.id)
    taken = read_standing(schedule, loaded, lang)
    if not taken:
        fail(BAD_INPUT, EMPTY, language, schedule=schedule)
    placed = _written(path, loaded, taken, language, allow_outside=allow_outside)
    report = check(loaded, taken)
    if json:
        from expo_planner.domain.plain_text import dump
        from expo_planner.interface.json.moves import taken_document

        sys.stdout.write(dump(taken_document(loaded.expo, placed, report, path)))
    elif not quiet:
        from expo_planner.interface.text.moves import show_taken

        show_taken(loaded.expo, placed, report, path, language)
    raise typer.Exit(CLASHES if report.errors else CLEAN)


def _found(expo: str, language: Language) -> Path:
    """The only scenario of an expo that is at hand."""
    from expo_planner.files.read.find_scenario import scenarios_of

    paths = scenarios_of(expo, FOLDERS)
    if not paths:
        fail(BAD_INPUT, NO_SCENARIO, language, expo=expo)
    if len(paths) > 1:
        fail(BAD_INPUT, SEVERAL, language, expo=expo, paths=paths)
    return paths[0]


def _written(path: Path, scenario: Scenario, schedule: Schedule, language: Language, *, allow_outside: bool) -> Taken:
    """A schedule, once it is written into a scenario."""
    from expo_planner.files.edit.place import place

    with refusing(path, language):
        placed = place(path, scenario, schedule, allow_outside=allow_outside)
    if placed.files:
        write_together(placed.files, language)
    return placed


@app.command()
def move(
    scenario: ScenarioFile,
    moves: Annotated[
        list[str],
        typer.Argument(
            metavar="MOVE…",
            help="SESSION=ROOM, SESSION=ROOM@TIME, SESSION=@TIME, or 'SESSION<->SESSION' to swap room and start.",
        ),
    ],
    schedule: ScheduleFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write the moves into the scenario.")] = False,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Judge several moves and swaps as one, and with --yes write them into the scenario."""
    from expo_planner.files.read.moves import read_moves
    from expo_planner.planner.move import move as judge

    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    language, standing = language_of(lang, loaded), read_standing(schedule, loaded, lang)
    with refusing(HERE, language, below=False):
        placements = read_moves(loaded.expo, standing, moves, scenario.parent)
    moved = judge(loaded, standing, placements)
    written = yes and not moved.errors
    if written:
        _written(scenario, loaded, moved.schedule, language, allow_outside=allow_outside)
    if json:
        from expo_planner.domain.plain_text import dump
        from expo_planner.interface.json.moves import moved_document

        sys.stdout.write(dump(moved_document(loaded.expo, moved, language, written=written)))
    elif not quiet:
        from expo_planner.interface.text.moves import show_moved

        show_moved(loaded.expo, moved, scenario, language, written=written)
    raise typer.Exit(CLASHES if moved.errors else CLEAN)
