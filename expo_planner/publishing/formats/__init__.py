"""Formats: an agenda rendered as files.

One module a format, each with `render(agenda)` → names and bytes: pure, without clock and disk, the same bytes for the
same agenda. They are imported when used. Those that tell of releases are given the ledger too, where there is one. Only
the modules `files` and `folder` touch the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.files import LeadsOut, write

if TYPE_CHECKING:
    from expo_planner.publishing.ledger import Ledger


__all__ = ["FORMATS", "Format", "LeadsOut", "export", "render", "render_all", "write"]


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
    "svg": Format("board_svg", "board.svg"),
    "ics": Format("calendars", "calendars/all.ics", from_ledger=True),
    "png": Format("board_png", "board.png", in_folder=False),
    "csv": Format("csv", "agenda.csv", in_folder=False),
    "docx": Format("docx.agenda", "agenda.docx", in_folder=False),
    "signs": Format("docx.signs", "signs.docx", in_folder=False),
    "cards": Format("docx.cards", "cards.docx", in_folder=False),
    "frab-xml": Format("frab.xml_file", "schedule.xml", in_folder=False),
    "frab-json": Format("frab.json_file", "schedule.json", in_folder=False),
    "frab-json-v2": Format("frab.json_v2_file", "schedule-v2.json", in_folder=False, from_ledger=True),
}


def render(agenda: Agenda, name: str, ledger: Ledger | None = None) -> dict[str, bytes]:
    """All files of one format, by their names below the published folder. Raises KeyError for an unknown format."""
    format = FORMATS[name]
    module = import_module(f"{__name__}.{format.module}")
    files: dict[str, bytes] = module.render(agenda, ledger) if format.from_ledger else module.render(agenda)
    return files


def export(agenda: Agenda, name: str) -> bytes:
    """The whole agenda as one file of a format. Raises KeyError for an unknown format."""
    return render(agenda, name)[FORMATS[name].file]


def render_all(agenda: Agenda, ledger: Ledger | None = None) -> dict[str, bytes]:
    """Every file of the output folder: of a release if there is a ledger, otherwise of a draft."""
    return {
        file: text
        for name, format in FORMATS.items()
        if format.in_folder
        for file, text in render(agenda, name, ledger).items()
    }
