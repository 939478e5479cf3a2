"""The command `sweep`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from expo_planner.interface.cli.execution import Cluster, executing
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    CLEAN,
    NO_ANSWER,
    PUBLISHED,
    Json,
    Lang,
    Outside,
    Quiet,
    ScenarioFile,
    Seed,
    Workers,
    app,
    checked_language,
    fail,
    kept,
    language_of,
    refusing,
    scenarios_only,
    write_files,
)
from expo_planner.interface.text.terminal import tell


@app.command()
def sweep(
    scenario: ScenarioFile,
    variants: Annotated[Path, typer.Option("--variants", metavar="FILE", help="File that lists the variants.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Output folder; out/<expo id>-sweep if not given.")
    ] = None,
    afresh: Annotated[bool, typer.Option("--afresh", help="Place all sessions anew, except pinned ones.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Go on with the results in the output folder, or solve all.")
    ] = True,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", metavar="SECONDS", min=0.1, help="For each variant, in seconds of one core's work."
        ),
    ] = 10.0,
    workers: Workers = None,
    seed: Seed = 0,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Solve many variants of a scenario and compare them; goes on where it was stopped."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.files.variants.base import BaseScenario
    from expo_planner.files.variants.read import read_variants
    from expo_planner.interface.sweep import SweepRun
    from expo_planner.interface.text.sweep import GO_ON, show_sweep, sweep_progress
    from expo_planner.publishing.sweep.render import render_sweep
    from expo_planner.publishing.sweep.results import SweepResults
    from expo_planner.solver.limits import Effort

    with refusing(scenario, language_of(checked_language(lang))), kept(), scenarios_only(scenario):
        base = BaseScenario(scenario, allow_outside=allow_outside)
    language, expo = language_of(lang, base.scenario), base.expo
    with refusing(variants, language):
        listed = read_variants(variants, base)
    folder = out or Path("out") / f"{expo.id}-sweep"
    if (folder / "ledger.json").exists():
        fail(BAD_INPUT, PUBLISHED, language, path=folder)
    effort = Effort(time_limit=time_limit, seed=seed)
    run = SweepRun(base, listed, SweepResults(folder), effort, afresh, language)
    if resume:
        run.resume()
    ended = False
    try:
        with (
            executing(cluster, workers, language, quiet=quiet) as executor,
            sweep_progress(language, run.count, quiet=quiet) as watch,
        ):
            run.solve(executor, watch)
        ended = True
    finally:
        if run.rows:
            document = dump(run.document())
            tables = render_sweep(run.rows, expo.title, language)
            write_files({"sweep.json": document.encode(), **tables}, folder, language)
            if not ended:
                tell(GO_ON.fill(done=run.done, count=run.count, folder=folder).say(language), error=True)
    if json:
        sys.stdout.write(document)
    elif not quiet:
        show_sweep(run.rows, language, folder)
    answered = all(row.status not in ("unknown", "failed") for row in run.rows)
    raise typer.Exit(CLEAN if answered else NO_ANSWER)
