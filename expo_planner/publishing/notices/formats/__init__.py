"""Notices of changes as text, Markdown and workbook; each module has `render(notice, views)` → bytes, without disk."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from expo_planner.publishing.notices import VIEWS, Notice, View

FORMATS = {"text": "text", "md": "markdown", "xlsx": "workbook"}
"""The formats and their modules, which are imported when used."""


def render(notice: Notice, name: str, views: Sequence[View] = VIEWS) -> bytes:
    """The notice in one format, with these views; a workbook has all of them. Raises KeyError for an unknown format."""
    content: bytes = import_module(f"{__name__}.{FORMATS[name]}").render(notice, views)
    return content
