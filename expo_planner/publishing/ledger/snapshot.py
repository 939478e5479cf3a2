"""What attendees see of a session, taken from the agenda, and the digest that tells whether it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta, timezone

from expo_planner.domain.clock import Window
from expo_planner.publishing import labels
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.ledger.ledger import (
    Content,
    EventStatus,
    FeedOptions,
    LedgerEntry,
    NamedPerson,
    Occurrence,
    PublishedState,
)

UNKNOWN = datetime.fromtimestamp(0, UTC)
"""Stands for the time of the last change until it is known."""


def published_entry(
    entry: AgendaEntry, agenda: Agenda, options: FeedOptions, before: LedgerEntry | None, taken: set[str]
) -> LedgerEntry:
    """A session as the agenda has it, with the UIDs and the sequence that it had before; new UIDs join the `taken`."""
    session = entry.session
    content = Content(
        title=entry.title,
        location=entry.location,
        categories=tuple(dict.fromkeys(one_line(text) for text in (entry.category, session.type) if text)),
        color=entry.color,
        description="\n".join(_description(agenda, entry)),
        url=entry.url,
        stream=entry.stream,
    )
    occurrences = tuple(_occurrences(agenda, entry, before.occurrences if before else (), taken))
    roles = [(person, entry.role_of(person)) for person in session.named] if options.people else []
    category = next((one.name for one in agenda.expo.categories if one.name == session.category), None)
    return LedgerEntry(
        session=session.id,
        digest=content_digest(agenda, "confirmed", content, occurrences, [one for one in roles if one[1]]),
        sequence=before.sequence if before else 0,
        modified=before.modified if before else UNKNOWN,
        status="confirmed",
        stand=PublishedState(entry.placement.room, entry.place, *_times(agenda, entry.window)),
        content=content,
        occurrences=occurrences,
        rooms=entry.rooms,
        category=category,
        series=session.series,
        people=session.named if options.people else (),
        named=tuple(
            NamedPerson(person, one_line(agenda.expo.person_in(person, agenda.language))) for person in session.named
        ),
    )


def cancelled_entry(before: LedgerEntry, agenda: Agenda) -> LedgerEntry:
    """A session that the agenda no longer has, as it was seen last."""
    digest = content_digest(agenda, "cancelled", before.content, before.occurrences)
    return replace(before, status="cancelled", digest=digest, named=None)


def content_digest(
    agenda: Agenda,
    status: EventStatus,
    content: Content,
    occurrences: tuple[Occurrence, ...],
    roles: Sequence[tuple[str, str]] = (),
) -> str:
    """A digest (SHA-256) of all that an entry shows; zone and language are part of how it is shown.

    `roles` are what the feeds of persons say of them.
    """
    times = [(one.uid, _instant(one.start), _instant(one.end), one.dropped) for one in occurrences]
    seen = [agenda.clock.zone, agenda.language, status, astuple(content), times, *([roles] if roles else [])]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def _times(agenda: Agenda, window: Window) -> tuple[datetime, datetime]:
    """Start and end in local time, with their offset in place of the zone, as the file of a ledger has them.

    A time in the hour that the clock shows twice would equal nothing that is read back (PEP 495).
    """
    local = [agenda.clock.local(tick) for tick in window]
    start, end = (moment.astimezone(timezone(moment.utcoffset() or timedelta())) for moment in local)
    return start, end


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _occurrences(
    agenda: Agenda, entry: AgendaEntry, before: tuple[Occurrence, ...], taken: set[str]
) -> Iterator[Occurrence]:
    """Each day with the UID that it has, then the days that the session had and has no longer."""
    for number, window in enumerate(entry.days):
        uid = before[number].uid if number < len(before) else _new_uid(agenda, entry.session.id, number + 1, taken)
        taken.add(uid)
        yield Occurrence(uid, *_times(agenda, window))
    for occurrence in before[len(entry.days) :]:
        yield occurrence._replace(dropped=True)


def _new_uid(agenda: Agenda, session: str, day: int, taken: set[str]) -> str:
    """`<session>@…`, of later days `<session>-d2@…`; where another session has that, with a `~` (in no id)."""
    names = [session, f"{session}~1"]
    if day > 1:
        later = f"{session}-d{day}"
        names = [f"{session}~d{day}"] if later in agenda.expo.sessions else [later, f"{session}~d{day}"]
    uids = [f"{name}@{agenda.expo.id}.expo-planner" for name in names]
    return next((uid for uid in uids if uid not in taken), uids[-1])


def _description(agenda: Agenda, entry: AgendaEntry) -> Iterator[str]:
    """Plain text (RFC 5545 3.8.1.5): who organises it, what it is about, what happens when, where to watch."""
    if entry.organisers:
        yield agenda.say(labels.ORGANISERS) + entry.organisers
    if entry.co_organisers:
        yield agenda.say(labels.CO_ORGANISERS) + entry.co_organisers
    if entry.abstract:
        yield entry.abstract
    for item in entry.programme:
        people = f" · {item.people}" if item.people else ""
        yield f"{item.time} {item.title}{people}"
    if entry.url:
        yield agenda.say(labels.MORE_AT) + entry.url
    if entry.stream:
        yield agenda.say(labels.STREAM_AT) + entry.stream
