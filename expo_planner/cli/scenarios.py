"""Scenarios and what may stand in them: new, rules, schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from expo_planner.cli.shared import (
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
from expo_planner.language import Text

if TYPE_CHECKING:
    pass

UNKNOWN_RULE = Text(
    "there is no rule {name}; `plan rules` lists them all", "没有名为 {name} 的规则，plan rules 可列出全部规则"
)
EXISTS = Text(
    "{path} exists already and is left as it is; choose another folder", "{path} 已存在，未作改动，请另选文件夹"
)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the scenario is written.")],
    quiet: Quiet = False,
    lang: Lang = None,
) -> None:
    """A small commented scenario to start from."""
    from importlib.resources import files

    from expo_planner.documents import dump
    from expo_planner.scenario import schema

    language = language_of(checked_language(lang))
    path = folder / "scenario.yaml"
    if path.exists():
        fail(BAD_INPUT, EXISTS, language, path=path)
    text = files("expo_planner").joinpath(f"templates/scenario.{language}.yaml").read_bytes()
    write_files({"scenario.yaml": text, "scenario.schema.json": dump(schema()).encode()}, folder, language)
    if not quiet:
        print(NEW.fill(path=path).say(language))


@app.command()
def rules(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="One rule or goal.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The catalogue: what each rule and goal means, its parameters, an example."""
    from expo_planner import catalogue, console
    from expo_planner.rules import RULES

    language = language_of(checked_language(lang))
    if rule is not None and rule not in RULES:
        fail(BAD_INPUT, UNKNOWN_RULE, language, name=rule)
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
