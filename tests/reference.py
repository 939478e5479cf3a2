"""Writes the pages of the reference that are made from the code: commands, scenario fields, rules, Python interface.

    python tests/reference.py

writes them into docs/; test_docs.py holds that they are what the code says.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import dedent
from typing import cast

import typer
from test_api import members, signature

import expo_planner
from expo_planner.domain.i18n import Language, Text
from expo_planner.files.read.relations import Goals, Relations
from expo_planner.files.read.scenario import SCENARIO
from expo_planner.files.schema.field_types import Choice, Kind, Parsed, Reference
from expo_planner.files.schema.record_types import Field, ListOf, MapOf, Record, Shaped
from expo_planner.interface.cli import app
from expo_planner.interface.rule_catalogue import kind, parameters
from expo_planner.rules import RULES, Goal, Rule

ROOT = Path(__file__).parent.parent
DOCS, EXAMPLE = ROOT / "docs", ROOT / "examples" / "every-field.yaml"
MADE = "<!-- Made from the code by `make reference`. Change the code, not this page. -->"
GUIDES = {
    "import": "import",
    "check": "check",
    "solve": "solve",
    "explain": "explain",
    "take": "work-on-a-plan",
    "move": "work-on-a-plan",
    "where": "move",
    "why": "move",
    "repair": "repair",
    "sweep": "what-if",
    "mcp": "assistant",
    "diff": "announce",
    "publish": "publish",
    "releases": "publish",
    "notify": "notify",
    "export": "print",
    "serve": "board",
}
"""The guide to each command that has one."""
ORDER = [
    *("new", "import", "check", "solve", "explain", "where", "why", "take", "move", "repair"),
    *("sweep", "diff", "publish", "releases", "notify", "export", "serve", "mcp"),
]
KINDS: dict[str, Text] = {
    "LineText": Text("text", "文字"),
    "Prose": Text("text, several lines", "可多行的文字"),
    "Identifier": Text("id", "编号"),
    "Whole": Text("whole number", "整数"),
    "YesNo": Text("true or false", "true 或 false"),
    "Color": Text("CSS colour name", "CSS 颜色名"),
    "WebAddress": Text("web address", "网址"),
    "MailAddress": Text("mail address", "邮箱地址"),
    "AWindow": Text("window", "时段"),
    "AStart": Text("date and time", "日期加时间"),
    "AMoment": Text("date, or date and time", "日期，或日期加时间"),
    "TwoSites": Text("site - site", "地点 - 地点"),
    "APerson": Text("person", "人员"),
    "AParticipant": Text("person or {person: role}", "人员，或 {人员: 角色}"),
    "SeveralRooms": Text("room id, or [room id, …]", "场地编号，或 [场地编号, …]"),
    "Record": Text("{…}", "{…}"),
    "Relations": Text("[rule, …]", "[规则, …]"),
    "Goals": Text("{goal: weight, …}", "{目标: 权重, …}"),
}
NOUNS = {
    "room": Text("room id", "场地编号"),
    "category": Text("category name", "类别名称"),
    "session": Text("session id", "活动编号"),
    "pool": Text("pool name", "公共资源名称"),
    "rule": Text("rule name", "规则名称"),
    "site": Text("site", "地点名称"),
}
REQUIRED, DEFAULT = Text("**Required.**", "**必填。**"), Text("Default: `{value}`.", "默认：`{value}`。")
FIELD, MEANING = Text("field", "字段"), Text("meaning", "含义")
SCENARIO_TITLE, RULES_TITLE = Text("Scenario file", "方案文件"), Text("Rules and goals", "规则和目标")
SCENARIO_INTRO = Text(
    "Every section and field of a scenario file. [How values are written](values.md) explains durations, windows and "
    "ids. Your editor completes and checks fields with the JSON Schema that `plan new` writes beside a scenario and "
    "`plan schema` prints.\n\nThe examples of all sections together are one scenario, `examples/every-field.yaml`.",
    "方案文件的全部段落和字段。时长、时段、编号的写法见[取值的写法](values.md)。`plan new` 会在方案旁写出 JSON Schema"
    "（也可用 `plan schema` 打印），编辑器据此补全和检查。\n\n"
    "各段示例合起来就是一份完整的方案：`examples/every-field.yaml`。",
)
RULES_INTRO = Text(
    "A rule is a must. With `weight: N` it becomes a wish that costs N for each clash. Rules that are *always on* hold "
    "without being named. *Relations* are named under `rules:`, as often as needed. *Goals* are weighed under "
    "`goals:`; the number is the weight if you give none, and 0 switches a goal off.\n\n`plan rules` prints this list, "
    "`plan rules room_clash` one rule. [Add a rule](../guides/add-a-rule.md) shows how to write your own.",
    "规则是硬性要求；写上 `weight: N` 就成为愿望，每处冲突的代价为 N。“始终有效”的规则不写也有效；“按需给出”的规则写在 "
    "`rules:` 下，次数不限。目标的权重写在 `goals:` 下，表中的数字是不写时的权重，0 为关闭。\n\n"
    "`plan rules --lang zh` 打印此表，`plan rules room_clash` 查看一条。",
)
NAME, KIND, TITLE = Text("name", "名称"), Text("kind", "类别"), Text("in short", "简述")
PARAMETER = Text("parameter", "参数")
ACCEPTS, REJECTS, SAYS = Text("Accepts", "允许"), Text("Rejects", "不允许"), Text("Says", "")
RULES_HEAD, GOALS_HEAD = Text("Rules", "规则"), Text("Goals", "目标")
PYTHON_INTRO = """\
These names and their signatures are the public interface. Import each of them from `expo_planner`:

