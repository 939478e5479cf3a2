"""The next release: what an agenda changes of what has been published (RFC 5546 2.1.4 for the sequence)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from expo_planner.domain.clock import Clock
from expo_planner.planner.diff import placement_changes
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.ledger.feeds import feeds_of
from expo_planner.publishing.ledger.ledger import ChangeKind, FeedOptions, Ledger, LedgerEntry, Release, ReleasedChange
from expo_planner.publishing.ledger.sentences import message
from expo_planner.publishing.ledger.snapshot import cancelled_entry, published_entry


def advance(
    ledger: Ledger,
    agenda: Agenda,
    at: datetime,
    author: str | None = None,
    options: FeedOptions | None = None,
    *,
    name: str | None = None,
    again: int | None = None,
) -> Ledger:
    """The ledger with one more release, or the same one where nothing has changed but who is named.

    `options` are those of the last release where none are given; `name` and `again` are those of the new one. `at` is
    cut to whole seconds. Raises ValueError for a time before the last release's, or without a zone.
    """
    if at.tzinfo is None:
        raise ValueError("the time of a release needs a zone")
    at = at.astimezone(UTC).replace(microsecond=0)
    if ledger.last is not None and at < ledger.last.time:
        raise ValueError(f"the last release is of {ledger.last.time:%Y-%m-%dT%H:%M:%SZ}")
    options = ledger.options if options is None else options
    entries = tuple(_entries(ledger, agenda, at, options))
    feeds = feeds_of(ledger.feeds, entries, agenda, options)
    if (options, entries, feeds) == (ledger.options, ledger.entries, ledger.feeds):
        renamed = any(old.named != new.named for old, new in zip(ledger.entries, entries, strict=True))
        return replace(ledger, entries=entries) if renamed else ledger
    changes = tuple(_changes(ledger.by_session, entries, agenda, ledger.options.people == options.people))
    number = len(ledger.releases) + 1
    release = Release(number=number, time=at, author=author, changes=changes, name=name, again=again)
    return replace(ledger, options=options, releases=(*ledger.releases, release), entries=entries, feeds=feeds)


def _entries(ledger: Ledger, agenda: Agenda, at: datetime, options: FeedOptions) -> Iterator[LedgerEntry]:
    """Every session ever published as it is now, those that are new last."""
    now = {entry.session.id: entry for entry in agenda.entries}
    taken = {occurrence.uid for entry in ledger.entries for occurrence in entry.occurrences}
    same_people, same_alarm = ledger.options.people == options.people, ledger.options.alarm == options.alarm
    for before in ledger.entries:
        entry = now.pop(before.session, None)
        after = (
            cancelled_entry(before, agenda) if entry is None else published_entry(entry, agenda, options, before, taken)
        )
        if not options.people:
            after = replace(after, people=())
        if (kind := _kind(before, after, agenda.clock, same_people)) is not None:
            sequence = before.sequence + (kind != "changed" or after.occurrences != before.occurrences)
            yield replace(after, sequence=sequence, modified=at)
        elif after.digest != before.digest or not (same_alarm or after.cancelled):
            yield replace(after, modified=at)
        else:
            yield after
    for session in agenda.expo.sessions:
        if session in now:
            yield replace(published_entry(now[session], agenda, options, None, taken), modified=at)


def _kind(before: LedgerEntry | None, after: LedgerEntry, clock: Clock, same_people: bool) -> ChangeKind | None:
    """How a session has changed, if it has: where it takes place, or else what is shown of it and to whom."""
    was = None if before is None else before.placement(clock)
    match placement_changes(was, after.placement(clock)):
        case ("added",):
            return "added" if before is None else "restored"
        case ("cancelled",):
            return "cancelled"
        case (_, *_):
            return "moved"
    if before is None or after.cancelled:
        return None
    same = (before.digest, _groups(before, same_people)) == (after.digest, _groups(after, same_people))
    return None if same else "changed"


def _groups(entry: LedgerEntry, people: bool) -> tuple[object, ...]:
    """In whose feeds it is; people count where their feeds were published before and after, or neither."""
    return entry.rooms, entry.category, entry.series, entry.people if people else ()


def _changes(
    before: Mapping[str, LedgerEntry], entries: tuple[LedgerEntry, ...], agenda: Agenda, same_people: bool
) -> Iterator[ReleasedChange]:
    for after in entries:
        old = before.get(after.session)
        if (kind := _kind(old, after, agenda.clock, same_people)) is not None:
            yield ReleasedChange(
                session=after.session,
                title=after.content.title,
                kind=kind,
                before=old.stand if old and kind != "restored" else None,
                after=None if after.cancelled else after.stand,
                message=message(kind, old, after, agenda),
            )
