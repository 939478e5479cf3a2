"""Every spelling of times, lengths and numbers that a scenario file may use, and what it means."""

from __future__ import annotations

from datetime import date

import pytest

from expo_planner.domain.clock import Clock
from expo_planner.files.schema.nodes import Refusal
from expo_planner.files.schema.time_parsing import Calendar
from expo_planner.files.schema.value_parsing import dates, duration, length, one_date, priority, times, whole

DAY = 24 * 60
FAIR = Calendar(Clock("Asia/Shanghai", date(2023, 7, 5)))
BERLIN = Calendar(Clock("Europe/Berlin", date(2024, 10, 25)), {"上午": (480, 750), "morning": (540, 600)})


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90min", 90),
        ("90 min", 90),
        ("90MIN", 90),
        ("3h", 180),
        ("2h30min", 150),
        ("2h 30min", 150),
        ("1.5h", 90),
        ("PT3H", 180),
        ("PT1H30M", 90),
        ("PT45M", 45),
        ("3小时", 180),
        ("3个小时", 180),
        ("1.5小时", 90),
        ("30分钟", 30),
        ("30分", 30),
        ("2小时30分钟", 150),
        ("９０min", 90),
        ("2 hours 5 minutes", 125),
    ],
)
def test_a_duration_in_any_spelling_is_so_many_minutes(text: str, minutes: int) -> None:
    assert duration(text) == minutes
    assert length(text) == ("length", minutes)


@pytest.mark.parametrize("text", ["0min", "0h", "0小时"])
def test_nothing_is_a_length_only_where_zero_is_allowed(text: str) -> None:
    assert duration(text, zero=True) == 0
    with pytest.raises(Refusal):
        duration(text)


@pytest.mark.parametrize("text", ["2d", "2 days", "2天", "２d", "02d"])
def test_a_session_may_last_days(text: str) -> None:
    assert length(text) == ("days", 2)


@pytest.mark.parametrize("text", ["", "h", "90m", "3:00", "1h30", "PT", "90 90", "0x5min", "٣h", "1e3min", "min"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        duration(text)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("150", 150), ("１５０", 150), ("10000000", 10_000_000)])
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "1,000", "1_000", "1e3", "+5", "05", "٣", "²", "10000001", "1" * 5000, "-0"])
def test_what_is_no_whole_number_or_absurd_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        whole(text)


def test_a_priority_is_a_must_or_a_cost() -> None:
    assert priority("must") is None
    assert priority("12") == 12


@pytest.mark.parametrize("text", ["2023-07-08", "2023-7-8", "２０２３-０７-０８", " 2023-07-08 "])
def test_a_date_is_read(text: str) -> None:
    assert one_date(text) == date(2023, 7, 8)
    assert dates(text) == (date(2023, 7, 8),)


@pytest.mark.parametrize("joint", ["..", " .. ", "至", " 至 ", "~", "～", "–", "—", " - "])
def test_a_range_of_dates_is_every_day_of_it(joint: str) -> None:
    assert dates(f"2023-07-30{joint}2023-08-01") == (date(2023, 7, 30), date(2023, 7, 31), date(2023, 8, 1))


@pytest.mark.parametrize(
    "text",
    ["08:00-12:30", "8:00-12:30", "08：00－12：30", "08:00–12:30", "08:00 .. 12:30", "08:00至12:30", "08:00~12:30"],
)
def test_a_range_of_clock_times_is_read(text: str) -> None:
    assert times(text) == (480, 750)


