"""What other systems write, XML or JSON, as one kind of thing: named values with a place.

Everything after it is written once: a text is a text whether it stands in an attribute, an element or a JSON string,
in one language or in several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.schema.nodes import UNPRINTABLE, Refusal
from expo_planner.importers.normalise import line

OWN = ""
"""The name of an element's own text, beside its attributes."""

CALLED = (
    *(OWN, "name", "public_name", "full_public_name", "fullName", "full_name", "title"),
    *("zh-hans", "zh-cn", "zh", "zh-tw", "en"),
)
"""What a record may call itself by; of a text in several languages Chinese is the one shown."""

LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,8})?")
NOTHING = {"", "false", "null", "None"}
LONGEST_ADDRESS = 2000
ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
MANY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, eq=False)
class SourceRecord:
    """A mapping of the file: an element, or a JSON object. Numbers are their texts, nothing is an empty text."""

    values: Mapping[str, Value]
    source: Source

    def text(self, *names: str) -> str:
        """The first of these fields that says something, in one line; "" where none does."""
        return next(filter(None, (line(said(self.values.get(name, ""))) for name in names)), "")

    def prose(self, *names: str) -> str:
        """The same with its line breaks."""
        return next(filter(None, (lines(said(self.values.get(name, ""))) for name in names)), "")

    def record(self, name: str) -> SourceRecord:
        """The record of that name, or an empty one."""
        value = self.values.get(name, "")
        return value if isinstance(value, SourceRecord) else SourceRecord({OWN: value} if value else {}, self.source)

    def all(self, name: str, inner: str | None = None) -> list[Value]:
        """The members of a list; a single one is a list too, and `inner` the element that wraps each of them."""
        value = self.values.get(name, "")
        if inner is not None and isinstance(value, SourceRecord):
            value = value.values.get(inner, "")
        return value if isinstance(value, list) else [value] if value else []

    def records(self, name: str, inner: str | None = None) -> list[SourceRecord]:
        """Those members that are records."""
        return [value for value in self.all(name, inner) if isinstance(value, SourceRecord)]


Value: TypeAlias = "str | SourceRecord | list[Value]"


@dataclass(slots=True)
class Tally:
    """What a reading could not use: rows that were misread, rows that are not planned, fields left over."""

    misread: list[Problem] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    def refuse(self, source: Source, refusal: Refusal, title: str) -> None:
        """A row that was not understood."""
        self.misread.append(Problem(source, title[:60], refusal.message, refusal.hint))

    def tell(self, source: Source, why: Message | Text, title: str) -> None:
        """A row that was understood, and is not planned."""
        self.told.append(Problem(source, title[:60], why))

    def leave(self, record: SourceRecord, used: Iterable[str]) -> None:
        """Counts what a record says beside the fields that are used."""
        for name in record.values.keys() - used:
            if amount := weight(record.values[name]):
                self.left[name] += amount


def said(value: Value) -> str:
    """The text of a value: itself, what it calls itself, or what it says in the language that is shown."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return next(filter(None, map(said, value)), "")
    names = (*CALLED, *filter(LANGUAGE.fullmatch, value.values.keys() - {"id"}))
    return next(filter(None, (said(value.values[name]) for name in names if name in value.values)), "")


def weight(value: Value) -> int:
    """How many things a value says: the members of a list, 1 for a text, 0 for nothing and for no."""
    if isinstance(value, str):
        return int(value.strip() not in NOTHING)
    if isinstance(value, list):
        return sum(map(weight, value))
    inner = [amount for name, one in value.values.items() if (amount := weight(one)) and name != "id"]
    lists = [amount for amount in inner if amount > 1]
    return max(lists, default=int(bool(inner)))


def lines(text: str) -> str:
    """A text with its paragraphs, without what cannot be printed."""
    rows = (row.strip() if row.isprintable() else UNPRINTABLE.sub(" ", row).strip() for row in text.splitlines())
    return MANY_LINES.sub("\n\n", "\n".join(rows)).strip()


def address(text: str) -> str | None:
    """A web address, or None for what is none."""
    return text if len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) else None


def words(text: str) -> frozenset[str]:
    """Names, written one after the other."""
    return frozenset(text.split())


def walk(value: Value) -> Iterator[SourceRecord]:
    """The records of a list."""
    yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, SourceRecord))


def bad(source: Source, refusal: Refusal) -> BadInput:
    """The refusal of a whole file."""
    return BadInput([Problem(source, "", refusal.message, refusal.hint)])