```python
from expo_planner import load, solve, check
```

Within a major version they change only by additions, and the change log says so. Everything else may change at
any time. [Call from Python](../guides/python.md) shows a program.

Times are *ticks*: minutes from the local midnight that begins the expo's first day. Intervals contain their start, not
their end."""
GROUPS = {
    "Files": ("load", "loads", "load_schedule", "schema", "BadInput", "Problem", "Source"),
    "An expo and its rules": (
        *("Scenario", "Expo", "Session", "Item", "Room", "Person", "Category", "Slot", "Waiver"),
        *("Disturbance", "Surcharge", "Clock", "Window"),
    ),
    "Schedules": ("Schedule", "Placement", "check", "Report", "Clash", "place", "Taken"),
    "Planning": ("solve", "explain", "Effort", "Outcome", "SolverDisagrees"),
    "Questions": ("where", "why", "Whereabouts", "Offer", "Verdict", "stress", "robustness", "Loss", "Harm"),
    "Many tasks": ("Executor", "InProcess", "LocalProcesses"),
    "Changes": ("repair", "Disruption", "Mended", "Move", "move", "Moved", "compare", "Changes", "Version"),
    "Publishing": (
        *("make_agenda", "Agenda", "AgendaBreak", "ClashMark", "FORMATS", "export", "render", "render_all", "write"),
        *("publish", "Choices", "Published"),
    ),
    "JSON documents": ("schedule_document", "repair_document", "report_document", "changes_document", "dump"),
}
"""Every public name, by what it is for."""


def cell(text: str) -> str:
    """A text inside a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def sentence(text: str, language: Language = "en") -> str:
    """A text that begins with a capital letter and ends with a full stop."""
    end = "。" if language == "zh" else "."
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "。", "?", "…")) else end)


# Commands


def commands() -> str:
    """Every command with its arguments and options."""
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    known = cast("Mapping[str, typer.core.TyperCommand]", group.commands)  # made by typer, typed by click
    names = [*ORDER, *(name for name in known if name not in ORDER)]
    lines = ["# Commands", "", MADE, "", "`plan COMMAND --help` prints the same.", ""]
    lines += ["| command | does |", "| --- | --- |"]
    lines += [f"| [`plan {name}`](#plan-{name}) | {cell(known[name].help or '')} |" for name in names]
    lines += ["", "Every command ends with one of the [exit codes](exit-codes.md).", ""]
    for name in names:
        lines += [f"## plan {name}", "", known[name].help or "", "", *_usage(name, known[name])]
        if name in GUIDES:
            title = (DOCS / "guides" / f"{GUIDES[name]}.md").read_text(encoding="utf-8").partition("\n")[0][2:]
            lines += [f"Guide: [{title}](../guides/{GUIDES[name]}.md).", ""]
    return "\n".join(lines)


