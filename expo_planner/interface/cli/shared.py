"""What the commands share: options, exit codes, the language of messages, reading and writing with places."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.problems import BadInput
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.checker import Report
    from expo_planner.domain.schedule import Schedule
    from expo_planner.publishing.agenda import Agenda
    from expo_planner.rules import Scenario

CLEAN, CLASHES, BAD_INPUT, NO_ANSWER, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""What commands end with; the last is what shells make of Ctrl-C, where no best schedule could be kept."""
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
UNKNOWN_FORMAT = Text("there is no format {name}; choose one of {known}", "没有格式 {name}，可选：{known}")
LEADS_OUT = Text(
    "{path}: nothing was written, since {name} leads out of it, by itself or through a link; choose another with --out",
    "{path}：未写入任何内容，因为 {name} 会写到该文件夹之外（名称本身或其中的链接所致），请用 --out 另选位置",
)
NEW = Text("wrote {path}; next: plan solve {path}", "已写入 {path}，下一步：plan solve {path}")
PUBLISHED = Text(
    "{path} holds a published release, which drafts must not replace; choose another folder with --out",
    "{path} 是已发布的文件夹，不能用草稿覆盖，请用 --out 另选位置",
)


def language_of(asked: str | None = None, scenario: Scenario | None = None) -> Language:
    """The language of messages: what was asked for, else the expo's, else the locale's."""
    if asked is None and "--lang" in sys.argv[:-1]:
        asked = sys.argv[sys.argv.index("--lang") + 1]
    if asked in ("zh", "en"):
        return cast(Language, asked)
    if scenario is not None:
        return scenario.expo.language
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"


def checked_language(language: str | None) -> str | None:
    """The language asked for; refuses any but zh and en."""
    if language not in (None, "zh", "en"):
        raise typer.BadParameter(f"{language!r} is neither zh nor en", param_hint="--lang")
    return language


def fail(code: int, text: Text, language: Language, **facts: object) -> NoReturn:
    """Says what is wrong and ends the command."""
    tell(text.fill(**facts).say(language), error=True)
    raise typer.Exit(code)


def load_scenario(path: Path, lang: str | None, *, allow_outside: bool, added: Sequence[Path] = ()) -> Scenario:
    """The scenario of a file; what is wrong with it is printed and ends the command."""
    from expo_planner.files.read.load import load

    checked_language(lang)
    with refusing(path, language_of(lang)), kept():
        return load(path, allow_outside=allow_outside, added=added)


@contextmanager
def kept() -> Iterator[None]:
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


def read_standing(path: Path | None, scenario: Scenario, lang: str | None) -> Schedule:
    """The schedule of a file, or what the scenario places."""
    from expo_planner.files.read.load import load_schedule

    if path is None:
        return scenario.expo.standing
    with refusing(path, language_of(lang, scenario)):
        return load_schedule(path, scenario)


@contextmanager
def refusing(path: Path, language: Language, *, below: bool = True) -> Iterator[None]:
    """Prints what is wrong with a file, with places as seen from here; they are already so unless `below`."""
    try:
        yield
    except BadInput as bad:
        for problem in bad.problems:
            tell((problem.below(path.parent) if below else problem).say(language), error=True)
        raise typer.Exit(BAD_INPUT) from None
    except OSError as error:
        fail(BAD_INPUT, NO_FILE, language, path=path, why=error.strerror or error)


def agenda_of(scenario: Scenario, schedule: Schedule, report: Report, language: Language) -> Agenda:
    """A schedule as an agenda, with its errors marked."""
    from expo_planner.publishing.agenda import ClashMark, make_agenda

    marks = [ClashMark(clash.sessions, clash.message.say(language)) for clash in report.errors]
    return make_agenda(scenario.expo, schedule, marks)


def write_files(files: dict[str, bytes], folder: Path, language: Language) -> None:
    """Writes files below a folder; a disk that refuses, or a link that leads out of it, ends the command."""
    from expo_planner.publishing.formats import LeadsOut, write

    try:
        write(files, folder)
    except LeadsOut as error:
        fail(BAD_INPUT, LEADS_OUT, language, path=folder, name=error.name)
    except OSError as error:
        fail(BAD_INPUT, CANNOT_WRITE, language, path=error.filename or folder, why=error.strerror or error)


def put(content: bytes, out: Path | None, language: Language) -> None:
    """Writes one file, or standard output where none is named, or into the device or pipe that is."""
    if out is None or str(out) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    elif _is_device(out):
        try:
            out.write_bytes(content)
        except OSError as error:
            fail(BAD_INPUT, CANNOT_WRITE, language, path=out, why=error.strerror or error)
    else:
        write_files({out.name: content}, out.parent, language)


def _is_device(path: Path) -> bool:
    """Whether this is no place for a file: `/dev/null`, `/dev/stdout` wherever it leads, a pipe of the shell's."""
    return (path.exists() and not path.is_file() and not path.is_dir()) or Path("/dev") in path.absolute().parents
