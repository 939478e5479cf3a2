"""Publishing a release: brings ledger, files and folder together.

The only place where the three meet: `ledger` decides what is published, `formats` and `site` how it looks, `folder` how
it gets to the disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.plain_text import JsonDocument, dump
from expo_planner.domain.schedule import Placement, Roomless, Schedule
from expo_planner.publishing import site
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.folder import LEDGER, Unsuitable, held
from expo_planner.publishing.folder import replace as replace_folder
from expo_planner.publishing.formats import render, render_all
from expo_planner.publishing.formats.frab import json_file, json_v2_file, xml_file
from expo_planner.publishing.formats.schedule_json import release_schedule_document
from expo_planner.publishing.ledger import FeedOptions, Ledger, Release, advance, dump_ledger, load_ledger
from expo_planner.publishing.past_releases import keep_release

TOO_EARLY = Text(
    "--at {given} is before the last release, number {number} of {last}",
    "--at {given} 早于最近一次发布（第{number}次，{last}）",
)
SECOND = timedelta(seconds=1)


class Published(NamedTuple):
    """The result of publishing: `release` is None if nothing has changed; files may still have been `renewed`."""

    ledger: Ledger
    release: Release | None
    files: int
    renewed: int


class Choices(NamedTuple):
    """The options for the feeds; None keeps what the last release used. An alarm of 0 means no alarm."""

    alarm: int | None = None
    people: bool | None = None

    def after(self, options: FeedOptions) -> FeedOptions:
        """The options of the next release."""
        return FeedOptions(
            alarm=options.alarm if self.alarm is None else self.alarm or None,
            people=options.people if self.people is None else self.people,
        )


class Restored(NamedTuple):
    """The placements of an earlier release.

    The expo no longer has the `lost` sessions, nor the rooms that the `roomless` ones had.
    """

    schedule: Schedule
    lost: tuple[str, ...]
    roomless: tuple[str, ...]


def schedule_of(ledger: Ledger, number: int, expo: Expo) -> Restored:
    """Where the sessions were in an earlier release; they last as long as the expo says now."""
    placed: dict[str, Placement] = {}
    to_be_announced: dict[str, Roomless] = {}
    lost, roomless = [], []
    for name, state in ledger.states_at(number).items():
        start = expo.clock.tick(state.start)
        if name not in expo.sessions:
            lost.append(name)
        elif state.room is None:
            to_be_announced[name] = Roomless(start, expo.end(expo.sessions[name], start))
        elif state.room not in expo.rooms:
            roomless.append(name)
        else:
            placed[name] = expo.place_session(expo.sessions[name], state.room, start)
    return Restored(Schedule(placed, to_be_announced), tuple(lost), tuple(roomless))


def publish(
    agenda: Agenda,
    folder: Path,
    at: datetime | None,
    author: str | None,
    choices: Choices,
    *,
    name: str | None = None,
    again: int | None = None,
) -> Published:
    """Publishes an agenda as a new release in a folder, if anything has changed since the last one.

    `at` None means now, or one second after the last release if that is later. Files that differ although no session
    has changed, for example because of a new note, are renewed without a new release. `name` is what the release is
    called, and `again` the number of the one that it repeats. Raises Unsuitable for the folder,
    BadInput for the ledger in it, and OSError; the folder is then unchanged.
    """
    with held(folder) as real:
        expo = agenda.expo.id
        ledger = load_ledger(real / LEDGER, expo) if (real / LEDGER).exists() else Ledger(expo=expo)
        moment = _moment(ledger, at)
        after = advance(ledger, agenda, moment, author, choices.after(ledger.options), name=name, again=again)
        files = dict(release_files(agenda, after))
        renewed = {name for name, content in files.items() if _content(real / name) != content}
        stale = {name for name in ledger.files if name not in files}
        if LEDGER in renewed and ledger.last is not None:
            keep_release(real, ledger.last.number)
        if renewed or stale:
            replace_folder(real, files, stale)
        release = after.last if len(after.releases) > len(ledger.releases) else None
        return Published(after, release, len(files), len(renewed - {LEDGER}) or len(renewed))


def release_files(agenda: Agenda, ledger: Ledger) -> Mapping[str, bytes]:
    """Every file of the last release of a ledger, the ledger itself last, which has the digests of the others."""
    assert ledger.last is not None
    number = ledger.last.number
    document: JsonDocument = release_schedule_document(agenda, number)
    files = {"schedule.json": dump(document).encode(), **render_all(agenda, ledger)}
    files |= _site(agenda, ledger, files) | _for_apps(agenda, ledger, str(number)) | render(agenda, "docx")
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {**files, LEDGER: dump_ledger(replace(ledger, files=digests)).encode()}


def _site(agenda: Agenda, ledger: Ledger, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pages, which have the published events and tell of every release."""
    sessions = {occurrence.uid: entry.session for entry in ledger.entries for occurrence in entry.occurrences}
    return site.render(agenda, ledger.releases, None, files, sessions)


def _for_apps(agenda: Agenda, ledger: Ledger, version: str) -> dict[str, bytes]:
    """The files that conference apps read, in a folder of their own: one of them is named as the schedule's is."""
    return {
        f"apps/{name}": content
        for made in (
            xml_file.render(agenda, version),
            json_file.render(agenda, version),
            json_v2_file.render(agenda, ledger),
        )
        for name, content in made.items()
    }


def _moment(ledger: Ledger, at: datetime | None) -> datetime:
    last = ledger.last
    if at is None:
        now = datetime.now(UTC)
        return now if last is None else max(now, last.time + SECOND)
    if last is not None and at < last.time:
        facts = {"given": utc_text(at), "number": last.number, "last": utc_text(last.time)}
        raise Unsuitable(TOO_EARLY.fill(**facts))
    return at


def utc_text(moment: datetime) -> str:
    """A moment in UTC, to the second, as messages and the ledger write it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
