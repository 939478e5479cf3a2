"""The pages of the site: templates filled with what both languages say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NamedTuple

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from expo_planner.domain.i18n import Language, Spoken
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.labels import CO_ORGANISERS, NOTE, ORGANISERS
from expo_planner.publishing.ledger import Release
from expo_planner.publishing.site import words
from expo_planner.publishing.site.days import Bilingual
from expo_planner.publishing.site.feeds import SiteFeed, events, starred_head
from expo_planner.publishing.site.people import presences

SCRIPTS = ("page.js", "agenda.js", "stars.js", "now.js")
EMBEDDING = ("embed.js", "embedded.js")
"""The script for other sites, and that of the page which it shows there."""


@dataclass(frozen=True, slots=True)
class Site:
    """All that the pages are made from.

    `feed` is the calendar of everything, whose events starred sessions take; `sessions` tells the session of a UID.
    """

    told: Bilingual
    feeds: Mapping[str, SiteFeed]
    feed: bytes
    sessions: Mapping[str, str]
    releases: tuple[Release, ...]

    def page(self, template: str, **facts: object) -> bytes:
        """One page; all of them know the expo, the labels and the feeds."""
        agenda = self.told.agenda
        labels = {**vars(words), "NOTE": NOTE, "ORGANISERS": ORGANISERS, "CO_ORGANISERS": CO_ORGANISERS}
        text = (
            _environment()
            .get_template(f"site/{template}")
            .render(
                words=labels,
                both=_both(agenda.language),
                lines=_both(agenda.language, str),
                one=agenda.say,
                told=self.told,
                agenda=agenda,
                scripts=SCRIPTS,
                **facts,
            )
        )
        return text.encode()

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Every page with its name."""
        told, agenda = self.told, self.told.agenda
        days = told.of(agenda.entries)
        facts = {"head": starred_head(agenda, self.feed), "events": list(events(agenda, self.feed, self.sessions))}
        yield "index.html", self.page("index.html", days=days, starred=facts)
        groups = [(group, name, told.of(group.entries)) for group, name in told.headings]
        yield "categories.html", self.page("categories.html", groups=groups)
        rooms = {room: told.of(entries) for room, entries in agenda.by_room.items()}
        yield "rooms.html", self.page("rooms.html", rooms=rooms)
        for room, held in rooms.items():
            feed = self.feeds.get(f"calendars/room-{room}.ics")
            picture = code(feed.address) if feed and feed.address else None
            yield f"room-{room}.html", self.page("room.html", room=room, days=held, feed=feed, code=picture)
        people = [(person, told.of(person.entries)) for person in presences(agenda)]
        yield "people.html", self.page("people.html", people=people)
        kinds = [(kind, list(held)) for kind, held in groupby(self.feeds.values(), lambda feed: feed.kind)]
        yield "calendars.html", self.page("calendars.html", kinds=kinds)
        yield "embed.html", self.page("embed.html", days=days)
        releases = sorted(self.releases, key=lambda release: -release.number)
        yield "changes.html", self.page("changes.html", releases=releases)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("expo_planner.publishing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment


def _both(language: Language, clean: Callable[[str], str] = one_line) -> Callable[[str | Spoken], Markup]:
    """A text as every page carries it: in both languages, the style sheet shows the chosen one."""

    def both(text: str | Spoken) -> Markup:
        if isinstance(text, str):
            return escape(clean(text))
        english, chinese = clean(text.say("en")), clean(text.say("zh"))
        if english == chinese:
            return escape(english)
        tags = [
            Markup('<span lang="zh-CN">{}</span>').format(chinese),
            Markup('<span lang="en">{}</span>').format(english),
        ]
        return Markup("").join(tags if language == "zh" else reversed(tags))

    return both


class Code(NamedTuple):
    """A QR code as a picture inside a page, with the id `code`; `box` is what its `viewBox` says."""

    picture: Markup
    box: str


def code(address: str) -> Code:
    """The address as a QR code (ISO/IEC 18004)."""
    drawing = segno.make(address, error="m", micro=False)
    wide, high = drawing.symbol_size()
    picture = drawing.svg_inline(svgid="code", svgclass=None, lineclass=None, dark="#000", light="#fff", omitsize=True)
    return Code(Markup(picture), f"0 0 {wide} {high}")
