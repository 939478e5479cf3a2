"""`plan serve SCENARIO`: board, history and scenario file stay equal, whatever happens; strangers are refused."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from benchmarks.generate import generate
from boards import end, server
from conftest import SCENARIOS, Plan
from openpyxl import Workbook

from expo_planner import check, load, report_document
from expo_planner.board.file_follower import FileFollower
from expo_planner.board.history import History
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.domain.schedule import Placement

KILLS = int(os.environ.get("BOARD_KILLS", "3"))
"""Each takes a second; a hundred were tried by hand with this command: BOARD_KILLS=100."""
REAL = SCENARIOS / "dicc-2023.yaml"
SMALL = """\
# the scenario of a small fair; comments stay
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-18:00, language: en}
rooms:
  - {id: A, name: Hall A}
  - {id: B, name: Hall B}
sessions:
  - id: talk
    title: Talk   # the first
    start: 2023-07-06 09:00 .. 2023-07-06 10:00
    room: A
  - {id: panel, title: "Panel", duration: 1h, room: B, start: "2023-07-06 11:00"}
  - {id: free, title: Free, duration: 30min}
  - {id: later, title: Later, duration: 30min, start: 2023-07-06 15:00}
  - {id: fixed, title: Fixed, duration: 1h, room: B, start: 2023-07-06 16:00, pinned: true}
