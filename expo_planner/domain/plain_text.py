"""Plain text for terminals and JSON: shown as written, never interpreted.

Titles and names may hold any character. A terminal obeys control characters, and some reverse the writing direction of
the rest of the line (UAX #9); those are written as escapes, `\\u202e`, as in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

JsonDocument = dict[str, Any]
"""A result as a JSON document."""

_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters except the line feed, direction controls, and lone surrogates, which no stream can carry."""

_CALCULATED = ("=", "+", "-", "@", "\t", "\r")


def legible(text: str) -> str:
    """The text with everything a terminal would obey, except line feeds, written as escapes."""
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def dump(document: Mapping[str, object]) -> str:
    """A document as JSON text: indented by two spaces, keys in their order, one line feed at the end."""
    return legible(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def passes_for_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text as a formula unless it is marked as text (OWASP, CSV injection)."""
    return text.startswith(_CALCULATED)
