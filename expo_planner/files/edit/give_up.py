"""Applies a way out to a scenario file: adds waivers and clears fields of sessions; the rest stays as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.edit import Append, Drop, Edit, rewritten
from expo_planner.files.read.sources import parse
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Entries, Items, Node, Scalar

if TYPE_CHECKING:
    from expo_planner.explainer import Way

Waived = Mapping[str, Any]
NOT_HERE = Text(
    "{session} is not in this file; clear its {fields} in the table that lists it",
    "{session}不在此文件中，请在其所在的表格里将 {fields} 留空",
)


def take(way: Way, path: Path, language: Language) -> bytes:
    """The text of a scenario file once a way out is taken; what it says of a waived clash is why it is waived.

    Raises BadInput where a session that loses fields is not written in this file.
    """
    freed = {name: one.fields for one in way.concessions if one.fields for name in one.sessions}
    waivers = [
        {
            "rule": concession.rule,
            "sessions": list(concession.sessions),
            "by": "plan explain",
            "why": message.say(language),
        }
        for concession, message in zip(way.concessions, way.messages, strict=True)
        if not concession.fields
    ]
    return edited(path, freed, waivers)


def edited(path: Path, freed: Mapping[str, Sequence[str]], waivers: Sequence[Waived]) -> bytes:
    """The text of a scenario file after fields of sessions (by id) are cleared and waivers added.

    Comments, order and spacing are kept. Raises BadInput where a session is not written in this file.
    """
    text = path.read_bytes().decode("utf-8-sig")
    context = Context()
    root = parse(text, path.name, context)
    context.report.raise_any()
    sessions = _sessions(root)
    freed = _by_entry(freed, sessions)
    problems = [
        Problem(Source(path.name), "sessions", NOT_HERE.fill(session=name, fields=list(fields)))
        for name, fields in freed.items()
        if name not in sessions
    ]
    if problems:
        raise BadInput(problems)
    edits: list[Edit] = [
        Drop(("sessions", sessions[name][0], field))
        for name, fields in freed.items()
        for field in fields
        if field in sessions[name][1].nodes
    ]
    edits += [Append(("waivers",), dict(waiver)) for waiver in waivers]
    return rewritten(text, path.name, edits).encode()


def _by_entry(freed: Mapping[str, Sequence[str]], sessions: Mapping[str, object]) -> dict[str, list[str]]:
    """The fields by the entries that say them: a further time without an entry is as the session that it repeats."""
    fields: dict[str, list[str]] = {}
    for name, its in freed.items():
        first = name.rpartition("-")[0]
        entry = name if name in sessions or first not in sessions else first
        fields[entry] = list(dict.fromkeys([*fields.get(entry, []), *its]))
    return fields


def _sessions(root: Node | None) -> dict[str, tuple[int, Entries]]:
    """The number and the node of each session, by its id."""
    node = root.nodes.get("sessions", (None, None))[1] if isinstance(root, Entries) else None
    found: dict[str, tuple[int, Entries]] = {}
    for number, one in enumerate(node.nodes if isinstance(node, Items) else ()):
        if isinstance(one, Entries) and "id" in one.nodes and isinstance(one.nodes["id"][1], Scalar):
            found[one.nodes["id"][1].text] = (number, one)
    return found