"""


def follow(path: Path) -> FileFollower:
    """A board of a scenario, and no thread: `sync` is called by the tests."""
    return FileFollower(ScenarioFile.read(path), History(path.parent / ".plan" / f"{path.name}.sqlite"))


def small(folder: Path) -> Path:
    path = folder / "tiny.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def place(follower: FileFollower, name: str, room: str, hour: float, by: str = "Li") -> None:
    expo = follower.board.state.expo
    placement = expo.place_session(expo.sessions[name], room, int(hour * 60))
    follower.board.move(by, follower.board.state.revision, {name: placement})


def spots(follower: FileFollower) -> dict[str, tuple[str, int]]:
    return {name: (one.room, one.start) for name, one in follower.board.state.schedule.items()}


@pytest.mark.parametrize("real", [False, True])
def test_undoing_everything_gives_the_same_bytes_even_after_restarts(tmp_path: Path, real: bool) -> None:
    path = Path(shutil.copy(REAL, tmp_path)) if real else small(tmp_path)
    before, drawn, follower = path.read_bytes(), random.Random(3), follow(path)
    movable = [name for name, one in follower.board.state.expo.sessions.items() if not one.pinned]
    rooms = [*follower.board.state.expo.rooms]
    for number in range(9):
        place(follower, drawn.choice(movable), drawn.choice(rooms), drawn.randrange(8, 18))
        if number % 3 == 2:
            follower.sync()
            board = follower.board.state
            assert follower.board.trouble is None and path.read_bytes() != before
            again = load(path)
            assert dict(again.expo.standing) == dict(board.schedule)
            found = report_document(again.expo, check(again, again.expo.standing), "en")
            assert report_document(board.expo, board.report, "en")["clashes"] == found["clashes"]
            follower.close()
            follower = follow(path)
            assert dict(follower.board.state.schedule) == dict(again.expo.standing)
    while follower.board.state.done:
        follower.board.undo("Wang")
    follower.close()
    assert path.read_bytes() == before


def test_edits_by_hand_and_moves_are_both_kept(tmp_path: Path) -> None:
    path = small(tmp_path)
    follower = follow(path)
    place(follower, "free", "A", 12)
    follower.sync()
    place(follower, "talk", "B", 14)
    text = (
        path.read_text(encoding="utf-8").replace("2023-07-06 11:00", "2023-07-06 17:00").replace("Hall B", "Hall Bee")
    )
    path.write_text(text, encoding="utf-8")
    follower.sync()
    assert spots(follower) | {"talk": ("B", 840), "panel": ("B", 1020), "free": ("A", 720)} == spots(follower)
    assert follower.board.state.expo.rooms["B"].name == "Hall Bee" and follower.board.notice is None
    assert dict(load(path).expo.standing) == dict(follower.board.state.schedule)
    assert "# the first" in path.read_text(encoding="utf-8") and "Hall Bee" in path.read_text(encoding="utf-8")
    follower.board.undo("Li")
    assert spots(follower)["panel"] == ("B", 660)
    follower.close()


@pytest.mark.parametrize("running", [True, False])
def test_where_both_moved_a_session_the_file_wins_and_the_board_says_so(tmp_path: Path, running: bool) -> None:
    path = small(tmp_path)
    follower = follow(path)
    follower.sync()
    place(follower, "panel", "A", 14)
    place(follower, "free", "A", 12)
    if not running:
        assert follower.history is not None
        follower.history.close()  # killed before anything was written
    path.write_text(SMALL.replace("2023-07-06 11:00", "2023-07-06 12:30"), encoding="utf-8")
    if not running:
        follower = follow(path)
    follower.sync()
    assert spots(follower)["panel"] == ("B", 750) and spots(follower)["free"] == ("A", 720)
    assert follower.board.notice is not None and "“Panel”" in follower.board.notice.say("en")
    assert dict(load(path).expo.standing) == dict(follower.board.state.schedule)
    follower.close()


def test_edits_by_hand_one_after_the_other_are_no_conflict(tmp_path: Path) -> None:
    path = small(tmp_path)
    follower = follow(path)
    for hour in (12, 13):
        path.write_text(SMALL.replace("2023-07-06 11:00", f"2023-07-06 {hour}:30"), encoding="utf-8")
        follower.sync()
        assert spots(follower)["panel"] == ("B", hour * 60 + 30) and follower.board.notice is None
    follower.close()
    assert "13:30" in path.read_text(encoding="utf-8")


def test_a_day_before_the_first_shifts_nothing(tmp_path: Path) -> None:
    path = small(tmp_path)
    follower = follow(path)
    place(follower, "free", "A", 12)
    follower.sync()
    place(follower, "panel", "A", 14)
    text = path.read_text(encoding="utf-8").replace("days: [2023-07-06]", "days: [2023-07-05, 2023-07-06]")
    path.write_text(text, encoding="utf-8")
    follower.sync()
    assert len(follower.board.state.done) == 2
    follower.board.undo("Li")
    assert spots(follower)["panel"] == ("B", 35 * 60) and spots(follower)["free"] == ("A", 36 * 60)
    follower.board.undo("Li")
    follower.close()
    assert path.read_text(encoding="utf-8") == SMALL.replace("days: [2023-07-06]", "days: [2023-07-05, 2023-07-06]")


def test_a_file_that_cannot_be_read_is_left_alone_until_it_can(tmp_path: Path) -> None:
    path = small(tmp_path)
    follower = follow(path)
    broken = SMALL.replace("duration: 30min}", "duration: soon}", 1)
    path.write_text(broken, encoding="utf-8")
    follower.sync()
    place(follower, "talk", "B", 14)
    follower.sync()
    assert path.read_text(encoding="utf-8") == broken
    assert follower.board.trouble is not None and "tiny.yaml:12:" in follower.board.trouble.say("en")
    path.write_text(SMALL, encoding="utf-8")
    follower.sync()
    assert follower.board.trouble is None and load(path).expo.standing["talk"] == Placement("B", 840, 900)
    follower.close()


def test_sessions_in_a_table_are_written_there(tmp_path: Path) -> None:
    head = SMALL.partition("sessions:")[0]
    path, table = tmp_path / "tiny.yaml", tmp_path / "sessions.csv"
    path.write_text(f"{head}sessions: sessions.csv\n", encoding="utf-8")
    table.write_text("id,title,duration,room,start\ntalk,Talk,1h,A,2023-07-06 09:00\n", encoding="utf-8")
    before, follower = table.read_bytes(), follow(path)
    place(follower, "talk", "B", 14)
    follower.sync()
    assert "talk,Talk,1h,B,2023-07-06 14:00" in table.read_text(encoding="utf-8")
    follower.close()
    follower = follow(path)
    follower.board.undo("Li")
    follower.close()
    assert table.read_bytes() == before


def test_a_session_pinned_to_a_room_alone_can_be_taken_back(tmp_path: Path) -> None:
    path = small(tmp_path)
    text = SMALL.replace("title: Free,", "title: Free, room: A, pinned: true,")
    path.write_text(text, encoding="utf-8")
    follower = follow(path)
    place(follower, "free", "A", 12)
    follower.close()
    follower = follow(path)
    place(follower, "free", "A", 13)
    follower.sync()
    assert load(path).expo.standing["free"].start == 13 * 60 and follower.board.trouble is None
    follower.board.undo("Li")
    follower.board.undo("Li")
    follower.close()
    assert path.read_text(encoding="utf-8") == text


MOVER = """
import sys
import time
from pathlib import Path
from test_board_server import follow, place
follower = follow(Path(sys.argv[1]))
follower.start()
number = follower.board.state.revision
print(number, flush=True)
while True:
    number += 1
    place(follower, "talk", "AB"[number % 2], 9 + number % 8)
    print(number, flush=True)
    time.sleep(0.01)
