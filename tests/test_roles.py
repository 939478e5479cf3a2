"""What people do in a session: reading it, keeping it as it is written, and showing it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document

from expo_planner.board import forms
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.domain.problems import BadInput
from expo_planner.domain.schedule import Schedule
from expo_planner.files.edit import Put
from expo_planner.files.edit.as_written import read_written
from expo_planner.files.edit.place import place
from expo_planner.files.edit.table import edited_table
from expo_planner.files.read.load import load, loads
from expo_planner.planner.diff import compare
from expo_planner.publishing import site
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.formats import calendars
from expo_planner.publishing.formats.docx import cards
from expo_planner.publishing.ledger import FeedOptions, Ledger, advance
from expo_planner.publishing.notices import make_notice
from expo_planner.roundtrip import render
from expo_planner.roundtrip.merge import merge_copy

HEAD = """\
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-05, hours: 08:00-22:00, language: en}
rooms: [{id: A, name: Hall A}]
people: [{id: zhai, name: 翟瑞光, name_en: Zhai Ruiguang}]
"""
FORUM = """\
sessions:
  - id: forum
    title: Forum
    duration: 2h
    people: [{翟瑞光: chair}, 倪苏方, {Li: 翻译}]   # who is there
    programme: [{for: 20min, title: Talk, people: [{zhai: speaker}, {Guo: guest of honour}]}]
    start: 2023-07-05 13:30
    room: A
