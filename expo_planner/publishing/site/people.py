"""Who is in what: the agenda by person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from expo_planner.publishing.agenda import Agenda, AgendaEntry
from expo_planner.publishing.clean_text import one_line


@dataclass(frozen=True, slots=True)
class Presence:
    """A person, who they are, and their sessions by time; `anchor` is ASCII and stays while their id does."""

    anchor: str
    name: str
    role: str
    entries: tuple[AgendaEntry, ...]


def presences(agenda: Agenda) -> tuple[Presence, ...]:
    """Everyone who is named by a session or its programme: those of `people` in their order, then by first session."""
    found: dict[str, list[AgendaEntry]] = {}
    for entry in agenda.entries:
        for person in dict.fromkeys(_people(entry)):
            found.setdefault(person, []).append(entry)
    rank = {person: place for place, person in enumerate(agenda.expo.people)}
    order = sorted(found, key=lambda person: rank.get(person, len(rank)))
    return tuple(_presence(agenda, person, found[person]) for person in order)


def _people(entry: AgendaEntry) -> Iterator[str]:
    yield from entry.session.people
    for item in entry.session.programme:
        yield from item.people


def _presence(agenda: Agenda, person: str, entries: list[AgendaEntry]) -> Presence:
    known = agenda.expo.people.get(person)
    digest = sha256(person.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    name, role = (known.name, known.role or "") if known else (person, "")
    return Presence(f"person-{digest}", one_line(name), one_line(role), tuple(entries))
