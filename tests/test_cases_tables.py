"""Tables of many kinds, each as a small file: what comes of them, and that each of their rows is counted once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from expo_planner.domain.problems import BadInput
from expo_planner.importers.choices import ImportChoices
from expo_planner.importers.import_files import Imported, import_files
from expo_planner.importers.model import Hints

CASES = Path(__file__).parents[2] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside the project")

SEPTEMBER = (date(2026, 9, 17), date(2026, 9, 18))


@dataclass(frozen=True)
class Read:
    """What came of a case: the report, and the scenario as a document."""

    report: Imported
    document: Mapping[str, Any]

    @property
    def sessions(self) -> dict[str, dict[str, Any]]:
        """The sessions by their titles, of which no two are alike unless the case says so."""
        return {one["title"]: one for one in self.document["sessions"]}

    @property
    def starts(self) -> dict[str, str]:
        """When each session starts that has a time."""
        return {title: one["start"] for title, one in self.sessions.items() if "start" in one}

    @property
    def rooms(self) -> dict[str, dict[str, Any]]:
        """The rooms by their ids."""
        return {one["id"]: one for one in self.document["rooms"]}

    @property
    def people(self) -> set[str]:
        """Everybody who takes part in a session."""
        return {name for one in self.document["sessions"] for name in one.get("people", ())}

    def guesses(self, about: str = "") -> list[str]:
        """What was guessed, of all or of one entry."""
        return [guess.say("en") for where, guess in self.report.guesses if about in where]


def imported(name: str, *, days: tuple[date, ...] = (), year: int | None = None, zone: str | None = None) -> Read:
    """What comes of a case, each of whose rows is counted once."""
    choices = ImportChoices(days=days, timezone=zone, language="en")
    found = import_files([CASES / name], Path("out.json"), Hints(year=year, days=days), choices)
    assert found.rows == len(found.scenario.expo.sessions) + len(found.misread) + len(found.told)
    return Read(found, json.loads(found.text))


def refused(name: str) -> list[str]:
    with pytest.raises(BadInput) as bad:
        imported(name)
    return [problem.say("en") for problem in bad.value.problems]


def test_dates_as_spreadsheets_write_them_are_one_day_each() -> None:
    found = imported("field/02-excel-default-dates.csv")
    assert found.starts == {
        "Opening": "2026-10-07 09:00",
        "Tides": "2026-10-07 10:00",
        "Ropes": "2026-10-08 09:00",
        "After-meeting": "2026-10-26 09:00",
        "Wash-up": "2026-10-27 09:00",
    }
    assert {one["duration"] for one in found.sessions.values()} == {"1h"}


def test_a_cell_over_several_rooms_takes_them_all() -> None:
    found = imported("field/09-merged-over-two-rooms.xlsx")
    hall = found.rooms[found.sessions["Joint session on ropes"]["room"]]
    assert hall["cells"] == ["hall-2", "hall-3"]
    assert any("Hall 2" in one and "Hall 3" in one for one in found.guesses("joint-session"))
    assert found.sessions["Plenary: Tides and time"]["people"] == ["Ira Holm"]
    assert found.sessions["Long workshop on knots"]["people"] == ["Bo Lind"]
    assert any("several entries" in one for one in found.guesses("talk-x"))


def test_what_is_hidden_struck_out_or_cancelled_is_told_and_not_planned() -> None:
    found = imported("field/10-hidden-and-cancelled.xlsx")
    assert [*found.sessions] == ["Opening"]
    said = " ".join(problem.say("en") for problem in found.report.told)
    assert all(one in said for one in ("Ropes and knots", "Struck out talk", "Hidden row talk", "Old version"))


def test_a_header_is_one_however_many_columns_nobody_knows() -> None:
    found = imported("field/12-more-columns-than-we-know.csv")
    assert found.starts == {"Opening": "2026-10-07 09:00", "Second": "2026-10-07 10:00"}
    assert found.sessions["Second"]["abstract"].splitlines()[-1] == "Extra5: y"
    assert found.report.left["Extra5"] == 2


def test_each_of_several_columns_of_people_is_read() -> None:
    found = imported("field/12-more-columns-than-we-know.xlsx")
    assert [one.get("people", []) for one in found.document["sessions"]] == [
        [],
        ["Ira Holm", "Bo Lind"],
        ["Kim Sommer"],
    ]
    assert [one.get("category") for one in found.document["sessions"]] == [None, "Developer", "Operations"]


@pytest.mark.parametrize(
    ("name", "days", "starts"),
    [
        (
            "13-days-given-but-not-used",
            (date(2026, 12, 14),),
            {
                "Opening": "2026-12-14 13:00",
                "Keynote": "2026-12-14 13:15",
                "Breakout A": "2026-12-14 15:00",
                "Breakout B": "2026-12-14 15:00",
            },
        ),
        (
            "13-weekdays",
            (date(2026, 6, 11), date(2026, 6, 12)),
            {"Opening": "2026-06-11 09:00", "Second day": "2026-06-12 09:00"},
        ),
        (
            "13-day-1-day-2",
            (date(2026, 1, 30), date(2026, 1, 31)),
            {"Opening": "2026-01-30 09:30", "Night walk": "2026-01-30 22:30", "Closing": "2026-01-31 10:00"},
        ),
    ],
)
def test_days_without_dates_are_those_that_the_organiser_gives(
    name: str, days: tuple[date, ...], starts: Mapping[str, str]
) -> None:
    found = imported(f"field/{name}.csv", days=days)
    assert found.starts == starts
    assert all(found.guesses(f"sessions[{one['id']}]") for one in found.sessions.values())


@pytest.mark.parametrize("name", ["import/day-number.csv", "import/day-label.csv", "import/one-day-no-date.csv"])
def test_without_the_days_one_problem_says_how_to_give_them(name: str) -> None:
    (problem,) = refused(name)
    assert "--days" in problem


def test_without_the_year_one_problem_says_how_to_give_it() -> None:
    (problem,) = refused("import/start-only.csv")
    assert "--year" in problem


def test_what_ends_after_midnight_ends_on_the_next_day() -> None:
    found = imported("field/14-past-midnight-in-a-row.csv")
    walk = found.sessions["Night walk"]
    assert (walk["start"], walk["duration"]) == ("2026-10-07 22:30", "2h")
    assert any("next day" in one for one in found.guesses(walk["id"]))
    assert found.sessions["Party until midnight"]["duration"] == "3h"
    assert found.sessions["Party until midnight two"]["duration"] == "3h"


def test_times_and_days_that_a_sheet_holds_as_numbers_are_read() -> None:
    found = imported("field/14-past-midnight.xlsx")
    assert {title: (one["start"], one["duration"]) for title, one in found.sessions.items()} == {
        "Opening": ("2026-10-07 09:00", "1h30min"),
        "Late show to midnight": ("2026-10-07 22:30", "1h30min"),
        "Over midnight": ("2026-10-07 23:00", "1h30min"),
        "Serial numbers (8 Oct, 12:00-13:00)": ("2026-10-08 12:00", "1h"),
        "Mixed cells 14:30-15:30": ("2026-10-08 14:30", "1h"),
    }
    assert any("46303" in one for one in found.guesses("serial"))


def test_marks_of_markdown_are_taken_away_in_tables_too() -> None:
    found = imported("field/16-bold-in-cells.md")
    (session,) = found.document["sessions"]
    assert (session["title"], session["start"], session["duration"]) == ("北港船模论坛", "2026-07-19 09:00", "3h")
    assert [one["at"] for one in session["programme"]] == ["09:00-09:10", "09:10-09:50", "09:50-10:10", "10:10-12:00"]


def test_rows_that_say_only_when_they_begin_end_with_the_next_one() -> None:
    found = imported("field/18-starts-only.csv")
    assert [(one["title"], one["duration"]) for one in found.document["sessions"]] == [
        ("Welcome", "15min"),
        ("Tides and time", "30min"),
        ("Break", "30min"),
        ("Short talks", "2h15min"),
        ("Lunch", "7h30min"),
        ("Dinner at the mill (see page)", "30min"),
        ("Salt and light", "30min"),
        ("Short talks", "45min"),
        ("Break", "45min"),
        ("Closing", "30min"),
    ]
    for one in found.document["sessions"]:
        assert any("end is not given" in guess for guess in found.guesses(f"[{one['id']}]"))


def test_the_template_of_an_app_is_read_month_first() -> None:
    found = imported("field/19-guidebook.csv", zone="America/Phoenix")
    assert [one["start"] for one in found.document["sessions"]] == [
        "2016-04-03 14:00",
        "2016-04-04 07:00",
        "2016-04-04 08:00",
        "2016-04-05 12:00",
        "2016-04-05 23:30",
    ]
    assert {one["name"] for one in found.rooms.values()} == {"Loft 11", "Loft 5"} and not found.people
    assert any("month first" in one for one in found.guesses())


def test_everybody_in_a_list_of_names_is_a_person() -> None:
    found = imported("field/25-speakers-with-affiliations.csv")
    assert {title: one.get("people", []) for title, one in found.sessions.items()} == {
        "Commas and affiliations": ["Ira Holm", "Bo Lind"],
        "Lastname first": ["Ira Holm", "Bo Lind"],
        "Junior": ["Kim Sommer Jr.", "Lee Winter III"],
        "Titles": ["Prof. Dr. Ira Holm", "Dr. Bo Lind"],
        "Ampersand": ["Ira Holm", "Bo Lind", "Kim Sommer"],
        "Star": ["Yin Li", "Jan Patel"],
        "Placeholders": [],
        "Placeholders two": [],
    }
    roles = {one["id"]: one["role"] for one in found.document["people"]}
    assert roles["Ira Holm"] == "CNRS, Paris" and "Kim Sommer Jr." not in roles


def test_days_by_number_starts_alone_and_a_row_without_a_time() -> None:
    found = imported("import/day-number.csv", days=SEPTEMBER)
    assert len(found.sessions) == 7 and len(found.starts) == 6
    assert found.starts["Welcome"] == "2026-09-17 09:00" and found.starts["What rooms remember"] == "2026-09-18 09:00"
    assert found.sessions["What rooms remember"]["duration"] == "45min"
    assert found.sessions["Who keeps the plan?"]["people"] == ["Lea Moreau", "Ivo Brandt"]
    assert found.sessions["Coffee"]["category"] == "Break" and "people" not in found.sessions["Coffee"]
    assert found.sessions["Closing"]["when"] == ["2026-09-18"]
    assert any("no time is given" in one for one in found.guesses("closing"))
    assert any("nothing follows" in one for one in found.guesses("small-files"))


def test_days_by_label_and_nights_after_midnight() -> None:
    found = imported("import/day-label.csv", days=SEPTEMBER)
    assert found.sessions["Board games"]["duration"] == "2h" and found.starts["Quiz"] == "2026-09-18 00:30"
    assert found.people == {"Mina Holt", "Jon Vale"} and len(found.rooms) == 4


def test_a_japanese_table_with_starts_alone() -> None:
    found = imported("import/start-only.csv", year=2026)
    assert {title: one["duration"] for title, one in found.sessions.items()} == {
        "受付": "30min",
        "開会": "30min",
        "講演1": "1h",
        "休憩": "20min",
        "講演2": "1h",
        "講演3": "1h30min",
        "閉会": "30min",
    }
    assert found.starts["講演3"] == "2026-09-05 09:00" and found.sessions["講演1"]["abstract"] == "質疑を含む"
    assert not any("weekday" in one for one in found.guesses())


def test_one_day_that_is_given_holds_for_all_rows() -> None:
    found = imported("import/one-day-no-date.csv", days=(date(2026, 11, 8),))
    assert len(found.starts) == 4 and found.starts["Track A"] == found.starts["Track B"] == "2026-11-08 15:00"
    assert len(found.rooms) == 3


def test_rooms_that_differ_by_spaces_are_one() -> None:
    found = imported("import/room-spacing.tsv")
    assert len(found.rooms) == 2
    assert [clash.rule for clash in found.report.report.clashes] == ["room_clash"]
    assert sum("read as one room" in one for one in found.guesses()) == 1


def test_days_merged_down_and_two_people_between_a_comma() -> None:
    found = imported("import/merged.xlsx", zone="Europe/Berlin")
    assert len(found.people) == 5 and len(found.rooms) == 2
    assert (found.starts["Night of code"], found.sessions["Night of code"]["duration"]) == ("2026-09-18 22:00", "3h")
    assert found.starts["Big tables"] == "2026-09-17 09:30"


def test_the_date_of_a_heading_holds_for_the_table_below() -> None:
    found = imported("import/table.md", zone="Europe/Berlin")
    assert [*found.starts.values()] == [
        f"2026-09-17 {at}" for at in ("09:00", "09:30", "09:30", "10:15", "10:45", "10:45")
    ]
    assert {"Opening", "Panel: who keeps the plan?"} <= found.sessions.keys()
    assert found.people == {"Mina Holt", "Jon Vale"} and len(found.rooms) == 2