def _usage(name: str, command: typer.core.TyperCommand) -> Iterator[str]:
    arguments = [one for one in command.params if isinstance(one, typer.core.TyperArgument)]
    options = [one for one in command.params if isinstance(one, typer.core.TyperOption)]
    yield "```sh"
    yield " ".join(["plan", name, *(str(one.metavar) for one in arguments), *(["[OPTIONS]"] if options else [])])
    yield from ("```", "")
    if not (arguments or options):
        return
    yield from ("| argument or option | meaning |", "| --- | --- |")
    for argument in arguments:
        yield f"| `{argument.metavar}` | {cell(argument.help or '')} |"
    for one in options:
        value = "" if one.is_flag else f" {one.metavar}".replace("|", "/")
        default = f" Default: {one.default:g}." if isinstance(one.default, int | float) and not one.is_flag else ""
        required = " Required." if one.required else ""
        names = ", ".join(f"`{option}{value}`" for option in sorted([*one.opts, *one.secondary_opts], key=len))
        yield f"| {names} | {cell(one.help or '')}{default}{required} |"
    yield ""


# The scenario file


def scenario(language: Language) -> str:
    """Every field of the scenario file."""
    lines = [f"# {SCENARIO_TITLE.say(language)}", "", MADE, "", SCENARIO_INTRO.say(language), ""]
    lines += _fields(SCENARIO, language, linked=True)
    for section, example in examples().items():
        field = SCENARIO.by_name[section]
        lines += [f"## {section}", "", sentence(field.about.say(language), language), ""]
        if isinstance(field.kind, Relations | Goals):
            anchor = {"rules": RULES_HEAD, "goals": GOALS_HEAD}[section].say(language).lower()
            lines += [f"[{RULES_TITLE.say(language)}](rules.md#{anchor})", ""]
        for name, record in records(section, field.kind):
            if name != section:
                lines += [f"### {name}", "", sentence(record.about.say(language), language), ""]
            lines += _fields(record, language)
        lines += ["```yaml", example, "```", ""]
    return "\n".join(lines)


