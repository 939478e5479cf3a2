"""Shared by all commands: options, exit codes, the language of messages, reading and writing files."""

from __future__ import annotations

import gc
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.problems import BadInput
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.domain.expo import Expo
    from expo_planner.domain.schedule import Schedule
    from expo_planner.rules import Scenario
    from expo_planner.solver.limits import Effort

CLEAN, CLASHES, BAD_INPUT, NO_ANSWER, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""Exit codes; the last is the shell's own for Ctrl-C, used when no schedule could be kept."""
SECONDS_TO_WRITE = 0.002
"""For each session, in all files of an output folder: calendars, workbook, agenda and board."""
LEAST_SHARE = 0.5
"""Of the time limit, for computing: small limits are not spent on reading and writing alone."""
HERE = Path("command line")
"""The place of problems on the command line."""
app = typer.Typer(
    name="plan",
    help="Plan expos and congresses: rooms, times and people, agendas and calendar feeds.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="The scenario file, .yaml or .json.")]
ScheduleFile = Annotated[
    Path | None,
    typer.Option(
        "--schedule", metavar="FILE", help="Use this schedule.json instead of the placements in the scenario."
    ),
]
OneSession = Annotated[str, typer.Argument(metavar="SESSION", help="Session, by id or title.")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="DIR", help="Output folder; out/<expo id> if not given.")
]
TimeLimit = Annotated[
    float,
    typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="Stop after this time and keep the best result."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, help="Parallel workers; the machine's cores if not given."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, max=2**31 - 1, help="Seed for random choices.")]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on standard output, all else on standard error.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors.")]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="zh|en", help="Language of messages; the expo's if not given.")
]
Published = Annotated[
    str | None,
    typer.Option("--language", metavar="zh|en", help="Language of what is published; the expo's if not given."),
]
Outside = Annotated[bool, typer.Option("--allow-outside", help="Also read tables outside the scenario's folder.")]
NO_FILE = Text("{path}: cannot be read: {why}", "{path}：无法读取：{why}")
CANNOT_WRITE = Text(
    "{path}: cannot be written: {why}; choose another folder with --out", "{path}：无法写入：{why}，请用 --out 另选位置"
)
UNKNOWN_FORMAT = Text("there is no format {name}; choose one of {known}", "没有格式 {name}，可选：{known}")
LEADS_OUT = Text(
    "{path}: nothing was written, because {name} leads out of this folder, directly or through a link; choose another "
    "folder with --out",
    "{path}：未写入任何内容，因为 {name} 会写到该文件夹之外（名称本身或其中的链接所致），请用 --out 另选位置",
)
NEW = Text("wrote {path}; next: plan solve {path}", "已写入 {path}，下一步：plan solve {path}")
PUBLISHED = Text(
    "{path} contains a published release, which drafts must not replace; choose another folder with --out",
    "{path} 是已发布的文件夹，不能用草稿覆盖，请用 --out 另选位置",
)


def language_of(asked: str | None = None, scenario: Scenario | None = None) -> Language:
    """The language of messages: the one asked for, otherwise the expo's, otherwise the locale's."""
    if asked is None and "--lang" in sys.argv[:-1]:
        asked = sys.argv[sys.argv.index("--lang") + 1]
    if asked in ("zh", "en"):
        return cast(Language, asked)
    if scenario is not None:
        return scenario.expo.language
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"


def checked_language(language: str | None, option: str = "--lang") -> str | None:
    """The language asked for; ends the command for any other than zh and en."""
    if language not in (None, "zh", "en"):
        raise typer.BadParameter(f"{language!r} is neither zh nor en", param_hint=option)
    return language


def published_language(asked: str | None, scenario: Scenario) -> Language:
    """The language of what is published: the one asked for, otherwise the expo's; ends the command for any other."""
    return cast(Language, checked_language(asked, "--language") or scenario.expo.language)


def fail(code: int, text: Text, language: Language, **facts: object) -> NoReturn:
    """Prints an error and ends the command."""
    tell(text.fill(**facts).say(language), error=True)
    raise typer.Exit(code)


def load_scenario(path: Path, lang: str | None, *, allow_outside: bool, added: Sequence[Path] = ()) -> Scenario:
    """The scenario in a file; problems are printed and end the command."""
    from expo_planner.files.read.load import load

    checked_language(lang)
    with refusing(path, language_of(lang)), kept(), scenarios_only(path):
        return load(path, allow_outside=allow_outside, added=added)


@contextmanager
def scenarios_only(*paths: Path) -> Iterator[None]:
    """Where what was given as a scenario could not be read and is none, says what makes one of it, and ends."""
    try:
        yield
    except BadInput:
        from expo_planner.interface.cli.foreign import refuse_foreign

        for path in paths:
            with refusing(path, language_of(), below=False):
                refuse_foreign(path)
        raise


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
    """The schedule in a file, or the one in the scenario."""
    from expo_planner.files.read.load import load_schedule

    if path is None:
        return scenario.expo.standing
    with refusing(path, language_of(lang, scenario)):
        return load_schedule(path, scenario)


@contextmanager
def refusing(path: Path, language: Language, *, below: bool = True) -> Iterator[None]:
    """Prints the problems of a file, with places relative to the working folder, to which `below` leads."""
    try:
        yield
    except BadInput as bad:
        for problem in bad.problems:
            tell((problem.below(path.parent) if below else problem).say(language), error=True)
        raise typer.Exit(BAD_INPUT) from None
    except OSError as error:
        fail(BAD_INPUT, NO_FILE, language, path=path, why=error.strerror or error)


def effort_within(
    time_limit: float, began: float, expo: Expo, *, workers: int | None = None, seed: int = 0, writes: bool = True
) -> Effort:
    """What is left for computing within a limit on the whole command.

    The command `began` at that monotonic time, has read the scenario since, and will write its files after.
    """
    from expo_planner.solver.limits import Effort

    writing = SECONDS_TO_WRITE * len(expo.sessions) if writes else 0.0
    left = time_limit - (time.monotonic() - began) - writing
    return Effort(time_limit=max(left, time_limit * LEAST_SHARE), workers=workers or os.cpu_count() or 1, seed=seed)


def write_files(
    files: dict[str, bytes],
    folder: Path,
    language: Language,
    earlier: Mapping[str, re.Pattern[str]] = MappingProxyType({}),
) -> None:
    """Writes files into a folder; an error of the disk, or a link that leads out of the folder, ends the command.

    Files of `earlier` runs, by the names of their folders and their own, are removed.
    """
    from expo_planner.publishing.formats import LeadsOut, write

    try:
        write(files, folder, earlier)
    except LeadsOut as error:
        fail(BAD_INPUT, LEADS_OUT, language, path=folder, name=error.name)
    except OSError as error:
        fail(BAD_INPUT, CANNOT_WRITE, language, path=error.filename or folder, why=error.strerror or error)


def write_together(files: Mapping[Path, bytes], language: Language) -> None:
    """Writes files of several folders, all of them or none: a scenario and its tables change together."""
    folder = Path(os.path.commonpath([path.absolute().parent for path in files]))
    write_files({path.absolute().relative_to(folder).as_posix(): files[path] for path in files}, folder, language)


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
