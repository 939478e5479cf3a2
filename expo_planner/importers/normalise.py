"""What was found, in texts that a scenario can have: one line each, without control characters; nothing is None."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.field_types import LONGEST_LINE, LONGEST_PROSE
from expo_planner.files.schema.nodes import UNPRINTABLE
from expo_planner.importers.model import FoundItem, FoundPerson, FoundRoom, FoundSession, Guess, Reading

FOUND = (FoundSession, FoundRoom, FoundPerson, FoundItem)
AS_THEY_ARE = {
    "source",
    "fields",
    "guesses",
    "timezone_guess",
    "misread",
    "needed",
    "told",
    "left",
    "colors",
    "language",
    "kind",
    "available",
}
IN_LINES, ADDRESSES = {"abstract", "note"}, {"url", "stream_url"}
CUT = Text("{field}: cut from {count} characters to {most}", "{field}：由 {count} 个字符截短为 {most} 个")


def tidy(reading: Reading) -> Reading:
    """The same, tidied; people and rooms whose names are empty are gone."""
    return replace(reading, **dict(_changes(reading, [])))


def _tidy(name: str, value: Any, told: list[Guess]) -> Any:
    if isinstance(value, str):
        return _cut(name, line(value), LONGEST_LINE, told)
    if isinstance(value, tuple):
        tidied = (_tidy(name, one, told) for one in value)
        return tuple(one for one in tidied if one != "" and getattr(one, "name", one) != "")
    if isinstance(value, FOUND):
        return replace(value, **dict(_changes(value, told)))
    return value


def _cut(name: str, text: str, longest: int, told: list[Guess]) -> str:
    """The text, cut where a scenario could not hold it, which is told."""
    if len(text) <= longest:
        return text
    told.append(CUT.fill(field=name, count=f"{len(text):,}", most=f"{longest:,}"))
    return f"{text[: longest - 1]}…"


def _changes(value: Any, above: list[Guess]) -> Iterator[tuple[str, Any]]:
    """The fields that become others. What was cut is told beside the value, or `above` where it has no guesses."""
    told = [] if hasattr(value, "guesses") else above
    for field in fields(value):
        own = getattr(value, field.name)
        if field.name in AS_THEY_ARE or not isinstance(own, str | tuple):
            continue
        text: Any = own
        if isinstance(own, str) and field.name in IN_LINES:
            text = _cut(field.name, prose(own), LONGEST_PROSE, told)
        elif isinstance(own, str) and field.name in ADDRESSES:
            text = line(own)
        else:
            text = _tidy(field.name, own, told)
        yield field.name, None if text == "" and field.default is None else text
    if told and told is not above:
        yield "guesses", (*value.guesses, *told)


def line(text: str) -> str:
    """A text in one line without control characters."""
    return " ".join((text if text.isprintable() else UNPRINTABLE.sub(" ", text)).split())


def prose(text: str) -> str:
    """A text whose lines stay, without control characters."""
    lines = [UNPRINTABLE.sub("", one.replace("\t", " ")).rstrip() for one in text.splitlines()]
    return "\n".join(lines).strip()
