"""Plain values → JSON, as a scenario.json has it: a record a line, digits as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from expo_planner.files.edit.flow_style import as_json, as_json_text
from expo_planner.files.write.to_yaml import Value


def text(value: Value, indent: int = 0, deepest: int = 2) -> str:
    """The JSON text of a value; what is `deepest` levels down stands on one line."""
    edge = " " * indent
    if not value or isinstance(value, str) or deepest == 0:
        return as_json(value)
    if isinstance(value, Mapping):
        fields = (f"{as_json_text(name)}: {text(one, indent + 1, deepest - 1)}" for name, one in value.items())
        return "{\n" + ",\n".join(f"{edge} {one}" for one in fields) + f"\n{edge}}}"
    if isinstance(value, Sequence):
        items = (text(one, indent + 1, deepest - 1) for one in value)
        return "[\n" + ",\n".join(f"{edge} {one}" for one in items) + f"\n{edge}]"
    return as_json(value)
