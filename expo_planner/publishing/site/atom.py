"""The changes as a feed (RFC 4287, Atom), an entry a release."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from expo_planner.domain.i18n import isolated
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.clean_text import paragraphs
from expo_planner.publishing.ledger import Release
from expo_planner.publishing.site.words import CHANGE_KINDS, CHANGES, RELEASE, summary

FILE = "changes.atom"


def atom_feed(agenda: Agenda, releases: tuple[Release, ...], address: str | None) -> bytes:
    """The newest release first. Ids are made from the expo's id and the release's number, so that they stay."""
    root = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    root.set("xml:lang", "zh-CN" if agenda.language == "zh" else "en")
    newest = max((release.time for release in releases), default=agenda.stamp)
    _add(root, "id", _identity(agenda, "changes"))
    _add(root, "title", f"{agenda.title} · {agenda.say(CHANGES)}")
    _add(root, "updated", newest.isoformat(timespec="seconds"))
    _add(_add(root, "author"), "name", agenda.title)
    if address:
        _add(root, "link", rel="self", type="application/atom+xml", href=f"{address}{FILE}")
        _add(root, "link", rel="alternate", type="text/html", href=f"{address}changes.html")
    for release in sorted(releases, key=lambda release: -release.number):
        _entry(root, agenda, release, address)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _entry(root: ET.Element, agenda: Agenda, release: Release, address: str | None) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", _identity(agenda, f"release-{release.number}"))
    _add(entry, "title", f"{agenda.say(RELEASE)} {release.number}")
    _add(entry, "updated", release.time.isoformat(timespec="seconds"))
    _add(_add(entry, "author"), "name", release.author or agenda.title)
    if address:
        _add(entry, "link", rel="alternate", type="text/html", href=f"{address}changes.html#release-{release.number}")
    lines = [f"{agenda.say(CHANGE_KINDS[change.kind])}: {isolated(change.message)}" for change in release.told]
    _add(entry, "content", "\n".join(lines) or summary(release).say(agenda.language), type="text")


def _identity(agenda: Agenda, what: str) -> str:
    return uuid5(NAMESPACE_URL, f"{what}@{agenda.expo.id}.expo-planner").urn


def _add(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = paragraphs(text) or None
    return element
