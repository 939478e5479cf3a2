"""Edits a scenario file in place: everything that is not edited stays as written, to the byte.

Comments, order, spacing and style of YAML and JSON files are kept. Every edit is read back and compared with what was
meant: a file that is written in too unusual a way is refused, never damaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import yaml

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.edit.block_style import edit_node
from expo_planner.files.edit.concrete_syntax import Written, read_written
from expo_planner.files.edit.flow_style import CannotEdit, Cut
from expo_planner.files.edit.patch import (
    Append,
    Drop,
    Edit,
    Note,
    Path,
    Put,
    patch,
    patched,
    plain,
    said,
    steps_between,
)
from expo_planner.files.edit.table import edited_table
from expo_planner.files.schema.nodes import Node, ProblemReport, Refusal, text_document
from expo_planner.files.write.to_yaml import Value

__all__ = [
    "Append",
    "Drop",
    "Edit",
    "Note",
    "Path",
    "Put",
    "applied",
    "edited_table",
    "plain",
    "rewritten",
    "steps_between",
]

TOO_ODD = Text(
    "this part of the file can only be edited by hand, because of the way it is written (an alias, a tag, an unusual "
    "layout)",
    "此处的写法（别名、标签或特殊排版）只能手工修改",
)
TOO_ODD_HINT = Text("nothing was changed; write it out plainly and try again", "文件未作改动，请改成普通写法后重试")


def rewritten(text: str, name: str, edits: Iterable[Edit]) -> str:
    """A scenario's text after some edits; `name` tells JSON from YAML and is used in messages.

    Numbers of list items are those before any edit. Raises BadInput where the text cannot be read or cannot be edited.
    """
    change = patch(edits)
    try:
        written = _read(text, name)
        cuts = list(edit_node(written, written.root, change))
        new = _applied(text, [*cuts, *_anchors_moved(written, cuts)])
    except CannotEdit as odd:
        raise _too_odd(text, name, odd.at) from None
    except (Refusal, yaml.YAMLError):
        raise _too_odd(text, name, 0) from None
    try:
        again = plain(_read(new, name).root)
    except (BadInput, Refusal, yaml.YAMLError):
        raise _too_odd(text, name, 0) from None
    if said(again) != said(patched(plain(written.root), change)):
        raise _too_odd(text, name, 0)
    return new


@lru_cache(maxsize=3)  # a board edits the same large text again and again
def _read(text: str, name: str) -> Written:
    """The nodes of a text. Raises BadInput, Refusal or YAMLError where it is unreadable."""
    report = ProblemReport()
    written = read_written(text, name, report)
    report.raise_any()
    return written


def _anchors_moved(written: Written, cuts: Sequence[Cut]) -> Iterator[Cut]:
    """Where what aliases stand for goes, the first of them that stays stands for the others from now on."""

    def cut(node: Node) -> bool:
        end = written.ends[id(node)]
        return any(one.start <= node.at and end <= one.end for one in cuts if one.end > one.start)

    for node, aliases in written.uses.values():
        first = next((alias for alias in aliases if not cut(alias)), None)
        if first is not None and cut(node):
            yield Cut(first.at, written.ends[id(first)], written.text[node.at : written.ends[id(node)]])


def applied(sections: Mapping[str, Value], edits: Iterable[Edit]) -> dict[str, Value]:
    """A scenario's sections after some edits, as plain values."""
    made = patched(sections, patch(edits))
    assert isinstance(made, dict)
    return made


def _too_odd(text: str, name: str, at: int) -> BadInput:
    return BadInput([Problem(Source(name, text_document(name, 0, text).locate(at)), "", TOO_ODD, TOO_ODD_HINT)])


def _applied(text: str, cuts: Iterable[Cut]) -> str:
    """The text with all cuts made; those at one place in the order in which they came."""
    parts, at = [], 0
    windows = "\r\n" in text
    for start, end, new in sorted(cuts, key=lambda cut: (cut.start, cut.end > cut.start)):
        if start < at:
            raise CannotEdit(start)
        parts += [text[at:start], new.replace("\n", "\r\n") if windows else new]
        at = end
    return "".join([*parts, text[at:]])
