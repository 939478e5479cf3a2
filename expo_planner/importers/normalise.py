"""What was found, in texts that a scenario can have: one line each, without control characters; nothing is None."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from expo_planner.files.schema.nodes import UNPRINTABLE
from expo_planner.importers.model import FoundItem, FoundPerson, FoundRoom, FoundSession, Reading

FOUND = (FoundSession, FoundRoom, FoundPerson, FoundItem)
AS_THEY_ARE = {"source", "fields", "guesses", "misread", "left", "colors", "language", "kind"}
IN_LINES = {"abstract"}


def tidy(reading: Reading) -> Reading:
    """The same, tidied; people and rooms whose names are empty are gone."""
    return replace(reading, **dict(_changes(reading)))


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return line(value)
    if isinstance(value, tuple):
        return tuple(one for one in map(_tidy, value) if one != "" and getattr(one, "name", one) != "")
    if isinstance(value, FOUND):
        return replace(value, **dict(_changes(value)))
    return value


def _changes(value: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        own = getattr(value, field.name)
        if field.name in AS_THEY_ARE or not isinstance(own, str | tuple):
            continue
        text = prose(own) if field.name in IN_LINES and isinstance(own, str) else _tidy(own)
        yield field.name, None if text == "" and field.default is None else text


def line(text: str) -> str:
    """A text in one line without control characters."""
    return " ".join((text if text.isprintable() else UNPRINTABLE.sub(" ", text)).split())


def prose(text: str) -> str:
    """A text whose lines stay, without control characters."""
    lines = [UNPRINTABLE.sub("", one.replace("\t", " ")).rstrip() for one in text.splitlines()]
    return "\n".join(lines).strip()
