"""Bring what you have: agendas, programmes, workbooks and schedules of other systems become a scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from expo_planner.cli.shared import (
    BAD_INPUT,
    CLASHES,
    CLEAN,
    Json,
    Lang,
    Quiet,
    app,
    checked_language,
    fail,
    kept,
    language_of,
    refusing,
    write_files,
)
from expo_planner.language import Text

EXISTS = Text(
    "{path} exists already and is left as it is; choose another file with -o",
    "{path} 已存在，未作改动，请用 -o 另选文件",
)


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="Agendas as text, programmes, .xlsx, .csv, .docx, schedule.xml, schedule.json, .ics.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="SCENARIO", help="The scenario file to write.")],
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", min=1900, max=2199, help="The year of dates without one.")
    ] = None,
    days: Annotated[
        str | None, typer.Option("--days", metavar="RANGE", help="The expo's days, where the files name none.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="IANA name, where the files name none.")
    ] = None,
    id: Annotated[str | None, typer.Option("--id", metavar="ID", help="The expo's id; made from its title.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="The expo's title.")] = None,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """A published agenda, a list of requests or another system's schedule becomes a scenario."""
    from expo_planner.documents import dump, import_document
    from expo_planner.intake.choices import read_choices
    from expo_planner.intake.found import Hints
    from expo_planner.intake.importing import import_files

    language = language_of(checked_language(lang))
    if out.exists():
        fail(BAD_INPUT, EXISTS, language, path=out)
    with refusing(out, language, below=False), kept():
        choices = read_choices(id=id, title=title, timezone=timezone, days=days)
        imported = import_files(files, out, Hints(year=year), choices)
    write_files({out.name: imported.text.encode()}, out.parent, language)
    if json:
        sys.stdout.write(dump(import_document(imported, language)))
    elif not quiet:
        from expo_planner.arrivals import show_import

        show_import(imported, out, language)
    raise typer.Exit(CLASHES if imported.misread else CLEAN)
