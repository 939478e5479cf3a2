"""Local time and ticks: round trips over the clock change, windows as sets of minutes, sessions over several days."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expo_planner import load
from expo_planner.domain.clock import Clock, NoSuchTime, Window, Windows, difference, inside, intersection, union

BERLIN = Clock("Europe/Berlin", date(2024, 10, 26))
SPRING = Clock("Europe/Berlin", date(2024, 3, 30))
DALIAN = Clock("Asia/Shanghai", date(2023, 7, 5))
ticks = st.integers(-3000, 6000)
window = st.builds(lambda start, length: Window(start, start + length), st.integers(0, 40), st.integers(0, 9))
window_lists = st.lists(window)


def minutes(windows: Windows | list[Window]) -> set[int]:
    return {minute for window in windows for minute in range(window.start, window.end)}


@given(ticks, st.sampled_from([BERLIN, SPRING, DALIAN]))
def test_a_tick_survives_local_time(tick: int, clock: Clock) -> None:
    local = clock.local(tick)
    assert clock.tick(local) == tick
    assert clock.tick(local.replace(tzinfo=None), late=bool(local.fold)) == tick


def test_an_hour_is_an_hour_across_the_change() -> None:
    before = BERLIN.tick(datetime(2024, 10, 27, 1, 30))
    assert BERLIN.local(before + 120).strftime("%H:%M") == "02:30"
    assert BERLIN.day(date(2024, 10, 27)) == Window(1440, 1440 + 25 * 60)
    assert BERLIN.twice(datetime(2024, 10, 27, 2, 30))
    assert not BERLIN.twice(datetime(2024, 10, 27, 3, 30))


def test_a_skipped_time_is_no_time_but_an_edge_of_a_window() -> None:
    with pytest.raises(NoSuchTime):
        SPRING.tick(datetime(2024, 3, 31, 2, 30))
    assert SPRING.local(SPRING.edge(date(2024, 3, 31), 150)).strftime("%H:%M") == "03:00"


@given(window_lists, window_lists)
def test_windows_are_sets_of_minutes(one: list[Window], other: list[Window]) -> None:
    left, right = union(one), union(other)
    assert minutes(left) == minutes(one)
    assert minutes(intersection(left, right)) == minutes(left) & minutes(right)
    assert minutes(difference(left, right)) == minutes(left) - minutes(right)
    for windows in (left, intersection(left, right), difference(left, right)):
        assert all(window.start < window.end for window in windows)
    assert all(first.end < second.start for first, second in pairwise(left))


@given(window_lists, st.integers(0, 40), st.integers(1, 9))
def test_inside_is_inside_one_window(windows: list[Window], start: int, length: int) -> None:
    window = Window(start, start + length)
    assert inside(union(windows), window) == (minutes([window]) <= minutes(union(windows)))


@pytest.mark.parametrize(
    ("start", "end", "pieces"),
    [
        ("2023-07-05 08:30", "2023-07-06 17:30", ["2023-07-05 08:30-17:30", "2023-07-06 08:30-17:30"]),
        ("2023-07-05 22:00", "2023-07-06 02:00", ["2023-07-05 22:00-02:00"]),
        ("2023-07-05 18:00", "2023-07-06 17:00", ["2023-07-05 18:00-17:00"]),
        ("2023-07-05 20:00", "2023-07-06 00:00", ["2023-07-05 20:00-00:00"]),
        ("2023-07-05 20:00", "2023-07-07 00:00", ["2023-07-05 20:00-00:00", "2023-07-06 20:00-00:00"]),
        ("2023-07-05 09:00", "2023-07-05 17:00", ["2023-07-05 09:00-17:00"]),
    ],
)
def test_what_people_see_of_a_session(start: str, end: str, pieces: list[str]) -> None:
    window = Window(*(DALIAN.tick(datetime.fromisoformat(text)) for text in (start, end)))
    shown = [
        f"{DALIAN.local(piece.start):%Y-%m-%d %H:%M}-{DALIAN.local(piece.end):%H:%M}" for piece in DALIAN.daily(window)
    ]
    assert shown == pieces


def test_several_days_keep_their_clock_time_across_the_change() -> None:
    start, end = (BERLIN.tick(datetime.fromisoformat(text)) for text in ("2024-10-26 09:00", "2024-10-28 17:00"))
    for piece in BERLIN.daily(Window(start, end)):
        assert (BERLIN.local(piece.start).hour, BERLIN.local(piece.end).hour) == (9, 17)
        assert piece.end - piece.start == 8 * 60


def test_dates_that_a_window_touches() -> None:
    night = Window(DALIAN.tick(datetime(2023, 7, 5, 22)), DALIAN.tick(datetime(2023, 7, 6, 0)))
    assert DALIAN.dates(night) == [date(2023, 7, 5)]
    assert DALIAN.dates(Window(night.start, night.end + 1)) == [date(2023, 7, 5), date(2023, 7, 6)]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Africa/Cairo", date(2023, 4, 28)),  # begins at 1:00
        ("America/Havana", date(2023, 11, 5)),  # has 0:00 twice
        ("America/Asuncion", date(2023, 3, 26)),  # the evening before has 23:00 twice
        ("Europe/Berlin", date(2024, 3, 31)),
    ],
)
def test_dates_are_those_of_all_minutes_whenever_a_day_begins(zone: str, day: date) -> None:
    clock = Clock(zone, day - timedelta(days=1))
    begin = clock.edge(day, 0)
    for end in range(begin - 130, begin + 131):
        assert clock.dates(Window(end - 90, end)) == sorted({clock.date(tick) for tick in range(end - 90, end)})
    assert clock.end_day_and_minute(begin) == (day - timedelta(days=1), 24 * 60)
    assert clock.span(Window(begin - 60, begin)).say("en").endswith("24:00")


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (0, "Wed 5 Jul 09:00", "7月5日（周三）09:00"),
        (90, "Wed 5 Jul 09:00–10:30", "7月5日（周三）09:00–10:30"),
        (15 * 60, "Wed 5 Jul 09:00–24:00", "7月5日（周三）09:00–24:00"),
        (25 * 60, "Wed 5 Jul 09:00 – Thu 6 Jul 10:00", "7月5日（周三）09:00 至 7月6日（周四）10:00"),
    ],
)
def test_moments_as_people_read_them(length: int, english: str, chinese: str) -> None:
    moment = DALIAN.span(Window(540, 540 + length))
    assert (moment.say("en"), moment.say("zh")) == (english, chinese)
    assert DALIAN.iso(540) == "2023-07-05T09:00:00+08:00"
    assert DALIAN.local(540) - timedelta(minutes=540) == DALIAN.local(0)


def test_an_expo_goes_from_one_process_to_another_with_all_its_times() -> None:
    """Searches and boards compute in processes of their own; `revised` is an instant in the expo's zone."""
    scenario = load(Path(__file__).parent.parent / "examples" / "every-field.yaml")
    assert scenario.expo.revised is not None
    again = pickle.loads(pickle.dumps(scenario))
    assert again.expo == scenario.expo and again.expo.clock.info is scenario.expo.clock.info
