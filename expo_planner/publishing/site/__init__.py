"""The site: the agenda as static pages, by day, category, room and person.

They stand in the published folder beside `calendars/`, are read from a file and from any web host alike, and ask
nothing of anyone else. Every page carries both languages. Without scripts everything can be read; with them there are
search, stars, now and next. Starred sessions go home with the very text of the published events. `embed.html` is what
other sites show in a frame, by themselves or with `embed.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from types import MappingProxyType

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats import calendars
from expo_planner.publishing.ledger import Release
from expo_planner.publishing.site import atom, colors
from expo_planner.publishing.site.days import Bilingual
from expo_planner.publishing.site.feeds import EVERYTHING, base_address, site_feeds
from expo_planner.publishing.site.pages import EMBEDDING, SCRIPTS, Site

__all__ = ["render"]


def render(
    agenda: Agenda,
    releases: Sequence[Release] = (),
    base_url: str | None = None,
    feeds: Mapping[str, bytes] | None = None,
    sessions: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, bytes]:
    """The pages, the style sheet, the scripts and `changes.atom`, by their names in the published folder.

    `base_url` is where that folder will stand, None: what the expo says. `feeds` are the calendars that are published
    with the site, by their names (`calendars/all.ics` among them), None: those of drafts; the site itself has none.
    `sessions` are the ids of the sessions that UIDs belong to, where a ledger knows better than the UIDs tell.
    """
    published = calendars.render(agenda) if feeds is None else feeds
    address = base_address(agenda, base_url)
    told = Bilingual(agenda)
    site = Site(told, site_feeds(told, published, address), published[EVERYTHING], sessions, tuple(releases))
    static = files(__name__) / "static"
    styles = (static / "site.css").read_text(encoding="utf-8") + colors.style_rules(agenda)
    return {
        **dict(site.pages()),
        atom.FILE: atom.atom_feed(agenda, site.releases, address),
        "site.css": styles.encode(),
        "icon.svg": (static / "icon.svg").read_bytes(),
        **{name: (static / name).read_bytes() for name in (*SCRIPTS, *EMBEDDING)},
    }