"""


def test_killed_at_any_moment_at_most_one_change_is_lost(tmp_path: Path) -> None:
    path = small(tmp_path)
    last = 0
    drawn = random.Random(9)
    for delay in [0.0, 0.31, 0.55, *(drawn.random() for _ in range(KILLS - 3))]:
        process = subprocess.Popen(
            [sys.executable, "-c", MOVER, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent,
        )
        assert process.stdout is not None and int(process.stdout.readline()) >= last
        time.sleep(delay)
        process.kill()
        said = [int(line) for line in process.communicate()[0].splitlines() if line]
        last = max([last, *said])
        load(path)
        follower = follow(path)
        number = follower.board.state.revision
        assert last <= number <= last + 1
        if number:
            assert spots(follower)["talk"] == ("AB"[number % 2], (9 + number % 8) * 60)
        assert follower.history is not None
        assert [entry.kind for entry in follower.history.entries()] == ["move"] * number
        follower.close()
        assert dict(load(path).expo.standing) == dict(follower.board.state.schedule)
        last = number
    follower = follow(path)
    while follower.board.state.done:
        follower.board.undo("Li")
    follower.close()
    assert path.read_text(encoding="utf-8") == SMALL


class Site(NamedTuple):
    """A running `plan serve`."""

    path: Path
    port: int
    process: subprocess.Popen[str]
    link: str

    def ask(self, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """One request; a body is posted as JSON, bytes as they are."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        try:
            connection.request(
                "GET" if body is None else "POST", path, content, {"Content-Type": "application/json", **given}
            )
            response = connection.getresponse()
            text = response.read()
            kind = response.headers.get("Content-Type", "")
            return response.status, json.loads(text) if kind == "application/json" else response
        finally:
            connection.close()


def serve(path: Path, *options: str) -> Site:
    process = server(path, "--lang", "en", *options)
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://[\d.]+:(\d+)/\S*?(?=;)", said)
    assert found, said + process.communicate()[1]
    return Site(path, int(found[1]), process, found[0])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = serve(Path(shutil.copy(REAL, tmp_path_factory.mktemp("board"))))
    yield running
    end(running.process)


def state(site: Site) -> tuple[bytes, int]:
    return site.path.read_bytes(), site.ask("/api/board")[1]["revision"]


