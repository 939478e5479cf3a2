"""People of one name: several ids of one name may be one person, whose clashes nobody would see."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from expo_planner.domain.entities import Person
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source

ONE_NAME = Text(
    "{ids} share the name {name} and may be one person; if so, use one id everywhere",
    "{ids} 同名（{name}），可能是同一人；若是，请统一使用一个编号",
)


@dataclass(frozen=True)
class Namesakes:
    """The people of one name, in the order of the file."""

    people: tuple[Person, ...]

    @property
    def message(self) -> Message:
        """That they may be one person."""
        return ONE_NAME.fill(ids=[person.id for person in self.people], name=self.people[0].name)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where each of them stands."""
        return tuple(person.source for person in self.people)


def folded(name: str) -> str:
    """A name as ears have it: spaces, width and case make no other person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def namesakes(people: Iterable[Person]) -> list[Namesakes]:
    """All who share a name with somebody."""
    called: dict[str, list[Person]] = {}
    for person in people:
        called.setdefault(folded(person.name), []).append(person)
    return [Namesakes(tuple(alike)) for alike in called.values() if len(alike) > 1]
