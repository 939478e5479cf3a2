"""How fast the planning board of a large expo is, in Chromium: `python -m benchmarks.board --help`.

Makes an expo with its planted schedule, serves it with `plan serve` in a process of its own, and does what people do:
opens the board, drags sessions and drops them, edits a field. Prints the median and the worst of each in milliseconds.
Frames are those that Chromium's own trace tells of. Needs the extras `web` and `test`, and Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.generate import generate, planted
from expo_planner.files.write.to_yaml import block

DESK = {"width": 1440, "height": 900}
ME = "Li"
PATIENCE = 60
"""Seconds to wait for anything."""
PAUSE = 2
"""Seconds between two changes, in which the file follows."""
SETTLES = 0.5
"""Seconds in which Chromium puts its trace away."""
STEPS = 120
"""Movements of the pointer in a drag, one in each frame."""
TRACED = ["-*", "devtools.timeline.frame", "disabled-by-default-devtools.timeline.frame"]
WATCH = """
localStorage['expo-planner'] ??= JSON.stringify({name: 'Li', language: 'en'});
window.seen = {};
const note = name => requestAnimationFrame(() => setTimeout(() => { seen[name] ??= performance.now(); }));
addEventListener('DOMContentLoaded', () => new MutationObserver(changes => {
  for (const {type, target, addedNodes} of changes) {
    if (target === document.body && target.classList.contains('holding')) seen.picked ??= performance.now();
    if (type === 'childList' && target.id === 'toasts') note('counted');
    for (const node of addedNodes) if (node.matches?.('canvas.shade')) note('shaded');
  }
}).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['class']}));
addEventListener('pointerup', () => { seen.dropped ??= performance.now(); delete seen.counted; }, true);
"""
"""Notes in the page when something happens, and when it is painted."""


@dataclass
class Figures:
    """What was measured, in milliseconds unless the name says otherwise."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def rows(self) -> Iterator[str]:
        """The rows of a Markdown table."""
        yield "| what | median | worst | times |"
        yield "| --- | --- | --- | --- |"
        for name, all_ in self.taken.items():
            worst = min(all_) if name.startswith("frames") else max(all_)
            yield f"| {name} | {statistics.median(all_):,.0f} | {worst:,.0f} | {len(all_)} |"


def scenario(sessions: int, rooms: int, days: int, use: float, seed: int = 0) -> str:
    """The scenario file of a made expo, in which each session stands where it was planted."""
    document = generate(sessions, rooms, days, use, seed)
    places = {one.pop("id"): one for one in planted(sessions, rooms, days, use, seed)["sessions"]}
    document["sessions"] = [{**one, **places[one["id"]]} for one in document["sessions"]]
    return "\n".join(block(document, 0)) + "\n"


class ServedBoard:
    """A board that `plan serve` serves, and what the server itself needs."""

    def __init__(self, file: Path, url: str, process: subprocess.Popen[str]) -> None:
        self.file, self.url, self.process = file, url, process

    def ask(self, path: str, body: object = None) -> Any:
        """What the server answers."""
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}{path}", data, {"Content-Type": "application/json"})) as answer:
            return json.load(answer)

    def processor(self) -> float:
        """CPU seconds that the server and the processes it started have taken; 0 where the system does not tell."""
        return sum(map(_processor, [self.process.pid, *_children(self.process.pid)]))

    def await_file(self, before: bytes) -> None:
        """Waits until the file, which follows the board, is another than before."""
        last = time.monotonic() + PATIENCE
        while self.file.read_bytes() == before:
            if time.monotonic() > last:
                raise TimeoutError("the file was not written")
            time.sleep(0.005)