ASKED = {"by": "Li", "revision": 0}
MOVE = {"by": "Li", "revision": 0, "moves": {"standards": {"room": "7A", "start": 3420}}}


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/api/board", None, {"Host": "evil.example"}, 403),
        ("/api/board", None, {"Host": "127.0.0.1:1"}, 403),
        ("/api/moves", MOVE, {"Origin": "http://evil.example"}, 403),
        ("/api/moves", MOVE, {"Origin": "null"}, 403),
        ("/api/moves", MOVE, {"Content_Type": "text/plain"}, 415),
        ("/api/moves", b" " * 1_000_001, {}, 413),
        ("/api/moves", b"{", {}, 400),
        ("/api/moves", b"[" * 100_000, {}, 400),
        ("/api/moves", [], {}, 400),
        ("/api/moves", {**MOVE, "by": "a\nb"}, {}, 400),
        ("/api/moves", {**MOVE, "by": "a" * 81}, {}, 400),
        ("/api/moves", {**MOVE, "revision": "0"}, {}, 400),
        ("/api/moves", {**MOVE, "moves": {"../x": None}}, {}, 400),
        ("/api/moves", {**MOVE, "moves": {"standards": {"room": "../x", "start": 0}}}, {}, 400),
        ("/api/moves", {**MOVE, "moves": {"standards": {"room": "7A", "start": 10**9}}}, {}, 400),
        ("/api/moves", {**MOVE, "moves": {"standards": {"room": "7A", "start": True}}}, {}, 400),
        ("/api/moves", None, {}, 405),
        ("/api/form/sessions/standards", {**ASKED, "fields": {"title": "X"}}, {"Origin": "http://evil.example"}, 403),
        ("/api/form/sessions/standards", {**ASKED, "fields": {"start": "2023-07-06 09:00"}}, {}, 400),
        ("/api/form/sessions/standards", {**ASKED, "fields": {"title": 3}}, {}, 400),
        ("/api/form/sessions/standards", {**ASKED, "programme": [3]}, {}, 400),
        ("/api/form/sessions/standards", {**ASKED, "fields": {"duration": "soon"}}, {}, 422),
        ("/api/form/sessions/standards", {**ASKED, "revision": None, "fields": {"title": "X"}}, {}, 400),
        ("/api/form/sessions", {**ASKED, "fields": {"id": "../x", "title": "X", "duration": "1h"}}, {}, 422),
        ("/api/form/sessions", {**ASKED, "fields": {"id": "standards"}}, {}, 422),
        ("/api/form/sessions/../x", None, {}, 404),
        ("/api/form/rules/1", None, {}, 404),
        ("/api/remove/rooms/7A", ASKED, {}, 422),
        ("/api/remove/rooms/nowhere", ASKED, {}, 404),
        ("/api/resize/standards", {**ASKED, "length": 0}, {}, 400),
        ("/api/resize/standards", {**ASKED, "length": "1h"}, {}, 400),
        ("/api/resize/../x", {**ASKED, "length": 60}, {}, 404),
        ("/api/waive", {**ASKED, "rule": "no_such_rule", "sessions": ["standards"]}, {}, 422),
        ("/api/waive", {**ASKED, "rule": "room_clash", "sessions": ["../x"]}, {}, 400),
        ("/api/waive", {**ASKED, "rule": "room_clash", "sessions": ["standards"], "until": "soon"}, {}, 422),
        ("/api/conflicts/1", {**ASKED, "keep": "mine"}, {}, 404),
        ("/api/conflicts/1", {**ASKED, "keep": "both"}, {}, 400),
        ("/api/job", {**ASKED, "kind": "dance"}, {}, 400),
        ("/api/job", {**ASKED, "kind": "solve", "time_limit": 10**6}, {}, 400),
        ("/api/job", {**ASKED, "kind": "solve", "afresh": 1}, {}, 400),
        ("/api/job", {**ASKED, "kind": "repair", "close": [{"room": "../x", "start": 0, "end": 60}]}, {}, 400),
        ("/api/job", {**ASKED, "kind": "repair", "close": [{"room": "7A", "start": 60, "end": 60}]}, {}, 400),
        ("/api/job", {**ASKED, "kind": "repair", "drop": ["../x"]}, {}, 400),
        ("/api/job", {**ASKED, "kind": "repair", "freeze": [3]}, {}, 400),
        ("/api/job", {**ASKED, "kind": "solve"}, {"Host": "evil.example"}, 403),
        ("/api/job/accept", {**ASKED, "number": 7, "sessions": None}, {}, 409),
        ("/api/job/way", {**ASKED, "number": 7, "way": 1}, {}, 409),
        ("/api/changes?since=yesterday", None, {}, 400),
        ("/api/release", ASKED, {"Origin": "null"}, 403),
        ("/api/release", {"revision": 0}, {}, 400),
        ("/api/shade/../x", None, {}, 404),
        ("/api/shade/%2e%2e%2fx", None, {}, 404),
        ("/api/where/standards?top=9999", None, {}, 400),
        ("/api/why/standards?room=7A&start=soon", None, {}, 400),
        ("/now/nowhere", None, {}, 404),
        ("/now/../x", None, {}, 404),
        ("/api/now/nowhere", None, {}, 404),
        ("/api/now/7A?at=soon", None, {}, 400),
        ("/api/now/7A?at=0001-01-01", None, {}, 400),
        ("/assets/../application.py", None, {}, 404),
        ("/assets/%2e%2e%2fapplication.py", None, {}, 404),
    ],
)
def test_what_is_not_well_formed_or_not_ours_is_refused(
    site: Site, path: str, body: object, headers: dict[str, str], status: int
) -> None:
    before = state(site)
    got, answer = site.ask(path, body, **headers)
    assert got == status
    assert answer["problems"] if status == 422 else answer.headers["Content-Type"].startswith("text/plain")
    assert state(site) == before


