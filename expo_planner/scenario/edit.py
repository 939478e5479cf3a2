"""Changes a scenario file where it stands: waivers are added, sessions lose fields, all else stays as written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from expo_planner.language import Text
from expo_planner.problems import BadInput, Problem, Source

Waived = Mapping[str, Any]
Cut = tuple[int, int, str]
"""From where to where a text is replaced, and by what."""
NOT_HERE = Text(
    "{session} is not written in this file; leave its {fields} empty where it is",
    "{session}不在此文件中，请在其所在的表格里将 {fields} 留空",
)


def edited(path: Path, freed: Mapping[str, Sequence[str]], waivers: Sequence[Waived]) -> bytes:
    """The text of a scenario file in which sessions (by id) have lost some fields and waivers have been added.

    Comments, order and spacing of a YAML file are kept. Raises BadInput where a session is not written in this file.
    """
    text = path.read_text(encoding="utf-8-sig")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    top = {key.value: value for key, value in root.value}
    sessions = dict(_sessions(top.get("sessions")))
    problems = [
        Problem(Source(path.name), "sessions", NOT_HERE.fill(session=name, fields=list(fields)))
        for name, fields in freed.items()
        if name not in sessions
    ]
    if problems:
        raise BadInput(problems)
    cuts = [cut for name, fields in freed.items() for cut in _without(text, sessions[name], fields)]
    if waivers:
        cuts.append(_added(text, root, top.get("waivers"), waivers))
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text.encode()


def _sessions(node: yaml.Node | None) -> Iterator[tuple[str, yaml.MappingNode]]:
    for one in node.value if isinstance(node, yaml.SequenceNode) else ():
        if isinstance(one, yaml.MappingNode):
            yield next((value.value for key, value in one.value if key.value == "id"), ""), one


def _without(text: str, session: yaml.MappingNode, fields: Sequence[str]) -> Iterator[Cut]:
    """The fields of a session cut out: lines of a block, and parts of `{a: 1, b: 2}`."""
    for number, (key, value) in enumerate(session.value):
        if key.value not in fields:
            continue
        start, end = key.start_mark.index, value.end_mark.index
        if session.flow_style:
            before = session.value[number - 1][1].end_mark.index
            yield (before, end, "") if number else (start, session.value[1][0].start_mark.index, "")
        else:
            line = text.find("\n", end - 1 if text[end - 1 : end] == "\n" else end)
            yield text.rfind("\n", 0, start) + 1, len(text) if line < 0 else line + 1, ""


def _added(text: str, root: yaml.MappingNode, node: yaml.Node | None, waivers: Sequence[Waived]) -> Cut:
    """The waivers put after those that the file has, in its own style."""
    if root.flow_style or (isinstance(node, yaml.SequenceNode) and node.flow_style):
        new = ", ".join(map(_flow, waivers))
        if isinstance(node, yaml.SequenceNode):
            end = node.end_mark.index - 1
            return end, end, f", {new}" if node.value else new
        end = root.end_mark.index - 1
        return end, end, f', "waivers": [{new}]'
    if isinstance(node, yaml.SequenceNode) and node.value:
        indent, last = " " * node.start_mark.column, node.value[-1].end_mark.index
        end = text.find("\n", last - 1 if text[last - 1 : last] == "\n" else last)
        end = len(text) if end < 0 else end + 1
        lines = "".join(f"{indent}- {_flow(waiver)}\n" for waiver in waivers)
        return end, end, lines if text[end - 1 : end] == "\n" else "\n" + lines
    gap = "" if text.endswith("\n") else "\n"
    return len(text), len(text), gap + "\nwaivers:\n" + "".join(f"  - {_flow(waiver)}\n" for waiver in waivers)


def _flow(waiver: Waived) -> str:
    """A waiver on one line, as JSON, which is YAML too."""
    return json.dumps(dict(waiver), ensure_ascii=False)
