"""The command `improve`: few moves that make a plan better, and what further ones would bring."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.cli.planning import output_files
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    CLASHES,
    CLEAN,
    Json,
    Lang,
    Out,
    Outside,
    Quiet,
    ScenarioFile,
    ScheduleFile,
    Seed,
    TimeLimit,
    Workers,
    app,
    effort_within,
    fail,
    language_of,
    load_scenario,
    read_standing,
    write_files,
)

if TYPE_CHECKING:
    from expo_planner.planner.improve import Improved
    from expo_planner.rules import Scenario

NOT_NUMBERS = Text(
    "--moves {given}: give whole numbers, such as 3 or 1,2,5 or 1-5",
    "--moves {given}：请给出整数，如 3、1,2,5 或 1-5",
)
MOST_LIMITS = 20
"""The most numbers of moves in one curve."""


@app.command()
def improve(
    scenario: ScenarioFile,
    moves: Annotated[
        str,
        typer.Option("--moves", metavar="K", help="Move at most K sessions; of several, 1,2,5 or 1-5, the curve."),
    ],
    schedule: ScheduleFile = None,
    out: Out = None,
    time_limit: TimeLimit = 60.0,
    workers: Workers = None,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Improve a plan by moving a few sessions; of equally good plans, the one that disturbs the fewest people."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.interface.json.improvement import curve_document, improvement_document
    from expo_planner.interface.text.clashes import show_clashes
    from expo_planner.interface.text.improvement import MEND_FIRST, show_improvements
    from expo_planner.interface.text.progress import progress
    from expo_planner.interface.text.terminal import tell
    from expo_planner.planner.improve import PlanHasErrors
    from expo_planner.planner.improve import improve as find_improvements

    began = time.monotonic()
    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    language = language_of(lang, loaded)
    limits = _limits(moves, language)
    standing = read_standing(schedule, loaded, lang)
    effort = effort_within(time_limit, began, loaded.expo, workers=workers, seed=seed)
    try:
        with progress(language, quiet=quiet) as watch:
            found = find_improvements(loaded, standing, limits, effort, watch=watch)
    except PlanHasErrors as error:
        tell(MEND_FIRST.fill(count=len(error.report.clashes), scenario=scenario).say(language), error=True)
        if not (quiet or json):
            show_clashes(error.report.clashes, language, scenario.parent)
        raise typer.Exit(CLASHES) from error
    folder = out or Path("out") / loaded.expo.id
    best = found[-1]
    single = improvement_document(loaded.expo, best, language)
    document = single if len(limits) == 1 else curve_document(loaded.expo, found, language)
    write_files(_files(loaded, found, language), folder, language)
    if json:
        sys.stdout.write(dump(document))
    elif not quiet:
        show_improvements(loaded.expo, found, language, folder, scenario)
    raise typer.Exit(CLEAN)


def _limits(given: str, language: Language) -> list[int]:
    """The numbers of moves, in ascending order."""
    limits: set[int] = set()
    for part in given.replace("，", ",").split(","):
        match = re.fullmatch(r"\s*(\d{1,4})\s*(?:[-–]\s*(\d{1,4})\s*)?", part)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            fail(BAD_INPUT, NOT_NUMBERS, language, given=given)
        limits |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
    if len(limits) > MOST_LIMITS:
        fail(BAD_INPUT, NOT_NUMBERS, language, given=given)
    return sorted(limits)


def _files(scenario: Scenario, found: tuple[Improved, ...], language: Language) -> dict[str, bytes]:
    """The output folder of the last improvement; of several, also each schedule, and the curve."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.interface.json.improvement import curve_document, improvement_document
    from expo_planner.publishing.formats.curve_svg import render

    documents = {one.most: dump(improvement_document(scenario.expo, one, language)) for one in found}
    last = found[-1]
    files = output_files(scenario, last.schedule, last.report, documents[last.most], language)
    if len(found) > 1:
        files |= {f"schedule-{most}.json": document.encode() for most, document in documents.items()}
        files["curve.json"] = dump(curve_document(scenario.expo, found, language)).encode()
        points = [(one.told, one.cost, one.most) for one in found]
        files["curve.svg"] = render(scenario.expo.title, found[0].cost_before, points, language)
    return files