def test_a_move_is_told_to_listeners_and_to_whoever_moved_before(site: Site) -> None:
    seen = site.ask("/api/board")[1]["revision"]
    stream = HTTPConnection("127.0.0.1", site.port, timeout=30)
    stream.request("GET", "/api/events")
    lines = stream.getresponse()
    lines.readline()
    first = site.ask("/api/moves", {**MOVE, "revision": seen})[1]
    assert (first["revision"], first["errors"], first["notice"]) == (seen + 1, 1, None)
    assert any(clash["rule"] == "room_clash" for clash in first["clashes"])
    told = b"".join(lines.readline() for _ in range(3)).decode()
    assert "event: board" in told and f'"revision": {seen + 1}' in told and '"by": "Li"' in told
    stream.close()
    later = {"by": "Wang", "revision": seen, "moves": {"standards": {"room": "12", "start": 3420}}}
    second = site.ask("/api/moves", later)[1]
    assert "Li had changed" in second["notice"] and second["undo"] == first["undo"] + 1
    assert site.ask("/api/undo", {"by": "Wang"})[1]["clashes"] == first["clashes"]
    assert site.ask("/api/redo", {"by": "Wang"})[1]["redo"] == 0
    said = site.ask("/api/history")[1][-1]
    assert said["by"] == "Wang" and said["what"].startswith("redone: ")


def undo_all(site: Site) -> None:
    while site.ask("/api/board")[1]["undo"]:
        site.ask("/api/undo", {"by": "Li"})


def test_a_screen_shows_what_is_in_its_hall_and_in_the_halls_that_share_it(site: Site) -> None:
    undo_all(site)
    moves = {"standards": {"room": "7AB", "start": 2250}}
    site.ask("/api/moves", {"by": "Li", "revision": 0, "moves": moves})
    shown = {}
    for room in ("7A", "7B", "7AB", "7C"):
        screen = site.ask(f"/api/now/{room}?at=2023-07-06T13:30")[1]
        shown[room] = {one["id"]: one for one in screen["sessions"]}
    assert screen["now_iso"] == "2023-07-06T13:30:00.000+08:00"
    assert [one["id"] for one in site.ask("/api/now")[1]["rooms"]] == [
        one["id"] for one in site.ask("/api/board")[1]["rooms"]
    ]
    assert [room for room, sessions in shown.items() if "standards" in sessions] == ["7A", "7B", "7AB"]
    assert shown["7A"]["standards"]["room"] == "7号会议室 A+B厅" and shown["7AB"]["standards"]["room"] is None
    items = shown["7A"]["standards"]["items"]
    assert [item["start"] for item in items] == sorted(item["start"] for item in items)
    speech = next(item for item in items if item["title"] == "主题演讲：团体标准优质发展及实践")
    assert (speech["start"], speech["end"], speech["people"][0]["name"]) == (2310, 2330, "王细凤")


