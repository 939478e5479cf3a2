"""What others wrote comes in: edited copies of a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from expo_planner.cli.shared import (
    BAD_INPUT,
    CLASHES,
    HERE,
    Lang,
    Outside,
    Quiet,
    app,
    checked_language,
    fail,
    language_of,
    load_scenario,
    refusing,
    write_files,
)
from expo_planner.language import Text

NO_COPY = Text("{path} is no copy of a scenario", "{path} 不是方案的副本")
NO_BASE = Text(
    "{path} no longer says what it was made from: its values are taken, and nothing is removed",
    "{path} 已丢失其来源信息：采用其中的值，但不删除任何内容",
)
NOTHING_NEW = Text("{path} brings nothing new; {scenario} is left as it is", "{path} 没有新的修改，{scenario} 未作改动")
TAKEN = Text("{scenario}: changes: {count}, conflicts: {conflicts}", "{scenario}：修改 {count} 处，冲突 {conflicts} 处")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that was edited: a workbook, a folder of csv.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="SCENARIO", help="The scenario that it comes back to.")],
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """What was edited in a copy comes back into its scenario."""
    from expo_planner.intake.copies import is_copy, merge_copy, said

    language = language_of(checked_language(lang))
    if not is_copy(file):
        fail(BAD_INPUT, NO_COPY, language, path=file)
    if not out.exists():
        from expo_planner.intake.copies import whole
        from expo_planner.publish.copies import scenario_text

        with refusing(HERE, language, below=False):
            text = scenario_text(whole(file), out.name)
        write_files({out.name: text.encode()}, out.parent, language)
        return
    language = language_of(lang, load_scenario(out, lang, allow_outside=allow_outside))
    with refusing(HERE, language, below=False):
        merged = merge_copy(file, out, allow_outside=allow_outside, language=language)
    for path, content in merged.files.items():
        write_files({path.name: content}, path.parent, language)
    if not quiet:
        if not merged.based:
            print(NO_BASE.fill(path=file).say(language))
        for line in said(merged, language):
            print(line)
        count, conflicts = len(merged.changes), len(merged.conflicts)
        summary = TAKEN.fill(scenario=out, count=count, conflicts=conflicts)
        print((summary if count or conflicts else NOTHING_NEW.fill(path=file, scenario=out)).say(language))
    if merged.conflicts:
        raise typer.Exit(CLASHES)
