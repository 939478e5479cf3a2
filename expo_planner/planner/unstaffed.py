"""A scenario in which roles need not be filled: for questions about where a session could be."""

from __future__ import annotations

from dataclasses import replace

from expo_planner.rules import Scenario
from expo_planner.rules.staffing import Staffing


def unstaffed(scenario: Scenario) -> Scenario:
    """The scenario without the rule that fills roles; itself where there are none to fill."""
    if not scenario.expo.staffed:
        return scenario
    return replace(scenario, rules=tuple(rule for rule in scenario.rules if not isinstance(rule, Staffing)))
