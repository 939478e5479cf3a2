"""Sessions as pretalx exports them beside its schedule: lists of its API, and the organiser's CSV and JSON export.

References: pretalx's API documentation (submissions, talks, slots; fundamentals: `expand`) and its form of exports,
whose columns are called as the English pages call them. Proposals that are not accepted are counted, not placed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.importers.model import FoundPerson, FoundRoom, FoundSession, Guess, Reading
from expo_planner.importers.normalise import line
from expo_planner.importers.systems.conference import language_of
from expo_planner.importers.systems.events import NO_TITLE, WIDEST, ending, plain_key
from expo_planner.importers.systems.html_text import plain
from expo_planner.importers.systems.instants import moment, number_of_minutes
from expo_planner.importers.systems.json_record import parse
from expo_planner.importers.systems.record import SourceRecord, Tally, Value, bad, lines, said, walk

PLACED = {"", "accepted", "confirmed"}
LABELS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "ID"),
    "title": ("title", "Proposal title", "Session title", "Title"),
    "state": ("state", "Proposal state", "State"),
    "type": ("submission_type", "session_type", "Session type"),
    "track": ("track", "Track"),
    "speakers": ("speakers", "Speaker names"),
    "keys": ("Speaker IDs",),
    "abstract": ("abstract", "Abstract"),
    "description": ("description", "Description"),
    "duration": ("duration", "Duration"),
    "language": ("content_locale", "Language"),
    "tags": ("tags", "Tags"),
    "room": ("room", "Room"),
    "start": ("start", "Start"),
    "start_date": ("Start (date)",),
    "start_time": ("Start (time)",),
    "end": ("end", "End"),
    "end_date": ("End (date)",),
    "end_time": ("End (time)",),
    "slots": ("slots", "slot"),
}
"""What this reader uses, under the names that the API and the exports have for it."""

USED = frozenset(name for names in LABELS.values() for name in names)
TELLING = {*LABELS["code"], *LABELS["title"]}
KNOWN_BY = {"submission_type", "state", "slots", "slot", *LABELS["type"][1:], *LABELS["state"][1:], *LABELS["speakers"]}
KNOWN_BY |= {"slot_count", "speakers", "Start (date)", "Speaker IDs"}

NO_LIST = Refusal(
    Text("this is not a list of sessions from pretalx", "这不是 pretalx 导出的活动列表"),
    Text(
        "supported: lists from its API, and the organiser's CSV or JSON export",
        "可读入其 API 列表及组织者的 CSV、JSON 导出",
    ),
)
NOT_ACCEPTED = Text("its state is {state}; left out", "状态为 {state}，未收入")
BY_NUMBER = Text(
    "rooms are only numbers here; export with expand=slots.room to get their names",
    "此处场地只有编号；导出时加 expand=slots.room 可得名称",
)


def read(data: bytes, name: str) -> Reading:
    """What a JSON export says. Raises BadInput for what is none."""
    value = parse(data, name)
    if not recognised(value):
        raise bad(Source(name), NO_LIST)
    return reading(value, Source(name))


def read_csv(text: str, name: str) -> Reading:
    """What the organiser's CSV export says; places are the lines on which rows begin. Raises BadInput."""
    rows: list[Value] = []
    table = csv.reader(io.StringIO(text))
    header: list[str] = []
    begun = 1
    try:
        for row in table:
            if not header:
                header = [line(cell.removeprefix("\ufeff")) for cell in row]
            elif any(row):
                rows.append(SourceRecord(dict(zip(header, row, strict=False)), Source(name, f"{begun}:1")))
            begun = table.line_num + 1
    except csv.Error:
        message = Text("this row of the csv cannot be read", "无法读取 csv 的这一行")
        raise bad(Source(name, f"{begun}:1"), Refusal(message)) from None
    if not recognised_header(header):
        raise bad(Source(name), NO_LIST)
    return reading(rows, Source(name))


def recognised(value: Value) -> bool:
    """Whether this is such a list; an empty one too."""
    if isinstance(value, SourceRecord):
        results = value.values.get("results")
        counted = isinstance(results, list) and "count" in value.values
        return counted and isinstance(results, list) and (_like_sessions(results) or _are_speakers(results))
    return isinstance(value, list) and bool(value) and _like_sessions(value)


def recognised_header(columns: Iterable[str]) -> bool:
    """Whether a table has the columns of the organiser's export."""
    names = set(columns)
    return "ID" in names and bool(names & set(LABELS["title"])) and bool(names & KNOWN_BY)


def _like_sessions(values: list[Value]) -> bool:
    return all(isinstance(one, SourceRecord) and one.values.keys() & TELLING for one in values[:3]) and (
        not values or any(isinstance(one, SourceRecord) and one.values.keys() & KNOWN_BY for one in values[:3])
    )


