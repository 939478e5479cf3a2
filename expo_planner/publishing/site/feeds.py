"""The published calendars, as the site offers them: which there are, where they stand, and the text of every event.

A calendar of starred sessions is put together in the page from that very text, so that it says what the feeds say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from icalendar import Calendar

from expo_planner.domain.i18n import Text
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.clean_text import ascii_url, one_line
from expo_planner.publishing.site.days import Bilingual
from expo_planner.publishing.site.words import ALL_SESSIONS, FEED_KINDS, MY_SESSIONS

EVERYTHING = "calendars/all.ics"
END = b"END:VCALENDAR\r\n"
_EVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.DOTALL | re.MULTILINE)
_UID = re.compile(rb"^UID:(.*)\r\n", re.MULTILINE)
_LATER_DAY = re.compile(r"(-d|~d?)\d+$")
_NAMES = re.compile(rb"^(NAME|X-WR-CALNAME)[:;].*\r\n(?:[ \t].*\r\n)*", re.MULTILINE)
_RENEWAL = re.compile(rb"^(REFRESH-INTERVAL|X-PUBLISHED-TTL|SOURCE|URL)[:;].*\r\n(?:[ \t].*\r\n)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SiteFeed:
    """A calendar to subscribe to: its file below the published folder, its kind, its name.

    `address` is where it stands on the web, None where that is not known.
    """

    file: str
    kind: str
    name: Text
    address: str | None

    @property
    def webcal(self) -> str | None:
        """The address that Apple's calendar and Thunderbird take for a subscription."""
        return re.sub("^https?:", "webcal:", self.address) if self.address else None


def base_address(agenda: Agenda, base_url: str | None) -> str | None:
    """Where the published folder stands, in ASCII and with a slash at its end; None where that is not known."""
    address = ascii_url(base_url or agenda.base_url)
    return f"{address.rstrip('/')}/" if address else None


def site_feeds(told: Bilingual, files: Mapping[str, bytes], address: str | None) -> dict[str, SiteFeed]:
    """The feeds among the files, in the order of their kinds, those of a kind in the order they come in."""
    kinds = list(FEED_KINDS)
    names = _names(told)
    days = {f"calendars/day-{day.date}.ics": day.name for day in told.of(told.agenda.entries)}
    found = []
    for file, text in files.items():
        if file.startswith("calendars/") and file.endswith(".ics"):
            own = _own_name(text)
            name = ALL_SESSIONS if file == EVERYTHING else days.get(file) or names.get(own) or Text(own, own)
            found.append(SiteFeed(file, feed_kind(file), name, f"{address}{file}" if address else None))
    return {feed.file: feed for feed in sorted(found, key=lambda feed: kinds.index(feed.kind))}


def feed_kind(file: str) -> str:
    """`room` for `calendars/room-7A.ics`."""
    name = PurePosixPath(file).stem.partition("-")[0]
    return name if name in FEED_KINDS else "other"


def _names(told: Bilingual) -> dict[str, Text]:
    """In both languages what calendars call themselves in one: rooms and categories."""
    names = {place: told.place(room) for room, place in told.agenda.places.items()}
    return names | {group.name: name for group, name in told.headings}


def _own_name(feed: bytes) -> str:
    calendar = Calendar.from_ical(_head(feed) + END)
    return one_line(str(calendar.get("X-WR-CALNAME", "")))


def _head(feed: bytes) -> bytes:
    event = _EVENT.search(feed)
    return feed[: event.start()] if event else feed.removesuffix(END)


def starred_head(agenda: Agenda, feed: bytes) -> str:
    """What stands before the events in a calendar of starred sessions: the feed's own, under another name."""
    name = agenda.say(MY_SESSIONS).encode()
    return _RENEWAL.sub(b"", _NAMES.sub(rb"\1:" + name + b"\r\n", _head(feed))).decode()


def events(agenda: Agenda, feed: bytes, sessions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Of every event of a feed, in its order: the session's id and the event's text, as it stands there.

    `sessions` tells the session of a UID; of those that are not in it the UID itself does, by the id at its beginning.
    """
    for event in _EVENT.findall(feed):
        found = _UID.search(event.replace(b"\r\n ", b""))
        uid = found[1].decode() if found else ""
        name = uid.partition("@")[0]
        session = name if name in agenda.expo.sessions else _LATER_DAY.sub("", name)
        yield sessions.get(uid, session), event.decode()