def _processor(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


@contextmanager
def serve(text: str) -> Iterator[ServedBoard]:
    """A board of a scenario, served until the end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.yaml"
        file.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "expo_planner", "serve", str(file), "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            try:
                if found is None:
                    raise RuntimeError("the board is not served")
                yield ServedBoard(file, found[0], process)
            finally:
                process.terminate()
                process.wait(PATIENCE)


def measure(browser: Any, text: str, times: int, seed: int = 0) -> Figures:
    """Does everything so many times on the board of a scenario."""
    figures, drawn = Figures(), random.Random(seed)
    with serve(text) as board:
        for _ in range(times):
            _open(board, browser, figures)
        _drag(board, browser, figures, times, drawn)
        _move(board, figures, times, drawn)
        _edit(board, figures, times, drawn)
    return figures


def _open(board: ServedBoard, browser: Any, figures: Figures) -> None:
    """From going there until a click has opened the panel of a session."""
    page = _page(browser)
    began = time.perf_counter()
    page.goto(board.url, wait_until="commit")
    page.locator("#timeline .session").first.click()
    page.locator("#side h2").wait_for()
    figures.taken["open: until a click opens a panel"].append((time.perf_counter() - began) * 1000)
    page.context.close()


def _page(browser: Any) -> Any:
    page = browser.new_context(viewport=DESK).new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.add_init_script(WATCH)
    return page


def _drag(board: ServedBoard, browser: Any, figures: Figures, times: int, drawn: random.Random) -> None:
    """Picks sessions up, carries them about, drops them."""
    page = _page(browser)
    page.goto(board.url)
    page.locator("#timeline .session").first.wait_for()
    for _ in range(times):
        left, top, right, bottom = page.evaluate(
            "() => { const {right, bottom} = document.querySelector('#timeline').getBoundingClientRect();"
            "const {right: left, bottom: top} = document.querySelector('.corner').getBoundingClientRect();"
            "return [left, top, right, bottom]; }"
        )
        inside = [
            box
            for one in page.locator("#timeline .session:not(.pinned):not(.again)").all()[:200]
            if (box := one.bounding_box()) and left < box["x"] < right - 200 and top < box["y"] < bottom - 50
        ]
        (x, y), goal = (
            (box["x"] + min(box["width"], 40) / 2, box["y"] + box["height"] / 2) for box in drawn.sample(inside, 2)
        )
        page.evaluate("() => { window.seen = {}; }")
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 8, y)
        page.wait_for_function("() => seen.shaded")
        browser.start_tracing(page=page, categories=TRACED)
        _carry(page, left, top, right, bottom)
        _count_frames(json.loads(browser.stop_tracing())["traceEvents"], figures)
        time.sleep(SETTLES)
        page.mouse.move(*goal)
        page.mouse.up()
        page.wait_for_function("() => seen.counted")
        seen = page.evaluate("() => seen")
        figures.taken["drag: from picking up until the shading is drawn"].append(seen["shaded"] - seen["picked"])
        figures.taken["drop: until the new count of clashes is shown"].append(seen["counted"] - seen["dropped"])
        time.sleep(PAUSE)
    page.context.close()


def _carry(page: Any, left: float, top: float, right: float, bottom: float) -> None:
    """Carries what is held about, a little in every frame. The page moves the pointer: a driver would be late."""
    page.evaluate(
        """([left, top, right, bottom, steps]) => new Promise(done => {
          const step = number => {
            const share = number / steps;
            document.dispatchEvent(new PointerEvent('pointermove', {
              bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse',
              clientX: left + 60 + (right - left - 200) * share,
              clientY: top + 60 + (bottom - top - 140) * Math.abs(1 - 2 * share),
            }));
            number < steps ? requestAnimationFrame(() => step(number + 1)) : done();
          };
          requestAnimationFrame(() => step(0));
        })""",
        [left, top, right, bottom, STEPS],
    )


def _count_frames(events: Sequence[Any], figures: Figures) -> None:
    """The frames that were drawn, by the seconds between the first and the last."""
    moments = sorted(event["ts"] / 1000 for event in events if event["name"] == "DrawFrame")
    if len(moments) > 1:
        gaps = [later - one for one, later in pairwise(moments)]
        figures.taken["frames a second while dragging"].append(1000 * len(gaps) / (moments[-1] - moments[0]))
        figures.taken["longest frame of a drag"].append(max(gaps))


def _move(board: ServedBoard, figures: Figures, times: int, drawn: random.Random) -> None:
    """The server's own part in a move, in shading, and in the file that follows."""
    shown = board.ask("/api/board")
    free = [one for one in shown["sessions"] if not one["pinned"] and one["room"]]
    for one in drawn.sample(free, times):
        _timed(board, figures, "server: shading", board.ask, f"/api/shade/{one['id']}")
        file = board.file.read_bytes()
        moved = {one["id"]: {"room": drawn.choice(shown["rooms"])["id"], "start": one["start"]}}
        asked, since = {"by": ME, "revision": shown["revision"], "moves": moved}, shown["version"]
        _timed(board, figures, "server: a move", board.ask, f"/api/moves?since={since}", asked)
        shown = board.ask("/api/board")
        if moved[one["id"]]["room"] != one["room"]:
            _timed(
                board,
                figures,
                "file: until a move is written, 300 ms of waiting included",
                lambda file=file: board.await_file(file),
            )
        time.sleep(PAUSE)


def _edit(board: ServedBoard, figures: Figures, times: int, drawn: random.Random) -> None:
    """An edit of a field in a form."""
    shown = board.ask("/api/board")
    board.ask("/api/form/sessions/" + shown["sessions"][0]["id"])
    for number, one in enumerate(drawn.sample(shown["sessions"], times)):
        asked = {"by": ME, "revision": shown["revision"], "fields": {"title": f"Edited {number}"}}
        _timed(
            board,
            figures,
            "server: an edit of a title",
            lambda one=one, asked=asked: board.ask(f"/api/form/sessions/{one['id']}", asked),
        )
        time.sleep(PAUSE)


def _timed(board: ServedBoard, figures: Figures, name: str, work: Callable[..., object], *given: object) -> None:
    """Wall time, and the processor time that the server took meanwhile."""
    before, began = board.processor(), time.perf_counter()
    work(*given)
    figures.taken[name].append((time.perf_counter() - began) * 1000)
    figures.taken[f"{name}: CPU of the server"].append((board.processor() - before) * 1000)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.board", description="The planning board of a large expo."
    )
    parser.add_argument("--size", default="1000x50x5", help="SESSIONSxROOMSxDAYS")
    parser.add_argument("--use", type=float, default=0.9, help="share of room time taken")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--times", type=int, default=20, help="how often everything is done")
    given = parser.parse_args(arguments)
    sessions, rooms, days = map(int, given.size.split("x"))
    from playwright.sync_api import sync_playwright

    text = scenario(sessions, rooms, days, given.use, given.seed)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for row in measure(browser, text, given.times, given.seed).rows():
            print(row)
        browser.close()
    print(f"\nprocesses that wanted a core, at the end: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")


if __name__ == "__main__":
    main()
