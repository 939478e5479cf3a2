"""The command line: load, call, print. Exit codes: 0 clean, 1 clashes or no schedule, 2 bad input, 3 no answer."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer

from expo_planner import __version__
from expo_planner.language import Language, Text
from expo_planner.problems import BadInput

if TYPE_CHECKING:
    from expo_planner.agenda import Agenda
    from expo_planner.changes import Changes
    from expo_planner.checker import Report
    from expo_planner.explainer import Way
    from expo_planner.notice import View
    from expo_planner.planner import Outcome
    from expo_planner.rules import Scenario
    from expo_planner.schedule import Schedule
    from expo_planner.stress import Harm

CLEAN, CLASHES, BAD_INPUT, NO_ANSWER, BUG = 0, 1, 2, 3, 70

HERE = Path("command line")
"""Stands for a file where what is wrong stands on the command line."""

app = typer.Typer(
    name="plan",
    help="Plans expos and congresses: rooms, times, people; agenda and calendar feeds.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="The scenario file, .yaml or .json.")]
ScheduleFile = Annotated[
    Path | None, typer.Option("--schedule", metavar="FILE", help="A schedule.json instead of what the scenario places.")
]
OneSession = Annotated[str, typer.Argument(metavar="SESSION", help="The session's id, or its title.")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="DIR", help="Output folder; out/<expo id> if not given.")
]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="When to stop and keep the best.")
]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="N", min=1, help="Threads; the machine's cores if not given.")
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1, help="Seed of the random choices.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, all else on standard error.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="zh|en", help="Language of messages; the expo's if not given.")
]
Outside = Annotated[bool, typer.Option("--allow-outside", help="Read tables outside the scenario's folder, too.")]

NO_FILE = Text("{path}: cannot be read: {why}", "{path}：无法读取：{why}")
CANNOT_WRITE = Text(
    "{path}: cannot be written: {why}; choose another folder with --out", "{path}：无法写入：{why}，请用 --out 另选位置"
)
UNKNOWN_RULE = Text(
    "there is no rule {name}; `plan rules` lists them all", "没有名为 {name} 的规则，plan rules 可列出全部规则"
)
UNKNOWN_VIEW = Text("there is no view {name}; choose one of {known}", "没有视图 {name}，可选：{known}")
NEEDS_FILE = Text("a workbook needs a file: name it with -o", "工作簿须写入文件，请用 -o 指定文件名")
BOTH_PRINTED = Text(
    "--json and --to {name} both go to standard output; name a file with -o",
    "--json 与 --to {name} 都会写到标准输出，请用 -o 指定文件名",
)
OTHER_EXPO = Text("note: {old} and {new} are different expos", "提示：{old} 与 {new} 不是同一展会")
ONLY_IDS = Text(
    "note: a schedule.json holds no names; name its scenario with --scenario",
    "提示：schedule.json 中没有名称，可用 --scenario 指明方案文件",
)
UNKNOWN_FORMAT = Text("there is no format {name}; choose one of {known}", "没有格式 {name}，可选：{known}")
NO_WEB = Text(
    'serving needs the libraries of the extra “web”: pip install "expo-planner[web]" (missing: {name})',
    '启动服务需要安装扩展组件 web：pip install "expo-planner[web]"（缺少 {name}）',
)
NO_FOLDER = Text("{path}: there is no such folder; publish to it first", "{path}：没有这个文件夹，请先发布到该处")
NO_PORT = Text(
    "port {port} is not to be had: {why}; choose another with --port", "端口 {port} 无法使用：{why}，请用 --port 另选"
)
SERVING = Text("{path} is served at {url}; Ctrl-C ends it", "{path} 已发布在 {url}，按 Ctrl-C 结束")
NO_SUCH_WAY = Text(
    "there is no way out number {number}; {count} were found", "没有第{number}条化解办法，共找到{count}条"
)
EXISTS = Text(
    "{path} exists already and is left as it is; choose another folder", "{path} 已存在，未作改动，请另选文件夹"
)
NEW = Text("wrote {path}; next: plan solve {path}", "已写入 {path}，下一步：plan solve {path}")
NO_MOMENT = Text(
    "--at {given} is no time; write 2023-07-01T08:00:00Z, or 2023-07-01 16:00 as the clock of the expo shows it",
    "--at {given} 不是时间，请写成 2023-07-01T08:00:00Z，或展会当地时间 2023-07-01 16:00",
)
ODD_AUTHOR = Text("--author is no name of one line", "--author 应为一行文字")
IN_THE_WAY = Text(
    "nothing was published: errors: {count}; mend them, or accept them under waivers",
    "未发布：错误{count}处，请先改正，或在 waivers 中写明接受",
)
PUBLISHED = Text(
    "{path} holds a published release, which drafts must not replace; choose another folder with --out",
    "{path} 是已发布的文件夹，不能用草稿覆盖，请用 --out 另选位置",
)
BUG_FOUND = Text(
    "the planner has found a mistake of its own, and wrote nothing: {why}. Please report it, with the scenario.",
    "规划程序发现自身错误，未写出任何文件：{why}。请附上方案文件反馈。",
)


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
        print(BUG_FOUND.fill(why=why).say(_language()), file=sys.stderr)
        sys.exit(BUG)


def _language(asked: str | None = None, scenario: Scenario | None = None) -> Language:
    """The language of messages: what was asked for, else the expo's, else the locale's."""
    if asked is None and "--lang" in sys.argv[:-1]:
        asked = sys.argv[sys.argv.index("--lang") + 1]
    if asked in ("zh", "en"):
        return cast(Language, asked)
    if scenario is not None:
        return scenario.expo.language
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"


def _checked(language: str | None) -> str | None:
    if language not in (None, "zh", "en"):
        raise typer.BadParameter(f"{language!r} is neither zh nor en", param_hint="--lang")
    return language


def _fail(code: int, text: Text, language: Language, **facts: object) -> NoReturn:
    print(text.fill(**facts).say(language), file=sys.stderr)
    raise typer.Exit(code)


def _load(path: Path, lang: str | None, *, allow_outside: bool, added: Sequence[Path] = ()) -> Scenario:
    from expo_planner.scenario import load

    _checked(lang)
    with _places(path, _language(lang)), _kept():
        return load(path, allow_outside=allow_outside, added=added)


@contextmanager
def _kept() -> Iterator[None]:
    """What is made here lives to the end of the command, and most of what follows does, too.

    Looking through it for garbage again and again took half of the check of a large scenario.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 50, 50)
        gc.enable()


