"""How a search goes, as one line that changes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language, Text

if TYPE_CHECKING:
    from rich.text import Text as Styled

    from expo_planner.planner.result import Outcome
    from expo_planner.solver.limits import Progress, Watch

LOOKING = Text("{seconds} s  looking for a schedule…", "{seconds} 秒  正在寻找方案……")
MISSING = Text("{seconds} s  {unplaced} sessions not placed yet", "{seconds} 秒  尚有{unplaced}场未排定")
BETTER = Text(
    "{seconds} s  cost {cost}  bound {bound}  gap {gap}  {part}",
    "{seconds} 秒  代价 {cost}  下界 {bound}  差距 {gap}  {part}",
)
PARTS = {
    "room": Text("by room", "按场地"),
    "time": Text("by time", "按时段"),
    "related": Text("by relation", "按关联"),
    "costly": Text("by cost", "按代价"),
    "unplaced": Text("making room", "腾挪"),
    "writing": Text("writing files", "正在写文件"),
}
"""What the search is working on."""


def say_writing(watch: Watch | None, outcome: Outcome) -> None:
    """Tells that the search is over and its files are being written."""
    from expo_planner.solver.limits import Progress

    if watch is not None:
        watch(Progress(outcome.seconds, outcome.report.cost, outcome.bound, 0, "writing"))


@contextmanager
def progress(language: Language, *, quiet: bool) -> Iterator[Watch | None]:
    """A line on standard error that tells how the search goes, on a terminal and unless `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text as Styled

    began = time.monotonic()
    known: Progress | None = None

    def line() -> Styled:
        facts: dict[str, object] = {"seconds": f"{time.monotonic() - began:.1f}"}
        if known is not None and known.unplaced:
            return Styled(MISSING.fill(**facts, unplaced=known.unplaced).say(language))
        if known is None or known.cost is None:
            return Styled(LOOKING.fill(**facts).say(language))
        facts |= {"cost": known.cost, "bound": known.bound, "part": PARTS.get(known.part, "")}
        gap = (known.cost - known.bound) / known.cost if known.cost > known.bound else 0.0
        return Styled(BETTER.fill(**facts, gap=f"{gap:.1%}").say(language))

    def watch(progress: Progress) -> None:
        nonlocal known
        known = progress

    with Live(console=Console(stderr=True), get_renderable=line, refresh_per_second=8, transient=True):
        yield watch
