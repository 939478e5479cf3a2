"""Accepting a clash on the board: a waiver in the scenario, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from expo_planner.board.scenario_file import ADDED, ScenarioFile
from expo_planner.files.write.to_yaml import Value
from expo_planner.roundtrip.merge.three_way import FieldChange


def accepted(rule: str, sessions: Sequence[str], *, by: str, why: str = "", until: str = "") -> FieldChange:
    """The waiver of a clash, given to a scenario; `until` is a date or nothing."""
    facts: dict[str, Value] = {"rule": rule, "sessions": list(sessions), "by": by, "why": why, "until": until}
    return FieldChange("waivers", ADDED, "", None, {name: value for name, value in facts.items() if value})


def taken_back(file: ScenarioFile, rule: str, sessions: Sequence[str]) -> list[FieldChange]:
    """The removal of the waivers that cover a clash of these sessions."""
    return [FieldChange("waivers", ADDED, "", value, None) for value in _covering(file, rule, set(sessions))]


def _covering(file: ScenarioFile, rule: str, sessions: set[str]) -> Iterator[Value]:
    for fields in file.flat["waivers"].values():
        value = fields[""]
        if isinstance(value, Mapping) and value.get("rule") == rule:
            names = value.get("sessions")
            if isinstance(names, list) and set(map(str, names)) <= sessions:
                yield value
