"""What changes between two schedules: each kind of change, whom it concerns, and that nothing is missed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from expos import random_expo
from hypothesis import given, settings
from hypothesis import strategies as st
from schedules import every_placement
from two_fairs import NEW, OLD

from expo_planner.domain.entities import Item
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.files.read.load import loads
from expo_planner.planner.diff import KINDS, Changes, SessionChange, compare, placement_changes
from expo_planner.planner.diff.pairing import pair_items


def between(old: str, new: str) -> Changes:
    before, after = loads(old).expo, loads(new).expo
    return compare(before, before.standing, after, after.standing)


@pytest.fixture(scope="module")
def changes() -> Changes:
    return between(OLD, NEW)


def change_of(changes: Changes, name: str) -> SessionChange:
    (found,) = [change for change in changes.sessions if change.id == name]
    return found


@pytest.mark.parametrize(
    ("name", "kinds", "later", "longer"),
    [
        ("opening", {"length"}, 0, 60),
        ("panel", {"moved", "room", "programme", "people"}, 30, 0),
        ("gone", {"cancelled"}, 0, 0),
        ("waits", {"cancelled"}, 0, 0),
        ("old", {"renamed"}, 0, 0),
        ("hall", {"room"}, 0, 0),
        ("day", {"moved"}, 49 * 60, 0),  # the clock is put back in between
        ("fresh", {"added"}, 0, 0),
    ],
)
def test_every_kind_of_change_is_told_apart(
    changes: Changes, name: str, kinds: set[str], later: int, longer: int
) -> None:
    change = change_of(changes, name)
    assert (set(change.kinds), change.later, change.longer) == (kinds, later, longer)


def test_sessions_that_stay_and_those_that_never_had_a_place_do_not_change(changes: Changes) -> None:
    assert not {"same", "never"} & {change.id for change in changes.sessions}
    assert not {"Gus", "Hal"} & set(changes.by_person)


def test_a_session_that_only_lost_its_place_waits(changes: Changes) -> None:
    assert change_of(changes, "waits").waits
    assert not change_of(changes, "gone").waits


def test_sessions_stand_in_the_order_of_the_agenda(changes: Changes) -> None:
    assert [change.id for change in changes.sessions] == [
        "opening",
        "hall",
        "day",
        "fresh",
        "panel",
        "gone",
        "waits",
        "old",
    ]


def test_items_of_a_programme_are_told_apart(changes: Changes) -> None:
    items = change_of(changes, "panel").items
    told = [(item.item.title, item.item.people, item.later, item.longer, item.along) for item in items]
    assert told == [
        ("Words", ("Cy",), 30, 0, True),
        ("Talk", ("Dee",), 0, 0, False),
        ("Talk", ("Eve",), 0, -10, False),
        ("Break", (), 0, 0, False),
    ]
    assert [(item.old is None, item.new is None) for item in items[1:]] == [
        (False, True),
        (False, False),
        (True, False),
    ]


def test_people_join_and_leave(changes: Changes) -> None:
    panel = change_of(changes, "panel")
    assert (panel.joined, panel.left) == (("Fay",), ("Ann Example", "Dee"))


def test_people_are_the_same_by_name_where_their_ids_differ(changes: Changes) -> None:
    assert "people" not in change_of(changes, "opening").kinds
    assert "ann" not in changes.by_person
    assert changes.person("Ann Example").name == "Ann Example"


def test_told_are_one_the_audience_and_everyone_in_it(changes: Changes) -> None:
    assert change_of(changes, "opening").told == 1 + 60 + 1
    assert change_of(changes, "panel").told == 1 + len({"Bo", "Ann Example", "Fay", "Cy", "Dee", "Eve"})
    assert changes.told == sum(change.told for change in changes.sessions)
    assert changes.counts == {
        "added": 1,
        "cancelled": 2,
        "moved": 2,
        "room": 2,
        "length": 1,
        "continuous": 0,
        "renamed": 1,
        "programme": 1,
        "people": 1,
    }


def test_rooms_and_people_are_told_what_concerns_them(changes: Changes) -> None:
    rooms = {room: {change.id for change in held} for room, held in changes.by_room.items()}
    assert rooms == {
        "A": {"opening", "panel", "hall", "day", "fresh"},
        "B": {"opening", "panel", "hall", "gone", "waits", "old"},
        "AB": {"opening", "hall"},
    }
    people = {person: [change.id for change in told] for person, told in changes.by_person.items()}
    assert people == {
        "Ann Example": ["opening", "panel"],
        "Bo": ["panel", "gone", "fresh"],
        "Fay": ["panel"],
        "Cy": ["panel", "waits", "old"],
        "Eve": ["panel"],
        "Dee": ["panel"],
    }


FORUM = """
expo: {id: x, title: X, timezone: Asia/Shanghai, days: [2023-07-06], hours: 08:00-20:00}
rooms: [{id: A, name: A}]
sessions:
  - id: forum
    title: Forum
    start: 2023-07-06 09:00
    duration: 2h
    room: A
    people: [Chair]
    programme:
      - {at: 09:00-09:30, title: One, people: [Ann]}
      - {at: 09:30-10:00, title: Two, people: [Bob]}
