"""The commands `solve`, `explain` and `repair`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.cli.execution import Cluster, executing
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    CLASHES,
    CLEAN,
    HERE,
    NEW,
    NO_ANSWER,
    PUBLISHED,
    Json,
    Lang,
    Out,
    Outside,
    Published,
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
    published_language,
    put,
    read_standing,
    refusing,
    write_files,
)
from expo_planner.interface.text.progress import progress, say_writing
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.checker import Report
    from expo_planner.domain.schedule import Schedule
    from expo_planner.planner.result import Outcome
    from expo_planner.rules import Scenario

NO_SUCH_WAY = Text(
    "there is no way out number {number}; {count} were found", "没有第{number}条化解办法，共找到{count}条"
)

NOT_TOGETHER = Text(
    "--what-fits does not run on a cluster yet; leave out --cluster", "--what-fits 尚不能在集群上运行，请去掉 --cluster"
)
NOTHING_TO_WRITE = Text(
    "way out {number} needs something that is not in the scenario; add it to the file once you have it",
    "第{number}条化解办法需要方案中没有的资源，落实后请自行写入文件",
)


@app.command()
def solve(
    scenario: ScenarioFile,
    out: Out = None,
    afresh: Annotated[bool, typer.Option("--afresh", help="Place all sessions anew, except pinned ones.")] = False,
    fitting: Annotated[
        bool,
        typer.Option(
            "--what-fits", help="If not all sessions can be placed, leave out as few and as small as possible."
        ),
    ] = False,
    start: Annotated[
        Path | None,
        typer.Option("--from", metavar="SCHEDULE", help="Schedule to go on from; the result never costs more."),
    ] = None,
    bound: Annotated[
        bool,
        typer.Option("--bound", help="Also find the lower bound with all sessions free to move, except pinned ones."),
    ] = False,
    published: Published = None,
    time_limit: TimeLimit = 60.0,
    workers: Workers = None,
    seed: Seed = 0,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Place all sessions that are not placed yet, and write agenda, board and calendars."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.interface.json.outcome import schedule_document
    from expo_planner.interface.text.outcome import show_outcome
    from expo_planner.planner.free_bound import with_free_bound
    from expo_planner.planner.portfolio import solve_together
    from expo_planner.planner.solve import solve as find_schedule
    from expo_planner.planner.what_fits import what_fits

    began = time.monotonic()
    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    language, expo = language_of(lang, loaded), loaded.expo
    shown_in = published_language(published, loaded)
    effort = effort_within(time_limit, began, expo, workers=workers, seed=seed)
    folder = out or Path("out") / expo.id
    if fitting and cluster is not None:
        fail(BAD_INPUT, NOT_TOGETHER, language)
    if (folder / "ledger.json").exists():
        fail(BAD_INPUT, PUBLISHED, language, path=folder)
    known = None if start is None else read_standing(start, loaded, lang)
    with progress(language, quiet=quiet) as watch:
        if cluster is None:
            verb = what_fits if fitting else find_schedule
            outcome = verb(loaded, effort, afresh=afresh, start=known, watch=watch)
        else:
            with executing(cluster, workers, language, quiet=quiet) as executor:
                outcome = solve_together(loaded, effort, executor, afresh=afresh, start=known, watch=watch)
        if bound:
            outcome = with_free_bound(loaded, outcome, effort)
        document = dump(schedule_document(expo, outcome, language))
        if outcome.found:
            say_writing(watch, outcome)
            files = output_files(loaded, outcome.schedule, outcome.report, document, language, shown_in)
            write_files(files, folder, language)
    if json:
        sys.stdout.write(document)
    elif not quiet:
        show_outcome(expo, outcome, language, folder, scenario)
    raise typer.Exit(exit_code(outcome))


def output_files(
    scenario: Scenario,
    schedule: Schedule,
    report: Report,
    document: str,
    language: Language,
    shown_in: Language | None = None,
) -> dict[str, bytes]:
    """Every file of the output folder; papers and feeds are in the language `shown_in`, else in the expo's."""
    from expo_planner.interface.agenda import agenda_of
    from expo_planner.publishing.formats import render_all

    agenda = agenda_of(scenario, schedule, report, language)
    return {"schedule.json": document.encode(), **render_all(agenda.in_language(shown_in or agenda.language))}


