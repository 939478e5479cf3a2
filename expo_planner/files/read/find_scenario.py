"""Finds the scenario of a schedule.json: by the id of its expo, among the files of some folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from expo_planner.domain.problems import BadInput, Problem
from expo_planner.files.read.schedule_json import expo_of
from expo_planner.files.read.sources import parse, parse_file
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Entries, Node, Refusal, Scalar, source

SUFFIXES = {".yaml", ".yml", ".json"}


def expo_of_schedule(path: Path) -> str:
    """The id of the expo that a schedule.json is of. Raises BadInput where it says none."""
    context = Context()
    root = parse_file(path, context)
    context.report.raise_any()
    assert root is not None  # what cannot be read has been reported
    try:
        return expo_of(root)
    except Refusal as refusal:
        place = source(refusal.node or root)
        raise BadInput([Problem(place, "", refusal.message, refusal.hint)]) from None


def scenarios_of(expo: str, folders: Iterable[Path]) -> list[Path]:
    """The scenario files right in these folders whose expo has this id; what cannot be read is none."""
    return [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES and path.is_file() and _is_of(path, expo)
    ]


def _is_of(path: Path, expo: str) -> bool:
    try:
        data = path.read_bytes()
        if expo.encode() not in data:  # most other files need not be parsed
            return False
        root = parse(data.decode("utf-8"), path.name, Context())
    except (OSError, UnicodeDecodeError):
        return False
    return _id(root) == expo


def _id(root: Node | None) -> str | None:
    section = root.nodes.get("expo", (None, None))[1] if isinstance(root, Entries) else None
    node = section.nodes.get("id", (None, None))[1] if isinstance(section, Entries) else None
    return node.text if isinstance(node, Scalar) else None
