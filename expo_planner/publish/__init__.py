"""Publishing: an agenda becomes files.

One module a format, each with `render(agenda)` → names and bytes: pure, without clock and disk, the same bytes for the
same agenda. They are imported when used. Only `write` touches the disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from expo_planner.agenda import Agenda


class Format(NamedTuple):
    """A format: the module that renders it, the file that is the whole agenda in it, whether `plan solve` writes it."""

    module: str
    file: str
    in_folder: bool = True


FORMATS: Mapping[str, Format] = {
    "md": Format("markdown", "agenda.md"),
    "html": Format("html", "agenda.html"),
    "xlsx": Format("workbook", "agenda.xlsx"),
    "svg": Format("board", "board.svg"),
    "ics": Format("calendars", "calendars/all.ics"),
    "csv": Format("table", "agenda.csv", in_folder=False),
    "docx": Format("papers.agenda", "agenda.docx", in_folder=False),
    "signs": Format("papers.signs", "signs.docx", in_folder=False),
    "cards": Format("papers.cards", "cards.docx", in_folder=False),
    "frab-xml": Format("frab.xml_file", "schedule.xml", in_folder=False),
    "frab-json": Format("frab.json_file", "schedule.json", in_folder=False),
}
_FEED = re.compile(r"(all|room-.+|category-\d+)\.ics")


def render(agenda: Agenda, name: str) -> dict[str, bytes]:
    """All files of one format, by their names below the published folder. Raises KeyError for an unknown format."""
    module = import_module(f"{__name__}.{FORMATS[name].module}")
    files: dict[str, bytes] = module.render(agenda)
    return files


def export(agenda: Agenda, name: str) -> bytes:
    """The whole agenda as one file of a format."""
    return render(agenda, name)[FORMATS[name].file]


def render_all(agenda: Agenda) -> dict[str, bytes]:
    """Every file of the output folder."""
    return {
        file: text
        for name, format in FORMATS.items()
        if format.in_folder
        for file, text in render(agenda, name).items()
    }


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Writes the files below the folder: all of them to temporary names first, then each takes its place.

    Feeds of an earlier run that are no longer among the files are removed, if there are feeds among them. Raises
    ValueError for a name that leads out of the folder, OSError where the disk refuses; then no file is half written.
    """
    targets = {name: _target(name, folder) for name in files}
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


def _target(name: str, folder: Path) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.name or "\\" in name or ":" in name:
        raise ValueError(f"{name!r} leads out of the folder")
    return folder.joinpath(*path.parts)
