"""A file of any kind that is read → what was found in it. Its first bytes tell the kind, its name where they do not."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.read.sources import read_bytes
from expo_planner.files.schema.nodes import Refusal
from expo_planner.importers.model import Hints, Reading

Reader = Callable[[bytes, str, Hints], Reading]
LARGEST = 300_000_000
"""Bytes of the largest file that is looked at."""
TOO_LARGE = Text("the file is larger than {most} MB", "文件超过 {most} MB")
SMALLER = Text("split it and import the parts together", "请拆分后一并导入")
EMPTY = Text("the file is empty", "文件是空的")
SPACE = b" \t\r\n\xef\xbb\xbf"
PDF = Refusal(
    Text("this is a PDF, which cannot be read", "这是 PDF 文件，无法读取"),
    Text("copy its text and paste it into a .txt file", "请复制其中的文字，粘贴到 .txt 文件"),
)
DOCUMENT = Refusal(
    Text("documents in this format cannot be read", "不支持这种格式的文档"),
    Text("open it and save it again as .docx", "请打开后另存为 .docx"),
)
SPREADSHEET = Refusal(
    Text("workbooks in this format cannot be read", "不支持这种格式的工作簿"),
    Text("open the file and save it again as .xlsx", "请打开后另存为 .xlsx"),
)
UNREAD = {
    **dict.fromkeys((".doc", ".odt", ".wps", ".pages", ".rtf"), DOCUMENT),
    **dict.fromkeys((".ods", ".et", ".numbers", ".xlsb"), SPREADSHEET),
}
"""Files of other programs, which say how to bring what they hold."""


def read(path: Path, hints: Hints) -> Reading:
    """What was found in a file. Raises BadInput where it cannot be read at all."""
    with _refused(path):
        reader, data = _opened(path)
        return reader(data, str(path), hints)


def refuse_unreadable(path: Path) -> None:
    """Raises BadInput, with what to do instead, for a file of a kind that is not read, and for an empty one."""
    with _refused(path):
        _opened(path)


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise BadInput([Problem(Source(str(path)), "", refusal.message, refusal.hint)]) from None


def _opened(path: Path) -> tuple[Reader, bytes]:
    """What reads a file, and its bytes."""
    data = read_bytes(path)
    if len(data) > LARGEST:
        raise Refusal(TOO_LARGE.fill(most=LARGEST // 1_000_000), SMALLER)
    if not data.strip(SPACE):
        raise Refusal(EMPTY)
    return _reader(path.suffix.lower(), data), data


def _reader(suffix: str, data: bytes) -> Reader:
    """What reads a file of this kind; each is loaded when it is needed. Raises Refusal where none does."""
    start = data[:1000].lstrip(SPACE)
    if start.startswith(b"%PDF-"):
        raise PDF
    if suffix in (".ics", ".ical") or b"BEGIN:VCALENDAR" in start:
        from expo_planner.importers.systems import calendar

        return lambda data, name, _: calendar.read(data, name)
    if suffix in (".htm", ".html") or start[:14].lower() == b"<!doctype html":
        from expo_planner.importers.text import web_page

        return web_page.read
    if suffix in UNREAD:
        raise UNREAD[suffix]
    if suffix in (".xlsx", ".xlsm", ".xls"):
        from expo_planner.importers.text import table

        return table.read
    if suffix == ".docx":
        from expo_planner.importers.text import docx

        return docx.read
    if suffix == ".csv":
        return _csv
    if suffix in (".xml", "") and start.startswith(b"<"):
        from expo_planner.importers.systems import frab_xml

        return lambda data, name, _: frab_xml.read(data, name)
    if suffix == ".json":
        from expo_planner.importers.systems import json_dialects

        return json_dialects.read
    from expo_planner.importers.text import plain_text

    return plain_text.read


def _csv(data: bytes, name: str, hints: Hints) -> Reading:
    """A table of our own or anybody's, or what pretalx exports."""
    from expo_planner.importers.systems import pretalx
    from expo_planner.importers.text import table
    from expo_planner.importers.text.decode import decode

    text = decode(data)
    header = next(csv.reader(text.splitlines()[:1]), [])
    return pretalx.read_csv(text, name) if pretalx.recognised_header(header) else table.read(data, name, hints)
