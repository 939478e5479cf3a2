"""Names and titles as people spell them, made even: widths, spaces, line breaks of a PDF, halls that are joined.

Titles keep their punctuation. What is changed on the strength of a rule of thumb comes with the guess that says so.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import east_asian_width

from expo_planner.domain.entities import RoomKind
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import Guess

WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""The full-width forms of the characters of ASCII, each with its plain form."""
UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF))
EVEN = {**UNSEEN, **{wide: plain for wide, plain in WIDE.items() if chr(plain).isalnum()}}
NARROW = {**UNSEEN, **WIDE}

CHINESE = "\u3400-\u9fff"
BETWEEN_CHINESE = re.compile(f"(?<=[{CHINESE}]) (?=[{CHINESE}])")
LINE_BREAK = re.compile(f"(?<=[{CHINESE}，、：；）》”])\\s*\n\\s*(?=[{CHINESE}（《“])")
BESIDE_LATIN = re.compile(f"(?<=[{CHINESE}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[{CHINESE}])")
SHORTEST_LINE = 20
"""Chinese characters that stand before a break in the cell of a table; pauses that are meant come earlier."""
NESTED = {**dict.fromkeys("“《「（", 1), **dict.fromkeys("”》」）", -1)}
JOINED_UP = Text("the title was broken after {begin}; the two lines were joined", "标题在{begin}之后被换行断开，已接上")

AND = "[+、/,，&和与及]"
HALL = re.compile("(?<=[A-Za-z0-9+]) (?=[号层楼厅区门馆室座栋])|(?<=号) (?=会议|报告厅|展[厅馆]|[厅馆楼])")
HALLS = re.compile(f"(?<![A-Za-z])[A-Z](?: ?厅)?(?: ?{AND} ?[A-Z](?: ?厅)?){{1,5}}(?<=厅)")
RUN_TOGETHER = re.compile("(?<![A-Za-z+])[A-Z]{2,5}(?=厅)")
NUMBERS = re.compile(f"[0-9]{{1,3}}号?(?: ?{AND} ?[0-9]{{1,3}}号?){{1,5}}(?<=号)(?=会议室|会议厅|报告厅|展厅|厅)")
APART = re.compile("(?<=[室馆厅层堂])(?=[A-Z](?:[+][A-Z])*厅)")
ENGLISH_HALLS = re.compile(
    r"\b(Hall|Room|Ballroom|Studio|Salon)s? ((?:[A-Z]|[0-9]{1,3})(?:(?: ?[+/&,] ?| and )(?:[A-Z]|[0-9]{1,3})){1,5})$"
)
JOINED = re.compile(
    r"(.*?(?<![A-Za-z0-9]))([A-Z0-9]{1,3}(?:[+][A-Z0-9]{1,3})+)(厅|号?(?:会议室|会议厅|报告厅|展厅)|号厅|)"
)

ONLINE = re.compile(
    r"线上|直播|腾讯会议|视频号|网络会议|云会议"
    r"|\b(?:online|virtual|zoom|webinar|live ?stream|(?:ms|microsoft) teams)\b",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"展场|广场|户外|室外|大堂|序厅|\b(?:show ?floor|exhibition floor|foyer|lobby|outdoors?)\b", re.IGNORECASE
)
VENUE = re.compile("(?:广场|中心|酒店|宾馆|饭店|大厦|大学|学院|博物馆|图书馆|体育馆|展览馆|园区|公园|会馆|博览馆)")
INSIDE = re.compile("[0-9A-Z一二三四五六七八九十]{1,3} ?[号层楼座区厅馆]|.{0,8}(?:厅|会议室|展场|会场|教室|大堂)")


def even(text: str) -> str:
    """The text with plain letters, digits and spaces, single ones."""
    return " ".join(text.translate(EVEN).split())


def narrow(text: str) -> str:
    """The text with plain punctuation too: what times and numbers are read from."""
    return " ".join(text.translate(NARROW).split())


