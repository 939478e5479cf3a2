"""The rules, one file each, and a scenario: an expo with the rules that hold for it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from expo_planner.rules.rule import RULES, Example, Goal, Rule
from expo_planner.rules.scenario import Scenario

__all__ = ["RULES", "Example", "Goal", "Rule", "Scenario"]

for module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{module}")