def exit_code(outcome: Outcome) -> int:
    """The exit code of the command."""
    return CLEAN if outcome.found else CLASHES if outcome.status == "infeasible" else NO_ANSWER


@app.command()
def explain(
    scenario: ScenarioFile,
    apply: Annotated[
        int | None, typer.Option("--apply", metavar="N", min=1, help="Write the scenario with way out N applied.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File that --apply writes; beside the scenario if not given."),
    ] = None,
    time_limit: TimeLimit = 60.0,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Explain why no schedule exists: requirements that cannot all be met, and the cheapest ways out."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.files.edit.give_up import take
    from expo_planner.interface.json.outcome import schedule_document
    from expo_planner.interface.text.explanation import show_explanation
    from expo_planner.planner.explain import explain as find_conflict

    began = time.monotonic()
    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    language = language_of(lang, loaded)
    outcome = find_conflict(loaded, effort_within(time_limit, began, loaded.expo, workers=1, seed=seed, writes=False))
    if json:
        sys.stdout.write(dump(schedule_document(loaded.expo, outcome, language)))
    elif not quiet:
        show_explanation(outcome, language, scenario)
    if apply is not None:
        if apply > len(outcome.ways):
            fail(BAD_INPUT, NO_SUCH_WAY, language, number=apply, count=len(outcome.ways))
        target = out or scenario.with_name(f"{scenario.stem}-changed{scenario.suffix}")
        if not outcome.ways[apply - 1].concessions:
            fail(BAD_INPUT, NOTHING_TO_WRITE, language, number=apply)
        with refusing(scenario, language):
            content = take(outcome.ways[apply - 1], scenario, language)
        put(content, target, language)
        if not (quiet or json):
            tell(NEW.fill(path=target).say(language))
    raise typer.Exit(exit_code(outcome))


@app.command()
def repair(
    scenario: ScenarioFile,
    schedule: ScheduleFile = None,
    close: Annotated[
        list[str] | None,
        typer.Option("--close", metavar='"ROOM WINDOW"', help="Room that cannot be used in this window."),
    ] = None,
    away: Annotated[
        list[str] | None,
        typer.Option("--away", metavar='"PERSON WINDOW"', help="Person who cannot come in this window."),
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="SESSION", help="Session that is cancelled.")
    ] = None,
    add: Annotated[
        list[Path] | None, typer.Option("--add", metavar="FILE", help="File with sessions to add, as in a scenario.")
    ] = None,
    freeze: Annotated[
        list[str] | None, typer.Option("--freeze", metavar="WINDOW", help="Window whose sessions stay as they are.")
    ] = None,
    max_moves: Annotated[
        int | None, typer.Option("--max-moves", metavar="K", min=0, help="Change at most K sessions.")
    ] = None,
    out: Out = None,
    time_limit: TimeLimit = 60.0,
    workers: Workers = None,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Repair a schedule after a change, disturbing as few people as possible."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.files.read.disruptions import read_disruption
    from expo_planner.files.read.load import without_added
    from expo_planner.interface.json.repair import repair_document
    from expo_planner.interface.text.repair import show_repair
    from expo_planner.planner import repair as repairing

    began = time.monotonic()
    loaded = load_scenario(scenario, lang, allow_outside=allow_outside, added=add or ())
    language = language_of(lang, loaded)
    standing = read_standing(schedule, loaded, lang)
    if schedule is None:
        standing = without_added(standing, loaded, scenario, add or ())
    with refusing(HERE, language, below=False):
        disruption = read_disruption(
            loaded.expo, close=close or (), away=away or (), drop=drop or (), freeze=freeze or (), most=max_moves
        )
    effort = effort_within(time_limit, began, loaded.expo, workers=workers, seed=seed)
    folder = out or Path("out") / loaded.expo.id
    with progress(language, quiet=quiet) as watch:
        mended = repairing.repair(loaded, standing, disruption, effort, watch=watch)
        document = dump(repair_document(mended, language))
        if mended.found:
            say_writing(watch, mended)
            files = output_files(mended.scenario, mended.schedule, mended.report, document, language)
            write_files(files, folder, language)
    if json:
        sys.stdout.write(document)
    elif not quiet:
        show_repair(mended, language, folder, scenario)
    raise typer.Exit(exit_code(mended))