def test_24_00_ends_a_day() -> None:
    assert times("22:00-24:00") == (1320, DAY)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("2023-07-05", (0, DAY)),
        ("2023-07-06 上午", (DAY + 480, DAY + 750)),
        ("2023-07-06上午", (DAY + 480, DAY + 750)),
        ("2023-07-06 morning", (DAY + 480, DAY + 750)),
        ("2023-07-06 下午", (DAY + 750, DAY + 1110)),
        ("2023-07-06 afternoon", (DAY + 750, DAY + 1110)),
        ("2023-07-06 晚上", (DAY + 1110, DAY + 1320)),
        ("2023-07-06 evening", (DAY + 1110, DAY + 1320)),
        ("2023-07-05 09:00-18:00", (540, 1080)),
        ("2023-07-05 ９：00－18：00", (540, 1080)),
        ("2023-07-05T09:00 .. 18:00", (540, 1080)),
        ("2023-07-05 22:00-24:00", (1320, DAY)),
        ("2023-07-05 22:00 .. 2023-07-06 02:00", (1320, DAY + 120)),
        ("2023-07-05 22:00 至 2023-07-06 02:00", (1320, DAY + 120)),
        ("2023-07-05 22:00-2023-07-06 02:00", (1320, DAY + 120)),
        ("2023-07-05 22:00 – 2023-07-05 24:00", (1320, DAY)),
        ("2023-07-05..2023-07-06", (0, 2 * DAY)),
        ("2023-07-05 至 2023-07-06", (0, 2 * DAY)),
        ("2023-7-5..2023-7-5", (0, DAY)),
        ("2023-07-04", (-DAY, 0)),
    ],
)
def test_a_window_in_any_spelling(text: str, window: tuple[int, int]) -> None:
    assert FAIR.window(text) == window


def test_given_parts_of_the_day_override_and_english_names_may_be_defined() -> None:
    assert BERLIN.window("2024-10-25 morning") == (540, 600)
    assert BERLIN.window("2024-10-25 上午") == (480, 750)


def test_edges_of_windows_are_read_leniently_where_the_clock_changes() -> None:
    spring = Calendar(Clock("Europe/Berlin", date(2024, 3, 31)))
    assert spring.window("2024-03-31 02:30-04:00") == (120, 180)
    assert BERLIN.window("2024-10-27") == (2 * DAY, 3 * DAY + 60)
    assert BERLIN.window("2024-10-27 01:30-02:30") == (2 * DAY + 90, 2 * DAY + 210)


@pytest.mark.parametrize(
    ("text", "tick"),
    [
        ("2023-07-06 13:30", DAY + 810),
        ("2023-07-06T13:30", DAY + 810),
        ("2023-07-06 13：30", DAY + 810),
        ("2023-7-6 13:30", DAY + 810),
        ("2023-07-06T13:30:00", DAY + 810),
        ("2023-07-06T13:30:00.000", DAY + 810),
        ("2023-07-06 13:30+08:00", DAY + 810),
        ("2023-07-06T13:30:00+0800", DAY + 810),
        ("2023-07-06T05:30:00Z", DAY + 810),
        ("2023-07-06T05:30:00 Z", DAY + 810),
        ("2023-07-06T00:30-05:00", DAY + 810),
    ],
)
def test_a_start_in_any_spelling(text: str, tick: int) -> None:
    assert FAIR.start(text) == (tick, None)


@pytest.mark.parametrize("joint", [" .. ", "..", " 至 ", "至", " - ", "-", " – ", " ~ "])
def test_a_start_may_name_its_end(joint: str) -> None:
    assert FAIR.start(f"2023-07-05 08:30{joint}2023-07-06 17:30") == (510, DAY + 1050)


def test_a_session_may_end_at_24_00() -> None:
    assert FAIR.start("2023-07-05 20:00 .. 2023-07-05 24:00") == (1200, DAY)


def test_a_time_that_happens_twice_is_told_apart_by_its_offset() -> None:
    assert BERLIN.start("2024-10-27T02:30+02:00").tick + 60 == BERLIN.start("2024-10-27T02:30+01:00").tick


@pytest.mark.parametrize("text", ["2023-07-06 25:00", "2023-07-06 24:00", "13:30", "2023-07-06", "2023-07-06 13:30+08"])
def test_what_is_no_start_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        FAIR.start(text)
