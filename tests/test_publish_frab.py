"""schedule.xml and schedule.json: valid, saying what the agenda says, and knowing everything again next time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from conftest import SCENARIOS
from fairs import HOSTILE, example, fair, hostile, placed
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from expo_planner.domain.clock import DAY
from expo_planner.domain.entities import Item, Session
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.load import load
from expo_planner.interface.cli import app
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats import export
from expo_planner.publishing.formats.frab import json_file, xml_file
from expo_planner.publishing.formats.frab.identity import LARGEST, acronym, name_space, numbers, slug

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).parents[2] / "shared" / "benchmarks" / "schedules" / "schema"
FIELDS = ("title", "subtitle", "track", "type", "language", "abstract", "description", "slug", "start", "duration")
JSON_SCHEMA, JSON_V2_SCHEMA = "schema.json", "schema2.json"
XML_SCHEMA = "schedule.xml.xsd"


class Said(NamedTuple):
    """What a file says of one event, whichever format it is in."""

    day: int
    place: str
    guid: str
    number: int
    date: datetime
    texts: tuple[str, ...]
    people: tuple[tuple[str, int, str], ...]
    links: tuple[str, ...]


def real(name: str) -> Agenda:
    """A shipped scenario as it stands; sessions without a place go one after the other through rooms and hours."""
    expo = load(SCENARIOS / f"{name}.yaml").expo
    rooms, standing = list(expo.rooms), dict(expo.standing)
    for number, session in enumerate(expo.sessions.values()):
        if session.id not in standing:
            day = expo.clock.day(expo.days[number % len(expo.days)])
            room = rooms[number % len(rooms)]
            standing[session.id] = expo.place_session(session, room, day.start + 9 * 60 + number * 15 % 480)
    return make_agenda(expo, Schedule(standing))


def in_xml(agenda: Agenda) -> list[Said]:
    root = ET.fromstring(export(agenda, "frab-xml"))
    found = []
    for day in root.iter("day"):
        for room in day.iter("room"):
            for event in room.iter("event"):
                assert event.findtext("room") == room.get("name")
                people = [
                    (person.get("guid", ""), int(person.get("id", "")), person.text or "")
                    for person in event.iter("person")
                ]
                found.append(
                    Said(
                        int(day.get("index", "")),
                        room.get("name", ""),
                        event.get("guid", ""),
                        int(event.get("id", "")),
                        datetime.fromisoformat(event.findtext("date", "")),
                        tuple(event.findtext(name, "") for name in FIELDS),
                        tuple(people),
                        tuple(link.get("href", "") for link in event.iter("link")),
                    )
                )
    return found


def in_json(agenda: Agenda) -> list[Said]:
    conference = json.loads(export(agenda, "frab-json"))["schedule"]["conference"]
    found = []
    for day in conference["days"]:
        for room, events in day["rooms"].items():
            for event in events:
                assert event["room"] == room
                found.append(
                    Said(
                        day["index"],
                        room,
                        event["guid"],
                        event["id"],
                        datetime.fromisoformat(event["date"]),
                        tuple(event[name] or "" for name in FIELDS),
                        tuple((person["guid"], person["id"], person["name"]) for person in event["persons"]),
                        tuple(link["url"] for link in event["links"]),
                    )
                )
    return found


def schema(name: str) -> Path:
    path = SCHEMAS / name
    if not path.is_file():
        pytest.skip(f"the schema of voc/schedule is not here: {name}")
    return path


def assert_valid(agenda: Agenda) -> None:
    """All files against their schemas, formats of dates, addresses and UUIDs too."""
    rules = etree.XMLSchema(etree.parse(schema(XML_SCHEMA)))
    rules.assertValid(etree.fromstring(export(agenda, "frab-xml")))
    checked = jsonschema.Draft6Validator(
        json.loads(schema(JSON_SCHEMA).read_text("utf-8")), format_checker=jsonschema.FormatChecker()
    )
    checked.validate(json.loads(export(agenda, "frab-json")))
    validated_v2(export(agenda, "frab-json-v2"))


def validated_v2(content: bytes) -> Any:
    """What a file of version 2 says, once it is held against its schema."""
    rules = json.loads(schema(JSON_V2_SCHEMA).read_text("utf-8"))
    document = json.loads(content)
    jsonschema.Draft6Validator(rules, format_checker=jsonschema.FormatChecker()).validate(document)
    return document["schedule"]


def one(session: Session, start: str, end: str, room: str = "M", **changes: Any) -> Agenda:
    return placed(fair(**changes), [(session, room, start, end)])


A = Session(id="a", title="A")
EXPO = """
expo: {id: states, title: States, timezone: Europe/Lisbon, days: 2027-05-20, hours: 09:00-18:00, language: en}
rooms: [{id: A, name: Hall A}]
rules: [breaks: {sessions: [one, three], at: "13:00", for: 1h, label: Lunch}]
sessions:
"""


@pytest.mark.parametrize("name", ["dicc-2023", "conference-grid", "health-forum", "association-2024"])
def test_shipped_scenarios_are_valid(name: str) -> None:
    assert_valid(real(name))


@pytest.mark.parametrize(
    "agenda",
    [
        example(),
        example(language="en"),
        example(base_url="https://example.org/数交会"),
        hostile(),
        make_agenda(fair(), Schedule()),
        example(id="a"),
        example(id="Dicc-2023-x"),
        *(one(A, "2023-07-06T09:00", "10:00", zone=zone) for zone in ("UTC", "America/New_York", "Etc/GMT-14", "PRC")),
    ],
)
def test_agendas_of_every_kind_are_valid(agenda: Agenda) -> None:
    assert_valid(agenda)


@pytest.mark.parametrize("name", ["dicc-2023", "conference-grid"])
def test_the_schedule_is_as_it_was(name: str) -> None:
    assert export(real(name), "frab-xml") == (GOLDEN / f"schedule-{name}.xml").read_bytes()


@pytest.mark.parametrize("agenda", [example(), example(language="en"), hostile(), real("dicc-2023")])
def test_both_files_say_the_same_and_what_the_agenda_says(agenda: Agenda) -> None:
    said = in_xml(agenda)
    assert said == in_json(agenda)
    rows = [
        (entry.place, entry.title, entry.category, agenda.clock.local(window.start), minutes)
        for entry in agenda.entries
        for window in entry.days
        for minutes in (f"{(window.end - window.start) // 60:02}:{(window.end - window.start) % 60:02}",)
    ]
    told = [(event.place, event.texts[0], event.texts[2], event.date, event.texts[9]) for event in said]
    assert sorted(told, key=str) == sorted(rows, key=str)


def test_a_session_is_told_in_full() -> None:
    (said,) = (event for event in in_xml(example()) if event.texts[3] == "forum")
    assert said.texts[:4] == ("标准赋能数字贸易高质量发展论坛", "Standards for Digital Trade", "论坛", "forum")
    assert said.texts[4:6] == ("zh", "标准，让贸易\n更容易。")
    assert said.texts[6].splitlines()[0] == "主办：大连市数字贸易协会"
    assert said.texts[6].splitlines()[2] == "13:35-13:45 领导致辞 · 翟瑞光"
    assert [name for _, _, name in said.people] == ["翟瑞光", "童友俊"]
    assert said.date.isoformat() == "2023-07-06T13:30:00+08:00"
    english = next(event for event in in_json(example(language="en")) if event.texts[3] == "forum")
    assert english.texts[:3] == ("Standards for Digital Trade", "标准赋能数字贸易高质量发展论坛", "Forums")
    assert (english.guid, english.number, english.people) == (said.guid, said.number, said.people)


def test_the_stream_is_a_link_and_the_address_is_one() -> None:
    (online,) = (event for event in in_xml(example()) if event.place == "线上视频号直播")
    assert online.links == ("https://live.example.org/%E5%A4%A7%E5%8E%85",)
    events = ET.fromstring(export(example(), "frab-xml")).iter("event")
    assert [event.findtext("url") for event in events if event.find("url") is not None] == [
        "https://example.org/%E8%AE%BA%E5%9D%9B?a=1&b=2"
    ]


def test_a_joined_hall_is_one_room() -> None:
    places = [event.place for event in in_xml(example()) if event.texts[0] == "中国项目管理论坛"]
    assert places == ["7号会议室 A+B厅"]


def test_rooms_of_one_name_are_told_apart() -> None:
    expo = fair()
    rooms = {**expo.rooms, "7B": replace(expo.rooms["7B"], name="7号会议室 A厅")}
    rows = [(Session(id=room, title=room), room, "2023-07-06T09:00", "10:00") for room in ("7A", "7B")]
    agenda = placed(replace(expo, rooms=rooms), rows)
    assert [event.place for event in in_json(agenda)] == ["7号会议室 A厅", "7号会议室 A厅 (7B)"]
    assert in_json(agenda) == in_xml(agenda)


def test_a_session_over_several_days_is_one_event_a_day() -> None:
    days = [event for event in in_xml(example()) if event.texts[0] == "专题展览"]
    assert [(event.day, event.date.isoformat(), event.texts[9]) for event in days] == [
        (number, f"2023-07-0{5 + number}T09:30:00+08:00", "07:30") for number in (1, 2, 3)
    ]
    assert len({event.guid for event in days}) == len({event.number for event in days}) == 3


def test_a_night_belongs_to_the_day_on_which_it_starts() -> None:
    (night,) = (event for event in in_xml(example()) if event.texts[0] == "夜游大连")
    assert (night.day, night.texts[8:]) == (2, ("22:00", "03:00"))
    root = ET.fromstring(export(example(), "frab-xml"))
    assert [day.get("end") for day in root.iter("day")][1] == "2023-07-08T00:00:00+08:00"


def test_what_lasts_longer_than_a_day_is_cut_at_midnight() -> None:
    agenda = one(A, "2023-07-06T12:00", "2023-07-10T17:00")
    assert len(agenda.entries[0].days) == 5
    blocked = one(A, "2023-07-06T12:00", "2023-07-11T09:00", days=6)
    assert len(blocked.entries[0].days) == 1
    assert [event.texts[9] for event in in_json(blocked)] == ["12:00", *["24:00"] * 4, "09:00"]
    assert_valid(blocked)


def test_every_day_of_the_expo_is_there_with_its_hours() -> None:
    agenda = real("dicc-2023")
    days = json.loads(export(agenda, "frab-json"))["schedule"]["conference"]["days"]
    assert [(day["index"], day["date"]) for day in days] == [(n, f"2023-07-0{n + 4}") for n in range(1, 6)]
    assert (days[0]["day_start"], days[0]["day_end"]) == ("2023-07-05T08:00:00+08:00", "2023-07-05T22:00:00+08:00")
    empty = json.loads(export(make_agenda(fair(), Schedule()), "frab-json"))["schedule"]["conference"]
    assert [day["rooms"] for day in empty["days"]] == [{}, {}, {}]


def test_a_session_outside_the_days_is_not_lost() -> None:
    agenda = one(A, "2023-07-10T09:00", "10:00")
    assert [(event.day, event.date.date()) for event in in_xml(agenda)] == [(4, date(2023, 7, 10))]


def test_times_across_a_change_of_clocks() -> None:
    agenda = one(A, "2024-03-31T00:30", "05:00", zone="Europe/Berlin", first=date(2024, 3, 30))
    (event,) = in_xml(agenda)
    assert (event.date.isoformat(), event.texts[9]) == ("2024-03-31T00:30:00+01:00", "03:30")
    (written,) = json.loads(export(agenda, "frab-json"))["schedule"]["conference"]["days"][1]["rooms"]["M层多功能厅"]
    assert written["end"] == "2024-03-31T05:00:00+02:00"


def test_the_version_is_the_number_of_the_release() -> None:
    agenda = example(base_url="https://example.org/fair")
    draft, third = (xml_file.render(agenda)["schedule.xml"], xml_file.render(agenda, "3")["schedule.xml"])
    assert ET.fromstring(draft).findtext("version") == "draft"
    assert third == draft.replace(b"<version>draft<", b"<version>3<")
    schedule = json.loads(json_file.render(agenda, "3")["schedule.json"])["schedule"]
    assert (schedule["version"], schedule["base_url"]) == ("3", "https://example.org/fair/")
    assert ET.fromstring(third).findtext("url") == "https://example.org/fair/schedule.xml"


def identities(agenda: Agenda) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = {}
    for event in in_xml(agenda):
        found.setdefault(event.texts[7].split("-", 2)[2], set()).add((event.guid, event.number, event.texts[7]))
    return found


def test_what_is_moved_or_renamed_or_joined_by_others_is_known_again() -> None:
    rows = [(Session(id=name, title=name), "M", "2023-07-06T09:00", "10:00") for name in ("b", "d")]
    before = identities(placed(fair(), rows))
    moved = [
        (Session(id="c", title="new"), "7A", "2023-07-06T09:00", "10:00"),
        (Session(id="d", title="改名"), "7B", "2023-07-07T14:00", "16:00"),
        (Session(id="a", title="new"), "7A", "2023-07-06T11:00", "12:00"),
        (Session(id="b", title="b"), "M", "2023-07-06T09:00", "2023-07-08T10:00"),
    ]
    after = identities(placed(fair(), moved))
    assert before["d"] == after["d"]
    assert before["b"] < after["b"]


def test_people_keep_their_ids_whatever_is_planned() -> None:
    def people(*sessions: Session) -> dict[str, tuple[str, int]]:
        rows = [(session, "M", "2023-07-06T09:00", "10:00") for session in sessions]
        return {name: (guid, number) for event in in_xml(placed(fair(), rows)) for guid, number, name in event.people}

    alone = people(Session(id="a", title="A", people=("王巍",)))
    others = people(
        Session(id="b", title="B", people=("zhai",), programme=(Item(title="x", length=10, people=("陈阵",)),)),
        Session(id="a", title="A", people=("王巍",)),
    )
    assert others["王巍"] == alone["王巍"]
    assert set(others) == {"翟瑞光", "陈阵", "王巍"}


def test_ids_of_two_expos_differ() -> None:
    one_fair, other = (in_xml(example(id=name)) for name in ("fair-2023", "fair-2024"))
    assert not {event.guid for event in one_fair} & {event.guid for event in other}


def test_numbers_that_would_be_the_same_are_not() -> None:
    space = name_space("x")
    names = [f"session:{number}" for number in range(100_000)]
    given = numbers(space, names)
    assert len(set(given.values())) == len(names)
    assert all(1 <= number <= LARGEST for number in given.values())
    assert len({numbers(space, [name])[name] for name in names}) < len(names)
    assert {name: given[name] for name in names[:1000]} == numbers(space, names[:1000])


@pytest.mark.parametrize(
    ("expo", "short"), [("dicc-2023", "dicc2023"), ("x", "expox"), ("A-B", "expoab"), ("-", "expo"), ("a_b-c", "a_bc")]
)
def test_short_names(expo: str, short: str) -> None:
    assert acronym(expo) == short


def test_slugs_are_ascii_and_unique() -> None:
    assert slug("dicc-2023", 7, "CCF_1.b") == "dicc2023-0000000007-ccf-1-b"
    assert slug("dicc-2023", 7, "..") == "dicc2023-0000000007"


def test_hostile_texts_are_text() -> None:
    titles = {event.texts[0] for event in in_xml(hostile())}
    assert titles == {one_line(text) for text in HOSTILE.values()}
    assert b"<script>" not in export(hostile(), "frab-xml")


@settings(max_examples=40)
@given(
    text=st.text(max_size=30),
    id=st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True),
    expo=st.from_regex(r"[a-z0-9_-]{1,12}", fullmatch=True),
    start=st.integers(0, 2 * DAY),
    length=st.integers(1, 6 * DAY),
)
def test_anything_is_valid(text: str, id: str, expo: str, start: int, length: int) -> None:
    base = fair(id=expo, title=text, note=text, title_en=None)
    session = Session(
        id=id, title=text, title_en=text, type=text, abstract=text, people=(text,), url=f"https://example.org/{text}"
    )
    first = base.clock.local(start)
    last = first + timedelta(minutes=length)
    agenda = placed(base, [(session, "M", f"{first:%Y-%m-%dT%H:%M}", f"{last:%Y-%m-%dT%H:%M}")])
    assert_valid(agenda)
    assert in_xml(agenda) == in_json(agenda)
    assert all(UUID(event.guid).version == 5 for event in in_xml(agenda))


def test_version_2_says_what_is_cancelled_and_delayed_and_when_there_are_breaks(tmp_path: Path) -> None:
    def released(*sessions: str) -> Any:
        made = [
            f"{{id: {name}, title: {name.title()}, duration: 1h, start: 2027-05-20 {start}, room: A}}"
            for name, _, start in (one.partition(" ") for one in sessions)
        ]
        (tmp_path / "expo.yaml").write_text(EXPO + "".join(f"  - {one}\n" for one in made), encoding="utf-8")
        ran = CliRunner().invoke(app, ["publish", str(tmp_path / "expo.yaml"), "--out", str(tmp_path / "web")])
        assert ran.exit_code == 0, ran.output
        return validated_v2((tmp_path / "web" / "apps" / "schedule-v2.json").read_bytes())

    def states(schedule: Any) -> dict[str, str]:
        return {one["title"]: one.get("state", one["type"]) for one in schedule["events"]}

    first = released("one 09:00", "two 10:00", "three 11:00")
    assert states(first) == {"One": "CONFIRMED", "Two": "CONFIRMED", "Three": "CONFIRMED", "Lunch": "BREAK"}
    second = released("one 09:30", "three 11:00")
    assert states(second) == {"One": "DELAYED", "Two": "CANCELED", "Three": "CONFIRMED", "Lunch": "BREAK"}
    assert second["version"] == "2"
    ids = {one["title"]: one["guid"] for one in first["events"]}
    assert ids == {one["title"]: one["guid"] for one in second["events"]}


def test_version_2_tells_which_halls_belong_together_and_both_languages() -> None:
    schedule = validated_v2(export(real("dicc-2023"), "frab-json-v2"))
    parents = {room["name"]: room.get("parent") for room in schedule["conference"]["rooms"]}
    assert parents["7号会议室 A厅"] == parents["7号会议室 A+B厅"]
    assert (parents["7号会议室 A厅"]["name"], parents["7号会议室 A厅"]["type"]) == ("7号会议室", "Area")
    assert parents["1号会议室"]["type"] == "Building"
    assert parents["线上视频号直播"] is None
    session = Session(id="a", title="甲", title_en="A", abstract="简介", abstract_en="About")
    [event] = validated_v2(export(one(session, "2023-07-06T09:00", "10:00"), "frab-json-v2"))["events"]
    assert event["abstract"] == {"zh": "简介", "en": "About"} and event["subtitle"] == "A"
