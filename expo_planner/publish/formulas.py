"""What spreadsheets take for a formula: text that begins so must be marked as text (OWASP, CSV injection)."""

from __future__ import annotations

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def passes_for_formula(text: str) -> bool:
    """Whether a spreadsheet may calculate with the text, or run it."""
    return text.startswith(_BEGINNINGS)
