"""The types of field values: how each is read, and its JSON Schema.

A kind reads one node. It raises Refusal where the value is not of the kind; kinds made of others report the refusals of
their parts and give what could be read, so that one mistake hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from expo_planner.domain.colors import COLORS
from expo_planner.domain.i18n import Text
from expo_planner.domain.mail_address import LONGEST_MAIL_ADDRESS, ascii_mail_address
from expo_planner.domain.several_rooms import PLUS, several_id
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import UNPRINTABLE, FieldPath, Items, Node, Quoted, Refusal, Scalar, unexpected
from expo_planner.files.schema.value_parsing import (
    LARGEST,
    ONE_DATE,
    clock_time,
    day_change,
    duration,
    narrow,
    one_date,
    overnight_times,
    times,
    whole,
)

Schema = dict[str, Any]

A_TEXT = Text("text", "文字")
A_LIST = Text("a list", "列表")
FIELDS = Text("named fields", "一组带名称的字段")
IDENTIFIER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}")
IDENTIFIER_HINT = Text(
    "use at most 120 ASCII letters, digits, '_', '-' and '.', starting with a letter, a digit or '_'",
    "只用英文字母、数字、“_”“-”“.”，以字母、数字或“_”开头，最长 120 个字符",
)
EXPO_IDENTIFIER = re.compile(r"[a-z0-9_-]{1,120}")
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
BETWEEN = re.compile(r"(?<!\s)(?:\s+-+\s+|\s*[–—至]\s*)")
MOST_WAYS = 100
"""In so many ways at most a text is taken for two sites; names of sites may have dashes, too."""
LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
LONGEST_LINE, LONGEST_ADDRESS, LONGEST_PROSE = 1_000, 8_000, 100_000
"""Characters of a name or a title, of a web address, and of a text of several lines."""
WEB_ADDRESS = re.compile(r"https?://[^\s/?#<>\"\\^`{|}]+[^\s<>\"\\^`{|}]*", re.IGNORECASE)


class Kind(Protocol):
    """One kind of value."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> Any:
        """The value that is written at a node; `path` names its field in messages."""

    def schema(self) -> Schema:
        """What JSON Schema (draft 2020-12) can say of it."""


def text_of(node: Node, wanted: Text = A_TEXT, *, lines: bool = False, longest: int = LONGEST_LINE) -> str:
    """The text of a scalar that has any, of so many characters at most; with `lines` it may have several."""
    if not isinstance(node, Scalar) or node.empty:
        raise unexpected(wanted, node)
    text = node.text
    if len(text) > longest:
        raise Refusal(
            Text("the text has {count} characters", "文字有 {count} 个字符").fill(count=f"{len(text):,}"),
            Text("shorten it to {most} at most", "请缩短到 {most} 个以内").fill(most=f"{longest:,}"),
        )
    for match in () if text.isprintable() else UNPRINTABLE.finditer(text):
        if not (lines and match[0] in LINE_BREAKS + "\t"):
            character = f"U+{ord(match[0]):04X}"
            if match[0] in LINE_BREAKS:
                message = Text("a line break ({character}) is not allowed here", "此处不能有换行（{character}）")
            elif match[0] >= "\ud800":
                message = Text(
                    "half a character ({character}) is not allowed here", "此处不能有半个字符（{character}）"
                )
            else:
                message = Text(
                    "the control character {character} is not allowed here", "此处不能有控制字符 {character}"
                )
            raise Refusal(message.fill(character=character), Text("remove it", "请删除"))
    if not text.strip():
        raise Refusal(
            Text("the text is empty", "文字为空"),
            Text("fill in the field or omit it", "请填写内容，或删去该字段"),
        )
    return text


class LineText:
    """A text of one line: a name, a title, a tag. Numbers are taken as they are written."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        return text_of(node)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"], "maxLength": LONGEST_LINE}


class Prose:
    """A text that may have several lines."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        return text_of(node, lines=True, longest=LONGEST_PROSE)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"], "maxLength": LONGEST_PROSE}


