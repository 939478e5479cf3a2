"""Grids of variants: for each parameter its values, one variant for each combination."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain, combinations, product
from math import prod

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Entries, Items, Node, Refusal, Scalar, unexpected
from expo_planner.files.variants.change import Change, Setting
from expo_planner.files.variants.settings import KEEP, SettingReader

LOSABLE = ("rooms", "days", "people", "sessions")
DROPPING = re.compile(r"drop (any|at most) (one|two|three)(?: of (.+))?")
COUNTS = {"one": 1, "two": 2, "three": 3}
RANGE = re.compile(r"(0|[1-9][0-9]*) *\.\. *([1-9][0-9]*)")
MOST = 100_000
"""Variants of one grid."""
TOO_MANY = Text(
    "this grid has {count} variants; at most {most} are solved", "此网格共{count}个变体，最多可求解{most}个"
)
VALUES = Text("a list of values, such as [1, 2, 3] or [1..3]", "一组取值，如 [1, 2, 3] 或 [1..3]")
LOSSES = Text(
    "'drop any one', 'drop at most two of 7A, 7B, 7C', or the like",
    "“drop any one”“drop at most two of 7A, 7B, 7C”之类",
)
CLOSURES = Text(
    "a list of texts such as '7A 2023-07-06', or rooms and windows: {rooms: [7A, 7B], windows: any day}",
    "一组文字，如“7A 2023-07-06”；或分别写出场地和时段：{rooms: [7A, 7B], windows: any day}",
)
ALTERNATIVE = Text("the changes of this alternative, by path", "此选项的各项改动（路径: 值）")
ANY, ANY_DAY, ANY_PART = "any", "any day", "any part"


def combined(parameters: Sequence[tuple[Scalar, Node]], reader: SettingReader) -> Iterator[tuple[Setting, ...]]:
    """The settings of each variant of a grid, whose last parameter changes fastest. Raises Refusal."""
    axes = [_axis(key, node, reader) for key, node in parameters]
    count = prod(map(len, axes))
    if count > MOST:
        raise Refusal(TOO_MANY.fill(count=count, most=MOST))
    return (tuple(chain(*chosen)) for chosen in product(*axes))


def _axis(key: Scalar, node: Node, reader: SettingReader) -> list[tuple[Setting, ...]]:
    """What a line of a grid offers to choose from: mostly one setting, for closures a room and a window."""
    name = key.text.strip()
    if name in LOSABLE:
        return [(one,) for one in _losses(name, node, reader)]
    if name == "close" and isinstance(node, Entries):
        return list(_closures(key, node, reader))
    if isinstance(node, Entries):
        return [(one,) for one in _alternatives(name, node, reader)]
    if isinstance(node, Scalar) and RANGE.fullmatch(node.text):
        node = Items([node], node.at, node.document)
    if not isinstance(node, Items) or not node.nodes:
        raise unexpected(VALUES, node)
    return [(reader.setting(key, value),) for one in node.nodes for value in _values(one)]


def _alternatives(parameter: str, node: Entries, reader: SettingReader) -> Iterator[Setting]:
    """Alternatives by name, each of which changes whatever it lists."""
    for name, (_, lines) in node.nodes.items():
        if not isinstance(lines, Entries):
            raise unexpected(ALTERNATIVE, lines)
        changes = [reader.setting(*pair).change for pair in lines.nodes.values()]
        yield Setting(parameter, name, reduce(Change.__add__, changes, Change()))


def _values(node: Node) -> Iterator[Node]:
    """The values that an item stands for: those of a range, or itself."""
    match = RANGE.fullmatch(node.text) if isinstance(node, Scalar) else None
    if match is None or not isinstance(node, Scalar):
        yield node
        return
    first, last = int(match[1]), int(match[2])
    if last - first >= MOST:
        raise Refusal(TOO_MANY.fill(count=last - first + 1, most=MOST), node=node)
    for number in range(first, last + 1):
        yield node._replace(text=str(number))


def _losses(section: str, node: Node, reader: SettingReader) -> Iterator[Setting]:
    match = DROPPING.fullmatch(node.text.strip()) if isinstance(node, Scalar) else None
    if match is None or not isinstance(node, Scalar):
        raise unexpected(LOSSES, node)
    names = _bookable(reader.base.expo) if section == "rooms" else reader.names(section)
    if match[3]:
        asked = [part.strip() for part in re.split("[,，、]", match[3])]
        names = [reader.known(section, node._replace(text=one)) for one in asked if one]
    if match[1] == "at most":
        yield Setting(section, KEEP, Change())
    most = COUNTS[match[2]]
    for count in range(1 if match[1] == "at most" else most, most + 1):
        for lost in combinations(names, count):
            yield Setting(section, f"drop {' + '.join(lost)}", reader.lost(section, lost))


def _closures(key: Scalar, node: Entries, reader: SettingReader) -> Iterator[tuple[Setting, ...]]:
    """Each of some rooms, closed in each of some windows."""
    if node.nodes.keys() != {"rooms", "windows"}:
        raise unexpected(CLOSURES, node)
    expo, rooms, windows = reader.base.expo, node.nodes["rooms"][1], node.nodes["windows"][1]
    named = _bookable(expo) if _says(rooms, ANY) else [reader.known("rooms", one) for one in _list(rooms)]
    days = [day.isoformat() for day in expo.days]
    if _says(windows, ANY_DAY):
        times = days
    elif _says(windows, ANY_PART):
        times = [f"{day} {part}" for day in days for part in expo.parts]
    else:
        times = [one.text for one in _list(windows)]
    for room, time in product(named, times):
        closure = Change(closed=(key._replace(text=f"{room} {time}"),))
        yield Setting("close", room, Change()), Setting("window", time, closure)


def _says(node: Node, word: str) -> bool:
    return isinstance(node, Scalar) and node.text == word


def _list(node: Node) -> list[Scalar]:
    if not isinstance(node, Items) or not all(isinstance(one, Scalar) for one in node.nodes):
        raise unexpected(CLOSURES, node)
    return [one for one in node.nodes if isinstance(one, Scalar)]


def _bookable(expo: Expo) -> list[str]:
    """The rooms that one session at a time takes and that are not joined of others."""
    return [room.id for room in expo.rooms.values() if room.kind == "room" and not room.joined]
