"""The commands `publish`, `export` and `serve`."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    CANNOT_WRITE,
    CLASHES,
    UNKNOWN_FORMAT,
    Json,
    Lang,
    Outside,
    Published,
    Quiet,
    ScenarioFile,
    ScheduleFile,
    app,
    checked_language,
    fail,
    language_of,
    load_scenario,
    published_language,
    put,
    read_standing,
    refusing,
    write_files,
)
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.domain.schedule import Schedule
    from expo_planner.rules import Scenario

NO_WEB = Text(
    'serving needs the extra “web”: pip install "expo-planner[web]" (missing: {name})',
    '启动服务需要安装扩展组件 web：pip install "expo-planner[web]"（缺少 {name}）',
)
NO_FOLDER = Text("{path}: there is no such folder; publish into it first", "{path}：没有这个文件夹，请先发布到该处")
NO_PORT = Text(
    "port {port} is not available: {why}; choose another with --port", "端口 {port} 无法使用：{why}，请用 --port 另选"
)
ONE_OF_TWO = Text(
    "give either a scenario, for its planning board, or --public DIR, for a published folder",
    "请给出方案文件（打开排期看板），或用 --public 指明已发布的文件夹，二者取一",
)
SERVING = Text("serving {path} at {url}; press Ctrl-C to stop", "正在 {url} 提供 {path}，按 Ctrl-C 结束")
NO_MOMENT = Text(
    "--at {given} is not a time; write 2023-07-01T08:00:00Z, or 2023-07-01 16:00 in the expo's local time",
    "--at {given} 不是时间，请写成 2023-07-01T08:00:00Z，或展会当地时间 2023-07-01 16:00",
)
LAST_YEAR = 9998
ODD_LINE = Text("{option} must be a single line of text", "{option} 应为一行文字")
ONE_SCHEDULE = Text(
    "--again takes times and rooms from an earlier release; omit --schedule",
    "--again 采用以往发布的时间和场地，请去掉 --schedule",
)
NO_RELEASE = Text(
    "{path} has no release {given}; it has {count}, see plan releases {path}",
    "{path} 中没有名为或编号为{given}的发布，共有{count}次，见 plan releases {path}",
)
ROOMS_GONE = Text(
    "nothing was published: the rooms that {sessions} had in release {number} are no longer in the scenario; add them "
    "again, or give the sessions others and publish without --again",
    "未发布：第{number}次发布中{sessions}所用的场地已不在方案中，请补回场地，或另行安排后不带 --again 发布",
)
SESSIONS_GONE = Text(
    "note: {sessions} were in release {number} and are no longer in the scenario; they stay cancelled",
    "提示：第{number}次发布中的{sessions}已不在方案中，仍为取消",
)
NEEDS_FOLDER = Text("csv tables need a folder; give one with -o", "csv 表格须写入文件夹，请用 -o 指定")
OWN_PLACES = Text(
    "--round-trip copies the scenario with its own placements; omit --schedule",
    "--round-trip 导出方案自身的安排，请去掉 --schedule",
)
ALL_TEXTS = Text(
    "--round-trip copies the scenario with its texts in all languages; omit --language",
    "--round-trip 导出方案各语言的全部文字，请去掉 --language",
)
IN_THE_WAY = Text(
    "nothing was published; errors: {count}. Fix them, or accept them under waivers",
    "未发布：错误{count}处，请先改正，或在 waivers 中写明接受",
)
NOT_STRICT = Text(
    "nothing was published, because of --strict; correct what is listed above, or omit --strict",
    "因 --strict 未发布，请先处理上列各项，或去掉 --strict",
)


@app.command()
def publish(
    scenario: ScenarioFile,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The published folder.")],
    schedule: ScheduleFile = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="Time of the release; now if not given.")
    ] = None,
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help="Name of the publisher, for the ledger.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Name of the release, such as 'for the printer'.")
    ] = None,
    again: Annotated[
        str | None,
        typer.Option(
            "--again", metavar="N", help="Publish the times and rooms of this earlier release again, by number or name."
        ),
    ] = None,
    alarm: Annotated[
        int | None,
        typer.Option(
            "--alarm", metavar="MINUTES", min=0, max=100_000, help="Calendar alarm before each session; 0 turns it off."
        ),
    ] = None,
    people: Annotated[
        bool | None,
        typer.Option("--people/--no-people", help="Publish feeds of people; if not given, as in the last release."),
    ] = None,
    published_in: Published = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Publish nothing if there are warnings, or waivers that end too early.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Publish a release: agenda, stable feeds and a ledger entry."""
    from expo_planner import checker
    from expo_planner.domain.plain_text import dump
    from expo_planner.interface.agenda import agenda_of
    from expo_planner.interface.json.clashes import report_document, review_document
    from expo_planner.interface.json.release import published_document
    from expo_planner.interface.text.clashes import show_review
    from expo_planner.publishing import release
    from expo_planner.publishing.folder import Unsuitable
    from expo_planner.publishing.review import review

    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    language = language_of(lang, loaded)
    shown_in = published_language(published_in, loaded)
    moment = None if at is None else _moment(at, loaded, language)
    for option, given in (("--author", author), ("--name", name)):
        if given is not None and not (given.isprintable() and given.strip()):
            fail(BAD_INPUT, ODD_LINE, language, option=option)
    if again is not None and schedule is not None:
        fail(BAD_INPUT, ONE_SCHEDULE, language)
    repeated = None if again is None else _earlier(again, loaded, out, language)
    standing = read_standing(schedule, loaded, lang) if repeated is None else repeated.schedule
    found = review(loaded.expo, checker.check(loaded, standing), standing)
    refused = bool(found.report.errors) or (strict and not found.spotless)
    if refused and json:
        sys.stdout.write(dump({**report_document(loaded.expo, found.report, language), **review_document(found)}))
    if refused or not quiet:
        with redirect_stdout(sys.stderr if refused or json else sys.stdout):
            show_review(found, language, scenario.parent)
    if refused:
        text = IN_THE_WAY if found.report.errors else NOT_STRICT
        fail(CLASHES, text, language, count=len(found.report.errors))
    choices = release.Choices(alarm, people)
    agenda = agenda_of(loaded, standing, found.report, language).in_language(shown_in)
    with refusing(out / "ledger.json", language):
        try:
            number = None if repeated is None else repeated.number
            published = release.publish(agenda, out, moment, author, choices, name=name, again=number)
        except Unsuitable as unsuitable:
            tell(unsuitable.message.say(language), error=True)
            raise typer.Exit(BAD_INPUT) from None
        except OSError as error:
            fail(BAD_INPUT, CANNOT_WRITE, language, path=out, why=error.strerror or error)
    if json:
        sys.stdout.write(dump(published_document(published.ledger, found, new=published.release is not None)))
    elif not quiet:
        from expo_planner.interface.text.release import show_release

        show_release(published, language, out)


