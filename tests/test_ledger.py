"""The ledger: what a release changes, and feeds that tell it so that every calendar understands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fairs import example, fair, hostile, placed
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from story import STEPS, told

from expo_planner.domain.entities import Session
from expo_planner.domain.problems import BadInput
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats.calendars import render
from expo_planner.publishing.ledger import FeedOptions, Ledger, advance, dump_ledger, load_ledger

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2023, 7, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def events(feed: bytes) -> dict[str, Any]:
    return {str(event["UID"]): event for event in Calendar.from_ical(feed).walk("VEVENT")}


def texts(feeds: dict[str, bytes]) -> dict[str, bytes]:
    """Every event of a folder of feeds, by its UID."""
    return {uid: event.to_ical() for uid, event in events(feeds["calendars/all.ics"]).items()}


def one(start: str = "2023-07-06T09:00", end: str = "10:00", room: str = "M", **fields: Any) -> Agenda:
    """An agenda of a single session."""
    return placed(fair(), [(Session(**{"id": "a", "title": "A", **fields}), room, start, end)])


def test_the_story_is_told_by_sequence_and_status_in_every_feed() -> None:
    before: dict[str, bytes] = {}
    for step, ledger, agenda in told():
        feeds = render(agenda, ledger)
        uid = "panel@story.expo-planner"
        day = "2024-10-26" if step.name == "publish" else "2024-10-27"
        holding = {name.split("/")[1] for name, feed in feeds.items() if uid in events(feed)}
        assert holding == {"all.ics", f"room-{step.room}.ics", "category-1.ics", f"day-{day}.ics"}, step.name
        for name in holding:
            event = events(feeds[f"calendars/{name}"])[uid]
            assert (event["SEQUENCE"], event["STATUS"]) == (step.sequence, step.status), step.name
            assert event["SUMMARY"].startswith("[Cancelled] ") is (step.status == "CANCELLED")
            assert event["TRANSP"] == ("TRANSPARENT" if step.status == "CANCELLED" else "OPAQUE")
            changed = STEPS[5].time if step.name in ("nothing", "shorter") else step.time
            assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == changed, step.name
        now = texts(feeds)
        if step.name != "shorter":
            others = [other for other in before if other != uid]
            assert [now[other] for other in others] == [before[other] for other in others], step.name
        before = now


def test_the_releases_of_the_story_say_what_changed() -> None:
    *_, (_, ledger, _) = told()
    said = [(release.number, dict(release.counts)) for release in ledger.releases]
    kinds = ["moved", "moved", "cancelled", "restored", "changed", "moved"]
    assert said == [(1, {"added": 5}), *((number, {kind: 1}) for number, kind in enumerate(kinds, start=2))]
    assert [release.changes[0].message for release in ledger.releases[1:]] == [
        "“Panel”: moved from Sat 26 Oct 11:00–12:30 to Sun 27 Oct 12:00–13:30; place unchanged: Hall A",
        "“Panel”: moved from Hall A to Hall B; time unchanged: Sun 27 Oct 12:00–13:30",
        "“Panel”: cancelled; it was planned for Sun 27 Oct 12:00–13:30, Hall B",
        "“Panel”: takes place after all: Sun 27 Oct 12:00–13:30, Hall B",
        "“Panel: a, b; c\\d 赋能”: formerly “Panel”",
        "“Show”: moved from Sat 26 Oct 10:00 – Mon 28 Oct 17:00 to Sat 26 Oct 10:00 – Sun 27 Oct 17:00; "
        "place unchanged: Foyer",
    ]
    change = ledger.releases[2].changes[0]
    assert change.before is not None
    assert change.after is not None
    assert (change.before.room, change.after.room) == ("A", "B")
    assert ledger.releases[1].of("moved") == ("panel",)
    assert {release.author for release in ledger.releases} == {"office"}


def test_the_feeds_at_the_end_of_the_story_are_as_they_were() -> None:
    *_, (_, ledger, agenda) = told()
    feeds = render(agenda, ledger)
    assert feeds["calendars/all.ics"] == (GOLDEN / "story.ics").read_bytes()
    assert b"SOURCE;VALUE=URI:https://example.org/story/calendars/room-A.ics\r\n" in feeds["calendars/room-A.ics"]
    assert sorted(name.removeprefix("calendars/") for name in feeds) == [
        "all.ics",
        "category-1.ics",
        "category-2.ics",
        "day-2024-10-26.ics",
        "day-2024-10-27.ics",
        "day-2024-10-28.ics",
        "room-A.ics",
        "room-AB.ics",
        "room-B.ics",
        "room-foyer.ics",
        "series-232527192f34.ics",
        "series-main.ics",
    ]


def test_a_day_that_a_session_no_longer_has_is_struck_out_and_the_others_stay() -> None:
    *_, (_, ledger, agenda) = told()
    show = events(render(agenda, ledger)["calendars/room-foyer.ics"])
    assert {uid.split("@")[0]: str(event["STATUS"]) for uid, event in show.items()} == {
        "show": "CONFIRMED",
        "show-d2": "CONFIRMED",
        "show-d3": "CANCELLED",
    }
    assert {event["SEQUENCE"] for event in show.values()} == {1}
    (monday,) = events(render(agenda, ledger)["calendars/day-2024-10-28.ics"])
    assert monday == "show-d3@story.expo-planner"


def test_a_room_that_is_no_longer_used_keeps_its_feed() -> None:
    ledger = advance(Ledger(expo="fair-2023"), one(room="7A"), AT)
    moved = one(room="M")
    feeds = render(moved, advance(ledger, moved, AT + HOUR))
    assert events(feeds["calendars/room-7A.ics"]) == {}
    assert b"BEGIN:VTIMEZONE" in feeds["calendars/room-7A.ics"]
    assert len(events(feeds["calendars/room-M.ics"])) == 1


def test_a_cancelled_session_is_told_from_the_ledger_alone() -> None:
    agenda = example()
    ledger = advance(Ledger(expo="fair-2023"), agenda, AT)
    gone = placed(fair(), [])
    after = advance(ledger, gone, AT + HOUR)
    before, now = events(render(agenda, ledger)["calendars/all.ics"]), events(render(gone, after)["calendars/all.ics"])
    assert list(before) == list(now)
    for uid, event in now.items():
        assert event["SUMMARY"] == f"【已取消】{before[uid]['SUMMARY']}"
        for name in ("DTSTART", "DTEND", "LOCATION"):
            assert event[name] == before[uid][name]
    assert advance(after, gone, AT + 2 * HOUR) is after


def test_nothing_changed_is_the_same_ledger() -> None:
    ledger = advance(Ledger(expo="fair-2023"), example(), AT)
    assert advance(ledger, example(), AT + HOUR) is ledger
    assert advance(ledger, example(), AT + HOUR, "someone else") is ledger


@pytest.mark.parametrize(
    ("changes", "kind", "sequence"),
    [
        ({"title": "B"}, "changed", 0),
        ({"abstract": "More"}, "changed", 0),
        ({"series": "s"}, "changed", 0),
        ({"category": "论坛"}, "changed", 0),
        ({"start": "2023-07-06T08:30"}, "moved", 1),
        ({"end": "10:30"}, "moved", 1),
        ({"room": "7A"}, "moved", 1),
        ({"room": "7A", "title": "B"}, "moved", 1),
    ],
)
def test_only_time_room_and_status_raise_the_sequence(changes: dict[str, str], kind: str, sequence: int) -> None:
    ledger = advance(advance(Ledger(expo="fair-2023"), one(), AT), one(**changes), AT + HOUR)
    (change,) = ledger.releases[1].changes
    (entry,) = ledger.entries
    assert (change.kind, entry.sequence, entry.modified) == (kind, sequence, AT + HOUR)


def test_a_renamed_room_changes_what_attendees_see_and_not_the_sequence() -> None:
    agenda = one()
    rooms = {**agenda.expo.rooms, "M": replace(agenda.expo.rooms["M"], name="M厅")}
    renamed = placed(
        replace(agenda.expo, rooms=rooms), [(Session(id="a", title="A"), "M", "2023-07-06T09:00", "10:00")]
    )
    ledger = advance(advance(Ledger(expo="fair-2023"), agenda, AT), renamed, AT + HOUR)
    assert ledger.releases[1].changes[0].message == "“A”：地点由M层多功能厅改为M厅"
    assert ledger.entries[0].sequence == 0


def test_a_category_keeps_its_feed_when_another_is_put_before_it() -> None:
    agenda = one(category="论坛")
    ledger = advance(Ledger(expo="fair-2023"), agenda, AT)
    expo = replace(agenda.expo, categories=agenda.expo.categories[1:])
    rows = [(Session(id="a", title="A", category="论坛"), "M", "2023-07-06T09:00", "10:00")]
    rows += [(Session(id="b", title="B", category="赛事"), "7A", "2023-07-06T09:00", "10:00")]
    after = advance(ledger, placed(expo, rows), AT + HOUR)
    assert after.file("category", "论坛") == "calendars/category-2.ics"
    assert after.file("category", "赛事") == "calendars/category-3.ics"
    assert after.file("category", "展览") is None


def test_a_session_never_takes_the_uid_of_another() -> None:
    days = ("M", "2023-07-06T09:00", "2023-07-07T17:00")
    first = placed(fair(), [(Session(id="x", title="X"), *days)])
    second = placed(fair(), [(Session(id="x", title="X"), *days), (Session(id="x-d2", title="Y"), *days)])
    ledger = advance(advance(Ledger(expo="fair-2023"), first, AT), second, AT + HOUR)
    uids = [event.uid.split("@")[0] for entry in ledger.entries for event in entry.occurrences]
    assert uids == ["x", "x-d2", "x-d2~1", "x-d2-d2"]
    assert ledger.entries[0].modified == AT


def test_feeds_of_people_are_published_only_when_asked_for_and_stay_when_withdrawn() -> None:
    agenda = example()
    ledger = advance(Ledger(expo="fair-2023"), agenda, AT)
    assert ledger.file("person", "zhai") is None
    assert all(entry.people == () for entry in ledger.entries)
    shown = advance(ledger, agenda, AT + HOUR, options=FeedOptions(people=True))
    assert shown.last is not None
    assert shown.last.changes == ()
    feeds = render(agenda, shown)
    assert list(events(feeds["calendars/person-zhai.ics"])) == ["standards@fair-2023.expo-planner"]
    assert texts(feeds) == texts(render(agenda, ledger))
    assert advance(shown, agenda, AT + 2 * HOUR) is shown
    hidden = advance(shown, agenda, AT + 2 * HOUR, options=FeedOptions())
    feed = render(agenda, hidden)["calendars/person-zhai.ics"]
    assert events(feed) == {}
    assert "翟瑞光" not in feed.decode()


def test_who_joins_a_session_gets_it_into_his_feed() -> None:
    options = FeedOptions(people=True)
    ledger = advance(Ledger(expo="fair-2023"), one(people=("zhai",)), AT, options=options)
    after = advance(ledger, one(people=("zhai", "童友俊")), AT + HOUR)
    assert after.last is not None
    assert after.last.of("changed") == ("a",)
    assert after.file("person", "童友俊") == "calendars/person-7cad94e7b4ed.ics"


def test_an_alarm_rings_where_it_is_asked_for_and_nowhere_else() -> None:
    agenda = example()
    ledger = advance(Ledger(expo="fair-2023"), agenda, AT)
    ringing = advance(ledger, agenda, AT + HOUR, options=FeedOptions(alarm=15))
    feed = render(agenda, ringing)["calendars/all.ics"]
    assert feed.count(b"TRIGGER:-PT15M") == feed.count(b"BEGIN:VEVENT") == feed.count(b"ACTION:DISPLAY")
    assert {entry.modified for entry in ringing.entries} == {AT + HOUR}
    assert {entry.sequence for entry in ringing.entries} == {0}
    empty = placed(fair(), [])
    assert b"VALARM" not in render(empty, advance(ringing, empty, AT + 2 * HOUR))["calendars/all.ics"]


def test_time_never_goes_back() -> None:
    ledger = advance(Ledger(expo="fair-2023"), one(), AT)
    with pytest.raises(ValueError, match="2023-07-01T08:00:00Z"):
        advance(ledger, one(title="B"), AT - HOUR)
    with pytest.raises(ValueError, match="zone"):
        advance(ledger, one(title="B"), datetime(2024, 1, 1))


STARTS = ["2023-07-06T09:00", "2023-07-06T13:00", "2023-07-07T09:00"]
PLACED = st.tuples(
    st.sampled_from(["A", "B"]),
    st.sampled_from(["M", "7A", "7AB"]),
    st.sampled_from(STARTS),
    st.sampled_from([1, 2, 49]),
)
SCHEDULES = st.lists(st.dictionaries(st.sampled_from(["a", "b", "a-d2"]), PLACED), min_size=2, max_size=6)


def planned(schedule: dict[str, tuple[str, str, str, int]]) -> Agenda:
    rows = []
    for name, (title, room, start, hours) in schedule.items():
        end = datetime.fromisoformat(start) + timedelta(hours=hours)
        rows.append((Session(id=name, title=title), room, start, end.isoformat(timespec="minutes")))
    return placed(fair(), rows)


@settings(max_examples=40)
@given(SCHEDULES)
def test_nothing_ever_goes_back_and_what_does_not_change_keeps_its_bytes(schedules: list[Any]) -> None:
    ledger, before, seen = Ledger(expo="fair-2023"), planned({}), dict[str, bytes]()
    for step, schedule in enumerate(schedules):
        agenda = planned(schedule)
        after = advance(ledger, agenda, AT + step * HOUR)
        now = texts(render(agenda, after))
        uids = [event.uid for entry in after.entries for event in entry.occurrences]
        assert len(uids) == len(set(uids)) == len(now)
        assert set(seen) <= set(now)
        assert {feed.file for feed in ledger.feeds} <= {feed.file for feed in after.feeds}
        changed = set() if after is ledger or after.last is None else {one.session for one in after.last.changes}
        for old in ledger.entries:
            new = after.by_session[old.session]
            assert (new.sequence, new.modified) >= (old.sequence, old.modified)
            assert new.modified >= old.modified
            if old.session not in changed:
                assert new == old
                assert all(now[event.uid] == seen[event.uid] for event in old.occurrences)
            else:
                assert new.modified == AT + step * HOUR
        ledger, before, seen = after, agenda, now
    assert advance(ledger, before, AT + 100 * HOUR) is ledger


@pytest.mark.parametrize(
    ("agenda", "people"),
    [(example(), True), (hostile(), False), (example(language="en"), True)],
    ids=["zh", "odd", "en"],
)
def test_a_ledger_is_read_as_it_was_written(tmp_path: Path, agenda: Agenda, people: bool) -> None:
    ledger = advance(Ledger(expo="fair-2023"), agenda, AT, "秘书处", FeedOptions(15, people))
    ledger = replace(advance(ledger, placed(fair(), []), AT + HOUR), files={"agenda.md": "0" * 64})
    path = tmp_path / "ledger.json"
    path.write_text(dump_ledger(ledger), encoding="utf-8")
    assert load_ledger(path, "fair-2023") == ledger
    assert dump_ledger(load_ledger(path, "fair-2023")) == dump_ledger(ledger)
    assert json.loads(dump_ledger(ledger))["schema"] == "expo-planner/ledger/1"


@pytest.mark.parametrize("change", [{"zone": "Europe/Berlin"}, {"language": "en"}])
def test_another_zone_or_language_is_a_change_of_what_is_cancelled_too(change: dict[str, Any]) -> None:
    ledger = advance(Ledger(expo="fair-2023"), example(), AT)
    ledger = advance(ledger, placed(fair(), []), AT + HOUR)
    other = placed(fair(**change), [])
    after = advance(ledger, other, AT + 2 * HOUR)
    assert after.last is not None
    assert after.last.changes == ()
    assert {(entry.sequence, entry.modified) for entry in after.entries} == {(1, AT + 2 * HOUR)}
    assert advance(after, other, AT + 3 * HOUR) is after


def test_a_title_of_which_nothing_can_be_shown_and_a_type_like_the_category_are_read_again(tmp_path: Path) -> None:
    agenda = one(title="\ufffe", category="论坛", type="论坛")
    ledger = advance(Ledger(expo="fair-2023"), agenda, AT)
    path = tmp_path / "ledger.json"
    path.write_text(dump_ledger(ledger), encoding="utf-8")
    read = load_ledger(path, "fair-2023")
    assert advance(read, agenda, AT + HOUR) is read


@pytest.mark.parametrize("start", ["2023-10-29T02:30+02:00", "2023-10-29T02:30+01:00"])
def test_a_session_in_the_hour_that_the_clock_shows_twice_has_not_moved(tmp_path: Path, start: str) -> None:
    night = fair(zone="Europe/Berlin", first=date(2023, 10, 28))
    agenda = placed(night, [(Session(id="a", title="A"), "M", start, "2023-10-29T04:00+01:00")])
    ledger = advance(Ledger(expo="fair-2023"), agenda, AT)
    path = tmp_path / "ledger.json"
    path.write_text(dump_ledger(ledger), encoding="utf-8")
    read = load_ledger(path, "fair-2023")
    assert read == ledger
    assert advance(read, agenda, AT + HOUR) is read


def broken(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    text = dump_ledger(replace(advance(Ledger(expo="fair-2023"), one(), AT), files={}))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "ledger.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_ledger(path, "fair-2023")
    return [problem.say("en") for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"expo": "fair-2023"',
            '"expo": "other"',
            "ledger.json:3:11: expo: this is the ledger of another expo, 'other'",
        ),
        ("ledger/1", "ledger/9", "ledger.json:2:13: this is not an expo_planner ledger"),
        ('"schema"', '"scheme"', "ledger.json:1:1: this is not an expo_planner ledger"),
        ('"sequence": 0', '"sequence": -1', "ledger.json:33:19: sessions[a].sequence: '-1' is negative"),
        ('"number": 1', '"number": 2', "ledger.json:8:17: releases[0].number: releases must be numbered 1, 2, 3"),
        ('"status": "confirmed"', '"status": "gone"', "ledger.json:35:17: sessions[a].status: expected confirmed or"),
        (
            "2023-07-01T08:00:00Z",
            "yesterday",
            "ledger.json:9:15: releases[0].time: 'yesterday' is not a time with a UTC offset",
        ),
        ("2023-07-01T08:00:00Z", "2023-07-41T08:00:00Z", "'2023-07-41T08:00:00Z' is not a time with a UTC offset"),
        ('"digest": "', '"digest": "x', "sessions[a].digest: 'x"),
        ('"releases": [', '"releases": ', "ledger.json:27:3"),
    ],
)
def test_a_broken_ledger_is_refused_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    first, *_ = broken(tmp_path, (old, new))
    assert said in first


def test_a_ledger_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    ledger = advance(advance(Ledger(expo="fair-2023"), one(), AT), one(title="B"), AT + HOUR)
    path = tmp_path / "ledger.json"
    text = dump_ledger(replace(ledger, entries=ledger.entries * 2, releases=(ledger.releases[0],) * 2))
    path.write_text(text.replace('"2023-07-01T08', '"2023-07-02T08', 1), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_ledger(path, "fair-2023")
    said = "\n".join(problem.say("en") for problem in refused.value.problems)
    assert "releases[1].number: releases must be numbered" in said
    assert "releases[1].time: this is earlier than the previous release" in said
    assert said.count("given twice") == 2
