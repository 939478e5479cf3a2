"""Bytes → text, in the encodings that people's files have."""

from __future__ import annotations

import codecs
import re

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Refusal, long_line

NOT_OF_TEXT = re.compile("[\x00-\x06\x0e-\x1a]")
"""Control characters that no text has; form feeds, tabs and line breaks are none of them."""


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, GBK or GB18030, without its byte order mark. Raises Refusal."""
    text = _decoded(data)
    if text is None or NOT_OF_TEXT.search(text):
        raise Refusal(
            Text("this cannot be read as text", "无法识别的文本"),
            Text("save it as plain text in UTF-8", "请另存为 UTF-8 编码的纯文本"),
        )
    if (long := long_line(text)) is not None:
        facts = {"line": 1 + text.count("\n", 0, long.start), "count": f"{long.length:,}"}
        raise Refusal(
            Text("line {line} has {count} characters", "第 {line} 行有 {count} 个字符").fill(**facts),
            Text("break it into lines, one for each session", "请分行，每场活动一行"),
        )
    return text.removeprefix("\ufeff")


def _decoded(data: bytes) -> str | None:
    encodings = ["utf-8", "gb18030"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\x00" in data:  # UTF-16 without its mark: digits and line breaks leave zeros on one side
        encodings = ["utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
