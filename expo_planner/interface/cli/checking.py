"""The command `check`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from expo_planner.domain.i18n import Language
from expo_planner.interface.cli.execution import Cluster, executing
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    CLASHES,
    CLEAN,
    Json,
    Lang,
    Outside,
    Quiet,
    ScenarioFile,
    ScheduleFile,
    TimeLimit,
    Workers,
    app,
    fail,
    language_of,
    load_scenario,
    read_standing,
    write_files,
)
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.checker import Report
    from expo_planner.domain.schedule import Schedule
    from expo_planner.execution.executor import Executor
    from expo_planner.planner.breaks import Break
    from expo_planner.planner.choices import ChoicesMet
    from expo_planner.planner.stress import Harm
    from expo_planner.rules import Scenario

COUNTED_UNASKED = 4_000
"""The most sessions times rooms for which `check` counts without being asked to."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What `check` has found of a schedule; None for what was not asked."""

    scenario: Scenario
    schedule: Schedule
    report: Report
    impossible: bool
    harms: list[Harm] | None
    out: Path | None
    met: ChoicesMet | None
    breaks: list[Break] | None

    def write(self, language: Language) -> None:
        """The findings as JSON, on standard output."""
        from expo_planner.domain.namesakes import namesakes
        from expo_planner.domain.plain_text import dump
        from expo_planner.interface.json.clashes import notes_document, report_document
        from expo_planner.interface.json.stress_report import stress_document

        expo = self.scenario.expo
        document = report_document(expo, self.report, language)
        if alike := namesakes(expo.people.values()):
            document["notes"] = notes_document(alike, language)
        if self.harms is not None:
            from expo_planner.planner.stress import robustness

            document["stress"] = stress_document(expo, self.harms, language)
            document["robustness"] = None if self.report.errors else robustness(expo, self.harms)
        if self.met is not None:
            from expo_planner.interface.json.choices import choices_document

            document["choices"] = choices_document(self.met)
        if self.breaks is not None:
            from expo_planner.interface.json.breaks import breaks_document

            document["breaks"] = breaks_document(expo, self.breaks)
        sys.stdout.write(dump(document))

    def show(self, file: Path, language: Language) -> None:
        """The findings as text."""
        from expo_planner.domain.namesakes import namesakes
        from expo_planner.interface.text.clashes import show_notes, show_report
        from expo_planner.rules.placed import Placed

        expo, errors = self.scenario.expo, self.report.errors
        show_report(expo, self.schedule, self.report, language, file.parent)
        show_notes(namesakes(expo.people.values()), language, file.parent)
        if self.impossible or any(clash.rule == Placed.name for clash in errors):
            from expo_planner.interface.text.outcome import ASK, SOLVE

            tell((ASK if self.impossible else SOLVE).fill(scenario=file).say(language))
        if self.harms is not None:
            self._show_harms(self.harms, language)
        if self.met is not None:
            from expo_planner.interface.text.choices import show_choices

            show_choices(expo, self.met, language)
        if self.breaks is not None:
            from expo_planner.interface.text.breaks import show_breaks

            show_breaks(expo, self.breaks, language)

    def _show_harms(self, harms: list[Harm], language: Language) -> None:
        from expo_planner.interface.text.stress_report import KEPT, MEND_FIRST, show_harms
        from expo_planner.planner.stress import robustness

        expo = self.scenario.expo
        if self.report.errors:
            tell(MEND_FIRST.say(language))
            return
        show_harms(expo, harms, robustness(expo, harms), language)
        if self.out is not None:
            repairs = sum(harm.repairable is True for harm in harms)
            tell(KEPT.fill(folder=self.out, count=repairs).say(language))


@app.command()
def check(
    scenario: ScenarioFile,
    schedule: ScheduleFile = None,
    before: Annotated[
        bool, typer.Option("--before", help="Also warn of what counting shows to be too much, or nearly.")
    ] = False,
    stress: Annotated[
        bool, typer.Option("--stress", help="Also rank the rooms and people whose absence would hurt most.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Folder that --stress writes its repairs and their index into."
        ),
    ] = None,
    choices: Annotated[
        bool, typer.Option("--choices", help="Also tell how well what people chose is met, where audience has a file.")
    ] = False,
    breaks: Annotated[
        bool, typer.Option("--breaks", help="Also tell when the common breaks are, and how many people come.")
    ] = False,
    time_limit: TimeLimit = 60.0,
    workers: Workers = None,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Report every broken rule of the placed sessions."""
    from expo_planner import checker
    from expo_planner.planner.breaks import breaks_of

    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    standing = read_standing(schedule, loaded, lang)
    language = language_of(lang, loaded)
    if out is not None and not stress:
        from expo_planner.interface.text.stress_report import NOT_STRESSED

        fail(BAD_INPUT, NOT_STRESSED, language)
    met = _choices_met(loaded, standing, language) if choices else None
    due = breaks_of(loaded, standing) if breaks else None
    report = checker.check(loaded, standing)
    impossible = False
    if before or (schedule is None and _to_be_placed(loaded)):
        from expo_planner.planner.before import before_planning

        counted = before_planning(loaded)
        impossible = bool(counted.impossible)
        report = replace(report, clashes=(*counted.warnings, *report.clashes))
    harms: list[Harm] = []
    if stress and not report.errors:
        with executing(cluster, workers, language, quiet=quiet) as executor:
            harms = _stress(loaded, standing, time_limit, executor)
        if out is not None:
            from expo_planner.interface.stress import EARLIER, REPAIRS, stress_files

            write_files(stress_files(loaded.expo, harms, language), out, language, {REPAIRS: EARLIER})
    found = Findings(
        scenario=loaded,
        schedule=standing,
        report=report,
        impossible=impossible,
        harms=harms if stress else None,
        out=out,
        met=met,
        breaks=due,
    )
    if json:
        found.write(language)
    elif not quiet:
        found.show(scenario, language)
    raise typer.Exit(CLASHES if report.errors else CLEAN)


def _to_be_placed(scenario: Scenario) -> bool:
    """Whether sessions must still be placed, so that it is of use to count what they ask for, and takes seconds."""
    sessions, standing = scenario.expo.sessions, scenario.expo.standing
    if len(sessions) * len(scenario.expo.rooms) > COUNTED_UNASKED:
        return False
    return any(session.priority is None and name not in standing for name, session in sessions.items())


def _choices_met(scenario: Scenario, schedule: Schedule, language: Language) -> ChoicesMet:
    """How well choices are met; ends the command where the scenario has none."""
    from expo_planner.interface.text.choices import NO_CHOICES
    from expo_planner.planner.choices import choices_met, chosen_by_audience

    chosen = chosen_by_audience(scenario)
    if chosen is None:
        fail(BAD_INPUT, NO_CHOICES, language)
    return choices_met(scenario.expo, chosen, schedule)


def _stress(scenario: Scenario, schedule: Schedule, seconds: float, executor: Executor) -> list[Harm]:
    from expo_planner.planner.stress import stress
    from expo_planner.solver.limits import Effort

    return stress(scenario, schedule, Effort(time_limit=seconds), executor)
