"""iCalendar text → components with the lines they stand on (RFC 5545, section 3).

Lines are unfolded as bytes, since some programmes fold inside a character. The icalendar package is not used here: it
forgets line numbers, drops components that do not end, takes a time in an unknown zone for a local one, and refuses a
whole file for one line outside of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.schema.nodes import DEEPEST, Quoted, Refusal
from expo_planner.importers.model import Guess
from expo_planner.importers.normalise import line
from expo_planner.importers.systems.record import bad

VALUE = r'(?:"[^"]*"|[^";:,]*)'
PARAMETER = rf";([A-Za-z0-9-]+)=({VALUE}(?:,{VALUE})*)"
PROPERTY = re.compile(rf"([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+={VALUE}(?:,{VALUE})*)*):(.*)", re.DOTALL)
PARAMETERS = re.compile(PARAMETER)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
BEGINS = re.compile(r".*?BEGIN:VCALENDAR\s*(<br ?/?>)?\s*", re.IGNORECASE | re.DOTALL)
ENDS = re.compile(r"(END:VCALENDAR)\b.+", re.IGNORECASE | re.DOTALL)
"""In a mail or on a web page more may stand on these lines."""
LISTED = re.compile(r"(?:[^\\,]|\\.)+", re.DOTALL)
CALENDAR, EVENT = "VCALENDAR", "VEVENT"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

NO_CALENDAR = Refusal(
    Text("this is not a calendar: BEGIN:VCALENDAR is missing", "这不是日历文件：缺少 BEGIN:VCALENDAR"),
    Text("export it as .ics", "请导出为 .ics 文件"),
)
AROUND = Text(
    "text around the calendar was passed over ({count} lines, the first is line {line}: {found})",
    "日历之外的文字未读入（共{count}行，首行为第{line}行：{found}）",
)
BROKEN = Text("this is not a calendar line: {found}", "这一行不是日历内容：{found}")
BROKEN_HINT = Text("to continue a long line, start the next one with a space", "长行折行时，下一行应以空格开头")
UNENDED = Text("{name} has no end", "{name} 没有结束")
DEEP = Refusal(Text("components are nested too deeply", "组件嵌套过深"))
NO_ENCODING = Refusal(
    Text("this line is neither UTF-8 nor GB18030", "这一行既不是 UTF-8 也不是 GB18030 编码"),
    Text("save the file as UTF-8", "请将文件另存为 UTF-8 编码"),
)


@dataclass(frozen=True, slots=True)
class Property:
    """One line: a name in capitals, parameters, and the value as it stands there."""

    name: str
    parameters: str
    value: str
    line: int

    def parameter(self, name: str) -> str:
        """A parameter without its quotes, or ""."""
        found = (one[2] for one in PARAMETERS.finditer(self.parameters) if one[1].upper() == name)
        return next(found, "").strip('"')

    @property
    def text(self) -> str:
        """The value of a TEXT (3.3.11)."""
        return unescaped(self.value)

    @property
    def texts(self) -> list[str]:
        """The values of a list of TEXT, each in one line."""
        return [text for part in LISTED.findall(self.value) if (text := line(unescaped(part)))]


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END, but for the components inside it."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    inner: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        found = self.properties.get(name)
        return found[0] if found else None

    def all(self, name: str) -> list[Property]:
        """All properties of that name."""
        return self.properties.get(name, [])

    def text(self, name: str) -> str:
        """The text of the first property of that name, in one line."""
        found = self.first(name)
        return line(found.text) if found else ""


def unescaped(value: str) -> str:
    """A TEXT as people read it."""
    if "\\" not in value:
        return value
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


@dataclass(slots=True)
class CalendarFile:
    """The calendars of a file, the lines of them that cannot be read, and the lines around them."""

    calendars: list[Component] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    around: list[tuple[int, str]] = field(default_factory=list)

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """Says once that there is text around the calendars."""
        if not self.around:
            return ()
        number, text = self.around[0]
        return (AROUND.fill(count=len(self.around), line=number, found=Quoted(text.strip()[:60])),)


def calendars(data: bytes, name: str) -> CalendarFile:
    """The calendars of a file. Raises BadInput."""
    roots: list[Component] = []
    stack: list[Component] = []
    file, tag = CalendarFile(), ""

    def wrong(number: int, message: Message | Text, hint: Text) -> None:
        file.problems.append(Problem(Source(name, f"{number}:1"), "", message, hint))

    def unended(component: Component) -> None:
        wrong(component.line, UNENDED.fill(name=component.name), Text("copy it again", "请重新复制"))

    for number, row in _lines(data, name):
        begins = None if stack else BEGINS.fullmatch(row)
        if begins is not None:
            tag = begins[1] or ""
        text = "BEGIN:VCALENDAR" if begins else ENDS.sub(r"\1", row.removesuffix(tag))
        match = PROPERTY.fullmatch(text)
        kind = match[1].upper() if match else ""
        if match is None or (not stack and kind != "BEGIN"):
            if stack:
                wrong(number, BROKEN.fill(found=Quoted(text)), BROKEN_HINT)
            else:
                file.around.append((number, row))
        elif kind == "BEGIN":
            component = Component(match[3].strip().upper(), number)
            if component.name == EVENT and any(one.name == EVENT for one in stack):
                while stack[-1].name != EVENT:
                    stack.pop()
                unended(stack.pop())
            if len(stack) == DEEPEST:
                raise bad(Source(name, f"{number}:1"), DEEP)
            (stack[-1].inner if stack else roots).append(component)
            stack.append(component)
        elif kind == "END":
            ending = match[3].strip().upper()
            if all(one.name != ending for one in stack):
                wrong(number, BROKEN.fill(found=Quoted(text)), BROKEN_HINT)
                continue
            while stack.pop().name != ending:
                pass
        else:
            stack[-1].properties.setdefault(kind, []).append(Property(kind, match[2], match[3], number))
    file.calendars = [one for one in roots if one.name == CALENDAR]
    if not file.calendars:
        raise bad(Source(name, "1:1"), NO_CALENDAR)
    file.calendars[-1].inner += [one for one in roots if one.name != CALENDAR]  # an END came too early
    if stack:
        unended(stack[-1])
    return file


def _lines(data: bytes, name: str) -> Iterator[tuple[int, str]]:
    """Unfolded lines with the numbers of their first ones; empty ones are passed over."""
    parts: list[bytes] = []
    begun = 1
    folded: list[tuple[int, bytes]] = []
    for number, row in enumerate(data.removeprefix(BYTE_ORDER_MARK).splitlines(), start=1):
        if row[:1] in (b" ", b"\t") and parts:
            parts.append(row[1:])
            continue
        if any(parts):
            folded.append((begun, b"".join(parts)))
        parts, begun = [row], number
    if any(parts):
        folded.append((begun, b"".join(parts)))
    chinese = not _is_utf8(data)
    for number, row in folded:
        try:
            yield number, row.decode("gb18030" if chinese and not _is_utf8(row) else "utf-8")
        except UnicodeDecodeError:
            raise bad(Source(name, f"{number}:1"), NO_ENCODING) from None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