class _Repeated(NamedTuple):
    """An earlier release that is to be published again."""

    number: int
    schedule: Schedule


def _earlier(asked: str, scenario: Scenario, folder: Path, language: Language) -> _Repeated:
    """The placements of an earlier release, by number or name; sessions that are gone from the scenario are told."""
    from expo_planner.publishing.ledger import load_ledger
    from expo_planner.publishing.release import schedule_of

    with refusing(folder / "ledger.json", language):
        ledger = load_ledger(folder / "ledger.json", scenario.expo.id)
    found = ledger.find(asked)
    if found is None:
        fail(BAD_INPUT, NO_RELEASE, language, path=folder, given=asked, count=len(ledger.releases))
    restored = schedule_of(ledger, found.number, scenario.expo)
    if restored.roomless:
        fail(BAD_INPUT, ROOMS_GONE, language, number=found.number, sessions=list(restored.roomless))
    if restored.lost:
        facts = {"number": found.number, "sessions": list(restored.lost)}
        tell(SESSIONS_GONE.fill(**facts).say(language), error=True)
    return _Repeated(found.number, restored.schedule)


@app.command()
def releases(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The published folder.")],
    json: Json = False,
    lang: Lang = None,
) -> None:
    """List the releases of a published folder."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.interface.json.release import releases_document
    from expo_planner.interface.text.release import show_releases
    from expo_planner.publishing.ledger import load_ledger

    language = language_of(checked_language(lang))
    with refusing(folder / "ledger.json", language):
        ledger = load_ledger(folder / "ledger.json")
    if json:
        sys.stdout.write(dump(releases_document(ledger)))
    else:
        show_releases(ledger, language)


def _moment(text: str, scenario: Scenario, language: Language) -> datetime:
    """The time that `--at` names; without an offset it is the expo's local time."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=scenario.expo.clock.info)
        utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        fail(BAD_INPUT, NO_MOMENT, language, given=text)
    if utc.year >= LAST_YEAR:  # nothing could be published after it
        fail(BAD_INPUT, NO_MOMENT, language, given=text)
    return moment


