"""What people chose: every form of file that is read, what is refused, and how well a schedule meets it."""

from __future__ import annotations

import json
import random
from itertools import combinations
from pathlib import Path

import pytest
from benchmarks.choices import write
from conftest import Plan

from expo_planner.domain.choices import AudienceChoices
from expo_planner.domain.problems import BadInput
from expo_planner.files.read.load import load
from expo_planner.planner.choices import choices_met, chosen_by_audience, most_of

FAIR = """
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, language: en}
rooms: [{id: A, name: Hall A, capacity: 2}, {id: B, name: Hall B}]
sessions:
  - {id: art, title: "Art, maps and more", duration: 1h, start: 2023-07-06 09:00, room: A}
  - {id: bees, title: 蜜蜂, title_en: Bees, duration: 2h, start: 2023-07-06 09:00, room: B}
  - {id: cake, title: Cake, duration: 1h, start: 2023-07-06 10:00, room: A}
  - {id: dance, title: Dance, duration: 30min}
rules: [audience: {file: FILE}]
"""
WANTED = AudienceChoices(((("art", "bees"), 1), (("art", "cake"), 2), (("cake", "dance"), 1)))
LONG = "person,session\np,art\np,bees\nq,art\nq,cake\nq,cake\nr,cake\nr,art\ns,dance\ns,cake\n"
FORMS = {
    "rows.csv": LONG,
    "titles.csv": "user_id,code\np,ART\np,Bees\nq,Cake\nr, cake \nr,art\nq,art\ns,dance\ns,cake\n",
    "lists.csv": (
        'Timestamp,email,Sessions\n1,p,"Art, maps and more, 蜜蜂"\n2,q,art;cake;\n3,r,cake、art\n4,s,cake\n5,s,dance\n'
    ),
    "numbered.csv": "session 1,session 2\nart,bees\ncake,art\nart,cake\ndance,cake\n",
    "ticks.csv": "person,art,bees,Cake,dance\np,x,1,,\nq,yes,no,✓,0\nr,是,否,x,\ns,,,x,true\n",
    "by-person.json": '{"p": ["art", "bees"], "q": ["cake", "art"], "r": ["art", "cake"], "s": ["dance", "cake"]}',
    "rows.json": (
        '[{"user": 1, "talk_list": ["art", "bees"]}, {"user": 2, "talk_list": ["art", "cake"]},'
        '{"person": "r", "sessions": ["art", "cake"]}, {"person": "s", "session": "cake"},'
        '{"person": "s", "session": "dance"}]'
    ),
}


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    path = folder / "fair.yaml"
    path.write_text(FAIR.replace("FILE", name), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", FORMS)
def test_the_same_choices_in_every_form(tmp_path: Path, name: str) -> None:
    assert chosen_by_audience(load(written(tmp_path, name, FORMS[name]))) == WANTED


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.csv", "person,session\np,arts\n", [":2:2: F.session: there is no session 'arts' (did you mean 'art'?)"]),
        (
            "a.csv",
            "person,session\np,art;cakes\n",
            [":2:2: F.session: there is no session 'cakes' (did you mean 'cake'?)"],
        ),
        (
            "a.csv",
            "person,sesion\np,art\n",
            [":1:2: F.sesion: 'sesion' is neither a person nor a session (did you mean 'session'?)"],
        ),
        (
            "a.csv",
            "persn,sessions\np,art\n",
            [":1:1: F.persn: this looks like the column person (did you mean 'person'?)"],
        ),
        ("a.csv", "session\nart\n", [":1:1: F: the column 'person' is missing (write person,session with"]),
        ("a.csv", "name,wishes\n", [":1:1: F.name: 'name' is neither", ":1:2: F.wishes: 'wishes' is neither"]),
        ("a.csv", "person\np\n", [":1:1: F: no column names a session (write person,session with"]),
        (
            "a.csv",
            "person,session\n,art\nq,\n",
            [":2:1: F.person: expected a name, found nothing", ":3:1: F.session: session is missing (write"],
        ),
        ("a.csv", "person,art\np,perhaps\n", [":2:2: F.art: expected x, yes or 1; nothing, no or 0, found 'perhaps'"]),
        ("a.csv", "person,art,art\np,x,x\n", [":1:3: F.art: the column 'art' appears twice"]),
        ("a.csv", "", [":1:1: F: the table is empty (write person,session with"]),
        ("a.json", '{"p": ["art", "x"]}', [":1:15: F: there is no session 'x' (known: art, bees, cake, dance)"]),
        (
            "a.json",
            '["art", {"person": "p"}]',
            [":1:2: F: expected people and", ":1:9: F: sessions is missing (write {"],
        ),
        ("a.json", "7", [":1:1: F: expected people and what they chose, found '7' (write {anna: [session, …]}"]),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    with pytest.raises(BadInput) as bad:
        load(written(tmp_path, name, text))
    told = [problem.say("en").replace("rules[0].audience.file", "F") for problem in bad.value.problems]
    assert len(told) == len(expected)
    for message, beginning in zip(told, expected, strict=True):
        assert message.startswith(f"{name}{beginning}")


def test_a_title_of_two_sessions_is_not_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "person,session\np,pie\n")
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: Dance", "title: Pie").replace("title: Cake", "title: Pie"),
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="more than one session is called 'pie'"):
        load(path)


