"""The command `import`: agendas, programmes, workbooks, schedules of other systems, and edited copies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

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
    app,
    checked_language,
    fail,
    kept,
    language_of,
    load_scenario,
    refusing,
    write_files,
    write_together,
)
from expo_planner.interface.text.terminal import tell

EXISTS = Text(
    "{path} already exists and was not changed; choose another file with -o",
    "{path} 已存在，未作改动，请用 -o 另选文件",
)
ALONE = Text("{path} is a copy of a scenario; import it on its own", "{path} 是方案的副本，请单独导入")


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="Agendas and programmes as text, .xlsx, .csv, .docx, .html, schedule.xml, schedule.json or .ics; "
            "or a copy made with plan export --round-trip.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="SCENARIO", help="Scenario file to write.")],
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", min=1900, max=2199, help="Year for dates that have none.")
    ] = None,
    days: Annotated[
        str | None, typer.Option("--days", metavar="RANGE", help="Days of the expo, if the files do not give them.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="IANA time zone, if the files do not give one.")
    ] = None,
    id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Id of the expo; made from its title if not given.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="Title of the expo.")] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Import files into a scenario, or merge an edited copy into its scenario."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.importers.choices import read_choices
    from expo_planner.importers.import_files import import_files
    from expo_planner.importers.model import Hints
    from expo_planner.interface.json.import_report import import_document
    from expo_planner.roundtrip.merge import is_copy

    language = language_of(checked_language(lang))
    copies = [file for file in files if is_copy(file)]
    if copies and len(files) > 1:
        fail(BAD_INPUT, ALONE, language, path=copies[0])
    if copies and out.exists():
        _merge(copies[0], out, lang, json=json, quiet=quiet, allow_outside=allow_outside)
    if out.exists():
        fail(BAD_INPUT, EXISTS, language, path=out)
    if copies:
        _make(copies[0], out, language, quiet=quiet or json)
    with refusing(HERE, language, below=False), kept():
        choices = read_choices(id=id, title=title, timezone=timezone, days=days)
        imported = import_files(files, out, Hints(year=year, days=choices.days), choices)
    write_files({out.name: imported.text.encode()}, out.parent, language)
    if json:
        sys.stdout.write(dump(import_document(imported, language)))
    elif not quiet:
        from expo_planner.interface.text.import_report import show_import

        show_import(imported, out, language)
    raise typer.Exit(CLASHES if imported.misread else CLEAN)


def _make(copy: Path, out: Path, language: Language, *, quiet: bool) -> NoReturn:
    """Writes the scenario that a copy contains, if there is none yet."""
    from expo_planner.roundtrip import scenario_text
    from expo_planner.roundtrip.merge import whole

    with refusing(HERE, language, below=False):
        text = scenario_text(whole(copy), out.name)
    write_files({out.name: text.encode()}, out.parent, language)
    if not quiet:
        from expo_planner.interface.text.import_report import WROTE

        tell(WROTE.fill(path=out).say(language))
    raise typer.Exit(CLEAN)


def _merge(copy: Path, out: Path, lang: str | None, *, json: bool, quiet: bool, allow_outside: bool) -> NoReturn:
    """Merges the edits in a copy into its scenario."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.interface.json.import_report import merge_document
    from expo_planner.interface.text.import_report import show_merge
    from expo_planner.roundtrip.merge import merge_copy

    own = load_scenario(out, lang, allow_outside=allow_outside).expo.language
    language = language_of(lang) if lang else own
    with refusing(HERE, language, below=False):
        merged = merge_copy(copy, out, allow_outside=allow_outside, language=own)
    if merged.files:  # the scenario and its tables change together or not at all
        write_together(merged.files, language)
    if json:
        sys.stdout.write(dump(merge_document(merged, language)))
    elif not quiet:
        show_merge(merged, copy, out, language)
    raise typer.Exit(CLASHES if merged.conflicts else CLEAN)
