"""A scenario: an expo with the rules that hold for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from expo_planner.domain.clock import Portable
from expo_planner.domain.expo import Expo
from expo_planner.rules.requirements import Requirement
from expo_planner.rules.rule import Rule


@dataclass(frozen=True, kw_only=True)
class Scenario(Portable):
    """An expo with the weighted rules and goals by which its schedule is judged.

    `extra` are demands besides those of the rules, such as a limit on changes to a known schedule.
    """

    expo: Expo
    rules: tuple[Rule, ...]
    extra: tuple[Requirement, ...] = ()

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """The atomic demands of all rules, in one list; checker, solver and explainer interpret them."""
        return (*(requirement for rule in self.rules for requirement in rule.requirements(self.expo)), *self.extra)
