"""What tests share: the command line called in this process, and the shipped scenarios."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # as in the background of a shell; what tests start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("patient", deadline=None)  # how long a test takes is no matter of right or wrong
settings.load_profile("patient")
SCENARIOS = Path(__file__).parent.parent / "scenarios"


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