def width(text: str) -> float:
    """How wide the text is set, in Chinese characters; Latin ones take half of one."""
    return sum(1 if east_asian_width(one) in "WFA" else 0.5 for one in text)


def unbroken(text: str) -> str:
    """A text of several lines, such as the one in the cell of a sheet, in one."""
    return LINE_BREAK.sub("", text)


def close(text: str) -> str:
    """The text without the spaces that typesetting leaves beside letters and digits: `7 月 8 日`, `CIO 刘中常`."""
    return BESIDE_LATIN.sub("", even(text))


def title(text: str) -> tuple[str, tuple[Guess, ...]]:
    """A title in one piece.

    A space between Chinese characters is where a PDF broke the line, if the line is long enough to be a full one and
    the space stands outside of quotes and brackets; anyone else's space is meant: “车联万物 智慧出行”.
    """
    whole, guesses, begin = even(unbroken(text)), [], 0
    pieces = []
    for match in BETWEEN_CHINESE.finditer(whole):
        line = whole[begin : match.start()]
        if width(line) >= SHORTEST_LINE and sum(NESTED.get(one, 0) for one in whole[: match.start()]) == 0:
            pieces.append(line)
            guesses.append(JOINED_UP.fill(begin=Quoted(line[-8:])))
            begin = match.end()
    return "".join([*pieces, whole[begin:]]), tuple(guesses)


@lru_cache(maxsize=4096)
def room(name: str) -> str:
    """The name of a room in its one spelling: `7号 会议室A、B厅` → `7号会议室 A+B厅`."""
    plain = HALL.sub("", even(unbroken(name).replace("＋", "+").replace("／", "/").replace("＆", "&")))
    plain = HALLS.sub(lambda match: f"{'+'.join(re.findall('[A-Z]', match[0]))}厅", plain)
    plain = RUN_TOGETHER.sub(lambda match: "+".join(match[0]) if _in_sequence(match[0]) else match[0], plain)
    plain = NUMBERS.sub(lambda match: f"{'+'.join(re.findall('[0-9]+', match[0]))}号", plain)
    plain = ENGLISH_HALLS.sub(lambda match: f"{match[1]} {'+'.join(re.findall('[A-Z]|[0-9]+', match[2]))}", plain)
    return APART.sub(" ", plain)


def joined(name: str) -> tuple[str, ...]:
    """The rooms that a joined hall is made of, by name: `7号会议室 A+B厅` → `7号会议室 A厅` and `7号会议室 B厅`."""
    match = JOINED.fullmatch(name) if "+" in name and len(name) < 200 else None
    if match is None or not (match[3] or ENGLISH_HALLS.search(name)):
        return ()
    return tuple(f"{match[1]}{part}{match[3]}" for part in dict.fromkeys(match[2].split("+")))


def kind_of(name: str) -> RoomKind | None:
    """Whether a name says that the room is online or open to many at once; None where it says neither."""
    if ONLINE.search(name):
        return "online"
    inside = name.rpartition(" ")[2] if VENUE.search(name) else name
    return "open" if OPEN.search(inside) and not inside.endswith(("会议室", "会议厅", "酒店")) else None


def at_site(name: str) -> tuple[str | None, str, tuple[Guess, ...]]:
    """The site that a name begins with, and the room there: `大连世界博览广场 5号会议室`; without a site, None."""
    first, space, rest = room(name).partition(" ")
    if not space or INSIDE.fullmatch(first):
        return None, room(name), ()
    ends = list(VENUE.finditer(first))
    if ends and ends[-1].end() == len(first) and INSIDE.match(rest):
        return first, rest, ()
    guess = Text("{name} was read as the name of one room", "{name}整个当作一个场地的名称")
    return None, room(name), (guess.fill(name=Quoted(room(name))),)


def _in_sequence(letters: str) -> bool:
    return all(ord(after) - ord(before) == 1 for before, after in pairwise(letters))
