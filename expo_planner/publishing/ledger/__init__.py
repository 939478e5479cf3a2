"""The ledger: a record of every release, and of what attendees were told about each session.

`advance` is pure: the ledger and an agenda give the next ledger, or the same one where nothing has changed.
`dump_ledger` and `load_ledger` turn it into JSON and back. Feeds, the page of changes and version numbers are made from
it, none from the clock of the moment.
"""

from __future__ import annotations

from expo_planner.publishing.ledger.advance import advance
from expo_planner.publishing.ledger.document import dump_ledger, load_ledger, release_document
from expo_planner.publishing.ledger.ledger import (
    CHANGES,
    FEEDS,
    ChangeKind,
    Content,
    EventStatus,
    FeedKind,
    FeedOptions,
    Ledger,
    LedgerEntry,
    NamedPerson,
    Occurrence,
    PublishedFeed,
    PublishedState,
    Release,
    ReleasedChange,
)
from expo_planner.publishing.ledger.records import SCHEMA

__all__ = [
    "CHANGES",
    "FEEDS",
    "SCHEMA",
    "ChangeKind",
    "Content",
    "EventStatus",
    "FeedKind",
    "FeedOptions",
    "Ledger",
    "LedgerEntry",
    "NamedPerson",
    "Occurrence",
    "PublishedFeed",
    "PublishedState",
    "Release",
    "ReleasedChange",
    "advance",
    "dump_ledger",
    "load_ledger",
    "release_document",
]
