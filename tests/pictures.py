"""Takes the pictures of the planning board for the documentation: a copy of the real fair, in Chromium.

    python tests/pictures.py [FOLDER]

writes them into docs/pictures, or into another folder to be looked at first.
"""

from __future__ import annotations

import json
import re
import shutil
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from boards import DAY, DESK, PHONE, Served, serve, session
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
COLOURS = 256
"""As many as a small png has."""
LONG = 120_000
"""Milliseconds that a repair may take."""
CLOSED = {"room": "7A", "start": "13:00", "end": "18:00"}


def held(page: Page) -> None:
    """A session in hand: every place is shaded, and what it would clash with is said."""
    box = session(page, "standards").bounding_box()
    row = page.locator(".name", has_text=re.compile("^1号")).bounding_box()
    assert box and row
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 22, box["y"] + 20)
    page.locator("canvas.shade").wait_for()
    page.mouse.move(box["x"] + 20, row["y"] + row["height"] / 2, steps=4)
    page.locator("#hint span").filter(has_text="1号").wait_for()  # the reason names the room


def proposed(page: Page) -> None:
    """A hall is lost for an afternoon; the repair is drawn beside what stands."""
    page.locator("#open-tasks").click()
    page.locator("[data-task=repair]").click()
    page.locator("[name=which]").select_option(CLOSED["room"])
    page.locator("[name=from]").fill(CLOSED["start"])
    page.locator("[name=until]").fill(CLOSED["end"])
    page.locator(".task-form [type=submit]").click()
    page.mouse.move(0, 0)  # or what comes under it is highlighted
    page.locator("#side .verdict").wait_for(timeout=LONG)
    page.locator("#toasts > *").first.wait_for(state="detached")


def form(page: Page) -> None:
    """A session is edited, with its programme."""
    session(page, "standards").click()
    page.locator("#side .edit").click()
    page.locator("#side form.entry").wait_for()


def as_it_is(page: Page) -> None:
    """A screen, which nobody touches."""


def details(page: Page) -> None:
    """What is known of a session."""
    session(page, "opening").click()
    page.locator("#side dl").wait_for()


Scene = Callable[[Page], None]
PICTURES: dict[str, tuple[Scene, str, dict[str, Any]]] = {
    "board-held": (held, "/", {}),
    "board-held-zh": (held, "/", {"language": "zh"}),
    "board-form": (form, "/", {}),
    "board-screen": (as_it_is, f"/now/7A?lang=en&at={DAY}T14:45", {}),
    "board-phone": (details, "/", {"viewport": PHONE}),
    "board-proposal": (proposed, "/", {}),
}


def look(browser: Browser, board: Served, path: str, language: str = "en", **options: Any) -> Iterator[Page]:
    context = browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **options})
    kept = json.dumps({"name": "Li", "language": language, "day": DAY})
    context.add_init_script(f"localStorage['expo-planner'] = {json.dumps(kept)}")
    page = context.new_page()
    page.goto(board.url + path)
    page.locator("#timeline .sheet, #screen section").first.wait_for()
    yield page
    context.close()


def small(png: bytes) -> bytes:
    """A png of RGB as one with a palette: the most frequent colours, each other one as the nearest of them."""
    header, pixels = unpacked(png)
    found, which, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    palette = found[np.argsort(-counts)[:COLOURS]].astype(int)
    nearest = np.array([((palette - colour) ** 2).sum(axis=1).argmin() for colour in found], np.uint8)
    rows = np.pad(nearest[which].reshape(pixels.shape[:2]), ((0, 0), (1, 0)))
    chunks = {
        b"IHDR": header[:9] + b"\3" + header[10:],
        b"PLTE": palette.astype(np.uint8).tobytes(),
        b"IDAT": zlib.compress(rows.tobytes(), 9),
        b"IEND": b"",
    }
    return png[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks.items()
    )


def unpacked(png: bytes) -> tuple[bytes, np.ndarray[Any, np.dtype[np.uint8]]]:
    """The header of a png of RGB, and its pixels, row by row."""
    at, header, packed = 8, b"", b""
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        header, packed = body if kind == b"IHDR" else header, packed + (body if kind == b"IDAT" else b"")
        at += length + 12
    width = int.from_bytes(header[:4]) * 3
    filtered, before, rows = zlib.decompress(packed), bytearray(width), bytearray()
    for begin in range(0, len(filtered), width + 1):
        row = bytearray(filtered[begin + 1 : begin + 1 + width])
        if method := filtered[begin]:
            for i in range(width):
                left, corner = (row[i - 3], before[i - 3]) if i >= 3 else (0, 0)
                row[i] = row[i] + predicted(method, left, before[i], corner) & 255
        rows += row
        before = row
    return header, np.frombuffer(rows, np.uint8).reshape(-1, width // 3, 3)


def predicted(method: int, left: int, above: int, corner: int) -> int:
    """What a png's filters expect of a byte."""
    if method < 4:
        return (left, above, (left + above) // 2)[method - 1]
    return min(left, above, corner, key=lambda one: abs(left + above - corner - one))


def main(folder: Path) -> None:
    with TemporaryDirectory() as kept, sync_playwright() as driver:
        file = Path(shutil.copy(ROOT / "scenarios" / "dicc-2023.yaml", kept))
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for board in serve(file):
            for name, (scene, path, options) in PICTURES.items():
                for page in look(browser, board, path, **options):
                    scene(page)
                    (folder / f"{name}.png").write_bytes(small(page.screenshot()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
