"""Ctrl-C at any moment: `python -m hardship.interrupts --times 200`.

Commands run as processes of their own and get a signal at a random moment between their first line of code and the time
that they take when nobody interrupts them. Whatever the moment, no traceback, no torn file, an exit code that is known,
and the next ordinary run succeeds.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PROGRAM = "from expo_planner.__main__ import main\nprint(flush=True)\nmain()"
"""An empty line says that Python is there; before that its own start is interrupted, not ours."""
STARTED = b"\n"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "check": ("check", "dicc-2023.yaml", "--json"),
    "solve": ("solve", "conference-grid.yaml", "-o", "OUT", "--workers", "1"),
    "search": ("solve", "tight.yaml", "-o", "OUT", "--workers", "2", "--time-limit", "3"),
    "publish": ("publish", "health-forum.yaml", "-o", "OUT", "--at", "2024-09-01"),
    "repair": ("repair", "health-forum.yaml", "-o", "OUT", "--away", "翟瑞光 2023-07-06", "--workers", "1"),
    "explain": ("explain", "no-solution.yaml", "--apply", "1", "-o", "OUT/changed.yaml"),
    "export": ("export", "dicc-2023.yaml", "--to", "xlsx", "-o", "OUT/agenda.xlsx"),
}
ENDS = {0, 1, 2, 3, 130}


class Torn(Exception):
    """What an interrupted command left is not as it must be."""


def command(name: str, out: Path) -> list[str]:
    """The command line of a command that writes into a folder."""
    arguments = [one.replace("OUT", str(out)) for one in COMMANDS[name]]
    return [sys.executable, "-c", PROGRAM, arguments[0], str(SCENARIOS / arguments[1]), *arguments[2:]]


def interrupt(name: str, out: Path, after: float, sent: signal.Signals = signal.SIGINT) -> tuple[int, str]:
    """Runs a command and sends it a signal after so many seconds; its exit code and what it said on standard error."""
    with subprocess.Popen(
        command(name, out),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_hears_ctrl_c,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == STARTED
        time.sleep(after)
        process.send_signal(sent)
        try:
            _, said = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Torn(f"{name} did not end: signal {sent} after {after:.3f} s") from None
    return process.returncode, said.decode()


def _hears_ctrl_c() -> None:
    """What runs in the background of a shell would not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def seconds(name: str, out: Path) -> float:
    """How long a command takes, not counting Python's start."""
    with subprocess.Popen(command(name, out), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        process.communicate(timeout=120)
    return time.monotonic() - began


def look(name: str, out: Path, code: int, said: str) -> None:
    """Raises Torn where an interrupted command is not as it must be."""
    if code not in ENDS:
        raise Torn(f"{name} ended with {code}: {said}")
    if "Traceback" in said or "Exception ignored" in said or "Internal error; nothing was written" in said:
        raise Torn(f"{name}: {said}")
    if code == 130 and said not in ("", "stopped; no file was left half written\n", "已中止，没有写了一半的文件\n"):
        raise Torn(f"{name}: {said}")
    for path in out.parent.rglob("*"):
        if path.name.endswith((".part", ".kept")) or path.name == "next":
            raise Torn(f"{name} left {path.name}")
    document = out / "schedule.json"
    if document.exists():
        json.loads(document.read_text(encoding="utf-8"))
    made = {path.name for path in out.iterdir()} if out.exists() else set()
    if made and name in ("solve", "search", "repair", "publish") and not {"schedule.json", "calendars"} <= made:
        raise Torn(f"{name} left {sorted(made)}")


def campaign(times: int, seed: int, names: Sequence[str] = tuple(COMMANDS)) -> Counter[tuple[str, int]]:
    """Interrupts commands so many times in all; how often each ended with which code. Raises Torn."""
    chance, ends = random.Random(seed), Counter[tuple[str, int]]()
    with tempfile.TemporaryDirectory() as folder:
        long = {name: seconds(name, Path(folder) / name / "out") for name in names}
        for number in range(times):
            name = names[number % len(names)]
            out = Path(folder) / str(number) / "out"
            out.parent.mkdir()
            sent = signal.SIGTERM if chance.random() < 0.25 else signal.SIGINT
            code, said = interrupt(name, out, chance.uniform(0.02, 1.1 * long[name]), sent)
            ends[name, code] += 1
            look(name, out, code, said)
    return ends


def main() -> None:
    """Interrupts commands and prints how they ended."""
    parser = argparse.ArgumentParser(prog="python -m hardship.interrupts", description="Ctrl-C at any moment.")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", choices=[*COMMANDS], default=[*COMMANDS])
    given = parser.parse_args()
    for (name, code), count in sorted(campaign(given.times, given.seed, given.only).items()):
        print(f"{name}: exit code {code}: {count}")


if __name__ == "__main__":
    main()