"""
NOON = datetime(2023, 6, 1, 12, tzinfo=UTC)


def test_an_entry_of_people_may_name_a_role_and_people_stay_ids() -> None:
    forum = loads(HEAD + FORUM).expo.sessions["forum"]
    assert forum.people == ("zhai", "倪苏方", "Li")
    assert forum.roles == {"zhai": "chair", "Li": "翻译"}
    assert forum.programme[0].roles == {"zhai": "speaker", "Guo": "guest of honour"}
    assert forum.roles_of("zhai") == ("chair", "speaker") and forum.roles_of("倪苏方") == ()


@pytest.mark.parametrize(
    ("cell", "people", "roles"),
    [
        ("zhai: chair, 倪苏方", ("zhai", "倪苏方"), {"zhai": "chair"}),
        ("翟瑞光：会议主席、Li: interpreter", ("zhai", "Li"), {"zhai": "会议主席", "Li": "interpreter"}),
        ("{Guo: guest of honour}", ("Guo",), {"Guo": "guest of honour"}),
        ("主持人：张三", ("主持人：张三",), {}),
        ("Panel: Smith", ("Panel: Smith",), {}),
        ("Smith：", ("Smith：",), {}),
    ],
)
def test_a_cell_names_a_role_where_it_cannot_be_a_name(
    cell: str, people: tuple[str, ...], roles: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "sessions.csv").write_text(f'id,title,duration,people\none,One,1h,"{cell}"\n', encoding="utf-8")
    (tmp_path / "fair.yaml").write_text(f"{HEAD}sessions: sessions.csv\n", encoding="utf-8")
    one = load(tmp_path / "fair.yaml").expo.sessions["one"]
    assert (one.people, one.roles) == (people, roles)


def test_a_listed_person_whose_name_has_a_colon_keeps_it() -> None:
    listed = HEAD.replace("[{id: zhai", '[{id: "Ann: chair"}, {id: zhai')
    one = loads(f'{listed}sessions: [{{id: one, title: One, duration: 1h, people: ["Ann: chair"]}}]').expo.sessions[
        "one"
    ]
    assert (one.people, one.roles) == (("Ann: chair",), {})


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ("[{zhai: chair}, {翟瑞光: speaker}]", "'翟瑞光' is both chair and speaker"),
        ("[{zhai: chair, Li: speaker}]", "expected a person, or {person: role}, found named fields"),
        ("[{zhai: [chair]}]", "expected a role, found a list"),
        ("[{zhai: }]", "expected a role, found nothing"),
        ("[[zhai]]", "expected a person, or {person: role}, found a list"),
    ],
)
def test_what_is_no_role_is_refused_with_its_place(people: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        loads(f"{HEAD}sessions: [{{id: one, title: One, duration: 1h, people: {people}}}]")
    [problem] = refused.value.problems
    assert says in problem.say("en") and "sessions[one].people[" in problem.say("en")


def test_a_role_that_is_repeated_counts_once() -> None:
    one = loads(f"{HEAD}sessions: [{{id: one, title: One, duration: 1h, people: [zhai, {{翟瑞光: chair}}]}}]")
    assert (one.expo.sessions["one"].people, one.expo.sessions["one"].roles) == (("zhai",), {"zhai": "chair"})


def test_readers_see_roles_in_their_language() -> None:
    expo = loads(HEAD + FORUM).expo
    agenda = make_agenda(expo, expo.standing)
    [entry] = agenda.entries
    assert entry.people == "Zhai Ruiguang (chair), 倪苏方, Li (interpreter)"
    assert entry.programme[0].people == "Zhai Ruiguang (speaker), Guo (guest of honour)"
    chinese = agenda.in_language("zh").entries[0]
    assert chinese.people == "翟瑞光（主持人）、倪苏方、Li（翻译）"
    pages = {name: page.decode() for name, page in site.render(agenda).items() if name.endswith(".html")}
    assert "Zhai Ruiguang (chair)" in pages["index.html"] and "翟瑞光（主持人）" in pages["index.html"]
    assert "主持人、演讲嘉宾" in pages["people.html"]
    [content] = cards.render(agenda).values()
    lines = [line.text for line in Document(io.BytesIO(content)).paragraphs]
    assert lines[lines.index("Forum") :][:2] == ["Forum", "As chair, speaker"]


def test_the_feed_of_a_person_says_what_they_do_and_a_new_role_is_a_change() -> None:
    options = FeedOptions(people=True)

    def release(ledger: Ledger, text: str) -> Ledger:
        expo = loads(text).expo
        return advance(ledger, make_agenda(expo, expo.standing), NOON, options=options)

    expo = loads(HEAD + FORUM).expo
    first = release(Ledger(expo="tiny"), HEAD + FORUM)
    feeds = calendars.render(make_agenda(expo, expo.standing), first)
    told = {name: feed.decode() for name, feed in feeds.items() if "As " in feed.decode()}
    assert len(told) == 3 and any("DESCRIPTION:As chair\\, speaker" in feed for feed in told.values())
    assert "As " not in feeds["calendars/all.ics"].decode()
    second = release(first, HEAD + FORUM.replace("翟瑞光: chair", "翟瑞光: moderator"))
    assert [change.kind for change in second.releases[-1].changes] == ["changed"]


def test_a_notice_tells_of_another_role() -> None:
    old, new = loads(HEAD + FORUM).expo, loads(HEAD + FORUM.replace("翟瑞光: chair", "翟瑞光: moderator")).expo
    notice = make_notice(compare(old, old.standing, new, new.standing), "en")
    said = [
        line
        for section in notice.sections
        for group in section.groups
        for entry in group.entries
        for line in entry.lines
    ]
    assert "in another role: Zhai Ruiguang (moderator)" in said


def test_taking_a_schedule_leaves_roles_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(HEAD + FORUM, encoding="utf-8")
    scenario = load(path)
    forum = scenario.expo.sessions["forum"]
    moved = scenario.expo.place_session(forum, "A", (forum.start or 0) + 60)
    [content] = place(path, scenario, Schedule({"forum": moved})).files.values()
    assert content.decode() == (HEAD + FORUM).replace("13:30", "14:30")


def test_a_form_keeps_roles_and_takes_new_ones(tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(HEAD + FORUM, encoding="utf-8")
    file = ScenarioFile.read(path)
    form = forms.form_of(file, "sessions", "forum")
    [shown] = [field.value for field in form.fields if field.name == "people"]
    assert shown == "{翟瑞光: chair}, 倪苏方, {Li: 翻译}"
    assert forms.changes_of(file, "sessions", "forum", {"people": shown}, form.programme) == []
    [change] = forms.changes_of(file, "sessions", "forum", {"people": f"{shown}, Wu: speaker"}, form.programme)
    assert change.new == [{"翟瑞光": "chair"}, "倪苏方", {"Li": "翻译"}, {"Wu": "speaker"}]


def test_a_form_writes_a_role_into_a_table(tmp_path: Path) -> None:

    table = tmp_path / "sessions.csv"
    table.write_text("id,title,people\none,One,zhai\n", encoding="utf-8")
    old = [{"id": "one", "title": "One", "people": ["zhai"]}]
    new = edited_table(table, "sessions", old, [Put(("sessions", 0, "people"), [{"zhai": "chair"}, "Li"])])
    assert new.decode() == 'id,title,people\none,One,"{zhai: chair}, Li"\n'


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_copy_brings_roles_back(format: str, tmp_path: Path) -> None:
    path, copy = tmp_path / "fair.yaml", tmp_path / "copy"
    path.write_text(HEAD + FORUM, encoding="utf-8")
    expo = load(path).expo
    files = render(read_written(path).sections, format, make_agenda(expo, expo.standing), {})
    copy.mkdir()
    for name, content in files.items():
        (copy / name).write_bytes(content)
    merged = merge_copy(copy if format == "csv" else next(copy.iterdir()), path)
    assert not (merged.changes or merged.conflicts)
