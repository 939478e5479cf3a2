"""The catalogue of rules and goals: a table of all of them, and a page of Markdown for each."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.rule_catalogue import kind, parameters
from expo_planner.interface.text.tables import print_styled
from expo_planner.rules import Goal, Rule

PARAMETERS, EXAMPLE = Text("Parameters", "参数"), Text("Example", "示例")
HEADINGS = (Text("name", "名称"), Text("kind", "类别"), Text("meaning", "含义"))
ACCEPTS, REJECTS, SAYS = Text("accepts", "允许"), Text("rejects", "不允许"), Text("message", "提示")


def page(rule: type[Rule], language: Language) -> str:
    """One page of the catalogue, in Markdown."""
    colon = "：" if language == "zh" else ": "
    lines = [f"# {rule.name}: {rule.title.say(language)}", "", rule.about.say(language), "", f"    - {rule.usage}"]
    if issubclass(rule, Goal):
        lines[-1] = f"    goals: {{{rule.usage}}}"
    if rows := list(parameters(rule, language)):
        lines += ["", f"## {PARAMETERS.say(language)}", ""]
        lines += [f"- `{name}`{colon}{meaning} ({default})" for name, meaning, default in rows]
    for example in rule.examples:
        scenario = "\n".join(f"    {line}".rstrip() for line in dedent(example.scenario).strip().splitlines())
        lines += ["", f"## {EXAMPLE.say(language)}", "", scenario, ""]
        shown = ((ACCEPTS, example.accepts), (REJECTS, example.rejects), (SAYS, example.says))
        lines += [f"- {name.say(language)}{colon}{text}" for name, text in shown]
    return "\n".join(lines)


def show_catalogue(rules: Sequence[type[Rule]], language: Language) -> None:
    """All rules and goals, a line each."""
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading.say(language))
    for rule in sorted(rules, key=lambda rule: (issubclass(rule, Goal), rule.name)):
        default = f" {rule.default}" if issubclass(rule, Goal) else ""
        table.add_row(rule.name, f"{kind(rule).say(language)}{default}", rule.title.say(language))
    print_styled(table)
