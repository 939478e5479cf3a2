"""The rules and goals of a scenario file → the rules that hold.

A rule's parameters are the fields of its class, read by their annotations (see `rules.rule`). Nothing here knows any
single rule, but for the order that `before` makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from functools import cache
from itertools import pairwise
from typing import Any, get_type_hints

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.files.read.cycles import cycle
from expo_planner.files.read.rule_parameters import GROUPS, kind_of
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import (
    Schema,
    Whole,
    text_of,
)
from expo_planner.files.schema.nodes import (
    Entries,
    FieldPath,
    Node,
    Numbered,
    Quoted,
    Refusal,
    Scalar,
    did_you_mean,
    entries,
    source,
    unexpected,
)
from expo_planner.files.schema.record_types import UNKNOWN_FIELD, Field, Record, attempt, items_of
from expo_planner.rules.rule import RULES, Goal, Rule

WEIGHT = Text("turns the rule into a wish: each clash costs this much", "使规则成为愿望，每处冲突的代价为此数")


@cache
def parameters(name: str) -> Record:
    """The parameters of a rule, as the fields of its entry in the file."""
    rule = RULES[name]
    hints = get_type_hints(rule, include_extras=True)
    own = [
        Field(
            one.name.removesuffix("_"),
            kind_of(hints[one.name]),
            WEIGHT if one.name == "weight" else Text(rule.usage or name, rule.usage or name),
            required=one.default is MISSING and one.default_factory is MISSING,
        )
        for one in fields(rule)
        if one.name != "source"
    ]
    return Record(rule.about, tuple(own))


def rule_names(*, goals: bool) -> dict[str, type[Rule]]:
    """The rules, or the goals, by their names, sorted."""
    return {name: RULES[name] for name in sorted(RULES) if issubclass(RULES[name], Goal) == goals}


class Relations:
    """The list under `rules:`, as rules in the order of the file."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> list[Rule]:
        rules: list[Rule] = []
        places: dict[Source, tuple[Node, FieldPath]] = {}
        named: set[str] = set()
        for index, item in enumerate(items_of(node)):
            at = (*path, Numbered(index, item))
            try:
                name, key, values = self._entry(item)
                cls = known_rule(name, False, context)
                if cls.always and name in named:
                    raise Refusal(
                        Text("the rule {rule} is given twice", "规则{rule}重复给出").fill(rule=Quoted(name)),
                        Text("put its parameters into one entry", "请将其参数合并为一项"),
                    )
                named.add(name)
                rule = self._rule(cls, values, key, (*at, name), context)
            except Refusal as refusal:
                context.report.refuse(refusal, item, at)
                continue
            if rule is not None:
                rules.append(rule)
                places[rule.source] = (key, (*at, name))
        for rule, ring in circles(rules):
            message = Text("the order of these sessions is circular: {ring}", "先后顺序形成循环：{ring}")
            context.report.add(*places[rule.source], message.fill(ring=" → ".join([*ring, ring[0]])))
        return rules

    def _entry(self, node: Node) -> tuple[str, Scalar, Entries]:
        if isinstance(node, Scalar):
            return text_of(node), node, Entries({}, node.at, node.document)
        nodes = entries(node, Text("a rule: {name: {…}}", "一条规则：{name: {…}}"))
        if len(nodes) != 1:
            raise Refusal(
                Text("expected one rule, found {count} fields", "应为一条规则，写的却是 {count} 个字段").fill(
                    count=len(nodes)
                ),
                Text("start each rule with its own '-' and indent its parameters", "每条规则各以“-”开头，参数要缩进"),
            )
        [(name, (key, value))] = nodes.items()
        if isinstance(value, Scalar) and value.empty:
            return name, key, Entries({}, key.at, key.document)
        if not isinstance(value, Entries):
            raise unexpected(Text("parameters: {…}", "参数：{…}"), value)
        return name, key, value

    def _rule(self, cls: type[Rule], values: Entries, key: Scalar, path: FieldPath, context: Context) -> Rule | None:
        record = parameters(cls.name)
        if _selector_outside(record, values, path, context):
            return None
        before = len(context.report)
        given = record.decode(values, path, context)
        if len(context.report) > before:
            return None
        own = {one.name.removesuffix("_"): one.name for one in fields(cls)}
        rule = cls(**{own[name]: value for name, value in given.values.items()}, source=source(key))
        for message in _problems(rule):
            context.report.add(key, path, message)
        return rule

    def schema(self) -> Schema:
        rules = rule_names(goals=False)
        each = [
            {"type": "object", "properties": {name: schema_of(cls)}, "required": [name], "additionalProperties": False}
            for name, cls in rules.items()
        ]
        bare = [name for name, cls in rules.items() if not any(one.required for one in parameters(cls.name).fields)]
        return {"type": "array", "items": {"anyOf": [{"enum": bare}, *each]}}