@dataclass(frozen=True)
class Identifier:
    """An id that can stand in file names and addresses."""

    pattern: re.Pattern[str] = IDENTIFIER
    hint: Text = IDENTIFIER_HINT

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        text = text_of(node, Text("an id", "编号"))
        if self.pattern.fullmatch(text) is None:
            raise Refusal(Text("{text} cannot be an id", "{text}不能用作编号").fill(text=Quoted(text)), self.hint)
        if RESERVED.fullmatch(text):
            raise Refusal(
                Text(
                    "{text} cannot be an id: Windows reserves the name",
                    "{text}不能用作编号：它是 Windows 保留名称",
                ).fill(text=Quoted(text)),
                Text("choose another, such as {text}", "请换一个，如{text}").fill(
                    text=Quoted(f"{text.split('.')[0]}-1")
                ),
            )
        return text

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": f"^{self.pattern.pattern}$"}


@dataclass(frozen=True)
class Parsed:
    """A text with a meaning: a duration, a date. `read` gives the value or raises Refusal."""

    read: Callable[[str], object]
    wanted: Text
    examples: tuple[str, ...] = ()
    types: tuple[str, ...] = ("string",)

    def decode(self, node: Node, path: FieldPath, context: Context) -> object:
        return self.read(text_of(node, self.wanted))

    def schema(self) -> Schema:
        return {"type": [*self.types], "examples": [*self.examples]}


A_DURATION = Text("a duration", "时长")
A_DATE = Text("a date", "日期")
CLOCK_TIMES = Text("a range of clock times", "起止时间")
Length = Parsed(duration, A_DURATION, ("90min", "3h", "2h30min"))
LengthOrZero = Parsed(lambda text: duration(text, zero=True), A_DURATION, ("0min", "15min", "1h"))
ClockTimes = Parsed(times, CLOCK_TIMES, ("09:00-10:30",))
OpeningHours = Parsed(overnight_times, CLOCK_TIMES, ("08:00-22:00", "18:00-02:00"))
ClockTime = Parsed(clock_time, Text("a clock time", "时间"), ("10:30",))
DayChange = Parsed(day_change, Text("a clock time", "时间"), ("04:00",))
Date = Parsed(one_date, A_DATE, ("2023-07-06",))


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = LARGEST

    def decode(self, node: Node, path: FieldPath, context: Context) -> int:
        if not isinstance(node, Scalar) or node.empty:
            raise unexpected(Text("a whole number", "整数"), node)
        if not node.plain:
            raise unexpected(Text("a whole number", "整数"), node, Text("write it without quotes", "请去掉引号"))
        return whole(node.text, self.least, self.most)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class YesNo:
    """true or false; the words yes, no, 是, 否 mean the same."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> bool:
        wanted = Text("true or false", " true 或 false")
        text = text_of(node, wanted).lower()
        if text in ("true", "yes", "是"):
            return True
        if text in ("false", "no", "否"):
            return False
        raise unexpected(wanted, node)

    def schema(self) -> Schema:
        return {"enum": [True, False, "true", "false", "yes", "no", "是", "否"]}


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        wanted = Text(" or ".join(self.words), f" {' 或 '.join(self.words)}")
        text = text_of(node, wanted)
        if text not in self.words:
            raise unexpected(wanted, node)
        return text

    def schema(self) -> Schema:
        return {"enum": [*self.words]}


class Color:
    """A colour name of CSS (Color Module Level 3, section 4.3)."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        text = text_of(node)
        if text not in COLORS:
            hint = context.suggestion(text, COLORS) or Text("such as steelblue", "例如 steelblue")
            raise Refusal(
                Text("{text} is not a CSS colour name", "{text}不是 CSS 颜色名").fill(text=Quoted(text)), hint
            )
        return text

    def schema(self) -> Schema:
        return {"enum": sorted(COLORS)}


