"""Which feeds there are: those that were ever published, and those that sessions now call for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from expo_planner.domain.clock import say_date
from expo_planner.domain.i18n import in_either
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.ledger.ledger import FeedKind, FeedOptions, LedgerEntry, PublishedFeed

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}")
"""What can stand in a file name as it is; anything else is called by its digest."""


def feeds_of(
    before: Sequence[PublishedFeed], entries: Sequence[LedgerEntry], agenda: Agenda, options: FeedOptions
) -> tuple[PublishedFeed, ...]:
    """Every feed with its file and its present name.

    A feed keeps its file for good, so that a category that moves up the list does not take over the subscribers of
    another. Feeds of people who are no longer published keep their files and lose their names.
    """
    names = {(kind, key): name for kind, key, name in _wanted(entries, agenda, options)}
    feeds = []
    for feed in before:
        name = names.pop((feed.kind, feed.key), None)
        if name is None:
            name = _withdrawn(feed, agenda, options)
        feeds.append(feed._replace(name=name))
    taken = {feed.file.casefold() for feed in feeds}
    for (kind, key), name in names.items():
        file = next(file for file in _files(kind, key, agenda) if file.casefold() not in taken)
        taken.add(file.casefold())
        feeds.append(PublishedFeed(kind, key, file, name))
    return tuple(feeds)


def _wanted(
    entries: Sequence[LedgerEntry], agenda: Agenda, options: FeedOptions
) -> Iterator[tuple[FeedKind, str, str]]:
    """The kind, key and name of every feed that a session is in."""
    expo = agenda.expo
    yield "all", "", agenda.title
    rooms = {room for entry in entries for room in entry.rooms}
    yield from (("room", room, agenda.places[room]) for room in expo.rooms if room in rooms)
    categories = {entry.category for entry in entries}
    for category in expo.categories:
        if category.name in categories:
            yield "category", category.name, one_line(in_either(agenda.language, category.name, category.name_en))
    clock = agenda.clock
    days = {clock.date(clock.tick(occurrence.start)) for entry in entries for occurrence in entry.occurrences}
    for day in sorted(days):
        yield "day", day.isoformat(), f"{agenda.title} {say_date(day, agenda.language)}"
    for series in sorted({entry.series for entry in entries if entry.series is not None}):
        yield "series", series, one_line(series)
    if options.people:
        for person in sorted({person for entry in entries for person in entry.people}):
            yield "person", person, one_line(expo.person_in(person, agenda.language))


def _withdrawn(feed: PublishedFeed, agenda: Agenda, options: FeedOptions) -> str:
    return agenda.title if feed.kind == "person" and not options.people else feed.name


def _files(kind: FeedKind, key: str, agenda: Agenda) -> Iterator[str]:
    """Names that the file of a new feed may have, the likeliest first."""
    if kind == "category":
        numbers = {category.name: number for number, category in enumerate(agenda.expo.categories, start=1)}
        yield f"category-{numbers[key]}"
        for number in range(len(numbers) + 1, 10_000):
            yield f"category-{number}"
    elif kind == "all":
        yield "all"
    elif kind in ("room", "day") or PLAIN.fullmatch(key):
        yield f"{kind}-{key}"
    named = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    for length in (12, 24, len(named)):
        yield f"{kind}-{named[:length]}"
