"""`plan publish`: a release is complete or not there, and nothing changed is nothing written."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import random
import shutil
import signal
import time
import warnings
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import Plan
from fairs import example
from story import FAIR, FIRST, PANEL, STEPS

from expo_planner.publishing import folder as disk
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.folder import Unsuitable, held, replace
from expo_planner.publishing.ledger import load_ledger
from expo_planner.publishing.release import Choices, publish


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def scenario(folder: Path, text: str = FAIR + PANEL) -> Path:
    path = folder / "fair.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def assert_whole(public: Path) -> int:
    """The number of the release in a folder, every file of which is the one that its ledger says."""
    ledger = load_ledger(public / "ledger.json", "story")
    assert ledger.last is not None
    files = {name: hashlib.sha256(text).hexdigest() for name, text in bytes_of(public).items() if name != "ledger.json"}
    assert files == ledger.files
    return ledger.last.number


def test_a_story_of_releases(plan: Plan, tmp_path: Path) -> None:
    public = tmp_path / "public"
    lines = []
    for step in STEPS:
        path = scenario(tmp_path, step.text)
        ran = plan("publish", path, "-o", public, "--at", f"{step.time:%Y-%m-%dT%H:%M:%SZ}", "--author", "office")
        assert (ran.code, ran.err) == (0, ""), step.name
        lines += ran.out.replace(str(public), "public").splitlines()
        assert_whole(public)
    assert lines[:3] == [
        "release 1 of 2024-09-01T08:00:00Z is in public: 5 added",
        "release 2 of 2024-09-02T08:00:00Z is in public: 1 moved",
        "  “Panel”: moved from Sat 26 Oct 11:00–12:30 to Sun 27 Oct 12:00–13:30; place unchanged: Hall A",
    ]
    assert "nothing has changed since release 6; public was not changed" in lines
    assert (public / "calendars" / "all.ics").read_bytes() == (
        Path(__file__).parent / "golden" / "story.ics"
    ).read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"public", ".public.releases", "fair.yaml"}


def test_a_release_is_site_documents_feeds_and_files_for_apps_of_one_number(plan: Plan, tmp_path: Path) -> None:
    public = tmp_path / "public"
    for step in STEPS[:2]:
        path = scenario(tmp_path, step.text)
        assert plan("publish", path, "-o", public, "--at", f"{step.time:%Y-%m-%dT%H:%M:%SZ}").code == 0
    files = bytes_of(public)
    expected = {"index.html", "changes.html", "changes.atom", "agenda.docx", "agenda.xlsx", "calendars/all.ics"}
    assert expected | {"apps/schedule.xml", "apps/schedule.json", "schedule.json", "ledger.json"} <= files.keys()
    assert b"<version>2</version>" in files["apps/schedule.xml"]
    events = files["calendars/all.ics"].decode().split("BEGIN:VEVENT")[1:]
    page = files["index.html"].decode()
    assert events and all(event.split("UID:")[1].split("\r\n")[0] in page for event in events)


def test_nothing_changed_writes_nothing(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    assert plan("publish", path, "-o", public).code == 0
    before, kept = bytes_of(public), public.stat().st_ino
    ran = plan("publish", path, "-o", public, "--author", "another")
    assert ran.out == f"nothing has changed since release 1; {public} was not changed\n"
    assert (bytes_of(public), public.stat().st_ino) == (before, kept)


def test_the_same_time_gives_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    path = scenario(tmp_path)
    for name in ("one", "two"):
        assert plan("publish", path, "-o", tmp_path / name, "--at", "2024-09-01 10:00", "--people").code == 0
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert b"DTSTAMP:20240901T080000Z" in (tmp_path / "one" / "calendars" / "all.ics").read_bytes()


def test_what_touches_no_session_renews_files_and_is_no_release(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public)
    feed = (public / "calendars" / "all.ics").read_bytes()
    scenario(tmp_path, (FAIR + PANEL).replace("place: Messe,", "place: Messe, note: Bring a coat.,"))
    ran = plan("publish", path, "-o", public)
    assert ran.out.startswith("no session has changed since release 1; ")
    assert b"Bring a coat." in (public / "agenda.html").read_bytes()
    assert (public / "calendars" / "all.ics").read_bytes() == feed
    assert assert_whole(public) == 1


def test_a_schedule_with_errors_is_refused_and_the_release_stays(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public)
    before = bytes_of(public)
    scenario(tmp_path, FAIR + PANEL.replace("26 11:00", "26 09:30"))
    ran = plan("publish", path, "-o", public)
    assert (ran.code, ran.out) == (1, "")
    assert ": error: room_clash: " in ran.err
    assert ": error: person_clash: " in ran.err
    assert ran.err.endswith("nothing was published; errors: 2. Fix them, or accept them under waivers\n")
    assert bytes_of(public) == before
    waived = "\nwaivers: [{rule: room_clash, sessions: [panel]}, {rule: person_clash, sessions: [panel]}]\n"
    scenario(tmp_path, FAIR + PANEL.replace("26 11:00", "26 09:30") + waived)
    assert plan("publish", path, "-o", public).code == 0


def test_json_is_the_release_or_the_report(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    document = json.loads(plan("publish", path, "-o", public, "--json").out)
    assert (document["new"], document["number"], len(document["changes"])) == (True, 1, 5)
    assert json.loads(plan("publish", path, "-o", public, "--json").out)["new"] is False
    scenario(tmp_path, FAIR + PANEL.replace(", start: 2024-10-26 11:00, room: A", ""))
    ran = plan("publish", path, "-o", public, "--json")
    assert (ran.code, json.loads(ran.out)["errors"]) == (1, 1)


def test_a_published_schedule_says_who_stands_where_and_no_more(plan: Plan, tmp_path: Path) -> None:
    public = tmp_path / "public"
    plan("publish", scenario(tmp_path), "-o", public)
    document = json.loads((public / "schedule.json").read_text(encoding="utf-8"))
    assert list(document) == ["schema", "expo", "release", "sessions"]
    ran = plan("check", tmp_path / "fair.yaml", "--schedule", public / "schedule.json")
    assert ran.code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--author", "two\nlines"], "--author must be a single line of text"),
        (["--at", "soon"], "--at soon is not a time; write 2023-07-01T08:00:00Z"),
        (
            ["--at", "2024-08-31T23:59:59Z"],
            "--at 2024-08-31T23:59:59Z is before the last release, number 1 of 2024-09-01",
        ),
    ],
)
def test_what_the_ledger_cannot_hold_is_refused(plan: Plan, tmp_path: Path, arguments: list[str], said: str) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public, "--at", "2024-09-01T00:00:00Z")
    before = bytes_of(public)
    ran = plan("publish", path, "-o", public, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)
    assert bytes_of(public) == before


def test_a_clock_that_lags_behind_the_last_release_goes_on_from_there(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public, "--at", "2999-01-01T00:00:00Z")
    scenario(tmp_path, FAIR)
    assert plan("publish", path, "-o", public).out.startswith("release 2 of 2999-01-01T00:00:01Z")


def test_choices_of_feeds_last_until_they_are_changed(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public, "--alarm", "15", "--people")
    assert plan("publish", path, "-o", public).out.startswith("nothing has changed")
    feed = public / "calendars" / "person-ann.ics"
    assert feed.read_bytes().count(b"BEGIN:VALARM") == 3
    assert ": the options of the feeds\n" in plan("publish", path, "-o", public, "--alarm", "0", "--no-people").out
    assert b"VEVENT" not in feed.read_bytes()


def test_a_broken_or_foreign_ledger_is_refused(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public)
    ledger = public / "ledger.json"
    text = ledger.read_text(encoding="utf-8")
    for broken in (text[:-20], text.replace('"expo": "story"', '"expo": "other"'), "[]"):
        ledger.write_text(broken, encoding="utf-8")
        before = bytes_of(public)
        ran = plan("publish", path, "-o", public)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"{ledger}:")
        assert bytes_of(public) == before


def test_only_a_new_empty_or_published_folder_is_published_into(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = scenario(tmp_path), tmp_path / "other"
    other.mkdir()
    assert plan("publish", path, "-o", other).code == 0
    ran = plan("publish", path, "-o", path)
    assert (ran.code, ran.err) == (2, f"{path} is a file, not a folder\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    ran = plan("publish", path, "-o", tmp_path / "mine")
    assert ran.code == 2
    assert "neither empty nor a published folder" in ran.err
    monkeypatch.chdir(other)
    ran = plan("publish", path, "-o", ".")
    assert (ran.code, "from outside it" in ran.err) == (2, True)
    assert {one.name for one in tmp_path.iterdir()} == {"fair.yaml", "other", "mine"}


def test_a_folder_that_cannot_be_made_is_told(plan: Plan, tmp_path: Path) -> None:
    path = scenario(tmp_path)
    ran = plan("publish", path, "-o", path / "below" / "it")
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be written: " in ran.err
    assert [one.name for one in tmp_path.iterdir()] == ["fair.yaml"]


def test_drafts_never_replace_a_release(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public)
    before = bytes_of(public)
    ran = plan("solve", path, "-o", public, "--quiet")
    assert (ran.code, "contains a published release" in ran.err) == (2, True)
    assert bytes_of(public) == before


def test_what_others_put_into_the_folder_stays(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public)
    (public / "CNAME").write_text("fair.example.org")
    (public / ".git" / "refs").mkdir(parents=True)
    (public / "latest").symlink_to("agenda.html")
    scenario(tmp_path, FAIR)
    assert plan("publish", path, "-o", public).code == 0
    assert (public / "CNAME").read_text() == "fair.example.org"
    assert (public / ".git" / "refs").is_dir()
    assert os.readlink(public / "latest") == "agenda.html"


def test_a_file_that_does_not_change_stays_the_same_file(plan: Plan, tmp_path: Path) -> None:
    path, feeds = scenario(tmp_path), tmp_path / "public" / "calendars"
    plan("publish", path, "-o", tmp_path / "public")
    before = {feed.name: feed.stat() for feed in feeds.iterdir()}
    scenario(tmp_path, STEPS[1].text)
    plan("publish", path, "-o", tmp_path / "public")
    changed = {feed.name for feed in feeds.iterdir() if feed.stat().st_ino != before[feed.name].st_ino}
    assert changed == {"all.ics", "category-1.ics", "day-2024-10-26.ics", "day-2024-10-27.ics", "room-A.ics"}
    assert (feeds / "room-B.ics").stat().st_mtime_ns == before["room-B.ics"].st_mtime_ns


def test_the_folder_may_be_a_link(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    (tmp_path / "real").mkdir()
    public.symlink_to("real")
    plan("publish", path, "-o", public)
    scenario(tmp_path, FAIR)
    plan("publish", path, "-o", public)
    assert public.is_symlink()
    assert assert_whole(public) == 2


def test_a_released_folder_is_a_side_of_a_diff(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    plan("publish", path, "-o", public)
    moved = tmp_path / "moved.yaml"
    moved.write_text(STEPS[1].text, encoding="utf-8")
    ran = plan("diff", public, moved, "--by", "session", "--lang", "en")
    assert "“Panel”: moved from Sat 26 Oct 11:00–12:30 to Sun 27 Oct 12:00–13:30" in ran.out
    plan("publish", moved, "-o", tmp_path / "after")
    ran = plan("diff", public, tmp_path / "after", "--by", "session", "--lang", "en")
    assert "“Panel”: moved from Sat 26 Oct 11:00–12:30" in ran.out
    assert "place unchanged: Hall A" in ran.out
    assert ran.err == ""
    (public / "ledger.json").unlink()
    assert "has no names" in plan("diff", public, public, "--lang", "en").err
    ran = plan("diff", tmp_path / ".", public, "--lang", "en")
    assert (ran.code, "schedule.json:1:1: there is no such file" in ran.err) == (2, True)


def test_two_publishers_at_once_are_kept_apart(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    with held(public):
        ran = plan("publish", path, "-o", public)
        assert (ran.code, ran.err) == (
            2,
            f"{public}: another plan publish is running there; try again when it has finished\n",
        )
    assert plan("publish", path, "-o", public).code == 0


@pytest.mark.parametrize("exchange", [True, False])
def test_a_failing_disk_leaves_the_release_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    public = tmp_path / "public"
    with held(public) as real:
        replace(real, {"ledger.json": b"one", "a/b.txt": b"1"}, set())
    if not exchange:
        monkeypatch.setattr(disk, "_exchange", lambda one, other: False)
    rename = os.rename

    def fail(old: Path, new: Path) -> None:
        if new == public and Path(old).name == "next":
            raise OSError(errno.ENOSPC, "no space")
        rename(old, new)

    def fail_to_exchange(one: Path, other: Path) -> bool:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as broken:
        broken.setattr(os, "rename", fail)
        if exchange:
            broken.setattr(disk, "_exchange", fail_to_exchange)
        with pytest.raises(OSError, match="no space"), held(public) as real:
            replace(real, {"ledger.json": b"two"}, set())
    assert bytes_of(public) == {"ledger.json": b"one", "a/b.txt": b"1"}
    with held(public) as real:
        replace(real, {"ledger.json": b"two"}, {"a/b.txt"})
    assert bytes_of(tmp_path) == {"public/ledger.json": b"two"}


def test_a_kill_between_two_renames_is_made_good_by_the_next_run(tmp_path: Path) -> None:
    public, aside = tmp_path / "public", tmp_path / ".public.publishing"
    (aside / "old").mkdir(parents=True)
    (aside / "next").mkdir()
    (aside / "old" / "ledger.json").write_bytes(b"one")
    with held(public) as real:
        assert bytes_of(real) == {"ledger.json": b"one"}
    assert bytes_of(tmp_path) == {"public/ledger.json": b"one"}


def test_a_file_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="leads out"), held(tmp_path / "public") as real:
        replace(real, {"../agenda.md": b""}, set())
    with pytest.raises(Unsuitable), held(Path("/")):
        pass
    assert list(tmp_path.iterdir()) == []


def publish_until_killed(public: Path, agendas: Sequence[Agenda], told: int) -> None:
    """Publishes release after release, and tells of each with a byte."""
    for number in itertools.count(1):
        last = load_ledger(public / "ledger.json", "story").last if number > 1 or public.exists() else None
        count = 0 if last is None else last.number
        publish(agendas[count % len(agendas)], public, FIRST + timedelta(hours=count), None, Choices())
        os.write(told, b".")


def kill_publishers(folder: Path, times: int, seed: int, recover: bool = False) -> tuple[int, int]:
    """Kills publishers at random moments; how many releases came to be, and how many kills hit one at work.

    So many times, and on until a kill has hit one, which about one in four does. With `recover`, the next publisher may
    have something to make good.
    """
    chance, public, hits = random.Random(seed), folder / "public", 0
    agendas = [step.agenda for step in STEPS[:4]]
    for number in itertools.count():
        if number >= times and (hits or number >= 10 * times):
            break
        hearing, telling = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the child of a process with threads does no more
            child = os.fork()
        if child == 0:
            try:
                publish_until_killed(public, agendas, telling)
            finally:
                os._exit(1)
        began = time.monotonic()
        assert os.read(hearing, 1) == b"."
        time.sleep(chance.uniform(0, 1.3 * (time.monotonic() - began)))
        os.kill(child, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        os.close(hearing)
        os.close(telling)
        hits += any((folder / ".public.publishing" / name).exists() for name in ("next", "old"))
        if recover:
            with held(public):
                pass
        assert_whole(public)
    return assert_whole(public), hits


def test_a_kill_at_any_moment_leaves_a_whole_release(tmp_path: Path, plan: Plan) -> None:
    releases, hits = kill_publishers(tmp_path, 15, seed=5)
    assert releases >= 15
    assert hits
    path = scenario(tmp_path, STEPS[7].text)
    assert plan("publish", path, "-o", tmp_path / "public", "--at", "2030-01-01").code == 0
    assert {one.name for one in tmp_path.iterdir()} == {"public", ".public.releases", "fair.yaml"}


@pytest.fixture
def bare_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system with as little as Windows has: no folders change places or are opened, links are followed."""

    def opened(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really_open(path, flags, mode)

    def linked(old: Path, new: Path, *, follow_symlinks: bool = True) -> None:
        if not follow_symlinks:
            raise NotImplementedError("link: follow_symlinks unavailable on this platform")
        really_link(old, new)

    really_open, really_link = os.open, os.link
    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "link", linked)
    monkeypatch.setattr(disk, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(disk, "ctypes", SimpleNamespace())
    monkeypatch.setattr(shutil, "_use_fd_functions", False)
    monkeypatch.delattr(signal, "pthread_sigmask")


@pytest.mark.usefixtures("bare_system")
def test_publishing_needs_no_more_than_windows_has(plan: Plan, tmp_path: Path) -> None:
    path, public = scenario(tmp_path), tmp_path / "public"
    assert plan("publish", path, "-o", public, "--at", "2024-01-01").code == 0
    (public / "mine").mkdir()
    (public / "mine" / "letter.txt").write_bytes(b"dear")
    ran = plan("publish", scenario(tmp_path, FAIR), "-o", public, "--at", "2024-01-02")
    assert (ran.code, ran.err) == (0, "")
    assert (public / "mine" / "letter.txt").read_bytes() == b"dear"
    (public / "mine" / "letter.txt").unlink()
    assert assert_whole(public) == 2
    assert plan("publish", scenario(tmp_path, FAIR), "-o", public, "--at", "2024-01-03").code == 0
    assert assert_whole(public) == 2
    with held(public):
        assert "plan publish is running there" in plan("publish", path, "-o", public, "--lang", "en").err
    assert {one.name for one in tmp_path.iterdir()} == {"public", ".public.releases", "fair.yaml"}
    assert plan("solve", path, "-o", tmp_path / "drafts").code == 0
    assert plan("solve", path, "-o", tmp_path / "drafts").code == 0
    assert not [one.name for one in (tmp_path / "drafts").rglob(".*")]


@pytest.mark.usefixtures("bare_system")
def test_a_kill_at_any_moment_is_made_good_where_folders_cannot_change_places(tmp_path: Path) -> None:
    releases, hits = kill_publishers(tmp_path, 10, seed=6, recover=True)
    assert releases >= 10
    assert hits


def test_a_release_of_the_example_is_whole(tmp_path: Path) -> None:
    published = publish(example(), tmp_path / "public", None, None, Choices(people=True))
    assert published.release is published.ledger.last
    assert set(published.ledger.by_session) == {entry.session.id for entry in example().entries}