class WebAddress:
    """An address that begins with http:// or https://."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        text = text_of(node, Text("a web address", "网址"), longest=LONGEST_ADDRESS)
        if WEB_ADDRESS.fullmatch(text) is None:
            raise Refusal(
                Text("{text} is not a web address", "{text}不是网址").fill(text=Quoted(text)),
                Text("start it with https:// or http://", "应以 https:// 或 http:// 开头"),
            )
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^[hH][tT][tT][pP][sS]?://", "maxLength": LONGEST_ADDRESS}


class MailAddress:
    """One plain mail address; a name of many scripts after the `@` is kept as it is written."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        text = text_of(node, Text("a mail address", "邮箱地址"))
        if ascii_mail_address(text) is None:
            raise Refusal(
                Text("{text} is not a mail address", "{text}不是邮箱地址").fill(text=Quoted(text)),
                Text("write one address without a name, such as ann@example.org", "请只写一个地址，如 ann@example.org"),
            )
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$", "maxLength": LONGEST_MAIL_ADDRESS}


class AWindow:
    """A window of time, in ticks."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> object:
        return context.calendar.window(text_of(node, Text("a time window", "时段")))

    def schema(self) -> Schema:
        return {"type": "string", "examples": ["2023-07-06", "2023-07-06 下午", "2023-07-06 09:00-18:00"]}


class AStart:
    """A start, perhaps with an end."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> object:
        return context.calendar.start(text_of(node, Text("a date and a clock time", "日期加时间")))

    def schema(self) -> Schema:
        return {"type": "string", "examples": ["2023-07-06 13:30", "2023-07-05 08:30 .. 2023-07-06 17:30"]}


class AMoment:
    """A date, which is its first moment, or a date and a clock time; in ticks."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> int:
        text = text_of(node, Text("a date, optionally with a clock time", "日期，可加时间"))
        if ONE_DATE.fullmatch(narrow(text)):
            return context.calendar.window(text).start
        start = context.calendar.start(text)
        if start.end is not None:
            raise unexpected(Text("a single moment", "一个时刻"), node)
        return start.tick

    def schema(self) -> Schema:
        return {"type": "string", "examples": ["2023-07-01", "2023-07-01 18:00"]}


class TwoSites:
    """Two sites that are known, `here - there`, in any order."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> frozenset[str]:
        text = text_of(node)
        known = context.known.get("site")
        parted = islice(BETWEEN.finditer(text), MOST_WAYS)
        ways = [(text[: match.start()].strip(), text[match.end() :].strip()) for match in parted]
        if not ways:
            raise unexpected(Text("two sites, 'here - there'", "两个地点，如“甲 - 乙”"), node)
        here, there = next((way for way in ways if known is None or all(site in known for site in way)), ways[0])
        sites = frozenset(context.reference("site", site) for site in (here, there))
        if len(sites) == 1:
            raise Refusal(Text("the two sites are the same", "两个地点相同"))
        return sites

    def schema(self) -> Schema:
        return {"type": "string"}


@dataclass(frozen=True)
class Reference:
    """The id or name of something that the file has elsewhere."""

    noun: str

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        return context.reference(self.noun, text_of(node))

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


class SeveralRooms:
    """A room, or several at once, the main room first: `7A`, `7A+7B`, `[7A, 7B]`."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        if isinstance(node, Items):
            named = [(part, text_of(part)) for part in node.nodes]
        else:
            named = [(node, part.strip()) for part in text_of(node).replace("＋", PLUS).split(PLUS)]
        parts: list[str] = []
        for place, text in named:
            part = context.reference("room", text)
            if part in parts:
                raise Refusal(Text("{room} is named twice", "{room}重复").fill(room=Quoted(part)), None, place)
            parts.append(part)
        if not parts:
            raise Refusal(Text("no room is named", "未写场地"))
        return several_id(parts)

    def schema(self) -> Schema:
        name = {"type": ["string", "number", "boolean"]}
        return {"anyOf": [name, {"type": "array", "items": name, "minItems": 1}]}


class APerson:
    """A person by id or name."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> str:
        text_of(node)
        assert isinstance(node, Scalar)
        return context.people.named(node)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}
