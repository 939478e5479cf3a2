"""Two files to compare → two schedules, each with its expo.

A file is a scenario, whose schedule is what it places, or a schedule.json, which has ids and times alone: names come
from a scenario beside it. A schedule.json is taken as it stands, whatever the scenario says by now: its ends are its
own, and a session or room that the scenario does not have is called by its id. A published folder is its schedule.json
with the names and the people that its ledger.json has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import available_timezones

from expo_planner.domain.clock import Clock, pinned_zone
from expo_planner.domain.entities import Person, Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.domain.schedule import Placement, Roomless, Schedule
from expo_planner.files.read import scenario, sources
from expo_planner.files.read.schedule_json import ROLES, ROOM, placed_sessions
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import AMoment, Identifier
from expo_planner.files.schema.nodes import Entries, Items, Node, Quoted, Refusal, Scalar
from expo_planner.files.schema.record_types import Field, GivenFields, Record
from expo_planner.files.schema.time_parsing import Calendar
from expo_planner.files.schema.value_parsing import OF_THE_MACHINE
from expo_planner.planner.diff import Version

WRITTEN = Record(
    Text("a placed session", "已排定的活动"),
    (
        Field("id", Identifier(), Text("the session", "活动"), required=True),
        Field("room", Identifier(), ROOM),
        Field("start", AMoment(), Text("the start of the session", "开始时间"), required=True),
        Field("end", AMoment(), Text("the end of the session", "结束时间"), required=True),
        ROLES,
    ),
)
GREENWICH = Clock("Etc/UTC", date(2000, 1, 1))
SCHEDULE, LEDGER = "schedule.json", "ledger.json"
NAMES_HINT = Text("give the scenario with --scenario", "请用 --scenario 指明方案文件")


class Versions(NamedTuple):
    """The two schedules to be compared.

    `named` is the expo that names come from, None where there is no scenario; then `ids` says that there are only ids.
    Of the sessions `unknown`, by id, no file says who is in them.
    """

    old: Version
    new: Version
    named: Expo | None
    ids: bool = False
    unknown: frozenset[str] = frozenset()


class _File(NamedTuple):
    path: Path
    root: Node
    context: Context
    titles: Mapping[str, str] = MappingProxyType({})
    places: Mapping[str, str] = MappingProxyType({})
    people: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """Of each session, the people whom it names: their names, by their ids."""

    @property
    def schedule(self) -> bool:
        """Whether it is a schedule.json, rightly made or not; no scenario has a `schema`."""
        return isinstance(self.root, Entries) and "schema" in self.root.nodes


def load_versions(old: Path, new: Path, names: Path | None = None, *, allow_outside: bool = False) -> Versions:
    """Two files, each a scenario, a schedule.json or a published folder; `names` is the scenario of the latter two.

    Without `names`, a scenario beside a schedule.json gives them. Raises BadInput with all problems of all files, named
    as seen from where the command runs.
    """
    old, new = _in_folder(old), _in_folder(new)
    problems: list[Problem] = []
    opened: dict[Path, _File] = {}
    expos: dict[Path, Expo] = {}
    for path in dict.fromkeys(path for path in (old, new, names) if path is not None):
        with _noted(path, problems):
            opened[path] = file = _open(path, allow_outside)
            if path == names and file.schedule:
                message = Text("this is a schedule, not a scenario", "这是日程文件，不是方案")
                file.context.report.add(file.root, "", message, NAMES_HINT)
                file.context.report.raise_any()
            if not file.schedule:
                expos[path] = scenario.build(file.root, file.context).expo
    named = next((expos[path] for path in (names, new, old) if path in expos), None)
    versions: dict[Path, Version] = {}
    for path in dict.fromkeys((old, new)):
        if path in opened and (opened[path].schedule or path in expos):
            with _noted(path, problems):
                versions[path] = _version(opened[path], expos.get(path), named)
    if problems:
        raise BadInput(problems)
    ids = named is None and not all(opened[path].titles for path in (old, new))
    unknown = {
        name
        for path, version in versions.items()
        if path not in expos
        for name in version.schedule.announced.keys() - opened[path].people.keys()
        if named is None or name not in named.sessions
    }
    return Versions(versions[old], versions[new], named, ids, frozenset(unknown))


def _in_folder(path: Path) -> Path:
    """The file that says what a published folder holds; any other path as it is."""
    return path / SCHEDULE if path.is_dir() else path


@contextmanager
def _noted(path: Path, problems: list[Problem]) -> Iterator[None]:
    try:
        yield
    except BadInput as bad:
        problems += (problem.below(path.parent) for problem in bad.problems)


def _open(path: Path, allow_outside: bool) -> _File:
    context = Context(folder=path.parent, allow_outside=allow_outside)
    root = sources.parse_file(path, context)
    context.report.raise_any()
    assert root is not None  # what cannot be read has been reported
    ledger = path.with_name(LEDGER)
    if path.name != SCHEDULE or not ledger.is_file():
        return _File(path, root, context)
    sessions = _listed(sources.parse_file(ledger, Context()), "sessions") or []
    titles, places = _texts(sessions, "id", "title"), _texts(sessions, "room", "place")
    return _File(path, root, context, titles, places, _people(sessions))


def _listed(node: Node | None, field: str) -> list[Entries] | None:
    """The mappings in a list of a ledger, None without it; whether they are right matters to `plan publish` alone."""
    nodes = node.nodes.get(field, (None, None))[1] if isinstance(node, Entries) else None
    return [one for one in nodes.nodes if isinstance(one, Entries)] if isinstance(nodes, Items) else None


def _people(sessions: list[Entries]) -> Mapping[str, Mapping[str, str]]:
    """Whom each session of a ledger names; one of an older ledger is not in it."""
    found = {}
    for one in sessions:
        session, named = one.nodes.get("id", (None, None))[1], _listed(one, "named")
        if isinstance(session, Scalar) and named is not None:
            found[session.text] = {**_texts(named, "id", "id"), **_texts(named, "id", "name")}
    return found


def _texts(entries: list[Entries], key: str, value: str) -> Mapping[str, str]:
    """What one field says, by another."""
    pairs = [(one.nodes.get(key, (None, None))[1], one.nodes.get(value, (None, None))[1]) for one in entries]
    return {
        name.text: said.text
        for name, said in pairs
        if isinstance(name, Scalar) and isinstance(said, Scalar) and said.text.isprintable() and said.text
    }


def _version(file: _File, expo: Expo | None, named: Expo | None) -> Version:
    if expo is not None:
        return Version(expo, expo.standing)
    return _written(file, named)


def _written(file: _File, named: Expo | None) -> Version:
    """The schedule of a schedule.json and its expo: the one that gives names, with what that lacks, or one of ids."""
    calendar = Calendar(named.clock, named.parts) if named else Calendar(GREENWICH)
    context = Context(calendar=calendar)
    sessions = placed_sessions(file.root, WRITTEN, context)
    _ends_after_starts(sessions, context)
    clock = calendar.clock if named else _clock(sessions, context)
    context.report.raise_any()

    def tick(moment: int) -> int:
        return clock.tick(calendar.clock.local(moment))

    placed: dict[str, Placement] = {}
    roomless: dict[str, Roomless] = {}
    filled: dict[str, list[GivenFields]] = {}
    for given in sessions:
        name, room, start, end = given.get("id"), given.get("room"), tick(given.get("start")), tick(given.get("end"))
        filled[name] = given.get("roles", [])
        if room is None:
            roomless[name] = Roomless(start, end)
        else:
            placed[name] = Placement(room, start, end)
    schedule = Schedule(placed, roomless)
    return Version(_expo(file, clock, schedule, named, filled), schedule)


def _ends_after_starts(sessions: list[GivenFields], context: Context) -> None:
    for given in sessions:
        start, end = given.get("start"), given.get("end")
        if start is not None and end is not None and end <= start:
            message = Text("the session ends before it starts", "活动的结束早于开始")
            context.report.add(given.at("end"), (*given.path, "end"), message)


def _clock(sessions: list[GivenFields], context: Context) -> Clock:
    """A clock that shows every moment as it is written, with its offset."""
    moments: list[datetime] = []
    for given in sessions:
        for field in ("start", "end"):
            node = given.at(field)
            moment = _moment(node.text) if isinstance(node, Scalar) else None
            if moment is not None:
                moments.append(moment)
            elif isinstance(node, Scalar) and field in given.values:
                message = Text("{found} has no UTC offset", "{found}没有写时区偏移")
                context.report.add(node, (*given.path, field), message.fill(found=Quoted(node.text)), NAMES_HINT)
    first = min((moment.date() for moment in moments), default=GREENWICH.first)
    zone = next((zone for zone in _zones(moments) if _shows(zone, moments)), None)
    if zone is None:
        message = Text("no time zone has all these UTC offsets", "没有哪个时区与文中的偏移全部相符")
        context.report.refuse(Refusal(message, NAMES_HINT), sessions[0].node, "sessions")
    return Clock(zone or GREENWICH.zone, first)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _zones(moments: list[datetime]) -> Iterator[str]:
    """Zones to try: those of one offset the year round, then all."""
    yield GREENWICH.zone
    for offset in dict.fromkeys(moment.utcoffset() for moment in moments):
        if offset and not offset % timedelta(hours=1):
            yield f"Etc/GMT{-(offset // timedelta(hours=1)):+d}"
    yield from sorted(available_timezones() - OF_THE_MACHINE)


def _shows(zone: str, moments: list[datetime]) -> bool:
    try:
        info = pinned_zone(zone)
    except (LookupError, ValueError, OSError):
        return False
    return all(moment.astimezone(info).utcoffset() == moment.utcoffset() for moment in moments)


def _expo(
    file: _File, clock: Clock, schedule: Schedule, named: Expo | None, filled: Mapping[str, Sequence[GivenFields]]
) -> Expo:
    titles, places = file.titles, file.places
    known = {} if named is None else named.sessions
    sessions = {
        name: _with(
            _filled(
                known.get(name) or Session(id=name, title=titles.get(name, name), length=place.end - place.start),
                filled.get(name, ()),
            ),
            file.people.get(name),
        )
        for name, place in schedule.announced.items()
    }
    fillers = (person for roles in filled.values() for one in roles for person in one.get("people", ()))
    people = {person: Person(id=person, name=person) for person in fillers}
    people |= {person: Person(id=person, name=name) for told in file.people.values() for person, name in told.items()}
    rooms = {
        place.room: Room(id=place.room, name=places.get(place.room, place.room), cells=(place.room,))
        for place in schedule.values()
    }
    if named is not None:
        return replace(
            named,
            people={**people, **named.people},
            sessions={**named.sessions, **sessions},
            rooms={**named.rooms, **{name: rooms[name] for name in rooms if name not in named.rooms}},
        )
    assert isinstance(file.root, Entries)
    name = file.root.nodes.get("expo", (None, None))[1]
    title = name.text if isinstance(name, Scalar) and name.text.isprintable() and name.text else file.path.name
    days = dict.fromkeys(day for place in schedule.announced.values() for day in clock.dates(place.window))
    return Expo(
        id=title,
        title=title,
        clock=clock,
        days=tuple(sorted(days)) or (clock.first,),
        opening={},
        people=people,
        rooms=rooms,
        sessions=sessions,
    )


def _filled(session: Session, roles: Sequence[GivenFields]) -> Session:
    """The session with the people who fill its roles in the file."""
    if not (roles or session.to_fill):
        return session
    held = {person: one.get("role") for one in roles for person in one.get("people", ())}
    return replace(session, people=(*session.people, *held), roles={**session.roles, **held}, to_fill=())


def _with(session: Session, people: Collection[str] | None) -> Session:
    """The session with the people of a ledger: those who have left it since, and none who have joined it since."""
    if people is None or set(session.named) == set(people):
        return session
    programme = (replace(item, people=tuple(one for one in item.people if one in people)) for item in session.programme)
    stayed = [one for one in session.people if one in people]
    left = [one for one in people if one not in session.named]
    return replace(session, people=(*stayed, *left), programme=tuple(programme))
