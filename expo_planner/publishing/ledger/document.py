"""The ledger as JSON, and back: what cannot be right is refused with its place, nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from expo_planner.domain import plain_text
from expo_planner.domain.i18n import Text
from expo_planner.files.read.sources import parse_file
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Entries, Quoted, Refusal, Scalar
from expo_planner.files.schema.record_types import GivenFields
from expo_planner.publishing.ledger.ledger import (
    Content,
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
from expo_planner.publishing.ledger.records import LEDGER, SCHEMA

Document = dict[str, Any]


def dump_ledger(ledger: Ledger) -> str:
    """The ledger as text; what is empty is left out of a session."""
    document = {
        "schema": SCHEMA,
        "expo": ledger.expo,
        "alarm": ledger.options.alarm,
        "people": ledger.options.people,
        "releases": [release_document(release) for release in ledger.releases],
        "sessions": [_entry(entry) for entry in ledger.entries],
        "feeds": [feed._asdict() for feed in ledger.feeds],
        "files": dict(sorted(ledger.files.items())),
    }
    return plain_text.dump(document)


def release_document(release: Release) -> Document:
    """One release: its number, its time and what it changes."""
    return {
        "number": release.number,
        "time": _utc(release.time),
        "author": release.author,
        **({"name": release.name} if release.name is not None else {}),
        **({"again": release.again} if release.again is not None else {}),
        "changes": [
            {
                "session": change.session,
                "title": change.title,
                "change": change.kind,
                "from": _stand(change.before) if change.before else None,
                "to": _stand(change.after) if change.after else None,
                "message": change.message,
            }
            for change in release.changes
        ],
    }


def _entry(entry: LedgerEntry) -> Document:
    content = entry.content
    document = {
        "id": entry.session,
        "uid": entry.uid,
        "digest": entry.digest,
        "sequence": entry.sequence,
        "modified": _utc(entry.modified),
        "status": entry.status,
        **_stand(entry.stand),
        "title": content.title,
        "location": content.location,
        "categories": list(content.categories),
        "color": content.color,
        "description": content.description,
        "url": content.url,
        "stream": content.stream,
        "events": [
            {"uid": one.uid, **_times(one.start, one.end), **({"dropped": True} if one.dropped else {})}
            for one in entry.occurrences
        ],
        "rooms": list(entry.rooms),
        "category": entry.category,
        "series": entry.series,
        "people": list(entry.people),
    }
    document = {name: value for name, value in document.items() if value not in (None, [])}
    if entry.named is not None:  # that nobody is named is known, too
        document["named"] = [{"id": id, "name": name} if name != id else {"id": id} for id, name in entry.named]
    return document


def _stand(stand: PublishedState) -> Document:
    return {"room": stand.room, "place": stand.place, **_times(stand.start, stand.end)}


def _times(start: datetime, end: datetime) -> Document:
    return {"start": start.isoformat(timespec="seconds"), "end": end.isoformat(timespec="seconds")}


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def load_ledger(path: Path, expo: str | None = None) -> Ledger:
    """The ledger in a file, of this expo if one is given. Raises BadInput, with places, for anything else."""
    context = Context(folder=path.parent)
    root = parse_file(path, context)
    context.report.raise_any()
    assert root is not None  # what cannot be read has been reported
    schema = root.nodes.get("schema", (None, None))[1] if isinstance(root, Entries) else None
    if not isinstance(schema, Scalar) or schema.text != SCHEMA:
        message = Text("this is not an expo_planner ledger", "这不是 expo_planner 的发布台账")
        hint = Text('"schema" must be "{schema}"', "“schema”应为“{schema}”").fill(schema=SCHEMA)
        context.report.refuse(Refusal(message, hint, schema), root, "")
        context.report.raise_any()
    given = LEDGER.decode(root, (), context)
    if expo is not None:
        _own(given, expo, context)
    _in_order(given, context)
    context.report.raise_any()
    return Ledger(
        expo=given.get("expo"),
        options=FeedOptions(given.get("alarm"), given.get("people")),
        releases=tuple(_read_release(one) for one in given.get("releases")),
        entries=tuple(_read_entry(one) for one in given.get("sessions")),
        feeds=tuple(PublishedFeed(*(one.get(name) for name in PublishedFeed._fields)) for one in given.get("feeds")),
        files=given.get("files"),
    )


def _own(given: GivenFields, expo: str, context: Context) -> None:
    """Reports a ledger of another expo."""
    if given.get("expo", expo) != expo:
        message = Text(
            "this is the ledger of another expo, {found}; this one is {expo}",
            "这是另一展会{found}的发布台账，当前展会为{expo}",
        )
        hint = Text("publish into another folder", "请发布到另一文件夹")
        context.report.add(given.at("expo"), "expo", message.fill(found=Quoted(given.get("expo")), expo=expo), hint)


def _in_order(given: GivenFields, context: Context) -> None:
    """Reports releases out of order, and sessions and UIDs that are given twice."""
    time = datetime.min.replace(tzinfo=UTC)
    for number, release in enumerate(given.get("releases", ()), start=1):
        if release.get("number", number) != number:
            message = Text("releases must be numbered 1, 2, 3 and so on", "发布编号应为1、2、3……")
            context.report.add(release.at("number"), (*release.path, "number"), message)
        if release.get("time", time) < time:
            message = Text("this is earlier than the previous release", "早于上一次发布")
            context.report.add(release.at("time"), (*release.path, "time"), message)
        time = release.get("time", time)
    seen: set[str] = set()
    for session in given.get("sessions", ()):
        events = [(event, event.get("uid")) for event in session.get("events", ())]
        for part, name in [(session, session.get("id")), *events]:
            if name in seen:
                context.report.add(part.node, part.path, Text("given twice", "重复给出"))
            elif name is not None:
                seen.add(name)


def _read_release(given: GivenFields) -> Release:
    changes = tuple(
        ReleasedChange(
            session=one.get("session"),
            title=one.get("title"),
            kind=one.get("change"),
            before=_read_stand(one.get("from")),
            after=_read_stand(one.get("to")),
            message=one.get("message"),
        )
        for one in given.get("changes")
    )
    own = {name: given.get(name) for name in ("number", "time", "author", "name", "again")}
    return Release(**own, changes=changes)


def _read_stand(given: GivenFields | None) -> PublishedState | None:
    return None if given is None else PublishedState(*(given.get(name) for name in PublishedState._fields))


def _read_entry(given: GivenFields) -> LedgerEntry:
    stand = _read_stand(given)
    assert stand is not None
    return LedgerEntry(
        session=given.get("id"),
        digest=given.get("digest"),
        sequence=given.get("sequence"),
        modified=given.get("modified"),
        status=given.get("status"),
        stand=stand,
        content=Content(
            title=given.get("title"),
            location=given.get("location"),
            categories=given.get("categories", ()),
            color=given.get("color"),
            description=given.get("description"),
            url=given.get("url"),
            stream=given.get("stream"),
        ),
        occurrences=tuple(
            Occurrence(one.get("uid"), one.get("start"), one.get("end"), one.get("dropped", False))
            for one in given.get("events")
        ),
        rooms=given.get("rooms", ()),
        category=given.get("category"),
        series=given.get("series"),
        people=given.get("people", ()),
        named=_read_named(given),
    )


def _read_named(given: GivenFields) -> tuple[NamedPerson, ...] | None:
    named = given.get("named")
    return None if named is None else tuple(NamedPerson(one.get("id"), one.get("name", one.get("id"))) for one in named)
