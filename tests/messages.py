"""Prints every sentence that users meet, English and Chinese side by side, as a table for proof-readers.

    python tests/messages.py > messages.tsv

One row a pair: file:line, English, Chinese. Line breaks and tabs inside a sentence are written as \\n and \\t.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Pair(NamedTuple):
    """One `Text(english, chinese)` of the source, and its place."""

    place: str
    english: str
    chinese: str


def pairs(root: Path = ROOT) -> Iterator[Pair]:
    """Every pair of the package, file by file, in the order of the lines."""
    for path in sorted((root / "expo_planner").rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
        for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
            if isinstance(call.func, ast.Name) and call.func.id == "Text" and len(call.args) == 2:
                english, chinese = (_written(argument) for argument in call.args)
                yield Pair(f"{path.relative_to(root).as_posix()}:{call.lineno}", english, chinese)


def _written(argument: ast.expr) -> str:
    """The sentence of a literal; of anything else, its source."""
    text = argument.value if isinstance(argument, ast.Constant) else ast.unparse(argument)
    return str(text).replace("\n", "\\n").replace("\t", "\\t")


if __name__ == "__main__":
    sys.stdout.buffer.writelines(("\t".join(pair) + "\n").encode() for pair in pairs())