def _standing(path: Path | None, scenario: Scenario, lang: str | None) -> Schedule:
    from expo_planner.scenario import load_schedule

    if path is None:
        return scenario.expo.standing
    with _places(path, _language(lang, scenario)):
        return load_schedule(path, scenario)


@contextmanager
def _places(path: Path, language: Language, *, below: bool = True) -> Iterator[None]:
    """Prints what is wrong with a file, with places as seen from here; they are already so unless `below`."""
    try:
        yield
    except BadInput as bad:
        for problem in bad.problems:
            print((problem.below(path.parent) if below else problem).say(language), file=sys.stderr)
        raise typer.Exit(BAD_INPUT) from None
    except OSError as error:
        _fail(BAD_INPUT, NO_FILE, language, path=path, why=error.strerror or error)


def _version(asked: bool) -> None:
    if asked:
        print(f"plan {__version__}")
        raise typer.Exit


@app.callback()
def plan(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Plans expos and congresses: rooms, times, people; agenda and calendar feeds."""


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the scenario is written.")],
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """A small commented scenario to start from."""
    from importlib.resources import files

    from expo_planner.documents import dump
    from expo_planner.publish import write
    from expo_planner.scenario import schema

    language = _language(_checked(lang))
    path = folder / "scenario.yaml"
    if path.exists():
        _fail(BAD_INPUT, EXISTS, language, path=path)
    text = files("expo_planner").joinpath(f"templates/scenario.{language}.yaml").read_bytes()
    try:
        write({"scenario.yaml": text, "scenario.schema.json": dump(schema()).encode()}, folder)
    except OSError as error:
        _fail(BAD_INPUT, CANNOT_WRITE, language, path=folder, why=error.strerror or error)
    if not quiet:
        print(NEW.fill(path=path).say(language))


@app.command()
def check(
    scenario: ScenarioFile,
    schedule: ScheduleFile = None,
    stress: Annotated[
        bool, typer.Option("--stress", help="Also: which room or person, lost for a part of a day, would hurt most?")
    ] = False,
    time_limit: TimeLimit = 60.0,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Every broken rule of the sessions that have a place."""
    from expo_planner import checker

    loaded = _load(scenario, lang, allow_outside=allow_outside)
    standing = _standing(schedule, loaded, lang)
    report = checker.check(loaded, standing)
    language = _language(lang, loaded)
    harms = _stress(loaded, standing, time_limit) if stress and not report.errors else []
    if json:
        from expo_planner.documents import dump, report_document, stress_document

        document = report_document(loaded.expo, report, language)
        if stress:
            document["stress"] = stress_document(loaded.expo, harms, language)
        sys.stdout.write(dump(document))
    elif not quiet:
        from expo_planner import console

        console.show_report(loaded.expo, standing, report, language, scenario.parent)
        if stress and not report.errors:
            from expo_planner.harms import show_harms

            show_harms(loaded.expo, harms, language)
    raise typer.Exit(CLASHES if report.errors else CLEAN)


def _stress(scenario: Scenario, schedule: Schedule, seconds: float) -> list[Harm]:
    from expo_planner.solver.effort import Effort
    from expo_planner.stress import stress

    return stress(scenario, schedule, Effort(time_limit=seconds))


@app.command()
def solve(
    scenario: ScenarioFile,
    out: Out = None,
    afresh: Annotated[bool, typer.Option("--afresh", help="Place all but the pinned sessions anew.")] = False,
    time_limit: TimeLimit = 60.0,
    workers: Workers = None,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Places what is not placed, and writes agenda, board and calendars."""
    from expo_planner import console, planner
    from expo_planner.documents import dump, schedule_document
    from expo_planner.solver.effort import Effort

    loaded = _load(scenario, lang, allow_outside=allow_outside)
    language, expo = _language(lang, loaded), loaded.expo
    effort = Effort(time_limit=time_limit, workers=workers or os.cpu_count() or 1, seed=seed)
    folder = out or Path("out") / expo.id
    if (folder / "ledger.json").exists():
        _fail(BAD_INPUT, PUBLISHED, language, path=folder)
    with console.progress(language, quiet=quiet) as watch:
        outcome = planner.solve(loaded, effort, afresh=afresh, watch=watch)
    document = dump(schedule_document(expo, outcome, language))
    if outcome.found:
        _write(_files(loaded, outcome.schedule, outcome.report, document, language), folder, language)
    if json:
        sys.stdout.write(document)
    elif not quiet:
        console.show_outcome(expo, outcome, language, folder, scenario)
    raise typer.Exit(_code(outcome))


@app.command()
def explain(
    scenario: ScenarioFile,
    apply: Annotated[
        int | None, typer.Option("--apply", metavar="N", min=1, help="Write the scenario with the Nth way out taken.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Where --apply writes; beside the scenario if not given."),
    ] = None,
    time_limit: TimeLimit = 60.0,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """When no schedule exists: demands that cannot all hold, and the cheapest ways out."""
    from expo_planner import console, planner
    from expo_planner.documents import dump, schedule_document
    from expo_planner.solver.effort import Effort

    loaded = _load(scenario, lang, allow_outside=allow_outside)
    language = _language(lang, loaded)
    outcome = planner.explain(loaded, Effort(time_limit=time_limit, seed=seed))
    if json:
        sys.stdout.write(dump(schedule_document(loaded.expo, outcome, language)))
    elif not quiet:
        console.show_explanation(outcome, language, scenario)
    if apply is not None:
        if apply > len(outcome.ways):
            _fail(BAD_INPUT, NO_SUCH_WAY, language, number=apply, count=len(outcome.ways))
        _take(outcome.ways[apply - 1], scenario, out, language, quiet=quiet or json)
    raise typer.Exit(_code(outcome))


def _take(way: Way, scenario: Path, out: Path | None, language: Language, *, quiet: bool) -> None:
    """Writes the scenario as it is once a way out is taken."""
    from expo_planner.scenario.edit import edited

    freed = {name: gift.freed for gift in way.gifts if gift.freed for name in gift.sessions}
    said = [message.say(language) for message in way.messages]
    waivers = [
        {"rule": gift.rule, "sessions": list(gift.sessions), "by": "plan explain", "why": why}
        for gift, why in zip(way.gifts, said, strict=True)
        if not gift.freed
    ]
    target = out or scenario.with_name(f"{scenario.stem}-changed{scenario.suffix}")
    with _places(scenario, language):
        content = edited(scenario, freed, waivers)
    _write({target.name: content}, target.parent, language)
    if not quiet:
        print(NEW.fill(path=target).say(language))


def _code(outcome: Outcome) -> int:
    return CLEAN if outcome.found else CLASHES if outcome.status == "infeasible" else NO_ANSWER


def _files(
    scenario: Scenario, schedule: Schedule, report: Report, document: str, language: Language
) -> dict[str, bytes]:
    from expo_planner.publish import render_all

    return {"schedule.json": document.encode(), **render_all(_agenda(scenario, schedule, report, language))}


def _agenda(scenario: Scenario, schedule: Schedule, report: Report, language: Language) -> Agenda:
    from expo_planner.agenda import ClashMark, make_agenda

    marks = [ClashMark(clash.sessions, clash.message.say(language)) for clash in report.errors]
    return make_agenda(scenario.expo, schedule, marks)


def _write(files: dict[str, bytes], folder: Path, language: Language) -> None:
    from expo_planner.publish import write

    try:
        write(files, folder)
    except OSError as error:
        _fail(BAD_INPUT, CANNOT_WRITE, language, path=error.filename or folder, why=error.strerror or error)


@app.command()
def publish(
    scenario: ScenarioFile,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The published folder.")],
    schedule: ScheduleFile = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="The time of the release; now if not given.")
    ] = None,
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help="Who publishes it, for the ledger.")
    ] = None,
    alarm: Annotated[
        int | None,
        typer.Option(
            "--alarm", metavar="MINUTES", min=0, max=100_000, help="Calendars ring before a session; 0: no more."
        ),
    ] = None,
    people: Annotated[
        bool | None, typer.Option("--people/--no-people", help="Feeds of people; as at the last release if not given.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """A release: agenda and feeds that keep their promise, and a new entry in the ledger."""
    from expo_planner import checker, releases
    from expo_planner.documents import dump, published_document, report_document
    from expo_planner.publish.folder import Unsuitable

    loaded = _load(scenario, lang, allow_outside=allow_outside)
    standing, language = _standing(schedule, loaded, lang), _language(lang, loaded)
    moment = None if at is None else _moment(at, loaded, language)
    if author is not None and not (author.isprintable() and author.strip()):
        _fail(BAD_INPUT, ODD_AUTHOR, language)
    report = checker.check(loaded, standing)
    if report.errors:
        if json:
            sys.stdout.write(dump(report_document(loaded.expo, report, language)))
        _refuse(report, language, scenario)
    choices = releases.Choices(alarm, people)
    with _places(out / "ledger.json", language):
        try:
            published = releases.publish(_agenda(loaded, standing, report, language), out, moment, author, choices)
        except Unsuitable as refused:
            print(refused.message.say(language), file=sys.stderr)
            raise typer.Exit(BAD_INPUT) from None
        except OSError as error:
            _fail(BAD_INPUT, CANNOT_WRITE, language, path=error.filename or out, why=error.strerror or error)
    if json:
        sys.stdout.write(dump(published_document(published.ledger, new=published.release is not None)))
    elif not quiet:
        for line in releases.told(published, out):
            print(line if isinstance(line, str) else line.say(language))


def _moment(text: str, scenario: Scenario, language: Language) -> datetime:
    """The time that `--at` names; without an offset it is the expo's local time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        _fail(BAD_INPUT, NO_MOMENT, language, given=text)
    return moment if moment.tzinfo else moment.replace(tzinfo=scenario.expo.clock.info)


def _refuse(report: Report, language: Language, scenario: Path) -> NoReturn:
    """Says which errors stand in the way of a release."""
    from expo_planner import console

    with redirect_stdout(sys.stderr):
        console.show_clashes(report.errors, language, scenario.parent)
    _fail(CLASHES, IN_THE_WAY, language, count=len(report.errors))


@app.command()
def where(
    scenario: ScenarioFile,
    session: OneSession,
    schedule: ScheduleFile = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many places to show.")] = 5,
    json: Json = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Where a session could go: places ranked by whom they disturb and what they cost."""
    from expo_planner import planner

    loaded = _load(scenario, lang, allow_outside=allow_outside)
    standing, name = _standing(schedule, loaded, lang), _session(session, loaded, lang)
    found, language = planner.where(loaded, standing, name, top=top), _language(lang, loaded)
    if json:
        from expo_planner.documents import dump, where_document

        sys.stdout.write(dump(where_document(loaded.expo, found, language)))
    else:
        from expo_planner import answers

        answers.show_places(loaded.expo, found, language, scenario, schedule)
    raise typer.Exit(CLEAN if found.offers else CLASHES)


@app.command()
def why(
    scenario: ScenarioFile,
    session: OneSession,
    start: Annotated[
        str | None, typer.Option("--start", metavar="TIME", help="As in the file: '2023-07-06 13:30'.")
    ] = None,
    room: Annotated[str | None, typer.Option("--room", metavar="ROOM", help="The room's id.")] = None,
    schedule: ScheduleFile = None,
    json: Json = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Why a session is not there: what that placement would break, before anything is moved."""
    from expo_planner import planner
    from expo_planner.scenario import read_placement

    loaded = _load(scenario, lang, allow_outside=allow_outside)
    standing, name = _standing(schedule, loaded, lang), _session(session, loaded, lang)
    with _places(HERE, _language(lang, loaded)):
        placement = read_placement(loaded.expo, name, standing.get(name), start, room)
    verdict, language = planner.why(loaded, standing, name, placement), _language(lang, loaded)
    if json:
        from expo_planner.documents import dump, why_document

        sys.stdout.write(dump(why_document(loaded.expo, verdict, language)))
    else:
        from expo_planner import answers

        answers.show_verdict(loaded.expo, verdict, language, scenario, schedule)
    raise typer.Exit(CLASHES if verdict.report.errors else CLEAN)


def _session(text: str, scenario: Scenario, lang: str | None) -> str:
    from expo_planner.scenario import read_session

    with _places(HERE, _language(lang, scenario)):
        return read_session(scenario.expo, text)


@app.command()
def repair(
    scenario: ScenarioFile,
    schedule: ScheduleFile = None,
    close: Annotated[
        list[str] | None, typer.Option("--close", metavar='"ROOM WINDOW"', help="A room that cannot be used then.")
    ] = None,
    away: Annotated[
        list[str] | None, typer.Option("--away", metavar='"PERSON WINDOW"', help="Somebody who cannot come then.")
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="SESSION", help="A session that does not happen.")
    ] = None,
    add: Annotated[
        list[Path] | None, typer.Option("--add", metavar="FILE", help="More sessions, as in a scenario.")
    ] = None,
    freeze: Annotated[
        list[str] | None, typer.Option("--freeze", metavar="WINDOW", help="What stands in it stays as it is.")
    ] = None,
    max_moves: Annotated[
        int | None, typer.Option("--max-moves", metavar="K", min=0, help="So many sessions change at most.")
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
    """A new schedule after something has changed, with the fewest people disturbed."""
    from expo_planner import console
    from expo_planner import repair as repairing
    from expo_planner.documents import dump, repair_document
    from expo_planner.notice.repairs import repair_notice
    from expo_planner.scenario.disruptions import read_disruption
    from expo_planner.schedule import Schedule
    from expo_planner.solver.effort import Effort

    loaded = _load(scenario, lang, allow_outside=allow_outside, added=add or ())
    language = _language(lang, loaded)
    standing = _standing(schedule, loaded, lang)
    if schedule is None and add:
        known = _load(scenario, lang, allow_outside=allow_outside).expo.sessions
        standing = Schedule({name: place for name, place in standing.items() if name in known})
    try:
        disruption = read_disruption(
            loaded.expo, close=close or (), away=away or (), drop=drop or (), freeze=freeze or (), most=max_moves
        )
    except BadInput as bad:
        for problem in bad.problems:
            print(problem.say(language), file=sys.stderr)
        raise typer.Exit(BAD_INPUT) from None
    effort = Effort(time_limit=time_limit, workers=workers or os.cpu_count() or 1, seed=seed)
    with console.progress(language, quiet=quiet) as watch:
        mended = repairing.repair(loaded, standing, disruption, effort, watch=watch)
    document = dump(repair_document(mended, language))
    folder = out or Path("out") / loaded.expo.id
    if mended.found:
        _write(_files(mended.scenario, mended.schedule, mended.report, document, language), folder, language)
    if json:
        sys.stdout.write(document)
    elif not quiet:
        for line in repair_notice(mended, language, scenario):
            print(line)
        if mended.found:
            print(console.WROTE.fill(folder=folder).say(language))
    raise typer.Exit(_code(mended))


@app.command()
def export(
    scenario: ScenarioFile,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="ics, xlsx, docx, signs, cards, html, md, csv, svg, frab-xml, frab-json or json.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Standard output if not given.")
    ] = None,
    schedule: ScheduleFile = None,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """The agenda of the sessions that have a place, in one format."""
    from expo_planner import checker
    from expo_planner.documents import dump, standing_document
    from expo_planner.publish import FORMATS, export

    loaded = _load(scenario, lang, allow_outside=allow_outside)
    language = _language(lang, loaded)
    if to not in (*FORMATS, "json"):
        _fail(BAD_INPUT, UNKNOWN_FORMAT, language, name=to, known=[*FORMATS, "json"])
    standing = _standing(schedule, loaded, lang)
    report = checker.check(loaded, standing)
    if to == "json":
        content = dump(standing_document(loaded.expo, standing, report, language)).encode()
    else:
        content = export(_agenda(loaded, standing, report, language), to)
    _put(content, out, language)


def _put(content: bytes, out: Path | None, language: Language) -> None:
    """Writes one file, or standard output where none is named."""
    if out is None or str(out) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        _write({out.name: content}, out.parent, language)


@app.command()
def serve(
    public: Annotated[Path, typer.Option("--public", metavar="DIR", help="The published folder.")],
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port on 127.0.0.1; 0 for any free one.")
    ] = 8023,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """A published folder over HTTP, on this machine alone, until Ctrl-C."""
    language = _language(_checked(lang))
    try:
        from expo_planner.web.server import serve_public
    except ModuleNotFoundError as missing:
        _fail(BAD_INPUT, NO_WEB, language, name=missing.name)
    if not public.is_dir():
        _fail(BAD_INPUT, NO_FOLDER, language, path=public)

    def ready(url: str) -> None:
        if not quiet:
            print(SERVING.fill(path=public, url=url).say(language), flush=True)

    try:
        serve_public(public, port, ready)
    except OSError as error:
        _fail(BAD_INPUT, NO_PORT, language, port=port, why=error.strerror or error)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A scenario, a schedule.json or a published folder.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same, as it is now.")],
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="FILE", help="The scenario that names what is in schedule.json."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="VIEW", help="session, room or person, in text and md; all if not given."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="FORMAT", help="text, md, json or xlsx; as the file is called, or text."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Standard output if not given.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """What changes from one schedule to another, as a notice to those concerned."""
    from expo_planner.changes import compare
    from expo_planner.notice import VIEWS
    from expo_planner.publish.notices import FORMATS
    from expo_planner.scenario.versions import load_versions

    language = _language(_checked(lang))
    known = [*FORMATS, "json"]
    if by is not None and by not in VIEWS:
        _fail(BAD_INPUT, UNKNOWN_VIEW, language, name=by, known=[*VIEWS])
    if to is not None and to not in known:
        _fail(BAD_INPUT, UNKNOWN_FORMAT, language, name=to, known=known)
    suffix = out.suffix.removeprefix(".") if out else ""
    form = to or (suffix if suffix in known else "json" if json else "text")
    if form == "xlsx" and out is None:
        _fail(BAD_INPUT, NEEDS_FILE, language)
    if json and form != "json" and out is None:
        _fail(BAD_INPUT, BOTH_PRINTED, language, name=form)
    with _places(old, language, below=False), _kept():
        versions = load_versions(old, new, scenario, allow_outside=allow_outside)
    if lang is None and versions.named is not None:
        language = versions.named.language
    if not quiet:
        if versions.ids:
            print(ONLY_IDS.say(language), file=sys.stderr)
        if versions.old.expo.id != versions.new.expo.id:
            print(OTHER_EXPO.fill(old=versions.old.expo.id, new=versions.new.expo.id).say(language), file=sys.stderr)
    changes = compare(*versions.old, *versions.new)
    _tell(changes, form, VIEWS if by is None else (by,), out, language, json=json, quiet=quiet)


def _tell(
    changes: Changes, form: str, views: Sequence[View], out: Path | None, language: Language, *, json: bool, quiet: bool
) -> None:
    """Prints or writes what changes, in one format; with `json` the document too, on standard output."""
    from expo_planner.documents import changes_document, dump
    from expo_planner.notice import make_notice
    from expo_planner.publish.notices import render

    printed = json or (form == "json" and out is None)
    document = dump(changes_document(changes, language)) if printed or form == "json" else ""
    notice = make_notice(changes, language)
    if out is not None:
        content = document.encode() if form == "json" else render(notice, form, views)
        _put(content, out, language)
    if printed:
        sys.stdout.write(document)
    elif out is None and not quiet:
        if form == "text":
            from expo_planner import console

            console.show_notice(notice, views)
        else:
            sys.stdout.write(render(notice, form, views).decode())


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="One rule or goal.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The catalogue: what each rule and goal means, its parameters, an example."""
    from expo_planner import catalogue, console
    from expo_planner.rules import RULES

    language = _language(_checked(lang))
    if rule is not None and rule not in RULES:
        _fail(BAD_INPUT, UNKNOWN_RULE, language, name=rule)
    chosen = [RULES[rule]] if rule else [RULES[name] for name in sorted(RULES)]
    if json:
        from expo_planner.documents import dump

        sys.stdout.write(dump({"rules": [catalogue.page_document(each, language) for each in chosen]}))
    elif rule:
        print(catalogue.page(RULES[rule], language))
    else:
        console.show_catalogue(chosen, language)


@app.command()
def schema() -> None:
    """JSON Schema of the scenario file, for editors."""
    from expo_planner.documents import dump
    from expo_planner.scenario import schema as scenario_schema

    sys.stdout.write(dump(scenario_schema()))


if __name__ == "__main__":
    main()
