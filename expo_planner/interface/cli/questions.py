"""The commands `where`, `why` and `diff`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    CLASHES,
    CLEAN,
    HERE,
    UNKNOWN_FORMAT,
    Json,
    Lang,
    OneSession,
    Outside,
    Quiet,
    ScenarioFile,
    ScheduleFile,
    app,
    checked_language,
    fail,
    kept,
    language_of,
    load_scenario,
    put,
    read_standing,
    refusing,
    scenarios_only,
)
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.domain.plain_text import JsonDocument
    from expo_planner.planner.diff import Changes
    from expo_planner.publishing.notices import View
    from expo_planner.rules import Scenario

UNKNOWN_VIEW = Text("there is no view {name}; choose one of {known}", "没有视图 {name}，可选：{known}")
NEEDS_FILE = Text("a workbook needs a file; give one with -o", "工作簿须写入文件，请用 -o 指定文件名")
BOTH_PRINTED = Text(
    "--json and --to {name} both write to standard output; give a file with -o",
    "--json 与 --to {name} 都会写到标准输出，请用 -o 指定文件名",
)
OTHER_EXPO = Text("note: {old} and {new} are different expos", "提示：{old} 与 {new} 不是同一展会")
ONLY_IDS = Text(
    "note: a schedule.json has no names; give its scenario with --scenario",
    "提示：schedule.json 中没有名称，可用 --scenario 指明方案文件",
)
UNKNOWN_PEOPLE = Text(
    "the people to notify of {sessions} are not known: no scenario or ledger given here names them; give a scenario "
    "that does with --scenario",
    "无法得知{sessions}应通知哪些人：所给的方案和台账都没有记录，请用 --scenario 指明记有这些人员的方案文件",
)


@app.command()
def where(
    scenario: ScenarioFile,
    session: OneSession,
    schedule: ScheduleFile = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="Number of placements to show.")] = 5,
    json: Json = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Show where a session could go: placements ranked by people disturbed and cost."""
    from expo_planner.planner.where import where as find_places

    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    standing, name = read_standing(schedule, loaded, lang), _session(session, loaded, lang)
    found, language = find_places(loaded, standing, name, top=top), language_of(lang, loaded)
    if json:
        from expo_planner.domain.plain_text import dump
        from expo_planner.interface.json.placements import where_document

        sys.stdout.write(dump(where_document(loaded.expo, found, language)))
    else:
        from expo_planner.interface.text import placements

        placements.show_places(loaded.expo, found, language, scenario, schedule)
    raise typer.Exit(CLEAN if found.offers else CLASHES)


@app.command()
def why(
    scenario: ScenarioFile,
    session: OneSession,
    start: Annotated[
        str | None, typer.Option("--start", metavar="TIME", help="Start, as in a scenario: '2023-07-06 13:30'.")
    ] = None,
    room: Annotated[str | None, typer.Option("--room", metavar="ROOM", help="Room, by id or name.")] = None,
    schedule: ScheduleFile = None,
    json: Json = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Show what a placement of a session would break and cost, before anything is moved."""
    from expo_planner.files.read.load import read_placement
    from expo_planner.planner.why import why as judge_placement

    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    standing, name = read_standing(schedule, loaded, lang), _session(session, loaded, lang)
    with refusing(HERE, language_of(lang, loaded)):
        placement = read_placement(loaded.expo, name, standing.get(name), start, room)
    verdict, language = judge_placement(loaded, standing, name, placement), language_of(lang, loaded)
    if json:
        from expo_planner.domain.plain_text import dump
        from expo_planner.interface.json.placements import why_document

        sys.stdout.write(dump(why_document(loaded.expo, verdict, language)))
    else:
        from expo_planner.interface.text import placements

        placements.show_verdict(loaded.expo, verdict, language, scenario, schedule)
    raise typer.Exit(CLASHES if verdict.report.errors else CLEAN)


def _session(text: str, scenario: Scenario, lang: str | None) -> str:
    from expo_planner.files.read.load import read_session

    with refusing(HERE, language_of(lang, scenario)):
        return read_session(scenario.expo, text)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A scenario, a schedule.json or a published folder.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The newer one, in any of these forms.")],
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="FILE", help="Scenario with the names for a schedule.json."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="VIEW", help="View in text and md: session, room or person; all if not given."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="FORMAT", help="Format: text, md, json or xlsx; by the file's name, or text, if not given."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Output file; standard output if not given.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Compare two schedules and write a notice of the changes."""
    from expo_planner.files.read.diff_inputs import load_versions
    from expo_planner.interface.json.notice import changes_document
    from expo_planner.planner.diff import compare
    from expo_planner.publishing.notices import VIEWS
    from expo_planner.publishing.notices.formats import FORMATS

    language = language_of(checked_language(lang))
    known = [*FORMATS, "json"]
    if by is not None and by not in VIEWS:
        fail(BAD_INPUT, UNKNOWN_VIEW, language, name=by, known=[*VIEWS])
    if to is not None and to not in known:
        fail(BAD_INPUT, UNKNOWN_FORMAT, language, name=to, known=known)
    suffix = out.suffix.removeprefix(".") if out else ""
    form = to or (suffix if suffix in known else "json" if json else "text")
    if form == "xlsx" and out is None:
        fail(BAD_INPUT, NEEDS_FILE, language)
    if json and form != "json" and out is None:
        fail(BAD_INPUT, BOTH_PRINTED, language, name=form)
    given = [path for path in (old, new, scenario) if path is not None]
    with refusing(old, language, below=False), kept(), scenarios_only(*given):
        versions = load_versions(old, new, scenario, allow_outside=allow_outside)
    if lang is None and versions.named is not None:
        language = versions.named.language
    if not quiet:
        if versions.ids:
            tell(ONLY_IDS.say(language), error=True)
        if versions.old.expo.id != versions.new.expo.id:
            tell(OTHER_EXPO.fill(old=versions.old.expo.id, new=versions.new.expo.id).say(language), error=True)
    changes = compare(*versions.old, *versions.new)
    unknown = [change for change in changes.sessions if change.id in versions.unknown]
    document = changes_document(changes, language, versions.unknown)
    _tell(changes, document, form, VIEWS if by is None else (by,), out, language, json=json, quiet=quiet)
    if unknown and (by == "person" or (by is None and not quiet)):
        sessions = [change.stand.session for change in unknown]
        tell(UNKNOWN_PEOPLE.fill(sessions=sessions).say(language), error=True)
    raise typer.Exit(CLASHES if unknown and by == "person" else CLEAN)


def _tell(
    changes: Changes,
    document: JsonDocument,
    form: str,
    views: Sequence[View],
    out: Path | None,
    language: Language,
    *,
    json: bool,
    quiet: bool,
) -> None:
    """Prints or writes the changes in one format; with `json` also their document, on standard output."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.publishing.notices import make_notice
    from expo_planner.publishing.notices.formats import render

    printed = json or (form == "json" and out is None)
    notice = make_notice(changes, language)
    if out is not None:
        content = dump(document).encode() if form == "json" else render(notice, form, views)
        put(content, out, language)
    if printed:
        sys.stdout.write(dump(document))
    elif out is None and not quiet:
        if form == "text":
            from expo_planner.interface.text.notice import show_notice

            show_notice(notice, views)
        else:
            put(render(notice, form, views), None, language)
