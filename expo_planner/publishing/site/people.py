"""Who is in what: the agenda by person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from expo_planner.domain.i18n import Text, spoken
from expo_planner.domain.roles import role_name
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry


@dataclass(frozen=True, slots=True)
class Presence:
    """A person, who they are, and their sessions by time; `anchor` is ASCII and stays while their id does.

    `roles` are what they do in those sessions, by id, of which that is said.
    """

    anchor: str
    name: Text
    role: Text
    entries: tuple[AgendaEntry, ...]
    roles: Mapping[str, Text]


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
    name, role = Text(person, person), Text("", "")
    if known:
        name = Text(known.name_en or known.name, known.name)
        role = Text(known.role_en or known.role or "", known.role or "")
    held = {entry.session.id: [*map(role_name, entry.session.roles_of(person))] for entry in entries}
    roles = {session: Text(spoken(some, "en"), spoken(some, "zh")) for session, some in held.items() if some}
    return Presence(f"person-{digest}", name, role, tuple(entries), roles)
