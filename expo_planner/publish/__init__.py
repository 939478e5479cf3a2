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


class LeadsOut(ValueError):
    """The name of a file leads out of its folder, by itself or through a link."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} leads out of the folder")
        self.name = name


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

    Feeds of an earlier run that are no longer among the files are removed, if there are feeds among them. The folder
    may be a link; links inside it are replaced, never followed out of it. Raises LeadsOut for a name that leads out of
    the folder, OSError where the disk refuses; then no file is half written.
    """
    targets = {name: inside(name, folder) for name in files}
    waiting: dict[Path, Path] = {}
    try:
        for name, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            waiting[target] = target.with_name(f".{target.name}.{os.getpid()}.part")
            waiting[target].unlink(missing_ok=True)
            with waiting[target].open("xb") as part:  # made here, not a link that somebody has laid there
                part.write(files[name])
        for target, written in waiting.items():
            os.replace(written, target)
    finally:
        for written in waiting.values():
            written.unlink(missing_ok=True)
    for calendars in {target.parent for name, target in targets.items() if name.startswith("calendars/")}:
        for stale in set(calendars.iterdir()) - set(targets.values()):
            if _FEED.fullmatch(stale.name):
                stale.unlink()


def inside(name: str, folder: Path) -> Path:
    """The path of a file below a folder. Raises LeadsOut for a name that is none of a file below it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.name or "\\" in name or ":" in name:
        raise LeadsOut(name)
    target = folder.joinpath(*path.parts)
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise LeadsOut(name)
    return target