"""


def test_who_is_only_in_an_item_that_stays_is_not_told() -> None:
    changes = between(FORUM, FORUM.replace("09:30-10:00", "09:40-10:00"))
    assert list(changes.by_person) == ["Chair", "Bob"]
    assert changes.sessions[0].kinds == ("programme",)


def test_a_programme_that_moves_with_its_session_has_not_changed() -> None:
    later = FORUM.replace("start: 2023-07-06 09:00", "start: 2023-07-06 10:00").replace("at: 09:", "at: 10:")
    later = later.replace("-09:30", "-10:30").replace("10:30-10:00", "10:30-11:00")
    (change,) = between(FORUM, later).sessions
    assert change.kinds == ("moved",)
    assert [(item.later, item.along) for item in change.items] == [(60, True), (60, True)]
    assert list(between(FORUM, later).by_person) == ["Chair", "Ann", "Bob"]


def test_an_item_that_stays_when_its_session_starts_earlier_has_not_changed() -> None:
    early = FORUM.replace("start: 2023-07-06 09:00", "start: 2023-07-06 08:30").replace("2h", "150min")
    (change,) = between(FORUM, early).sessions
    assert (change.kinds, change.items) == (("moved", "length"), ())


def test_what_is_no_placement_is_no_change() -> None:
    dressed = FORUM.replace("people: [Chair]", "people: [Chair], setup: 30min".replace(", ", "\n    "))
    dressed = dressed.replace("title: Forum", "title: Forum\n    category: Forums\n    tags: [x]\n    pinned: true")
    assert not between(FORUM, dressed)


def items(*written: str) -> list[Item]:
    """`title/person+person`, one an item."""
    split = (text.partition("/") for text in written)
    return [Item(title=title, length=10, people=tuple(filter(None, people.split("+")))) for title, _, people in split]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        (items("a", "b"), items("b", "a"), {(0, 1), (1, 0)}),
        (items("tea", "a", "tea"), items("tea", "tea", "a"), {(0, 0), (2, 1), (1, 2)}),
        (items("talk/Ann", "talk/Bob"), items("talk/Bob"), {(0, None), (1, 0)}),
        (items("talk/Ann", "talk/Bob"), items("talk/Bob", "talk/Cy"), {(0, 1), (1, 0)}),
        (items("数字疗法的应用与价值/孙强"), items("数字疗法的价值与应用/孙强"), {(0, 0)}),
        (items("数字疗法的应用与价值/孙强"), items("数字疗法的价值与应用/林阳"), {(0, None), (None, 0)}),
        (items("opening/Ann"), items("farewell/Ann"), {(0, None), (None, 0)}),
        (items("room one"), items("room two"), {(0, None), (None, 0)}),
        (items(), items(), set()),
    ],
)
def test_items_are_paired_by_title_then_people_then_order(
    old: Sequence[Item], new: Sequence[Item], pairs: set[tuple[int | None, int | None]]
) -> None:
    assert set(pair_items(old, new)) == pairs


some_items = st.lists(
    st.builds(lambda title, people: items(f"{title}/{people}")[0], st.sampled_from("ab"), st.sampled_from("xyz"))
)


@given(some_items, some_items)
def test_every_item_is_paired_once(old: list[Item], new: list[Item]) -> None:
    pairs = pair_items(old, new)
    assert sorted(here for here, _ in pairs if here is not None) == list(range(len(old)))
    assert sorted(there for _, there in pairs if there is not None) == list(range(len(new)))


def any_schedule(expo: Expo, chance: random.Random) -> Schedule:
    placed = {}
    for name, rooms in every_placement(expo).items():
        if chance.random() < 0.8:
            room = chance.choice(list(rooms))
            placed[name] = expo.place_session(expo.sessions[name], room, chance.choice(rooms[room]))
    return Schedule(placed)


@settings(max_examples=60)
@given(st.integers(0, 400), st.integers(0, 1000))
def test_nothing_changes_from_a_schedule_to_itself(seed: int, draw: int) -> None:
    expo = loads(random_expo(seed), name="random.json").expo
    schedule = any_schedule(expo, random.Random(draw))
    changes = compare(expo, schedule, expo, schedule)
    assert not changes
    assert (changes.told, changes.by_room, changes.by_person) == (0, {}, {})
    assert not any(changes.counts.values())


@settings(max_examples=120)
@given(st.integers(0, 400), st.integers(0, 1000), st.integers(0, 3))
def test_the_old_schedule_with_its_changes_is_the_new_one(seed: int, draw: int, days: int) -> None:
    """Also where the new file counts its days from an earlier one."""
    expo = loads(random_expo(seed), name="random.json").expo
    chance = random.Random(draw)
    old, new = any_schedule(expo, chance), any_schedule(expo, chance)
    clock = replace(expo.clock, first=expo.clock.first.replace(day=expo.clock.first.day - days))
    shift = days * 24 * 60
    moved = {name: place._replace(start=place.start + shift, end=place.end + shift) for name, place in new.items()}
    changes = compare(expo, old, replace(expo, clock=clock), Schedule(moved))
    made = dict(old)
    for change in changes.sessions:
        made.pop(change.id, None)
        if change.new is not None:
            start = change.new.placement.start - shift if change.old is None else old[change.id].start + change.later
            length = change.new.length if change.old is None else change.old.length + change.longer
            made[change.id] = expo.place_session(expo.sessions[change.id], change.new.placement.room or "", start)
            assert made[change.id].end == start + length
    assert made == dict(new)


@settings(max_examples=60)
@given(st.integers(0, 400), st.integers(0, 1000))
def test_what_changes_one_way_changes_back(seed: int, draw: int) -> None:
    expo = loads(random_expo(seed), name="random.json").expo
    chance = random.Random(draw)
    old, new = any_schedule(expo, chance), any_schedule(expo, chance)
    there = {change.id: change for change in compare(expo, old, expo, new).sessions}
    back = {change.id: change for change in compare(expo, new, expo, old).sessions}
    mirrored = {"added": "cancelled", "cancelled": "added"}
    assert there.keys() == back.keys()
    for name, change in there.items():
        assert [mirrored.get(kind, kind) for kind in change.kinds] == list(back[name].kinds)
        assert (change.later, change.longer, change.told) == (-back[name].later, -back[name].longer, back[name].told)


def test_kinds_come_in_their_order(changes: Changes) -> None:
    assert all([kind for kind in KINDS if kind in change.kinds] == list(change.kinds) for change in changes.sessions)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (None, None, ()),
        (None, Placement("A", 60, 120), ("added",)),
        (Placement("A", 60, 120), None, ("cancelled",)),
        (Placement("A", 60, 120), Placement("A", 60, 120), ()),
        (Placement("A", 60, 120), Placement("A", 90, 150), ("moved",)),
        (Placement("A", 60, 120), Placement("B", 60, 120), ("room",)),
        (Placement("A", 60, 120), Placement("A", 60, 150), ("length",)),
        (Placement("A", 60, 120), Placement("B", 90, 120), ("moved", "room", "length")),
    ],
)
def test_a_place_changes_in_time_room_and_length(
    old: Placement | None, new: Placement | None, kinds: tuple[str, ...]
) -> None:
    assert placement_changes(old, new) == kinds
