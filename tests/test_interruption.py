"""Ctrl-C at any moment, output that nobody takes, two commands at once: nothing torn, a clear message."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import SCENARIOS, Plan
from hardship.interrupts import COMMANDS, campaign
from story import FAIR, PANEL

from expo_planner.interface.web.file_index import find
from expo_planner.publishing.folder import held, replace
from expo_planner.publishing.formats import write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and devices as POSIX has them")
SMALL = str(SCENARIOS / "health-forum.yaml")
PRINTING = [["check", SMALL], ["check", SMALL, "--json"], ["export", SMALL, "--to", "csv"], ["schema"], ["--help"]]


def shell(arguments: list[str], around: str) -> subprocess.CompletedProcess[str]:
    """Runs `plan` in a shell, with redirections around it."""
    command = [sys.executable, "-m", "expo_planner", *arguments]
    return subprocess.run(
        ["bash", "-c", around.replace("PLAN", '"$@"'), "bash", *command], capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_signal_at_any_moment_tears_nothing(name: str) -> None:
    assert campaign(times=2, seed=3, names=[name]).total() == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_output_that_does_not_fit_is_not_lost_in_silence(arguments: list[str]) -> None:
    ran = shell(arguments, "PLAN > /dev/full")
    assert (ran.returncode, ran.stderr) == (2, "cannot write to standard output: No space left on device\n")


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_reader_that_has_had_enough_and_a_closed_stream_are_no_mistake(arguments: list[str]) -> None:
    for around in ("PLAN >&-", "PLAN | true; exit ${PIPESTATUS[0]}"):
        ran = shell(arguments, around)
        assert (ran.returncode, ran.stderr) == (0, ""), around
    assert shell(["check", "none.yaml"], "PLAN 2>&-").returncode == 2
    assert shell(["check", "none.yaml"], "PLAN >&- 2>&- <&-").returncode == 2


@pytest.mark.parametrize("arguments", [["export", SMALL, "--to", "md"], ["explain", "no.yaml", "--apply", "1", "-q"]])
def test_a_pipe_in_place_of_a_file_gets_the_bytes_and_stays_a_pipe(arguments: list[str], tmp_path: Path) -> None:
    shutil.copy(SCENARIOS / "no-solution.yaml", tmp_path / "no.yaml")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [one if one != "no.yaml" else str(tmp_path / one) for one in arguments]
    heard: list[str] = []
    listening = threading.Thread(target=lambda: heard.append(pipe.read_text(encoding="utf-8")))
    listening.start()
    ran = shell([*command, "-o", str(pipe)], "PLAN")
    assert ran.stderr == ""
    listening.join(timeout=20)
    assert pipe.is_fifo()
    assert len(heard[0]) > 100


@pytest.mark.parametrize("where", ["file", "file/below", "x" * 300, "folder"])
@pytest.mark.parametrize("command", ["solve", "publish", "export", "new"])
def test_a_place_that_cannot_be_written_is_named(plan: Plan, tmp_path: Path, where: str, command: str) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "folder" / "schedule.json").mkdir(parents=True)
    (tmp_path / "folder" / "scenario.yaml").mkdir()
    path = tmp_path / where
    before = sorted(tmp_path.rglob("*"))
    if command == "export" and where == "file":
        return  # a file is what it writes
    to = ["--to", "md"] if command == "export" else []
    ran = plan(command, *([path] if command == "new" else [SMALL, "-o", path]), *to, "--lang", "en")
    assert ran.code == 2
    assert str(tmp_path) in ran.err
    assert len(ran.err.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(plan: Plan, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    ran = plan("solve", SMALL, "-o", tmp_path / "out", "--lang", "en")
    tmp_path.chmod(0o755)
    assert (ran.code, "cannot be written: Permission denied" in ran.err) == (2, True)


def test_what_a_killed_command_left_goes_with_the_next(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name in (f".agenda.md.{dead.pid}.part", f".agenda.md.{dead.pid}.kept", f".mine.{os.getppid()}.part", ".mine"):
        (tmp_path / name).write_bytes(b"left")
    write({"agenda.md": b"new"}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"agenda.md", f".mine.{os.getppid()}.part", ".mine"}


def test_two_commands_that_write_into_one_folder_do_so_one_after_the_other(tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(40)]

    def writes(text: bytes) -> None:
        for _ in range(20):
            write(dict.fromkeys(names, text), tmp_path)

    children = []
    for text in (b"one", b"two"):
        if (child := os.fork()) == 0:
            writes(text)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert {path.name for path in tmp_path.iterdir()} == set(names)
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


def test_whoever_reads_while_a_release_takes_its_place_gets_whole_files(tmp_path: Path) -> None:
    public = tmp_path / "public"
    texts = [bytes([letter]) * 50_000 for letter in b"ab"]
    with held(public) as real:
        replace(real, {"ledger.json": b"{}", "all.ics": texts[0]}, set())
    seen = set()
    stop = threading.Event()

    def reads() -> None:
        while not stop.is_set():
            page = find(public, "/all.ics")
            seen.add(None if page is None else page.content)

    reading = threading.Thread(target=reads)
    reading.start()
    for number in range(60):
        with held(public) as real:
            replace(real, {"ledger.json": b"{}", "all.ics": texts[number % 2]}, set())
    stop.set()
    reading.join()
    assert seen <= set(texts)


def test_a_clock_set_back_takes_nothing_back(plan: Plan, tmp_path: Path) -> None:
    path, public = tmp_path / "fair.yaml", tmp_path / "public"
    path.write_text(FAIR + PANEL, encoding="utf-8")
    assert plan("publish", path, "-o", public, "--at", "2900-01-01T00:00:00Z").code == 0
    path.write_text((FAIR + PANEL).replace("Panel", "Round table"), encoding="utf-8")
    early = plan("publish", path, "-o", public, "--at", "2024-01-01", "--lang", "en")
    assert (early.code, "is before the last release" in early.err) == (2, True)
    assert plan("publish", path, "-o", public).code == 0
    ledger = json.loads((public / "ledger.json").read_text(encoding="utf-8"))
    assert [release["time"] for release in ledger["releases"]] == ["2900-01-01T00:00:00Z", "2900-01-01T00:00:01Z"]
    feed = (public / "calendars" / "all.ics").read_text(encoding="utf-8")
    assert "LAST-MODIFIED:29000101T000001Z" in feed
    far = plan("publish", path, "-o", public, "--at", "9999-12-31T23:59:59-14:00", "--lang", "en")
    assert (far.code, "is not a time" in far.err) == (2, True)
