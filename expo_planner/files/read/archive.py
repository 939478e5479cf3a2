"""Checks the archive of a workbook or document before it is unpacked, so that no file can exhaust the memory.

They have no document types, and so no entities that unfold; their elements nest a dozen deep; what they unpack to
and what they merge is bounded.
"""

from __future__ import annotations

import io
import zipfile
from typing import IO, NoReturn
from xml.parsers import expat

from openpyxl.utils import range_boundaries

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Refusal

LARGEST = 300_000_000
"""The largest size to which an archive may unpack, in bytes."""
MOST_PARTS, MOST_MERGED, DEEPEST = 5_000, 100_000, 100
TOO_LARGE = Text("the file is too large: it unpacks to more than {most} MB", "文件过大：解压后超过 {most} MB")
BOMB = Text("the file looks malformed: {why}", "文件的内部结构异常：{why}")
SAVE_AGAIN = Text("open the file and save it again", "请打开后重新保存")
PIECE = 1 << 20


def look_through(data: bytes) -> None:
    """Refuses archives that no spreadsheet program writes. Raises BadZipFile or ExpatError for broken ones."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MOST_PARTS or sum(member.file_size for member in members) > LARGEST:
            raise Refusal(TOO_LARGE.fill(most=LARGEST // 1_000_000))
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    _Part().read(part)


class _Part:
    """One part, read without keeping it."""

    def __init__(self) -> None:
        self.depth = self.merged = 0

    def read(self, part: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        while piece := part.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def doctype(self, *_: object) -> NoReturn:
        raise Refusal(BOMB.fill(why=Text("it declares entities", "声明了实体")), SAVE_AGAIN)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refusal(BOMB.fill(why=Text("its parts are nested too deeply", "嵌套过深")), SAVE_AGAIN)
        if name.rpartition(":")[2] == "mergeCell":
            first, top, last, bottom = range_boundaries(attributes.get("ref", "A1"))
            if first and top and last and bottom:
                self.merged += (last - first + 1) * (bottom - top + 1)
            if self.merged > MOST_MERGED:
                message = Text("more than {most} cells are merged", "被合并的单元格超过 {most} 个")
                hint = Text("unmerge them and fill in every row", "请取消合并并逐行填写")
                raise Refusal(message.fill(most=f"{MOST_MERGED:,}"), hint)

    def end(self, _: str) -> None:
        self.depth -= 1