def _selector_outside(record: Record, values: Entries, path: FieldPath, context: Context) -> bool:
    """Whether what selects sessions stands beside `sessions` instead of in it, which is reported."""
    for name, (key, _) in values.nodes.items():
        if name in record.by_name or "sessions" not in record.by_name:
            continue
        meant = context.nearest(name, [*record.by_name, *GROUPS])
        if meant in GROUPS:
            hint = did_you_mean(f"sessions: {{{meant}: …}}")
            context.report.add(key, (*path, name), UNKNOWN_FIELD.fill(name=Quoted(name)), hint)
            return True
    return False


def schema_of(rule: type[Rule]) -> Schema:
    """The schema of a rule's parameters."""
    schema = parameters(rule.name).schema()
    return schema if schema["required"] else schema | {"type": ["object", "null"]}


def _problems(rule: Rule) -> Iterator[Text | Message]:
    check = getattr(rule, "problems", None)
    if check is not None:
        yield from check()


def known_rule(name: str, goal: bool, context: Context) -> type[Rule]:
    """The rule, or the goal, of a name; refused with a hint where it is the other, or neither."""
    cls: Any = RULES.get(name)
    if cls is None:
        names = rule_names(goals=goal)
        message = (
            Text("there is no goal {name}", "没有名为{name}的目标")
            if goal
            else Text("there is no rule {name}", "没有名为{name}的规则")
        )
        hint = context.suggestion(name, names) or Text("`plan rules` lists them all", "用 plan rules 查看全部")
        raise Refusal(message.fill(name=Quoted(name)), hint)
    if issubclass(cls, Goal) and not goal:
        raise Refusal(
            Text("{name} is a goal, not a rule", "{name}是目标，不是规则").fill(name=Quoted(name)),
            Text("put it under goals: with its weight", "请连同权重写在 goals 下"),
        )
    if goal and not issubclass(cls, Goal):
        raise Refusal(
            Text("{name} is a rule, not a goal", "{name}是规则，不是目标").fill(name=Quoted(name)),
            Text("put it under rules:", "请写在 rules 下"),
        )
    found: type[Rule] = cls
    return found


class Goals:
    """The weights under `goals:`, by name."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> list[Rule]:
        goals: list[Rule] = []
        for name, (key, value) in entries(node, Text("weights by goal", "各目标的权重")).items():
            at = (*path, name)
            try:
                cls = known_rule(name, True, context)
            except Refusal as refusal:
                context.report.refuse(refusal, key, at)
                continue
            weight = attempt(Whole(), value, at, context)
            if weight is not None:
                goals.append(cls(weight=weight, source=source(key)))
        return goals

    def schema(self) -> Schema:
        weights = {
            name: Whole().schema()
            | {"description": f"{cls.about.en}\n{cls.about.zh}", "default": getattr(cls, "default", 0)}
            for name, cls in rule_names(goals=True).items()
        }
        return {"type": "object", "properties": weights, "additionalProperties": False}


def all_rules(relations: list[Rule], goals: list[Rule]) -> tuple[Rule, ...]:
    """What holds: the rules that always do by name, then the relations as they are written, then goals by name."""
    given = {rule.name: rule for rule in [*relations, *goals] if rule.always}
    always = [given.get(name) or cls() for name, cls in rule_names(goals=False).items() if cls.always]
    weighed = [
        given.get(name) or cls(weight=getattr(cls, "default", 0)) for name, cls in rule_names(goals=True).items()
    ]
    return (*always, *(rule for rule in relations if not rule.always), *(goal for goal in weighed if goal.weight))


def circles(rules: list[Rule]) -> Iterator[tuple[Rule, list[str]]]:
    """The rules `before` by which sessions would come before themselves, each with the circle that it closes.

    Only musts: a wish may contradict another.
    """
    orders = [rule for rule in rules if rule.name == "before" and rule.weight is None]
    steps = [(rule, {*pairwise(getattr(rule, "sessions", ()))}) for rule in orders]
    while True:
        following: dict[str, list[str]] = {}
        for one, other in sorted({step for _, all_ in steps for step in all_}):
            following.setdefault(one, []).append(other)
        ring = cycle(following)
        if not ring:
            return
        turns = {*pairwise([*ring, ring[0]])}
        last = max(index for index, (_, all_) in enumerate(steps) if all_ & turns)
        yield steps.pop(last)[0], ring
