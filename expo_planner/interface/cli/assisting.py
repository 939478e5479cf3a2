"""The command `mcp`: tools for an assistant."""

from __future__ import annotations

from typing import Annotated

import typer

from expo_planner.domain.i18n import Text
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    Lang,
    ScenarioFile,
    app,
    fail,
    language_of,
    load_scenario,
)

NO_ASSISTANT = Text(
    'tools for an assistant need the extra “assistant”: pip install "expo-planner[assistant]" (missing: {name})',
    '供助手使用需要安装扩展组件 assistant：pip install "expo-planner[assistant]"（缺少 {name}）',
)


@app.command()
def mcp(
    scenario: ScenarioFile,
    write: Annotated[
        bool,
        typer.Option("--write", help="Let the assistant write proposals into the scenario once they are confirmed."),
    ] = False,
    lang: Lang = None,
) -> None:
    """Offer check, where, why, explain, repair and improve to an assistant, over standard input and output."""
    loaded = load_scenario(scenario, lang, allow_outside=False)
    language = language_of(lang, loaded)
    try:
        from expo_planner.interface.assistant.server import serve
    except ModuleNotFoundError as missing:
        fail(BAD_INPUT, NO_ASSISTANT, language, name=missing.name)
    serve(scenario, language, writes=write)
