"""The commands `new`, `rules` and `schema`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from expo_planner.domain.i18n import Text
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    NEW,
    Json,
    Lang,
    Quiet,
    app,
    checked_language,
    fail,
    language_of,
    write_files,
)
from expo_planner.interface.text.terminal import tell

UNKNOWN_RULE = Text(
    "there is no rule {name}; `plan rules` lists them all", "没有名为 {name} 的规则，plan rules 可列出全部规则"
)
EXISTS = Text(
    "{path} already exists and was not changed; choose another folder", "{path} 已存在，未作改动，请另选文件夹"
)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder in which the scenario is written.")],
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """Write a small commented scenario to start from."""
    from importlib.resources import files

    from expo_planner.domain.plain_text import dump
    from expo_planner.files.read.load import schema

    language = language_of(checked_language(lang))
    path = folder / "scenario.yaml"
    if path.exists():
        fail(BAD_INPUT, EXISTS, language, path=path)
    text = files("expo_planner.interface.cli").joinpath(f"templates/scenario.{language}.yaml").read_bytes()
    write_files({"scenario.yaml": text, "scenario.schema.json": dump(schema()).encode()}, folder, language)
    if not quiet:
        tell(NEW.fill(path=path).say(language))


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="A single rule or goal.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Show the catalogue: what each rule and goal means, its parameters, an example."""
    from expo_planner.rules import RULES

    language = language_of(checked_language(lang))
    if rule is not None and rule not in RULES:
        fail(BAD_INPUT, UNKNOWN_RULE, language, name=rule)
    chosen = [RULES[rule]] if rule else [RULES[name] for name in sorted(RULES)]
    if json:
        from expo_planner.domain.plain_text import dump
        from expo_planner.interface.json.rule_catalogue import catalogue_document

        sys.stdout.write(dump(catalogue_document(chosen, language)))
        return
    from expo_planner.interface.text.rule_catalogue import page, show_catalogue

    if rule:
        for line in page(RULES[rule], language).splitlines():
            tell(line)
    else:
        show_catalogue(chosen, language)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the scenario file, for editors."""
    from expo_planner.domain.plain_text import dump
    from expo_planner.files.read.load import schema as scenario_schema

    sys.stdout.write(dump(scenario_schema()))