def reading(value: Value, source: Source) -> Reading:
    """What it says."""
    tally = Tally()
    members = value.all("results") if isinstance(value, SourceRecord) else value
    sessions: list[FoundSession] = []
    languages: list[str] = []
    guesses: dict[Guess, None] = {}
    for one in () if _are_speakers(members) else walk(members):
        state = one.text(*LABELS["state"]).lower()
        if state not in PLACED:
            title = one.text(*LABELS["title"]) or one.text(*LABELS["code"])
            tally.tell(one.source, NOT_ACCEPTED.fill(state=Quoted(state)), title)
            continue
        try:
            sessions += _sessions(one, guesses)
            languages.append(one.text(*LABELS["language"]))
            tally.leave(one, USED)
        except Refusal as refusal:
            tally.refuse(one.source, refusal, one.text(*LABELS["title"]) or one.text(*LABELS["code"]))
    return Reading(
        source=source,
        language=language_of(languages, tally),
        rooms=tuple(_rooms(members)),
        sessions=tuple(sessions),
        people=tuple(_listed(members)),
        rows=len(sessions) + len(tally.misread) + len(tally.told),
        misread=tuple(tally.misread),
        told=tuple(tally.told),
        guesses=tuple(guesses),
        left=dict(tally.left),
    )


def _are_speakers(members: Value) -> bool:
    """Whether it is a list of speakers with what they are available for."""
    found = [*walk(members)]
    return bool(found) and all({"code", "name"} <= one.values.keys() and "title" not in one.values for one in found)


def _listed(members: Value) -> Iterator[FoundPerson]:
    """The people of a list of speakers."""
    if _are_speakers(members):
        for one in walk(members):
            yield FoundPerson(name=one.text("name"), key=one.text("code"), available=tuple(_available(one)))


def _available(speaker: SourceRecord) -> Iterator[tuple[datetime, datetime]]:
    """When somebody can be there, as organisers see it."""
    for one in speaker.records("availabilities"):
        begin, end = one.text("start"), one.text("end")
        if begin and end and moment(begin) < moment(end):
            yield moment(begin), moment(end)


def _sessions(one: SourceRecord, guesses: dict[Guess, None]) -> Iterator[FoundSession]:
    """One session for each slot that has a time; without one it is still to be placed."""
    title, key = one.text(*LABELS["title"]), plain_key(one.text(*LABELS["code"])) or None
    if not title:
        raise NO_TITLE
    english = one.record("title").text("en")
    slots = [slot for slot in one.records("slots") or one.records("slot") if slot.text("start")]
    parts = [lines(plain(one.prose(*LABELS[name]))) for name in ("abstract", "description")]
    for number, slot in enumerate(slots or [one], start=1):
        start = _time(slot, "start")
        end, length = ending(start, _time(slot, "end"), _length(one))
        room = slot.text("room", "Room")
        if room.isdigit():
            guesses[BY_NUMBER] = None
        yield FoundSession(
            title=title,
            source=one.source,
            key=key if number == 1 or key is None else f"{key}-{number}",
            title_en=english if english != title and english else None,
            category=one.text(*LABELS["track"]) or None,
            room=room or None,
            start=start,
            end=end,
            minutes=length,
            people=tuple(_speakers(one)),
            abstract="\n\n".join(dict.fromkeys(filter(None, parts))) or None,
            type=one.text(*LABELS["type"]) or None,
            tags=tuple(dict.fromkeys(filter(None, (line(said(tag)) for tag in _split(one, *LABELS["tags"]))))),
        )


def _length(one: SourceRecord) -> int | None:
    """Its minutes, or those that sessions of its type have."""
    kind = one.record("submission_type")
    return number_of_minutes(one.text(*LABELS["duration"])) or number_of_minutes(kind.text("default_duration"))


def _time(slot: SourceRecord, edge: str) -> datetime | None:
    """Its start or end, in one field or in two."""
    text = slot.text(*LABELS[edge])
    if not text and (date := slot.text(*LABELS[f"{edge}_date"])):
        text = f"{date}T{slot.text(*LABELS[f'{edge}_time'])}"
    return moment(text) if text else None


def _speakers(one: SourceRecord) -> Iterator[FoundPerson]:
    names, keys = _split(one, *LABELS["speakers"]), _split(one, *LABELS["keys"])
    for number, speaker in enumerate(names):
        name = line(said(speaker))
        key = speaker.text("code", "id") if isinstance(speaker, SourceRecord) else ""
        if not key and len(keys) == len(names):
            key = line(said(keys[number]))
        if name:
            available = tuple(_available(speaker)) if isinstance(speaker, SourceRecord) else ()
            yield FoundPerson(name=name, key=key or name, available=available)


def _split(one: SourceRecord, *names: str) -> list[Value]:
    """A list, or the parts of a cell, which stand on lines of their own or after commas."""
    for name in names:
        value = one.values.get(name, "")
        if isinstance(value, str) and value:
            return [*(value.split("\n") if "\n" in value else value.split(", "))]
        if value:
            return one.all(name)
    return []


def _rooms(members: Value) -> Iterator[FoundRoom]:
    """Rooms that slots describe, with their seats where they say so."""
    seen: set[str] = set()
    for one in walk(members):
        for slot in (*one.records("slots"), *one.records("slot")):
            room = slot.record("room")
            name, seats = line(said(room)), number_of_minutes(room.text("capacity"))
            if name and name not in seen and not name.isdigit():
                seen.add(name)
                yield FoundRoom(name=name, capacity=seats if seats and seats <= WIDEST else None)