def test_a_screen_shows_what_a_session_hosts_within_it_and_several_days_one_by_one(site: Site) -> None:
    undo_all(site)
    hall = site.ask("/api/now/7A")[1]["sessions"]
    forum = next(one for one in hall if one["id"] == "standards")
    assert "《新型离岸贸易数字化监管指南》" in [item["title"] for item in forum["items"]]
    assert "《新型离岸贸易数字化监管指南》" not in [one["title"] for one in hall]
    exhibition = [one for one in site.ask("/api/now/hall")[1]["sessions"] if one["id"] == "exhibition-2"]
    assert [(one["start"] - 1440 * day, one["end"] - 1440 * day) for day, one in enumerate(exhibition, 2)] == [
        (540, 1020),
        (540, 1020),
    ]


def await_result(site: Site) -> Any:
    """What is computed, once it is done."""
    last = time.monotonic() + 90
    while (job := site.ask("/api/job")[1])["state"] == "running":
        assert time.monotonic() < last
        time.sleep(0.05)
    return job


def test_a_repair_is_proposed_accepted_with_its_closure_and_undone_to_the_byte(site: Site, plan: Plan) -> None:
    undo_all(site)
    day = [{"room": "7A", "start": 1440, "end": 2880}]
    started = site.ask("/api/job", {**ASKED, "kind": "repair", "close": day, "time_limit": 30})
    assert started[0] == 202 and started[1]["by"] == "Li"
    if started[1]["state"] == "running":
        assert site.ask("/api/job", {**ASKED, "kind": "solve"})[0] in (202, 409)
    job = await_result(site)
    command = ("repair", REAL, "--close", "7A 2023-07-06", "--json", "-q", "-o", site.path.parent / "out")
    said = json.loads(plan(*command, "--lang", "en").out)
    found = job["result"]
    assert (found["told"], found["told_bound"], found["proven"]) == (said["told"], said["told_bound"], True)
    assert {one["session"] for one in found["moves"]} == {one["session"] for one in said["moves"]}
    assert {one["person"] for one in found["notice"]}
    [first, *_] = found["moves"]
    one_by_one = {**ASKED, "number": job["number"], "sessions": [first["session"]]}
    assert site.ask("/api/job/accept", one_by_one)[1]["undo"] == 1
    assert site.ask("/api/job/accept", {**ASKED, "number": job["number"], "sessions": None})[1]["errors"] == 0
    site.ask("/api/job/dismiss", ASKED)
    assert site.ask("/api/job")[1] is None
    changes = site.ask("/api/changes")[1]
    assert {one["session"] for one in changes["moves"]} == {one["session"] for one in found["moves"]}
    await_file(site, lambda content: b"closed" in content)
    assert {load(site.path).expo.standing[one["session"]].room for one in found["moves"]}.isdisjoint({"7A"})
    undo_all(site)
    await_file(site, lambda content: content == REAL.read_bytes())


def await_file(site: Site, wanted: Callable[[bytes], bool]) -> None:
    last = time.monotonic() + 20
    while not wanted(site.path.read_bytes()):
        assert time.monotonic() < last, "the file was not written"
        time.sleep(0.05)


def test_a_conflict_is_explained_and_a_way_out_applied(tmp_path: Path) -> None:
    text = SMALL.replace("title: Free,", "title: Free, rooms: [A], when: [2023-07-06 09:00-09:30],")
    path = tmp_path / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    site = serve(path)
    site.ask("/api/moves", {**ASKED, "moves": {"later": {"room": "A", "start": 900}}})
    site.ask("/api/job", {**ASKED, "kind": "solve", "time_limit": 20})
    assert await_result(site)["result"]["status"] == "infeasible"
    site.ask("/api/job", {**ASKED, "kind": "explain", "time_limit": 20})
    job = await_result(site)
    found = job["result"]
    assert found["status"] == "infeasible" and found["conflicts"][0] and "tiny.yaml" in str(found["conflicts"])
    number = next(one["number"] for one in found["ways"] if one["applicable"])
    status, board = site.ask("/api/job/way", {**ASKED, "number": job["number"], "way": number})
    assert status == 200 and board["undo"] == 2
    site.ask("/api/job", {**ASKED, "kind": "solve", "time_limit": 20})
    solved = await_result(site)
    assert solved["result"]["status"] == "optimal"
    board = site.ask("/api/job/accept", {**ASKED, "number": solved["number"], "sessions": None})[1]
    assert board["errors"] == 0
    site.process.send_signal(signal.SIGTERM)
    site.process.communicate(timeout=30)
    assert not check(load(path), load(path).expo.standing).errors


