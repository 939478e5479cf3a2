"""What a copy of a scenario was made from, as it travels inside the copy.

Letters, digits and signs only, in pieces that a cell can hold: no spreadsheet changes them.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping

from expo_planner.files.write.to_yaml import Value
from expo_planner.roundtrip.sheets import flat, sheets_of

SCHEMA = "expo-planner/copy/1"
SHEET, FILE = "base", "base.json"
PIECE = 32_000
"""Characters in a cell."""
TOO_LARGE = 300_000_000


def document(sections: Mapping[str, Value]) -> str:
    """The base as a JSON text."""
    return json.dumps({"schema": SCHEMA, "scenario": sections}, ensure_ascii=True, indent=1) + "\n"


def sections_of(text: str) -> dict[str, Value] | None:
    """The scenario in a base; None where it is none, or is not made as a scenario is."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            return None
        sections: dict[str, Value] = found["scenario"]
        list(sheets_of(flat(sections)))
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        return None  # somebody else's, or damaged: whatever is odd about it leads to one of these
    return sections


def packed(sections: Mapping[str, Value]) -> list[str]:
    """The base in pieces for cells, the first of which says what it is."""
    text = base64.b64encode(zlib.compress(document(sections).encode(), 9)).decode()
    return [SCHEMA, *(f"|{text[at : at + PIECE]}" for at in range(0, len(text), PIECE))]


def unpacked(pieces: Iterable[str]) -> dict[str, Value] | None:
    """The scenario in such pieces; None where they are none, or are damaged."""
    first, *others = [piece for piece in pieces if piece] or [""]
    if first != SCHEMA:
        return None
    try:
        data = base64.b64decode("".join(piece.removeprefix("|") for piece in others), validate=True)
        text = zlib.decompressobj().decompress(data, TOO_LARGE)
    except (ValueError, zlib.error):
        return None
    return sections_of(text.decode("utf-8", errors="replace"))
