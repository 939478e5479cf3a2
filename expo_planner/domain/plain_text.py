"""Text that leaves as plain text, on a terminal or as JSON: read as it stands, obeyed by nothing.

Titles and names may hold any character. A terminal obeys control characters, and some turn the direction of writing of
all that follows on the line (UAX #9); those are spelled out, `\\u202e`, as JSON spells them, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

JsonDocument = dict[str, Any]
"""A result as JSON holds it."""

_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, controls of direction, and halves of characters, which no stream can carry; not the line feed."""

_CALCULATED = ("=", "+", "-", "@", "\t", "\r")


def legible(text: str) -> str:
    """The text with all that a terminal would obey spelled out, but for line feeds."""
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def dump(document: Mapping[str, object]) -> str:
    """A document as JSON: two spaces, keys in their order, one line feed at the end; it reads back as it was."""
    return legible(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def passes_for_formula(text: str) -> bool:
    """Whether a spreadsheet may calculate with the text, or run it, unless marked as text (OWASP, CSV injection)."""
    return text.startswith(_CALCULATED)