def test_what_cannot_be_written_into_a_workbook_is_computed_all_the_same(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("sessions", 0)
    sheet.append(("id", "title", "duration", "room", "start"))
    sheet.append(("talk", "Talk", "1h", "A", "2023-07-06 09:00"))
    sheet.append(("free", "Free", "1h"))
    book.save(tmp_path / "sessions.xlsx")
    path = tmp_path / "tiny.yaml"
    path.write_text(f"{SMALL.partition('sessions:')[0]}sessions: sessions.xlsx\n", encoding="utf-8")
    site = serve(path)
    site.ask("/api/moves", {**ASKED, "moves": {"talk": {"room": "B", "start": 900}}})
    site.ask("/api/job", {**ASKED, "kind": "solve", "time_limit": 20})
    job = await_result(site)
    assert job["state"] == "done" and [move["session"] for move in job["result"]["moves"]] == ["free"]
    end(site.process)


def test_a_computation_that_is_stopped_gives_the_best_it_found(tmp_path: Path) -> None:
    """Hours are allowed; somebody stops it as soon as it has a schedule."""
    path = tmp_path / "hard.json"
    path.write_text(json.dumps(generate(100, 8, 3, 0.8)), encoding="utf-8")
    site = serve(path)
    site.ask("/api/job", {**ASKED, "kind": "solve", "afresh": True, "time_limit": 3000})
    last = time.monotonic() + 60
    while not ((job := site.ask("/api/job")[1])["progress"] and job["progress"]["cost"] is not None):
        assert job["state"] == "running" and time.monotonic() < last
        time.sleep(0.05)
    assert site.ask("/api/job", {**ASKED, "kind": "explain"})[0] == 409
    site.ask("/api/job/stop", ASKED)
    found = await_result(site)
    assert found["state"] == "done" and found["result"]["moves"]
    end(site.process)


def test_what_is_published_is_what_plan_publish_gives(tmp_path: Path, plan: Plan) -> None:
    site = serve(Path(shutil.copy(REAL, tmp_path)), "--out", str(tmp_path / "web"))
    before = site.ask("/api/release")[1]
    assert (before["last"], before["new"], before["errors"]) == (None, True, 0)
    status, said = site.ask("/api/release", ASKED)
    assert (status, said["number"], said["new"]) == (200, 1, True)
    assert site.ask("/api/release")[1]["new"] is False
    site.ask("/api/moves", {**ASKED, "moves": {"standards": {"room": "7C", "start": 2250}}})
    errors = site.ask("/api/board")[1]["errors"]
    if errors:
        assert site.ask("/api/release", ASKED)[0] == 409
    site.ask("/api/undo", ASKED)
    site.process.send_signal(signal.SIGTERM)
    site.process.communicate(timeout=30)
    ours = {file.name: file.read_bytes() for file in (tmp_path / "web").rglob("*.ics")}
    moment = json.loads((tmp_path / "web" / "ledger.json").read_text())["releases"][0]["time"]
    plan("publish", REAL, "-o", tmp_path / "cli", "--at", moment, "--author", "Li", "--lang", "en", "-q")
    theirs = {file.name: file.read_bytes() for file in (tmp_path / "cli").rglob("*.ics")}
    assert ours == theirs and len(ours) > 20


def test_places_are_those_of_plan_where(site: Site, plan: Plan) -> None:
    undo_all(site)
    ran = plan("where", REAL, "ccf-3", "--top", 3, "--json", "--lang", "en")
    assert site.ask("/api/where/ccf-3?top=3")[1] == json.loads(ran.out)


def told(clash: dict[str, Any]) -> str:
    """A clash without its places in the file, which moves shift."""
    return json.dumps([clash[name] for name in ("rule", "severity", "sessions", "start", "message")])


def test_two_people_move_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    site = serve(Path(shutil.copy(REAL, tmp_path)))
    board = site.ask("/api/board")[1]
    sessions = [one["id"] for one in board["sessions"] if one["room"] and not one["host"]]

    def work(by: str) -> int:
        drawn, revision, changes = random.Random(by), 0, 0
        for _ in range(40):
            where = {"room": drawn.choice(board["rooms"])["id"], "start": 480 + 30 * drawn.randrange(20)}
            moves = {drawn.choice(sessions): drawn.choice([where, where, None])}
            status, found = site.ask("/api/moves", {"by": by, "revision": revision, "moves": moves})
            assert status == 200
            changes, revision = changes + 1, found["revision"]
        return changes

    with ThreadPoolExecutor(2) as people:
        assert list(people.map(work, ("Li", "Wang"))) == [40, 40]
    one, other = (site.ask("/api/board")[1] for _ in range(2))
    history = site.ask("/api/history")[1]
    assert one == other and len(history) == one["revision"] == one["undo"]
    assert {entry["by"] for entry in history} == {"Li", "Wang"}
    site.process.send_signal(signal.SIGTERM)
    site.process.communicate(timeout=30)
    scenario = load(site.path)
    standing = {name: (place.room, place.start) for name, place in scenario.expo.standing.items()}
    assert standing == {entry["id"]: (entry["room"], entry["start"]) for entry in one["sessions"] if entry["room"]}
    report = report_document(scenario.expo, check(scenario, scenario.expo.standing), "en")
    assert sorted(map(told, one["clashes"])) == sorted(map(told, report["clashes"]))
    with sqlite3.connect(site.path.parent / ".plan" / f"{site.path.name}.sqlite") as database:
        assert database.execute("SELECT count(*) FROM entry").fetchone() == (len(history),)
    database.close()


def test_a_token_lets_in_and_a_board_for_reading_lets_nobody_write(tmp_path: Path) -> None:
    path = small(tmp_path)
    site = serve(path, "--read-only", "--token", "abcdefgh12")
    assert site.link.endswith("/?token=abcdefgh12")
    assert site.ask("/api/board")[0] == site.ask("/?token=wrong")[0] == site.ask("/assets/board.css")[0] == 403
    status, answer = site.ask("/?token=abcdefgh12")
    cookie = answer.headers["Set-Cookie"].lower()
    assert status == 303 and "httponly" in cookie and "samesite=strict" in cookie
    assert site.ask("/now/A")[0] == 403
    assert site.ask("/now/A?token=abcdefgh12&lang=zh")[1].headers["Location"] == "/now/A?lang=zh"
    assert site.ask("//evil.example/?token=abcdefgh12")[1].headers["Location"] == "/evil.example/"
    known = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
    assert str(site.port) in known["Cookie"]  # or a second board on this machine would shut the first one
    assert site.ask("/now/A", **known)[0] == site.ask("/api/now/A", **known)[0] == 200
    status, board = site.ask("/api/board", **known)
    assert status == 200 and board["read_only"]
    assert site.ask("/api/form/people/ann", **known)[0] == 403  # it has the address
    assert site.ask("/api/form/rooms/A", **known)[0] == 200
    assert site.ask("/api/undo", {"by": "Li"}, **known)[0] == 403
    assert site.ask("/api/moves", {"by": "Li", "revision": 0, "moves": {"talk": None}}, **known)[0] == 403
    site.process.send_signal(signal.SIGINT)
    site.process.communicate(timeout=30)
    assert path.read_text(encoding="utf-8") == SMALL and not (tmp_path / ".plan").exists()


def test_a_pinned_session_stays(tmp_path: Path) -> None:
    follower = follow(small(tmp_path))
    with pytest.raises(Exception, match="remove pinned: true at tiny"):
        place(follower, "fixed", "A", 16)
    assert follower.board.state.revision == 0
    follower.close()


def test_one_board_at_a_time_and_one_of_scenario_and_folder(tmp_path: Path, plan: Plan, site: Site) -> None:
    ran = plan("serve", site.path, "--lang", "en")
    assert ran.code == 2 and "already open on a board" in ran.err
    for given in ([], [small(tmp_path), "--public", tmp_path]):
        ran = plan("serve", *given, "--lang", "en")
        assert ran.code == 2 and "give either a scenario" in ran.err
