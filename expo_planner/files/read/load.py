"""Scenario files → scenarios, with the place of every mistake.

`load` reads a file and the tables it names, `loads` a text; both raise BadInput with all problems at once, in the order
of the files. `schema` is the JSON Schema of what they accept; `load_schedule` reads the placements in a schedule.json.
`read_session` and `read_placement` read arguments of the command line; `without_added` takes back what
`load` added.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from expo_planner.domain.schedule import Schedule
from expo_planner.files.read import scenario, sources
from expo_planner.files.read.cli_arguments import read_placement, read_session
from expo_planner.files.read.scenario import schema
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Node
from expo_planner.files.schema.time_parsing import Calendar
from expo_planner.rules import Scenario

__all__ = ["load", "load_schedule", "loads", "read_placement", "read_session", "schema", "without_added"]


def load(
    path: Path,
    *,
    allow_outside: bool = False,
    added: Sequence[Path] = (),
    unwritten: Mapping[Path, bytes] = MappingProxyType({}),
) -> Scenario:
    """The scenario in a file: JSON if its name ends in .json, otherwise YAML.

    Tables that it names must be in its folder or below, unless `allow_outside` is set. `added` are files with more
    sessions, read as if they were in the scenario. `unwritten` are bytes to read instead of these files, by their
    resolved paths. Raises BadInput with all problems.
    """
    context = Context(folder=path.parent, allow_outside=allow_outside, unwritten=unwritten)
    root = sources.parse_file(path, context)
    more = [sources.parse_file(file, context, _seen_from(path.parent, file)) for file in added]
    context.report.raise_any()
    return scenario.build(_root(root, context), context, [_root(node, context) for node in more])


def without_added(schedule: Schedule, scenario: Scenario, path: Path, added: Sequence[Path]) -> Schedule:
    """The schedule of a scenario without the sessions of files that were `added` to the one at `path`."""
    files, sessions = {_seen_from(path.parent, file) for file in added}, scenario.expo.sessions
    return Schedule({name: place for name, place in schedule.items() if sessions[name].source.file not in files})


def _seen_from(folder: Path, file: Path) -> str:
    """The name of a file beside the scenario in messages."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # on another drive
        return str(file)


def loads(
    text: str, *, name: str = "scenario.yaml", folder: Path | None = None, allow_outside: bool = False
) -> Scenario:
    """The scenario in a text. `name` is used in messages; tables are looked up in `folder`. Raises BadInput."""
    context = Context(folder=folder, allow_outside=allow_outside)
    return scenario.build(_root(sources.parse(text, name, context), context), context)


def load_schedule(path: Path, scenario: Scenario) -> Schedule:
    """The schedule in a schedule.json, with sessions and rooms of the scenario. Raises BadInput."""
    from expo_planner.files.read.schedule_json import make_schedule

    expo = scenario.expo
    context = Context(calendar=Calendar(expo.clock, expo.parts), known={"session": expo.sessions, "room": expo.rooms})
    return make_schedule(_root(sources.parse_file(path, context), context), expo, context)


def _root(node: Node | None, context: Context) -> Node:
    context.report.raise_any()
    assert node is not None  # what cannot be read has been reported
    return node
