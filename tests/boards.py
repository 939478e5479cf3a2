"""Boards served by `plan serve` for the tests, and what is seen of them in a browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from coverage import Coverage

ROOT = Path(__file__).parents[1]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}
DAY = "2023-07-06"
PATIENCE = 10


class Served(NamedTuple):
    """A board that is served, and the file that it is of."""

    url: str
    file: Path

    def ask(self, path: str, body: object = None) -> Any:
        """What the server itself says."""
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}{path}", data, {"Content-Type": "application/json"})) as answer:
            return json.load(answer)

    def await_place(self, name: str, room: str, start: int) -> None:
        """Waits until the server has a session there; the page that drops it shows it at once."""
        last = time.monotonic() + PATIENCE
        while True:
            now = next(one for one in self.ask("/api/board")["sessions"] if one["id"] == name)
            if (now["room"], now["start"]) == (room, start):
                return
            assert time.monotonic() < last, f"{name} is in {now['room']} at {now['start']}"
            time.sleep(0.05)

    def await_file(self, wanted: Callable[[bytes], bool]) -> None:
        """Waits until the file, which is written a moment after each change, is as wanted."""
        last = time.monotonic() + PATIENCE
        while not wanted(self.file.read_bytes()):
            assert time.monotonic() < last, "the file was not written"
            time.sleep(0.05)


def server(file: Path, *options: str) -> subprocess.Popen[str]:
    """A process of `plan serve` at a port of its own choice; coverage is measured in it as in the tests."""
    command = [sys.executable, "-m", "expo_planner", "serve", str(file), "--port", "0", *options]
    if Coverage.current():
        measured = ["coverage", "run", f"--rcfile={ROOT / 'pyproject.toml'}", f"--data-file={ROOT / '.coverage'}"]
        command[1:2] = ["-m", *measured, "-m"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> None:
    """Ends a server as Ctrl-C does; kills it if it does not."""
    process.terminate()
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def serve(file: Path, *options: str) -> Iterator[Served]:
    with server(file, *options) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        try:
            assert found, said
            yield Served(found[0].rstrip("/"), file)
        finally:
            end(process)


Open = Callable[..., Any]


def session(page: Any, name: str) -> Any:
    return page.locator(f'#timeline .session[data-id="{name}"]').first


def barriers(page: Any, axe: str) -> list[tuple[str, list[str]]]:
    """What axe finds that is serious."""
    page.evaluate(axe)
    violations = page.evaluate("axe.run({preload: false, resultTypes: ['violations']})")["violations"]
    return [
        (violation["id"], [node["html"][:160] for node in violation["nodes"][:3]])
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    ]
