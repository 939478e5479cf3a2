"""Releases have names, are listed, and an earlier one can be published again: attendees see that it changes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan
from icalendar import Calendar

from expo_planner.publishing.ledger import load_ledger

EXPO = """
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-18:00, language: en}
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
sessions:
  - {id: one, title: One, duration: 1h, start: 2023-07-06 09:00, room: A}
  - {id: two, title: Two, duration: 1h, start: 2023-07-06 10:00, room: B}
"""
MOVED = EXPO.replace("09:00, room: A", "14:00, room: B")
WITHOUT_TWO = MOVED.replace("  - {id: two, title: Two, duration: 1h, start: 2023-07-06 10:00, room: B}\n", "")


class Fair:
    """A scenario file and the folder that it is published into."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.path, self.out, self.day = plan, folder / "tiny.yaml", folder / "out", 1

    def publish(self, text: str, *options: str, code: int = 0) -> str:
        """Publishes a scenario, each time a day later; what was said."""
        self.path.write_text(text, encoding="utf-8")
        at = f"2023-06-{self.day:02}T08:00:00Z"
        self.day += 1
        ran = self.plan("publish", self.path, "-o", self.out, "--at", at, "--lang", "en", *options)
        assert ran.code == code, ran.err
        return ran.out + ran.err

    def events(self, file: str = "all.ics") -> dict[str, tuple[str, str, int, str]]:
        """Start, place, sequence and status of each event of a feed, by UID."""
        calendar: Any = Calendar.from_ical((self.out / "calendars" / file).read_bytes())
        return {
            str(event["UID"]): (
                event["DTSTART"].dt.isoformat(),
                str(event["LOCATION"]),
                int(event["SEQUENCE"]),
                str(event["STATUS"]),
            )
            for event in calendar.walk("VEVENT")
        }


@pytest.fixture
def fair(plan: Plan, tmp_path: Path) -> Fair:
    return Fair(plan, tmp_path)


def test_an_earlier_release_again_has_its_times_and_rooms_and_a_higher_sequence(fair: Fair) -> None:
    fair.publish(EXPO)
    first = fair.events()
    fair.publish(MOVED)
    assert fair.events() != first
    assert "release 3" in fair.publish(MOVED, "--again", "1")
    again = fair.events()
    assert {uid: event[:2] for uid, event in again.items()} == {uid: event[:2] for uid, event in first.items()}
    assert again["one@tiny.expo-planner"][2] == 2 and again["two@tiny.expo-planner"][2] == 0
    ledger = load_ledger(fair.out / "ledger.json", "tiny")
    assert [release.again for release in ledger.releases] == [None, None, 1]


def test_what_was_cancelled_since_takes_place_again_and_what_is_newer_is_cancelled(fair: Fair) -> None:
    fair.publish(EXPO.replace(", start: 2023-07-06 10:00, room: B", ", priority: 3"))
    fair.publish(EXPO)
    fair.publish(EXPO.replace(", start: 2023-07-06 09:00, room: A", ", priority: 3"))
    assert fair.events()["one@tiny.expo-planner"][3] == "CANCELLED"
    fair.publish(EXPO.replace("2023-07-06 10:00, room: B", "2023-07-06 10:00, room: B, priority: 3"), "--again", "1")
    now = fair.events()
    assert now["one@tiny.expo-planner"][3] == "CONFIRMED"
    assert now["two@tiny.expo-planner"][3] == "CANCELLED"
    assert now["two@tiny.expo-planner"][:2] == ("2023-07-06T10:00:00+08:00", now["two@tiny.expo-planner"][1])


def test_a_room_s_feed_follows_back(fair: Fair) -> None:
    fair.publish(EXPO)
    fair.publish(MOVED)
    fair.publish(MOVED, "--again", "1")
    assert fair.events("room-A.ics")["one@tiny.expo-planner"][3] == "CONFIRMED"
    assert fair.events("room-B.ics").get("one@tiny.expo-planner", ("", "", 0, "CANCELLED"))[3] == "CANCELLED"


def test_releases_have_names_and_are_found_by_them(fair: Fair) -> None:
    fair.publish(EXPO, "--name", "for the printer", "--author", "Li")
    fair.publish(MOVED)
    fair.publish(MOVED, "--again", "for the printer")
    told = fair.plan("releases", fair.out, "--lang", "en").out
    assert "for the printer" in told and "release 1 again" in told and "Li" in told and "1 moved" in told
    document = json.loads(fair.plan("releases", fair.out, "--json").out)
    assert [release["number"] for release in document["releases"]] == [1, 2, 3]
    assert document["releases"][0]["name"] == "for the printer" and document["releases"][2]["again"] == 1


def test_the_release_that_stands_is_no_new_one(fair: Fair) -> None:
    fair.publish(EXPO)
    assert "nothing has changed" in fair.publish(EXPO, "--again", "1")
    assert len(load_ledger(fair.out / "ledger.json").releases) == 1


def test_sessions_that_are_gone_are_told_and_stay_cancelled(fair: Fair) -> None:
    fair.publish(EXPO)
    fair.publish(WITHOUT_TWO)
    told = fair.publish(WITHOUT_TWO, "--again", "1")
    assert "no longer in the scenario" in told and "two" in told
    assert fair.events()["two@tiny.expo-planner"][3] == "CANCELLED"
    assert fair.events()["one@tiny.expo-planner"][0] == "2023-07-06T09:00:00+08:00"


def test_rooms_that_are_gone_and_releases_that_never_were_are_refused(fair: Fair, plan: Plan, tmp_path: Path) -> None:
    fair.publish(EXPO)
    renamed = MOVED.replace("{id: A, name: Hall A}", "{id: C, name: Hall C}")
    fair.publish(renamed)
    before = (fair.out / "ledger.json").read_bytes()
    assert "rooms that one had in release 1" in fair.publish(renamed, "--again", "1", code=2)
    assert "has no release 9; it has 2" in fair.publish(renamed, "--again", "9", code=2)
    assert "single line" in fair.publish(renamed, "--name", "a\nb", code=2)
    schedule = tmp_path / "schedule.json"
    schedule.write_text("{}")
    assert "omit --schedule" in fair.publish(renamed, "--again", "1", "--schedule", str(schedule), code=2)
    assert (fair.out / "ledger.json").read_bytes() == before
    assert plan("releases", tmp_path / "nowhere").code == 2
    (tmp_path / "ledger.json").write_text("[]")
    assert "not an expo_planner ledger" in plan("releases", tmp_path, "--lang", "en").err


def test_an_earlier_release_that_would_clash_now_is_not_published(fair: Fair) -> None:
    fair.publish(EXPO)
    fair.publish(MOVED)
    closed = MOVED.replace("name: Hall A}", "name: Hall A, closed: [2023-07-06 morning]}")
    assert "nothing was published" in fair.publish(closed, "--again", "1", code=1)
