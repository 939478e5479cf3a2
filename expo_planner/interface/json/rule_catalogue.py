"""The catalogue of rules as a document."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent

from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.interface.rule_catalogue import parameters
from expo_planner.rules import Goal, Rule


def catalogue_document(rules: Sequence[type[Rule]], language: Language) -> JsonDocument:
    """Rules and goals, each with everything on its page."""
    return {"rules": [_page(rule, language) for rule in rules]}


def _page(rule: type[Rule], language: Language) -> JsonDocument:
    return {
        "name": rule.name,
        "kind": "goal" if issubclass(rule, Goal) else "rule",
        "always": rule.always,
        "title": rule.title.say(language),
        "about": rule.about.say(language),
        "usage": rule.usage,
        "default": rule.default if issubclass(rule, Goal) else None,
        "parameters": [
            {"name": name, "meaning": meaning, "default": default}
            for name, meaning, default in parameters(rule, language)
        ],
        "examples": [
            {
                "scenario": dedent(example.scenario).strip(),
                "accepts": example.accepts,
                "rejects": example.rejects,
                "says": example.says,
            }
            for example in rule.examples
        ],
    }
