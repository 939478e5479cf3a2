"""The catalogue of rules, derived from the rules themselves: their parameters and kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from expo_planner.domain.i18n import Language, Text
from expo_planner.rules.rule import Goal, Rule

WORDS = {
    "session": Text("a session id", "一个活动 id"),
    "sessions": Text(
        "two or more session ids, or {tag: …}, {category: …}, {series: …}",
        "至少两个活动 id，或 {tag: …}、{category: …}、{series: …}",
    ),
    "any sessions": Text(
        "session ids, or {tag: …}, {category: …}, {series: …}", "活动 id 列表，或 {tag: …}、{category: …}、{series: …}"
    ),
    "rooms": Text("room ids", "场地 id 列表"),
    "minutes": Text("a duration, 0min or more", "时长，可为 0min"),
    "positive minutes": Text("a duration", "时长"),
    "amount": Text("a whole number, at least 1", "正整数"),
    "pairs": Text("[session, session, people] triples", "[活动, 活动, 人数] 列表"),
    "choices": Text(
        "a csv, xlsx or json file of what people chose, such as the columns person and session",
        "记录观众选择的 csv、xlsx 或 json 文件，如 person、session 两列",
    ),
}
WEIGHT = Text(
    "a whole number; turns the rule into a wish: each clash costs this much",
    "整数；使规则成为愿望，每处冲突的代价为此数",
)
REQUIRED, OPTIONAL = Text("required", "必填"), Text("optional", "可选")
GOAL, ALWAYS, RELATION = Text("goal", "目标"), Text("always on", "始终有效"), Text("relation", "按需给出")


def parameters(rule: type[Rule], language: Language) -> Iterator[tuple[str, str, str]]:
    """The name, meaning and default of each parameter of a rule."""
    hints = get_type_hints(rule, include_extras=True)
    for field in fields(rule):
        if field.name in ("source", "weight"):
            continue
        marks = [mark for part in _parts(hints[field.name]) if (mark := WORDS.get(part))]
        meaning = marks[0].say(language) if marks else str(hints[field.name])
        required = field.default is MISSING and field.default_factory is MISSING
        default = REQUIRED.say(language) if required else "0min" if field.default == 0 else OPTIONAL.say(language)
        yield field.name.rstrip("_"), meaning, default
    if not issubclass(rule, Goal):
        yield "weight", WEIGHT.say(language), OPTIONAL.say(language)


def _parts(hint: Any) -> list[str]:
    if get_origin(hint) is Annotated:
        return [part for part in get_args(hint)[1:] if isinstance(part, str)]
    return [mark for part in get_args(hint) for mark in _parts(part)]


def kind(rule: type[Rule]) -> Text:
    """Whether it is a goal, a rule that always holds, or a relation."""
    return GOAL if issubclass(rule, Goal) else ALWAYS if rule.always else RELATION
