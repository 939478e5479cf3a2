"""Publishing: an agenda becomes files.

One module a format, each with `render(agenda)` → names and bytes: pure, without clock and disk, the same bytes for the
same agenda. They are imported when used. Those that tell of releases are given the ledger too, where there is one. Only
`write` and the module `folder` touch the disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from expo_planner.agenda import Agenda

if TYPE_CHECKING:
    from expo_planner.ledger import Ledger


class Format(NamedTuple):
    """A format: the module that renders it, the file that is the whole agenda in it, whether `plan solve` writes it.

    With `from_ledger` the module's `render` takes a ledger, or None, after the agenda.
    """

    module: str
    file: str
    in_folder: bool = True
    from_ledger: bool = False


FORMATS: Mapping[str, Format] = {
    "md": Format("markdown", "agenda.md"),
    "html": Format("html", "agenda.html"),
    "xlsx": Format("workbook", "agenda.xlsx"),
    "svg": Format("board", "board.svg"),
    "ics": Format("calendars", "calendars/all.ics", from_ledger=True),
    "png": Format("picture", "board.png", in_folder=False),
    "csv": Format("table", "agenda.csv", in_folder=False),
    "docx": Format("papers.agenda", "agenda.docx", in_folder=False),
    "signs": Format("papers.signs", "signs.docx", in_folder=False),
    "cards": Format("papers.cards", "cards.docx", in_folder=False),
    "frab-xml": Format("frab.xml_file", "schedule.xml", in_folder=False),
    "frab-json": Format("frab.json_file", "schedule.json", in_folder=False),
}
_FEED = re.compile(r"(all|room-.+|category-\d+)\.ics")


def render(agenda: Agenda, name: str, ledger: Ledger | None = None) -> dict[str, bytes]:
    """All files of one format, by their names below the published folder. Raises KeyError for an unknown format."""
    format = FORMATS[name]
    module = import_module(f"{__name__}.{format.module}")
    files: dict[str, bytes] = module.render(agenda, ledger) if format.from_ledger else module.render(agenda)
    return files


def export(agenda: Agenda, name: str) -> bytes:
    """The whole agenda as one file of a format."""
    return render(agenda, name)[FORMATS[name].file]


def render_all(agenda: Agenda, ledger: Ledger | None = None) -> dict[str, bytes]:
    """Every file of the output folder: of a release, where there is a ledger, else of a draft."""
    return {
        file: text
        for name, format in FORMATS.items()
        if format.in_folder
        for file, text in render(agenda, name, ledger).items()
    }


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Writes the files below the folder: all of them to temporary names first, then each takes its place.

    Feeds of an earlier run that are no longer among the files are removed, if there are feeds among them. Raises
    ValueError for a name that leads out of the folder, OSError where the disk refuses; then no file is half written.
    """
    targets = {name: inside(name, folder) for name in files}
    waiting: dict[Path, Path] = {}
    try:
        for name, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            waiting[target] = target.with_name(f".{target.name}.{os.getpid()}.part")
            waiting[target].write_bytes(files[name])
        for target, part in waiting.items():
            os.replace(part, target)
    finally:
        for part in waiting.values():
            part.unlink(missing_ok=True)
    for calendars in {target.parent for name, target in targets.items() if name.startswith("calendars/")}:
        for stale in set(calendars.iterdir()) - set(targets.values()):
            if _FEED.fullmatch(stale.name):
                stale.unlink()


def inside(name: str, folder: Path) -> Path:
    """The path of a file below a folder. Raises ValueError for a name that leads out of it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.name or "\\" in name or ":" in name:
        raise ValueError(f"{name!r} leads out of the folder")
    return folder.joinpath(*path.parts)
