"""What was found in files → a scenario: ids, rooms, people, days and hours, hosts of reports, programmes of forums.

Nothing is invented without a word: what the files did not say is a guess, and stands as a comment beside its entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import PurePath

from expo_planner.domain.clock import pinned_zone, say_minute
from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.files.schema.field_types import EXPO_IDENTIFIER, IDENTIFIER, LONGEST_ADDRESS, WEB_ADDRESS
from expo_planner.files.schema.nodes import Quoted
from expo_planner.files.write.times import length_text
from expo_planner.files.write.to_yaml import Value
from expo_planner.importers.calendar_range import (
    change_of,
    days_and_hours,
    open_each_day,
    over_days,
    step,
    whole_days,
)
from expo_planner.importers.choices import ImportChoices
from expo_planner.importers.deduplicate import without_repeats
from expo_planner.importers.hosting import hosts
from expo_planner.importers.identifiers import Identifiers, slug
from expo_planner.importers.model import FoundItem, FoundSession, Guess, Reading
from expo_planner.importers.normalise import line, tidy
from expo_planner.importers.people import PeopleIndex
from expo_planner.importers.programmes import with_programme
from expo_planner.importers.room_names import joined_by_names, one_spelling
from expo_planner.importers.rooms import make_rooms
from expo_planner.importers.scenario_draft import Entry, ScenarioDraft

KEY_LONGEST = 60
"""Characters of an id that is made from a name which the file has."""
CHINESE = re.compile("[\u4e00-\u9fff]")
READ_FROM = Text("Imported from {files} with plan import.", "由 plan import 从 {files} 导入。")
CHECK = Text(
    "Lines that begin with “guess:” mark values that the files did not give: check the values, then delete these "
    "lines.",
    "以“推测：”开头的行是原文没有写明的内容，请核对后删去。",
)
NO_ZONE = Text("the files name no time zone; {zone} is assumed", "时区按 {zone}，原文没有写明")
HOURS = Text(
    "the hours, {hours}, are just wide enough for the sessions that were read; widen them where possible",
    "开放时间 {hours} 仅够容纳读到的活动，如可更宽请改",
)
NO_TITLE = Text("the title is the file name", "标题取自文件名，原文没有写明")
TITLE_OF_SESSION = Text("the title is that of the only session", "标题取自唯一的一场活动")
NO_NAME = Text("(without a title)", "（无标题）")
NO_ROOM = Text("no room is given", "原文没有写明地点")
BAD_ADDRESS = Text("{address} is not a web address and was left out", "{address}不是网址，未收入")
NOTHING = Text("no sessions were found", "没有找到任何活动")
WHAT_IS_READ = Text(
    "provide a table with titles, rooms and times, the programme of a forum, or a schedule from another system",
    "请提供含名称、地点、时间的表格，论坛日程，或其他系统导出的日程",
)


def compose(readings: Sequence[Reading], choices: ImportChoices) -> ScenarioDraft:
    """The draft of a scenario. Raises BadInput where nothing was found, or what was found is no single event."""
    readings, spellings = one_spelling([tidy(reading) for reading in readings])
    found = [session for reading in readings if not reading.programme for session in reading.sessions]
    found, told = without_repeats(found)
    for reading in readings:
        if reading.programme:
            for session in reading.sessions:
                found, merged = with_programme(found, session)
                told += merged
    if not found and (needed := [one.needed for one in readings if one.needed is not None]):
        raise BadInput(needed)
    if not found:
        why = [problem for reading in readings for problem in (*reading.misread, *reading.told)]
        raise BadInput([*why, *(Problem(reading.source, "", NOTHING, WHAT_IS_READ) for reading in readings)])
    draft = _Composition(readings, found, choices, spellings).draft()
    return replace(draft, told=(*(problem for reading in readings for problem in reading.told), *told))


class _Composition:
    def __init__(
        self,
        readings: Sequence[Reading],
        found: Sequence[FoundSession],
        choices: ImportChoices,
        spellings: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.readings, self.choices, self.spellings = readings, choices, spellings
        self.guesses: list[Guess] = [guess for reading in readings for guess in reading.guesses]
        self.title = self.find_title(found)
        self.language = self.find_language(found)
        self.zone = self.find_zone()
        self.found = [self.at_home(session) for session in found]
        self.place = next((one.place for one in readings if one.place and not one.programme), None)
        self.place = self.place or next((one.place for one in readings if one.place), None)
        self.days, self.hours = days_and_hours(readings, self.found, choices.days)
        self.guesses.append(HOURS.fill(hours=self.hours))
        self.beside: dict[tuple[str, str], list[Guess]] = {}
        self.people = PeopleIndex(self.local, [person for one in readings for person in one.people])

    def draft(self) -> ScenarioDraft:
        named = [name for session in self.found for name in (session.room, *session.rooms) if name]
        listed = [*joined_by_names(named), *(room for one in self.readings for room in one.rooms)]
        rooms = make_rooms(named, listed, self.place, self.spellings)
        self.rooms = rooms.ids
        identifiers = Identifiers("session")
        self.ids = [identifiers.give(_wanted(session)) for session in self.found]
        sessions = [self.session(name, session) for name, session in zip(self.ids, self.found, strict=True)]
        for report, (forum, guess) in hosts(self.found).items():
            if forum is not None:
                sessions[report]["host"] = self.ids[forum]
            self.beside.setdefault(("sessions", self.ids[report]), []).append(guess)
        for name, guess in self.people.guesses():
            self.beside["people", name] = [guess]
        for name, guesses in rooms.beside.items():
            self.beside["rooms", name] = [*guesses]
        return ScenarioDraft(
            language=self.language,
            origin=self.readings[0].source,
            about=(READ_FROM.fill(files=[PurePath(one.source.file).name for one in self.readings]), CHECK),
            expo=self.expo(),
            categories=self.categories(),
            rooms=rooms.entries,
            people=self.people.listed(),
            sessions=sessions,
            rules=[*self.rules()],
            goals={name: weight for one in self.readings for name, weight in one.goals.items()},
            guesses=tuple(self.guesses),
            beside=self.beside,
            sources={name: session.source for name, session in zip(self.ids, self.found, strict=True)},
        )

    def find_title(self, found: Sequence[FoundSession]) -> str:
        title = self.choices.title or next((one.title for one in self.readings if one.title), None)
        if title is None and len(found) == 1:
            self.guesses.append(TITLE_OF_SESSION)
            title = found[0].title
        elif title is None:
            self.guesses.append(NO_TITLE)
            title = line(PurePath(self.readings[0].source.file).stem)
        return title or "expo"

    def find_language(self, found: Sequence[FoundSession]) -> Language:
        said = self.choices.language or next((one.language for one in self.readings if one.language), None)
        if said is not None:
            return said
        chinese = sum(bool(CHINESE.search(session.title)) for session in found)
        return "zh" if 2 * chinese >= len(found) else "en"

    def find_zone(self) -> str:
        if self.choices.timezone:
            return self.choices.timezone
        told = sorted((one for one in self.readings if one.timezone), key=lambda one: one.timezone_guess is not None)
        zone = told[0].timezone if told else None
        if told and told[0].timezone_guess:
            self.guesses.append(told[0].timezone_guess)
        if zone is None:
            zone = "Asia/Shanghai" if self.language == "zh" else "UTC"
            self.guesses.append(NO_ZONE.fill(zone=zone))
        return zone

    def at_home(self, session: FoundSession) -> FoundSession:
        """The session in the times of the expo's own clocks, with its end; an hour is an hour when they change."""
        info = pinned_zone(self.zone)

        def local(moment: datetime | None) -> datetime | None:
            return None if moment is None else self.local(moment)

        start, end, continuous = local(session.start), local(session.end), session.continuous
        if start is not None and session.days is not None:
            start, end = whole_days(start, session.days)
            continuous = False
        elif start is not None and end is None and session.minutes is not None:
            end = local(start.replace(tzinfo=info).astimezone(UTC) + timedelta(minutes=session.minutes))
            continuous = True if continuous is None else continuous
        fields = dict(session.fields)
        if start is not None and session.start is not None and session.start.tzinfo and _comes_twice(start, info):
            fields["start"] = session.start.astimezone(info).isoformat()  # only its offset tells which
        items = tuple(replace(one, start=local(one.start), end=local(one.end)) for one in session.programme)
        return replace(session, start=start, end=end, continuous=continuous, programme=items, fields=fields)

    def local(self, moment: datetime) -> datetime:
        """A time on the clocks of the expo."""
        if moment.tzinfo is None:
            return moment
        return moment.astimezone(UTC).astimezone(pinned_zone(self.zone)).replace(tzinfo=None)

    def minutes(self, start: datetime, end: datetime) -> int:
        """How long it is between two times of the expo's clocks."""
        info = pinned_zone(self.zone)
        return round((end.replace(tzinfo=info).timestamp() - start.replace(tzinfo=info).timestamp()) / 60)

    def expo(self) -> Entry:
        key = next((one.key for one in self.readings if one.key), "")
        named = key if EXPO_IDENTIFIER.fullmatch(key) else slug(key or self.title)
        expo: Entry = {
            "id": self.choices.id or named or "expo",
            "title": self.title,
            "timezone": self.zone,
            "days": self.days,
            "hours": self.hours,
            "step": f"{step(self.readings, self.found)}min",
        }
        if change := change_of(self.readings):
            expo["day_change"] = say_minute(change)
        note = next((one.note for one in self.readings if one.note), None)
        address = next((one.url for one in self.readings if one.url), None)
        for name, value in (("place", self.place), ("note", note)):
            if value:
                expo[name] = value
        if slots := self.slots():
            expo["slots"] = slots
        expo["language"] = self.language
        if address and _is_address(address):
            expo["base_url"] = address
        return expo

    def slots(self) -> list[Value]:
        """The fixed grid: each slot on its day."""
        night = timedelta(minutes=change_of(self.readings))
        return [
            {"day": f"{slot.start - night:%Y-%m-%d}", "at": f"{slot.start:%H:%M}-{slot.end:%H:%M}"}
            | ({"types": [*slot.types]} if slot.types else {})
            for reading in self.readings
            for slot in reading.slots
        ]

    def rules(self) -> Iterator[Entry]:
        """What the files say of sessions together, by their ids."""
        for name, found in zip(self.ids, self.found, strict=True):
            if found.alone:
                yield {"alone": {"session": name}}
        ids = {found.key: name for name, found in zip(self.ids, self.found, strict=True) if found.key}
        for rule in (one for reading in self.readings for one in reading.rules):
            sessions: list[Value] = [ids[key] for key in rule.sessions if key in ids]
            pairs: list[Value] = [[ids[a], ids[b], people] for a, b, people in rule.pairs if {a, b} <= ids.keys()]
            if len(sessions) > 1 or pairs:
                said: Entry = {"sessions": sessions} if len(sessions) > 1 else {"pairs": pairs}
                yield {rule.name: said | ({"weight": rule.weight} if rule.weight else {})}

    def categories(self) -> list[Value]:
        said = dict.fromkeys(name for one in self.readings for name in one.categories)
        used = dict.fromkeys(session.category for session in self.found if session.category)
        colors = {name: color for one in self.readings for name, color in one.colors.items()}
        return [
            {"name": name, "color": colors[name]} if name in colors else name
            for name in ([name for name in said if name in used] + [name for name in used if name not in said])
        ]

    def session(self, name: str, found: FoundSession) -> Entry:
        guesses = list(found.guesses)
        entry: Entry = {"id": name, "title": found.title or NO_NAME.say(self.language)}
        if found.title_en:
            entry["title_en"] = found.title_en
        if found.category:
            entry["category"] = found.category
        if found.start is not None:
            entry["start"] = f"{found.start:%Y-%m-%d %H:%M}"
            if found.end is not None:
                if over_days(found):
                    joint = " 至 " if self.language == "zh" else " .. "
                    entry["start"] = f"{entry['start']}{joint}{found.end:%Y-%m-%d %H:%M}"
                    if found.continuous:
                        entry["continuous"] = True
                    elif found.continuous is None:
                        guesses.append(open_each_day(found.start, found.end))
                else:
                    entry["duration"] = length_text(self.minutes(found.start, found.end))
        if "duration" not in entry and (found.start is None or found.end is None):
            if found.minutes is not None:
                entry["duration"] = length_text(found.minutes)
            elif found.days is not None:
                entry["duration"] = f"{found.days}d"
        if found.room:
            entry["room"] = self.rooms[found.room]
        elif found.start is not None:
            guesses.append(NO_ROOM)
        entry |= {field: value for field, value in self.asked(found) if value}
        entry |= {field: value for field, value in self.shown(found, guesses) if value}
        entry |= self.with_rooms(found.fields)
        if programme := [self.item(one, found, guesses) for one in found.programme]:
            entry["programme"] = programme
        if guesses:
            self.beside["sessions", name] = guesses
        return entry

    def with_rooms(self, fields: Mapping[str, Value]) -> Entry:
        """The fields, where preferred rooms go by their ids."""
        prefer = fields.get("prefer")
        if not isinstance(prefer, Mapping) or not isinstance(rooms := prefer.get("rooms"), list):
            return dict(fields)
        return {**fields, "prefer": {**prefer, "rooms": [self.rooms[room] for room in rooms]}}

    def asked(self, found: FoundSession) -> Iterator[tuple[str, Value]]:
        yield "attendance", found.attendance
        yield "when", [*found.when]
        yield "rooms", [self.rooms[room] for room in found.rooms]
        yield "people", self.people.named(found.people)
        yield "setup", f"{found.setup}min" if found.setup else None
        yield "type", found.type
        yield "tags", [*found.tags]

    def shown(self, found: FoundSession, guesses: list[Guess]) -> Iterator[tuple[str, Value]]:
        yield "organisers", [*found.organisers]
        yield "co_organisers", [*found.co_organisers]
        yield "abstract", found.abstract
        for name, address in (("url", found.url), ("stream_url", found.stream_url)):
            if address and _is_address(address):
                yield name, address
            elif address:
                guesses.append(BAD_ADDRESS.fill(address=Quoted(address)))

    def item(self, found: FoundItem, session: FoundSession, guesses: list[Guess]) -> Entry:
        guesses += found.guesses
        entry: Entry = {}
        end = found.end
        if found.start is not None and end is None and found.minutes is not None:
            end = found.start + timedelta(minutes=found.minutes)
        if found.start is not None and end is not None and session.start is not None:
            same = found.start.date() == end.date() == session.start.date()
            entry["at"] = (
                f"{found.start:%H:%M}-{end:%H:%M}" if same else f"{found.start:%Y-%m-%d %H:%M} .. {end:%Y-%m-%d %H:%M}"
            )
        elif found.minutes is not None:
            entry["for"] = length_text(found.minutes)
        entry["title"] = found.title
        if people := self.people.named(found.people):
            entry["people"] = people
        return entry


def _is_address(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and WEB_ADDRESS.fullmatch(text) is not None


def _comes_twice(moment: datetime, info: tzinfo) -> bool:
    """Whether the clocks show this time twice, because they go back."""
    first, second = (moment.replace(tzinfo=info, fold=fold) for fold in (0, 1))
    return (first.utcoffset() or timedelta()) > (second.utcoffset() or timedelta())


def _wanted(session: FoundSession) -> str:
    """The id that it should have: the name that the file gives it, else one made from its title."""
    if session.key and IDENTIFIER.fullmatch(session.key):
        return session.key
    return slug(session.key, KEY_LONGEST) if session.key else slug(session.title)
