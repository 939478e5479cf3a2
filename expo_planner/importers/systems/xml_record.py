"""XML → records, with the line of each, safely: no entities of the file's own, nothing fetched, no bottomless nesting.

Python's expat is asked directly, because ElementTree forgets lines. A file that defines entities is refused: nothing
that writes schedules does, and they can be made to fill all memory.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.files.schema.nodes import DEEPEST, Refusal
from expo_planner.importers.systems.record import OWN, SourceRecord, Value, bad

DECLARED = re.compile(rb"""\s{0,9}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""")
PROSE = {"abstract", "description"}
"""Elements whose inner elements are markup of their text."""

EXPORT_AGAIN = Text("export the file again from the system that wrote it", "请从原系统重新导出该文件")
ENTITIES = Refusal(
    Text("the file defines its own entities or refers to external ones", "文件自行定义或从外部引用了实体"),
    Text("export it without a document type declaration", "请导出不带文档类型声明的文件"),
)
DEEP = Refusal(Text("elements are nested too deeply", "元素嵌套过深"), EXPORT_AGAIN)


def parse(data: bytes, name: str) -> tuple[str, SourceRecord]:
    """The name of the root element, and the element. Attributes and inner elements are its values.

    Raises BadInput with the line and column of what is wrong.
    """
    reader = _Reader(name)
    try:
        reader.read(data)
    except expat.ExpatError as error:
        message = Text("this is not well-formed XML: {why}", "XML 格式有误：{why}")
        why = expat.ErrorString(error.code) or "?"
        source = Source(name, f"{error.lineno}:{error.offset + 1}")
        raise bad(source, Refusal(message.fill(why=why), EXPORT_AGAIN)) from None
    except (LookupError, ValueError):
        message = Text("the file is not in the encoding that it declares", "文件编码与其声明不符")
        raise bad(Source(name, "1:1"), Refusal(message, EXPORT_AGAIN)) from None
    except Refusal as refusal:
        raise bad(reader.here(), refusal) from None
    return reader.tag, reader.root


class _Open:
    """An element that is still being read."""

    __slots__ = ("source", "tag", "texts", "values")

    def __init__(self, tag: str, values: dict[str, Value], source: Source) -> None:
        self.tag, self.values, self.source = tag, values, source
        self.texts: list[str] = []

    def put(self, name: str, value: Value) -> None:
        """One more value of that name; several of one name are a list."""
        before = self.values.get(name)
        if before is None:
            self.values[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            self.values[name] = [before, value]

    @property
    def value(self) -> Value:
        text = "".join(self.texts).strip()
        if not self.values:
            return text
        if text:
            self.values[OWN] = text
        return SourceRecord(self.values, self.source)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name, self.tag = name, ""
        self.root = SourceRecord({}, Source(name))
        self.stack: list[_Open] = []
        self.markup = 0
        self.parser: expat.XMLParserType | None = None

    def read(self, data: bytes) -> None:
        declared = DECLARED.match(data)
        encoding = None
        if declared and declared[1].lower().startswith(b"gb"):  # expat knows no Chinese encoding
            data, encoding = data.decode("gb18030").encode(), "utf-8"
        parser = self.parser = expat.ParserCreate(encoding, intern={})
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.ProcessingInstructionHandler = self.instruction
        parser.EntityDeclHandler = self.entity
        parser.SkippedEntityHandler = self.entity
        parser.ExternalEntityRefHandler = self.entity
        parser.Parse(data, True)

    def here(self) -> Source:
        if self.parser is None:
            return Source(self.name, "1:1")
        return Source(self.name, f"{self.parser.CurrentLineNumber}:{self.parser.CurrentColumnNumber + 1}")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.stack) + self.markup == DEEPEST:
            raise DEEP
        if self.markup or (self.stack and self.stack[-1].tag in PROSE):
            self.markup += 1
            self.stack[-1].texts.append(f"<{tag}>")
            return
        self.stack.append(_Open(tag, dict(attributes), self.here()))

    def end(self, tag: str) -> None:
        if self.markup:
            self.markup -= 1
            self.stack[-1].texts.append(f"</{tag}>")
            return
        element = self.stack.pop()
        if self.stack:
            self.stack[-1].put(tag, element.value)
        else:
            value = element.value
            self.tag = tag
            self.root = value if isinstance(value, SourceRecord) else SourceRecord({OWN: value}, element.source)

    def text(self, text: str) -> None:
        self.stack[-1].texts.append(text)

    def instruction(self, target: str, text: str) -> None:
        if self.stack and not self.markup:
            self.stack[-1].put(f"?{target}", text)

    def entity(self, *_: object) -> int:
        raise ENTITIES
