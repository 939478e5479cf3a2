"""Publishing a release: ledger, files and folder brought together.

The only place where the three meet. What is published is decided by the ledger (`ledger`), how it looks by the
publishers (`publish`), how it gets to the disk by `publish.folder`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from expo_planner.agenda import Agenda
from expo_planner.documents import Document, dump, release_schedule_document
from expo_planner.language import Message, Text
from expo_planner.ledger import ChangeKind, Ledger, Options, Release, advance, load
from expo_planner.ledger import dump as dump_ledger
from expo_planner.publish import render, render_all, site
from expo_planner.publish.folder import LEDGER, Unsuitable, held
from expo_planner.publish.folder import replace as replace_folder
from expo_planner.publish.frab import json_file, xml_file

TOO_EARLY = Text(
    "--at {given} is before the last release, number {number} of {last}",
    "--at {given} 早于最近一次发布（第{number}次，{last}）",
)
RELEASED = Text(
    "release {number} of {time} is in {folder}: {counts}", "第{number}次发布（{time}）已写入 {folder}：{counts}"
)
UNCHANGED = Text(
    "nothing has changed since release {number}; {folder} is left as it is",
    "自第{number}次发布以来没有变动，{folder} 未作改动",
)
RENEWED = Text(
    "no session has changed since release {number}; files in {folder} brought up to date: {count}",
    "自第{number}次发布以来各场活动没有变动，{folder} 中更新了{count}个文件",
)
COUNTS: Mapping[ChangeKind, Text] = {
    "added": Text("{count} added", "新增{count}场"),
    "moved": Text("{count} moved", "改时间或场地{count}场"),
    "cancelled": Text("{count} cancelled", "取消{count}场"),
    "restored": Text("{count} restored", "恢复{count}场"),
    "changed": Text("{count} with new details", "内容更新{count}场"),
}
FEEDS_ONLY = Text("the choice of feeds", "日历订阅的设置").fill()
SECOND = timedelta(seconds=1)


class Published(NamedTuple):
    """How publishing ended: `release` is None where nothing has changed; then files may still have been `renewed`."""

    ledger: Ledger
    release: Release | None
    files: int
    renewed: int


class Choices(NamedTuple):
    """What a command line says of the feeds; None leaves it as it was at the last release. An alarm of 0 is none."""

    alarm: int | None = None
    people: bool | None = None

    def after(self, options: Options) -> Options:
        """The options of the next release."""
        return Options(
            alarm=options.alarm if self.alarm is None else self.alarm or None,
            people=options.people if self.people is None else self.people,
        )


def publish(agenda: Agenda, folder: Path, at: datetime | None, author: str | None, choices: Choices) -> Published:
    """Writes a release of an agenda into a folder, where anything has changed since the last one.

    `at` None is now, or a second after the last release where that is later. Files that differ although no session
    has changed, as when the note of the expo has, are renewed without a new release. Raises Unsuitable, BadInput for
    the ledger that is there, and OSError; then the folder is as it was.
    """
    with held(folder) as real:
        expo = agenda.expo.id
        ledger = load(real / LEDGER, expo) if (real / LEDGER).exists() else Ledger(expo=expo)
        moment = _moment(ledger, at)
        after = advance(ledger, agenda, moment, author, choices.after(ledger.options))
        files = dict(release_files(agenda, after))
        renewed = {name for name, content in files.items() if _content(real / name) != content}
        stale = {name for name in ledger.files if name not in files}
        if renewed or stale:
            replace_folder(real, files, stale)
        return Published(after, None if after is ledger else after.last, len(files), len(renewed - {LEDGER}))


def told(published: Published, folder: Path) -> Iterator[Message | str]:
    """What an organiser is told of it, line by line; of a first release, whose sessions are all new, only how many."""
    last = published.ledger.last
    assert last is not None
    facts = {"number": last.number, "folder": folder, "count": published.renewed}
    if published.release is None:
        yield (RENEWED if published.renewed else UNCHANGED).fill(**facts)
        return
    counts = [COUNTS[kind].fill(count=count) for kind, count in last.counts.items()] or [FEEDS_ONLY]
    yield RELEASED.fill(**facts, time=_say(last.time), counts=counts)
    if last.number > 1:
        yield from (f"  {change.message}" for change in last.changes)


def release_files(agenda: Agenda, ledger: Ledger) -> Mapping[str, bytes]:
    """Every file of the last release of a ledger, the ledger itself last, which has the digests of the others."""
    assert ledger.last is not None
    number = ledger.last.number
    document: Document = release_schedule_document(agenda, number)
    files = {"schedule.json": dump(document).encode(), **render_all(agenda, ledger)}
    files |= _site(agenda, ledger, files) | _for_apps(agenda, str(number)) | render(agenda, "docx")
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {**files, LEDGER: dump_ledger(replace(ledger, files=digests)).encode()}


def _site(agenda: Agenda, ledger: Ledger, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pages, which have the published events and tell of every release."""
    releases = [
        site.Release(
            one.number,
            one.time,
            one.author,
            tuple(site.Change(change.kind, change.session, change.message) for change in one.changes),
        )
        for one in ledger.releases
    ]
    sessions = {occurrence.uid: entry.session for entry in ledger.entries for occurrence in entry.occurrences}
    return site.render(agenda, releases, None, files, sessions)


def _for_apps(agenda: Agenda, version: str) -> dict[str, bytes]:
    """The files that conference apps read, in a folder of their own: one of them is named as the schedule's is."""
    return {
        f"apps/{name}": content
        for made in (xml_file.render(agenda, version), json_file.render(agenda, version))
        for name, content in made.items()
    }


def _moment(ledger: Ledger, at: datetime | None) -> datetime:
    last = ledger.last
    if at is None:
        now = datetime.now(UTC)
        return now if last is None else max(now, last.time + SECOND)
    if last is not None and at < last.time:
        facts = {"given": _say(at), "number": last.number, "last": _say(last.time)}
        raise Unsuitable(TOO_EARLY.fill(**facts))
    return at


def _say(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