@app.command()
def export(
    scenario: ScenarioFile,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="ics, xlsx, docx, signs, cards, html, md, csv, svg, png, frab-xml, frab-json, frab-json-v2 or json.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Output file; standard output if not given.")
    ] = None,
    schedule: ScheduleFile = None,
    published_in: Published = None,
    round_trip: Annotated[
        bool,
        typer.Option(
            "--round-trip", help="Copy the whole scenario, to edit and merge with plan import: xlsx, csv, json, yaml."
        ),
    ] = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Export the agenda of the placed sessions in one format, or a copy of the scenario to edit."""
    from expo_planner import checker
    from expo_planner.domain.plain_text import dump
    from expo_planner.interface.agenda import agenda_of
    from expo_planner.interface.json.outcome import standing_document
    from expo_planner.publishing.formats import FORMATS, export

    loaded = load_scenario(scenario, lang, allow_outside=allow_outside)
    language = language_of(lang, loaded)
    shown_in = published_language(published_in, loaded)
    if round_trip and published_in is not None:
        fail(BAD_INPUT, ALL_TEXTS, language)
    if round_trip:
        _copy(scenario, loaded, to, out, schedule, language, allow_outside=allow_outside)
        return
    if to not in (*FORMATS, "json"):
        fail(BAD_INPUT, UNKNOWN_FORMAT, language, name=to, known=[*FORMATS, "json"])
    standing = read_standing(schedule, loaded, lang)
    report = checker.check(loaded, standing)
    if to == "json":
        content = dump(standing_document(loaded.expo, standing, report, language)).encode()
    else:
        content = export(agenda_of(loaded, standing, report, language).in_language(shown_in), to)
    put(content, out, language)


def _copy(
    scenario: Path,
    loaded: Scenario,
    to: str,
    out: Path | None,
    schedule: Path | None,
    language: Language,
    *,
    allow_outside: bool,
) -> None:
    """Writes a copy of a scenario that can be edited and merged."""
    from expo_planner import checker
    from expo_planner.files.edit.as_written import read_written
    from expo_planner.interface.agenda import agenda_of
    from expo_planner.roundtrip import FORMATS, render

    if to not in FORMATS:
        fail(BAD_INPUT, UNKNOWN_FORMAT, language, name=to, known=[*FORMATS])
    if schedule is not None:
        fail(BAD_INPUT, OWN_PLACES, language)
    if to == "csv" and out is None:
        fail(BAD_INPUT, NEEDS_FOLDER, language)
    with refusing(scenario, language):
        written = read_written(scenario, allow_outside=allow_outside)
    standing = loaded.expo.standing
    report = checker.check(loaded, standing)
    marks: dict[str, list[str]] = {}
    for clash in (*report.errors, *report.warnings):
        for name in clash.sessions:
            marks.setdefault(name, []).append(clash.message.say(language))
    files = render(written.sections, to, agenda_of(loaded, standing, report, language), marks)
    if to == "csv":
        assert out is not None
        write_files(files, out, language)
    else:
        [content] = files.values()
        put(content, out, language)


@app.command()
def serve(
    scenario: Annotated[
        Path | None, typer.Argument(metavar="SCENARIO", help="The scenario to plan on a board in the browser.")
    ] = None,
    public: Annotated[
        Path | None, typer.Option("--public", metavar="DIR", help="The published folder to serve instead.")
    ] = None,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port; 0 for any free port.")
    ] = 8023,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to serve the board on, for other machines.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option("--token", metavar="SECRET", help="Secret in the board's link; with --host, made if not given."),
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Show the board, and let nobody change it.")] = False,
    browser: Annotated[bool, typer.Option("--open", help="Open the board in the browser.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Folder the board publishes into; beside the scenario if not given."
        ),
    ] = None,
    schedule: ScheduleFile = None,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Serve a planning board or, with --public, a published folder over HTTP, until Ctrl-C."""
    language = language_of(checked_language(lang))
    if (scenario is None) == (public is None):
        fail(BAD_INPUT, ONE_OF_TWO, language)
    try:
        from expo_planner.interface.web.server import serve_public
    except ModuleNotFoundError as missing:
        fail(BAD_INPUT, NO_WEB, language, name=missing.name)
    if scenario is not None:
        from expo_planner.interface.cli.board import Access, serve_scenario

        access = Access(host, port, token, read_only=read_only, browser=browser, out=out)
        serve_scenario(scenario, access, schedule, lang, allow_outside=allow_outside, quiet=quiet)
        return
    assert public is not None  # one of the two is given
    if not public.is_dir():
        fail(BAD_INPUT, NO_FOLDER, language, path=public)

    def ready(url: str) -> None:
        if not quiet:
            tell(SERVING.fill(path=public, url=url).say(language))
            sys.stdout.flush()

    try:
        serve_public(public, port, ready)
    except OSError as error:
        fail(BAD_INPUT, NO_PORT, language, port=port, why=error.strerror or error)
