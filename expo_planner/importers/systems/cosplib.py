"""Instances of CoSPLib, the benchmark library of conference scheduling: a workbook of submissions, sessions and rooms.

Reference: github.com/ahmedkheiri/CoSPLib. Every submission is a session here that is still to be placed, every time
slot of the library's sessions a slot. Relations and penalties become rules and wishes as far as a scenario can say
them; the others are told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations, pairwise

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import Refusal
from expo_planner.files.write.to_yaml import Value
from expo_planner.importers.model import FoundPerson, FoundRoom, FoundRule, FoundSession, FoundSlot, Guess, Reading
from expo_planner.importers.systems.events import BACKWARD
from expo_planner.importers.systems.instants import clock, day
from expo_planner.importers.systems.record import OWN, SourceRecord, Tally
from expo_planner.importers.text.lines import TextRow

SHEETS = {"parameters", "submissions", "tracks", "sessions", "rooms", "tracks_sessions|penalty"}
SEPARATOR = ", "
SLOTS = "Required Timeslots"
ZONE = re.compile(r"GMT([+-][0-9]{1,2})?")
PARALLEL, ORDER = "Parallel Tracks", "Submissions Order"
ATTENDEES = ("Attendees Conflicts", "Attendees Conflicts Timeslot Level")
GOALS = {
    "prefer_when": ("Tracks_Sessions|Penalty", "Submissions_Sessions|Penalty"),
    "prefer_rooms": ("Tracks_Rooms|Penalty", "Submissions_Rooms|Penalty"),
    "home_room": ("Number of Rooms per Track",),
    "busy_people": (),
}
"""The goals of a scenario, and the weights that they stand for; for the days on which people come there is none."""
PRESENTERS = ("Presenters Conflicts", "Presenters Conflicts Timeslot Level")
SAID = {PARALLEL, ORDER, "Penalty", *ATTENDEES, *PRESENTERS, *(name for names in GOALS.values() for name in names)}
"""The weights that a scenario can say; the penalties of time zones count with the weight of theirs."""

NO_REFERENCE = Refusal(Text("this submission has no reference", "该投稿没有编号"), Text("give it one", "请补上编号"))
NO_SLOTS = Refusal(
    Text("this submission does not say how many slots it takes", "该投稿没有写明占用几个时段"),
    Text("give it a number from 1", "请填写不小于 1 的数字"),
)
NOT_SAID = Text(
    "a scenario cannot say these weights of the workbook: {names}", "工作簿中的下列权重无法在方案中表达：{names}"
)
NEARLY = Text(
    "the tracks, conflicts and penalties of the workbook are sums over its sessions; here they are said of times: "
    "people are never in two places at once, and other weights are wishes",
    "工作簿按场次计罚主题、冲突与偏好；此处按时间表达：人员不得同时在两处，其余权重为意愿",
)
ONE_TRACK = Text(
    "that a room keeps to one track during a session cannot be said in a scenario",
    "同一场次同一场地只安排一个主题，无法在方案中表达",
)
SHORTEST = Text(
    "slots differ in length; each submission lasts as long as the shortest, {minutes} minutes for each slot",
    "各时段长短不一；投稿时长取最短的时段，每个时段{minutes}分钟",
)
WEIGHT = Text("{name} ({weight})", "{name}（{weight}）")


@dataclass(frozen=True, slots=True)
class _Block:
    """A session of the library: so many slots one after the other."""

    name: str
    start: datetime
    end: datetime
    count: int

    @property
    def length(self) -> int:
        """Minutes of each slot."""
        return int((self.end - self.start).total_seconds()) // 60 // self.count

    def slots(self, width: int) -> Iterator[FoundSlot]:
        """Where something fits that takes so many slots."""
        length = timedelta(minutes=self.length)
        for number in range(self.count - width + 1):
            begin = self.start + length * number
            yield FoundSlot(start=begin, end=begin + length * width, types=() if width == 1 else (_type(width),))

    @property
    def window(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}-{self.end:%H:%M}"


def recognised(titles: Iterable[str]) -> bool:
    """Whether a workbook with these sheets is such an instance."""
    return {*titles} >= SHEETS


def reading(sheets: Mapping[str, Sequence[TextRow]], name: str) -> Reading:
    """What the workbook says; rows of its sheets by their titles."""
    tables = {title: _records(rows, name) for title, rows in sheets.items()}
    weights, zone = _parameters(sheets["parameters"])
    tally, blocks, found = Tally(), list[_Block](), list[FoundSession]()
    for row in tables["sessions"]:
        try:
            blocks.append(_block(row))
        except Refusal as refusal:
            tally.refuse(row.source, refusal, row.text("Sessions"))
    rooms = [row.text("Rooms") for row in tables["rooms"] if row.text("Rooms")]
    by_track = [
        {row.text(OWN): row for row in tables.get(f"tracks_{one}|penalty", ())} for one in ("sessions", "rooms")
    ]
    places = {block.name: block.window for block in blocks}, {room: room for room in rooms}
    length = min((block.length for block in blocks), default=0)
    for row in tables["submissions"]:
        try:
            session = _submission(row, length)
        except Refusal as refusal:
            tally.refuse(row.source, refusal, row.text("Reference"))
            continue
        none = SourceRecord({}, row.source)
        wishes = [
            _unpenalised(one, [(weights.get(f"Tracks_{kind}|Penalty", 0), table.get(row.text("Track"), none)),
                               (weights.get(f"Submissions_{kind}|Penalty", 0), row)])
            for kind, one, table in zip(("Sessions", "Rooms"), places, by_track, strict=True)
        ]  # fmt: skip
        prefer = {field: wish for field, wish in zip(("when", "rooms"), wishes, strict=True) if wish}
        found.append(replace(session, fields={**session.fields, **({"prefer": prefer} if prefer else {})}))
    widths = sorted({1, *(int(row.text(SLOTS)) for row in tables["submissions"] if row.text(SLOTS).isdigit())} - {0})
    return Reading(
        source=Source(name),
        timezone=zone,
        slots=tuple(slot for width in widths for block in blocks for slot in block.slots(width)),
        rooms=tuple(FoundRoom(name=room) for room in rooms),
        categories=tuple(row.text("Tracks") for row in tables["tracks"] if row.text("Tracks")),
        sessions=tuple(found),
        rules=tuple(_rules(found, tables["submissions"], weights)),
        goals={goal: max((weights.get(one, 0) for one in names), default=0) for goal, names in GOALS.items()},
        rows=len(found) + len(tally.misread),
        misread=tuple(tally.misread),
        guesses=tuple(_told(weights, blocks)),
    )


def _records(rows: Sequence[TextRow], name: str) -> list[SourceRecord]:
    """A record for each row, by the names of its columns."""
    header = [text.strip() for text in rows[0].texts] if rows else []
    return [
        SourceRecord(dict(zip(header, row.texts, strict=False)), Source(name, row.cells[0].place)) for row in rows[1:]
    ]


def _parameters(rows: Sequence[TextRow]) -> tuple[dict[str, int], str | None]:
    """The weights by their names, and the zone."""
    weights: dict[str, int] = {}
    zone = None
    for row in rows:
        for label, value in pairwise(row.texts):
            if label == "Local time zone:" and (match := ZONE.fullmatch(value)):
                ahead = int(match[1] or 0)
                zone = f"Etc/GMT{-ahead:+d}" if ahead else "UTC"
            elif label.endswith(":") and value.isdigit():
                weights[label.removesuffix(":")] = int(value)
    return weights, zone


def _block(row: SourceRecord) -> _Block:
    count = row.text("Max Number of Timeslots")
    date = day(row.text("Date"))
    start, end = (datetime.combine(date, clock(row.text(f"{edge} Time"))) for edge in ("Start", "End"))
    if not count.isdigit() or int(count) < 1 or end <= start:
        raise BACKWARD
    return _Block(row.text("Sessions"), start, end, int(count))


def _submission(row: SourceRecord, length: int) -> FoundSession:
    reference, track, width = row.text("Reference"), row.text("Track"), row.text(SLOTS)
    if not reference:
        raise NO_REFERENCE
    if not width.isdigit() or int(width) < 1:
        raise NO_SLOTS
    return FoundSession(
        title=reference,
        source=row.source,
        key=reference,
        category=track or None,
        minutes=length * int(width),
        type=_type(int(width)) if int(width) > 1 else None,
        people=tuple(FoundPerson(name=name) for name in _names(row, "Presenters")),
        fields={"series": track} if track else {},
    )


def _type(width: int) -> str:
    return f"{width} slots"


def _names(row: SourceRecord, column: str) -> list[str]:
    return [name for name in row.text(column).split(SEPARATOR) if name]


def _unpenalised(places: Mapping[str, str], penalties: Sequence[tuple[int, SourceRecord]]) -> list[Value]:
    """Where nothing is to be paid, if that is not everywhere or nowhere."""
    free = [
        place
        for name, place in places.items()
        if not any(weight and row.text(name) not in ("", "0") for weight, row in penalties)
    ]
    return [*free] if 0 < len(free) < len(places) else []


def _rules(
    found: Sequence[FoundSession], rows: Sequence[SourceRecord], weights: Mapping[str, int]
) -> Iterator[FoundRule]:
    """Tracks side by side, the order in a track, and who wants to hear two submissions."""
    kept = {session.source: session for session in found}
    tracks: dict[str, list[SourceRecord]] = {}
    for row in rows:
        if row.source in kept and row.text("Track"):
            tracks.setdefault(row.text("Track"), []).append(row)
    for members in tracks.values():
        if (weight := weights.get(PARALLEL, 0)) and len(members) > 1:
            yield FoundRule(name="apart", sessions=tuple(row.text("Reference") for row in members), weight=weight)
        ordered = [row for row in members if row.text("Order").isdigit() and row.text("Order") != "0"]
        ordered.sort(key=lambda row: int(row.text("Order")))
        if (weight := weights.get(ORDER, 0)) and len(ordered) > 1:
            yield FoundRule(name="before", sessions=tuple(row.text("Reference") for row in ordered), weight=weight)
    weight = max(weights.get(name, 0) for name in ATTENDEES)
    if weight and (pairs := _heard_together(kept, rows)):
        yield FoundRule(name="audience", pairs=tuple((*pair, people) for pair, people in pairs.items()), weight=weight)


def _heard_together(kept: Container[Source], rows: Sequence[SourceRecord]) -> Mapping[tuple[str, str], int]:
    """How many people want to hear both of two submissions, or hear one and present the other."""
    wanted: dict[str, dict[str, bool]] = {}
    for row in rows:
        if row.source in kept:
            for column in ("Presenters", "Attendees"):
                for name in _names(row, column):
                    wanted.setdefault(name, {}).setdefault(row.text("Reference"), column == "Attendees")
    pairs: Counter[tuple[str, str]] = Counter()
    for references in wanted.values():
        for first, second in combinations(references, 2):
            if references[first] or references[second]:  # who presents both is in two places at once
                pairs[first, second] += 1
    return pairs


def _told(weights: Mapping[str, int], blocks: Sequence[_Block]) -> Iterator[Guess]:
    """What a scenario cannot say of it, or says in another way."""
    yield NEARLY
    yield ONE_TRACK
    lengths = {block.length for block in blocks}
    if len(lengths) > 1:
        yield SHORTEST.fill(minutes=min(lengths))
    others = [WEIGHT.fill(name=name, weight=weight) for name, weight in weights.items() if weight and name not in SAID]
    if others:
        yield NOT_SAID.fill(names=others)
