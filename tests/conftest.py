"""What tests share: the command line in this process, the shipped scenarios, a browser, the real fair's board."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from boards import DAY, DESK, Open, Served, serve
from hypothesis import settings

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # as in the background of a shell; what tests start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
# How long a test takes is no matter of right or wrong. A change is judged by the same examples each time;
# `--hypothesis-profile random` looks for others.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)
settings.load_profile("same")
SCENARIOS = Path(__file__).parent.parent / "scenarios"
CACHE = Path(__file__).parent.parent / ".cache" / "npm"


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Plan = Callable[..., Ran]


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Plan:
    """Runs `plan` with these arguments."""
    from expo_planner.interface.cli import main

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["plan", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        sys.stdout.flush()
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def scenarios() -> Path:
    """The folder of the shipped scenarios."""
    return SCENARIOS


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's chromium, driven by playwright; without either, what needs it is skipped."""
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium is installed")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def served(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file = tmp_path_factory.mktemp("board") / "fair.yaml"
    shutil.copy(SCENARIOS / "dicc-2023.yaml", file)
    yield from serve(file)


@pytest.fixture
def fair(served: Served) -> Iterator[Served]:
    """The board of the real fair; whatever is changed is undone at the end."""
    yield served
    while served.ask("/api/board")["undo"]:
        served.ask("/api/undo", {"by": "test"})
    served.await_file(lambda content: content == (SCENARIOS / "dicc-2023.yaml").read_bytes())


@pytest.fixture
def requests(browser: Any, tmp_path: Path) -> Iterator[Served]:
    """The board of the real fair's requests: nothing is placed yet."""
    file = tmp_path / "requests.yaml"
    shutil.copy(SCENARIOS / "dicc-2023-requests.yaml", file)
    yield from serve(file, "--out", str(tmp_path / "published"))


@pytest.fixture
def alone(browser: Any, tmp_path: Path) -> Iterator[Served]:
    """The board of the real fair for one test, which may edit its file by hand."""
    file = tmp_path / "fair.yaml"
    shutil.copy(SCENARIOS / "dicc-2023.yaml", file)
    yield from serve(file)


@pytest.fixture
def look(browser: Any) -> Iterator[Open]:
    """Opens a board as somebody; at the end no page has complained, nor asked anyone but its own server."""
    complaints: list[str] = []
    contexts = []

    def refused(told: Any) -> bool:
        """Chromium tells of a change that the server refuses, which the page tells itself."""
        return told.text.startswith("Failed to load resource") and "/api/" in told.location["url"]

    def open_page(board: Served, name: str = "Li", language: str = "zh", path: str = "/", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        kept = json.dumps({"name": name, "language": language, "day": DAY})
        context.add_init_script(f"localStorage['expo-planner'] ??= {json.dumps(kept)}")
        page = context.new_page()
        page.on("console", lambda told: None if refused(told) else complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request", lambda sent: None if sent.url.startswith((board.url, "data:")) else complaints.append(sent.url)
        )
        page.goto(board.url + path)
        page.locator("#timeline .sheet, #screen section").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, from npm."""
    script = CACHE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm is installed, from which axe-core comes")
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(CACHE), "--no-save", "--no-audit", "--no-fund", "axe-core@4"]
        if subprocess.run(command, capture_output=True, timeout=120).returncode:
            pytest.skip("axe-core could not be installed from npm")
    return script.read_text(encoding="utf-8")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks all but the first of many random examples as exhaustive: they run without coverage.

    Measuring makes brute force 2.6 times as slow, even where it is only paused.
    """
    seen: set[tuple[Path, str]] = set()
    for item in items:
        if isinstance(item, pytest.Function) and {"first", "seed"} & set(item.fixturenames):
            test = item.path, item.originalname
            if test in seen:
                item.add_marker("exhaustive")
            seen.add(test)
