"""Copies of a scenario to edit elsewhere and bring back (`plan import`), with ids and with what they were made from.

`render` gives the files of one format: a workbook, a folder of csv tables, or a scenario of its own in JSON or YAML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from expo_planner.files.edit.as_written import in_digits
from expo_planner.files.write import to_json, to_yaml
from expo_planner.files.write.to_yaml import Value
from expo_planner.publishing.agenda import Agenda

FORMATS = ("xlsx", "csv", "json", "yaml")
Marks = Mapping[str, Sequence[str]]
"""The sentences of the clashes of each session, by its id."""


def render(sections: Mapping[str, Value], format: str, agenda: Agenda, marks: Marks) -> dict[str, bytes]:
    """The files of a copy by name; of a workbook and of a scenario one. The same bytes for the same scenario.

    `sections` are the scenario as it is written (`scenario.plain`). Raises KeyError for an unknown format.
    """
    if format in ("json", "yaml"):
        return {f"scenario.{format}": scenario_text(sections, f"scenario.{format}").encode()}
    module = import_module(f"{__name__}.{ {'xlsx': 'write_workbook', 'csv': 'write_tables'}[format] }")
    files: dict[str, bytes] = module.render(sections, agenda, marks)
    return files


def scenario_text(sections: Mapping[str, Value], name: str) -> str:
    """The text of a scenario file of this name: JSON, or YAML with its sections apart and short entries on one line."""
    if name.lower().endswith(".json"):
        return to_json.text(in_digits(sections)) + "\n"
    return "\n".join("".join(f"{line}\n" for line in to_yaml.entry(name, one, 0)) for name, one in sections.items())
