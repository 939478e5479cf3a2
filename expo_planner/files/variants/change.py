"""What is different in a variant: edits of the scenario's nodes, and what is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from expo_planner.files.schema.nodes import Document, Entries, Items, Node, Scalar

Step = str | int
"""The name of a field, or the number of a list item, from 0."""


@dataclass(frozen=True)
class NodeEdit:
    """Sets what stands at a path of the scenario; takes it out where `node` is None, and appends it to a list there.

    `key` is where the edit is written.
    """

    path: tuple[Step, ...]
    key: Scalar
    node: Node | None
    appends: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is different in a variant. Texts of windows and people are read once the expo's clock is known.

    `lost_rooms` and `lost_days` cannot be used, `lost_people` cannot come, and `dropped` sessions do not take place.
    `closed` are rooms with windows, or windows in which all are closed; `away` are people with windows.
    """

    edits: tuple[NodeEdit, ...] = ()
    lost_rooms: tuple[str, ...] = ()
    lost_days: tuple[str, ...] = ()
    lost_people: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    closed: tuple[Scalar, ...] = ()
    away: tuple[Scalar, ...] = ()
    seed: int | None = None

    def __add__(self, other: Change) -> Change:
        """Both changes; where they set one value, the later one holds."""
        both = {
            one.name: (*getattr(self, one.name), *getattr(other, one.name))
            for one in fields(self)
            if one.name != "seed"
        }
        return Change(**both, seed=self.seed if other.seed is None else other.seed)


@dataclass(frozen=True)
class Setting:
    """One change as a table shows it: its parameter, and its value as text."""

    parameter: str
    text: str
    change: Change


def edited(node: Node | None, edit: NodeEdit, path: tuple[Step, ...]) -> Node | None:
    """The node after an edit below it; what is not on the way is shared. None: it is gone."""
    if not path and not edit.appends:
        return edit.node
    if not path:
        old = node.nodes if isinstance(node, Items) else []
        assert edit.node is not None
        added = edit.node.nodes if isinstance(edit.node, Items) else [edit.node]
        return Items([*old, *added], edit.key.at, edit.key.document)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(node.nodes) if isinstance(node, Items) else []
        below = edited(items[step] if step < len(items) else None, edit, rest)
        items[step : step + 1] = [] if below is None else [below]
        return Items(items, *_place(node, edit))
    fields_: Mapping[str, tuple[Scalar, Node]] = node.nodes if isinstance(node, Entries) else {}
    key, old_value = fields_.get(step, (edit.key._replace(text=step), None))
    value = edited(old_value, edit, rest)
    others = {name: one for name, one in fields_.items() if value is not None or name != step}
    return Entries(others | ({} if value is None else {step: (key, value)}), *_place(node, edit))


def _place(node: Node | None, edit: NodeEdit) -> tuple[int, Document]:
    return (edit.key.at, edit.key.document) if node is None else (node.at, node.document)