def test_nobody_could_attend_more() -> None:
    """Brute force over all sets of sessions without an overlap; the order in which they are given does not matter."""
    drawn = random.Random(7)
    for _ in range(300):
        windows = {
            str(name): (start, start + drawn.randint(1, 4)) for name in range(7) if (start := drawn.randint(0, 9)) >= 0
        }
        wanted = [str(name) for name in range(8)]
        found = most_of(wanted, windows)
        drawn.shuffle(wanted)
        assert most_of(wanted, windows) == found
        fitting = [
            chosen
            for size in range(8)
            for chosen in combinations(windows, size)
            if all(
                windows[one][1] <= windows[other][0] or windows[other][1] <= windows[one][0]
                for one, other in combinations(chosen, 2)
            )
        ]
        assert tuple(sorted(found)) in fitting
        assert len(found) == max(map(len, fitting))


def test_choices_add_up_and_each_loss_has_its_reason(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, "rows.csv", LONG))
    met = choices_met(scenario.expo, WANTED, scenario.expo.standing)
    assert (met.people, met.choices, met.content) == (4, 8, 2)
    assert (met.clashing, met.full, met.unplaced, met.met) == (1, 2, 1, 4)
    assert [(one.session, one.chosen, one.expected, one.seats, one.short) for one in met.turnouts] == [
        ("art", 3, 3, 2, 1),
        ("bees", 1, 0, None, 0),
        ("cake", 3, 3, 2, 1),
        ("dance", 1, 0, None, 0),
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_choices_are_told_and_written(plan: Plan, tmp_path: Path, language: str) -> None:
    path = written(tmp_path, "rows.csv", LONG)
    told = plan("check", path, "--choices", "--lang", language).out
    assert ("2 of 4 people (50.0%)" if language == "en" else "4人中有2人（50.0%）") in told
    document = json.loads(plan("check", path, "--choices", "--json").out)["choices"]
    assert document["lost"] == {"clash": 1, "full": 2, "unplaced": 1}
    assert document["sessions"][0] == {"session": "art", "chosen": 3, "expected": 3, "seats": 2, "without_seat": 1}


def test_without_choices_there_is_nothing_to_tell(plan: Plan, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", LONG)
    path.write_text(path.read_text(encoding="utf-8").replace("{file: a.csv}", "{pairs: [[art, bees, 2]]}"), "utf-8")
    ran = plan("check", path, "--choices", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "rules: [audience: {file: choices.csv}]" in ran.err


def test_the_congress_of_the_benchmark_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, people=60, favourites=4, sessions=30)
    again = write(tmp_path / "again", people=60, favourites=4, sessions=30)
    assert again.read_bytes() == path.read_bytes()
    chosen = chosen_by_audience(load(path))
    assert chosen is not None
    assert sum(people * len(sessions) for sessions, people in chosen.lists) == 240