def examples() -> dict[str, str]:
    """The sections of the example, by name, in its order."""
    sections = re.split(r"^(?=\w+:)", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {section.partition(":")[0]: section.rstrip() for section in sections}


def records(name: str, kind: object) -> Iterator[tuple[str, Record]]:
    """The records that a field holds, by their path: itself, and those inside it."""
    if isinstance(kind, Record):
        yield name, kind
        for field in kind.fields:
            yield from records(f"{name}.{field.name}", field.kind)
    for inner in ("item", "items", "entries", "value"):
        if not isinstance(kind, Record) and (below := getattr(kind, inner, None)) is not None:
            yield from records(name, below)


def _fields(record: Record, language: Language, *, linked: bool = False) -> Iterator[str]:
    yield f"| {FIELD.say(language)} | {MEANING.say(language)} |"
    yield "| --- | --- |"
    for one in record.fields:
        name = f"[`{one.name}`](#{one.name})" if linked else f"`{one.name}`"
        yield f"| {name}<br>{cell(kind_of(one.kind, language))} | {cell(_meaning(one, language))} |"
    yield ""


def _meaning(field: Field, language: Language) -> str:
    parts = [sentence(field.about.say(language), language)]
    if field.required:
        parts.insert(0, REQUIRED.say(language))
    if field.default is not None:
        parts.append(DEFAULT.say(language).format(value=str(field.default).lower()))
    return ("" if language == "zh" else " ").join(parts)


def kind_of(kind: Kind, language: Language) -> str:
    """What kind of value it is, in words."""
    if isinstance(kind, Parsed | Shaped):
        return kind.wanted.say(language).removeprefix("a ").strip()
    if isinstance(kind, Choice):
        return (" 或 " if language == "zh" else " or ").join(f"`{word}`" for word in kind.words)
    if isinstance(kind, Reference):
        return NOUNS[kind.noun].say(language)
    if isinstance(kind, ListOf):
        return f"[{kind_of(kind.item, language)}, …]"
    if isinstance(kind, MapOf):
        return f"{{{kind_of(kind.key, language)}: {kind_of(kind.value, language)}, …}}"
    return KINDS[type(kind).__name__].say(language)


# Rules and goals


def rules(language: Language) -> str:
    """Every rule and goal, with its parameters and examples."""
    lines = [f"# {RULES_TITLE.say(language)}", "", MADE, "", RULES_INTRO.say(language), ""]
    for heading, goals in ((RULES_HEAD, False), (GOALS_HEAD, True)):
        chosen = [RULES[name] for name in sorted(RULES) if issubclass(RULES[name], Goal) == goals]
        lines += [f"## {heading.say(language)}", ""]
        lines += [f"| {NAME.say(language)} | {KIND.say(language)} | {TITLE.say(language)} |", "| --- | --- | --- |"]
        lines += [
            f"| [`{one.name}`](#{one.name}) | {_kind(one, language)} | {_title(one, language)} |" for one in chosen
        ]
        lines.append("")
        for rule in chosen:
            lines += _rule(rule, language)
    return "\n".join(lines)


def _kind(rule: type[Rule], language: Language) -> str:
    return f"{kind(rule).say(language)}{f' {rule.default}' if issubclass(rule, Goal) else ''}"


def _title(rule: type[Rule], language: Language) -> str:
    return cell(rule.title.say(language))


def _rule(rule: type[Rule], language: Language) -> Iterator[str]:
    yield from (f"### {rule.name}", "", f"*{rule.title.say(language)}* ({_kind(rule, language)})", "")
    yield from (rule.about.say(language), "")
    usage = f"goals: {{{rule.usage}}}" if issubclass(rule, Goal) else f"rules:\n  - {rule.usage}"
    yield from ("```yaml", usage, "```", "")
    if rows := [*parameters(rule, language)]:
        yield from (f"| {PARAMETER.say(language)} | {MEANING.say(language)} |", "| --- | --- |")
        yield from (f"| `{name}` ({default}) | {cell(meaning)} |" for name, meaning, default in rows)
        yield ""
    for example in rule.examples:
        colon = "：" if language == "zh" else ": "
        yield from ("```yaml", dedent(example.scenario).strip(), "```", "")
        shown = [(ACCEPTS, example.accepts), (REJECTS, example.rejects)]
        if language == "en":
            shown.append((SAYS, example.says))
        yield from (f"- {name.say(language)}{colon}{text}" for name, text in shown)
        yield ""


# The Python interface


def python() -> str:
    """Every public name: how it is called, and what it is."""
    lines = ["# Python interface", "", MADE, "", PYTHON_INTRO, ""]
    for heading, names in GROUPS.items():
        lines += [f"## {heading}", ""]
        for name in names:
            lines += _public(name)
    return "\n".join(lines)


def _public(name: str) -> Iterator[str]:
    value = getattr(expo_planner, name)
    yield from (f"### {name}", "")
    if isinstance(value, Mapping):
        yield from (f"The formats: {', '.join(f'`{each}`' for each in value)}.", "")
        return
    yield from ("```python", wrapped(f"{name}{signature(value)}"), "```", "")
    yield from (inspect.getdoc(value) or "", "")
    if not isinstance(value, type):
        return
    found = [*members(value)]
    for line in found:
        about = inspect.getdoc(inspect.getattr_static(value, re.findall(r"\w+", line)[0])) or ""
        yield f"- `{line.strip()}`{f'<br>{about.partition(chr(10))[0]}' if about else ''}"
    if found:
        yield ""


def wrapped(call: str) -> str:
    """A signature, one parameter a line where it is long."""
    opening = call.find("(")
    if len(call) <= 80 or opening < 0:
        return call
    depth, parts = 0, [""]
    for place, character in enumerate(call[opening + 1 :], opening + 1):
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return "\n".join([call[: opening + 1], *(f"    {part.strip()}," for part in parts), call[place:]])
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return call


def pages() -> dict[Path, str]:
    """Every page that is made from the code, by its file."""
    made = {"commands": commands(), "scenario": scenario("en"), "rules": rules("en"), "python": python()}
    here = {DOCS / "reference" / f"{name}.md": text for name, text in made.items()}
    there = {DOCS / "zh" / f"{name}.md": text for name, text in (("scenario", scenario("zh")), ("rules", rules("zh")))}
    return {path: f"{text.rstrip()}\n" for path, text in {**here, **there}.items()}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
