"""What is written in a file, with its places: scalars, items and entries, whatever the format was.

YAML, JSON and tables are read into the same nodes, so that everything after them is written once. Nothing is guessed
here: a scalar is the text that stands in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.problems import BadInput, Problem, Source

DEEPEST = 40
"""How deep lists and mappings may nest; no scenario needs a quarter of it."""

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters, line breaks, and halves of characters, which no file can hold."""


@dataclass(frozen=True, eq=False, slots=True)
class Document:
    """One file being read: its name relative to the scenario's folder, and how a position in it is called.

    `order` sorts the problems of several files. In a `table`, a cell may hold a whole list.
    """

    name: str
    order: int
    locate: Callable[[int], str]
    table: bool = False


class Scalar(NamedTuple):
    """A text as it stands in the file. `plain`: written without quotes; plain and empty means nothing at all."""

    text: str
    plain: bool
    at: int
    document: Document

    @property
    def empty(self) -> bool:
        """Whether nothing is given: an empty value, `~` or `null`."""
        return self.plain and not self.text


class Items(NamedTuple):
    """A list."""

    nodes: list[Node]
    at: int
    document: Document


class Entries(NamedTuple):
    """A mapping: by the text of each key, the key itself and its value."""

    nodes: dict[str, tuple[Scalar, Node]]
    at: int
    document: Document


Node = Scalar | Items | Entries


def source(node: Node) -> Source:
    """Where a node stands."""
    return Source(node.document.name, node.document.locate(node.at))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KeyPlaces(Mapping[str, Source]):
    """Where the keys of a mapping stand; told when asked, as few of the million keys of a large scenario ever are."""

    nodes: Mapping[str, tuple[Scalar, Node]]

    def __getitem__(self, name: str) -> Source:
        return source(self.nodes[name][0])

    def __iter__(self) -> Iterator[str]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[type[dict[str, Source]], tuple[dict[str, Source]]]:
        """To another process go the places, not the document."""
        return dict, (dict(self),)


def text_document(name: str, order: int, text: str) -> Document:
    """A text file, whose positions are offsets and whose places are `line:column`, both from 1."""
    starts = [0, *(match.end() for match in re.finditer("\r\n|\n|\r", text))]

    def locate(at: int) -> str:
        line = bisect_right(starts, at)
        return f"{line}:{at - starts[line - 1] + 1}"

    return Document(name, order, locate)


LONGEST_LINE = 1_000_000
"""Characters of a line that people write; only programs write longer ones."""


class LongLine(NamedTuple):
    """A line that is too long: where it begins, from 0, and how long it is."""

    start: int
    length: int


def long_line(text: str) -> LongLine | None:
    """The first line that is too long."""
    if len(text) <= LONGEST_LINE:
        return None
    lines = (match.span() for match in re.finditer("[^\r\n]+", text))
    return next((LongLine(start, end - start) for start, end in lines if end - start > LONGEST_LINE), None)


WIDEST = 16_384
"""Columns of the widest sheet; the position of a cell is its row, from 1, times this plus its column, from 0."""


def cell(document: Document, row: int, column: int, text: str = "") -> Scalar:
    """A cell of a table; rows count from 1, columns from 0."""
    return Scalar(text, True, row * WIDEST + column, document)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A value of the file as a message shows it: in quotes, cut short, with unprintable characters spelled out."""

    text: str

    def say(self, language: Language) -> str:
        text = self.text if len(self.text) <= 60 else f"{self.text[:59]}…"
        text = UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
        return f"“{text}”" if language == "zh" else f"'{text}'"


def found(node: Node) -> Quoted | Text:
    """What stands there, for a message that wanted something else."""
    if isinstance(node, Items):
        return Text("a list", "列表")
    if isinstance(node, Entries):
        return Text("named fields", "一组带名称的字段")
    return Text("nothing", "空值") if node.empty else Quoted(node.text)


class Refusal(Exception):
    """A value that cannot be read. `node` is its place where that is not the whole value's."""

    def __init__(self, message: Message | Text, hint: Message | Text | None = None, node: Node | None = None) -> None:
        super().__init__(message.say("en"))
        self.message, self.hint, self.node = message, hint, node


EXPECTED = Text("expected {wanted}, found {found}", "应为{wanted}，写的却是{found}")


def unexpected(wanted: Text, node: Node, hint: Message | Text | None = None) -> Refusal:
    """The refusal of a node that is not what was wanted."""
    return Refusal(EXPECTED.fill(wanted=wanted, found=found(node)), hint)


def nearest(text: str, names: Iterable[str]) -> str | None:
    """The name that is written most like the text, if any is; nobody misspells a long one."""
    if len(text) > 200:
        return None
    from difflib import get_close_matches  # only who misspells pays for it

    by_letters = {name.lower(): name for name in sorted(names)}
    near = get_close_matches(text.lower(), by_letters, n=1)
    return by_letters[near[0]] if near else None


def did_you_mean(name: str | None) -> Message | None:
    """The hint at a near name, where there is one."""
    return None if name is None else Text("did you mean {name}?", "是不是{name}？").fill(name=Quoted(name))


class Numbered(NamedTuple):
    """An entry of a list on the way to a field: its number, from 0, and what stands there."""

    number: int
    node: Node

    @property
    def name(self) -> str | int:
        """Its id where it can be read, else its number."""
        entry = self.node.nodes.get("id") if isinstance(self.node, Entries) else None
        return entry[1].text if entry and isinstance(entry[1], Scalar) and entry[1].text else self.number


FieldPath = tuple[str | Numbered, ...]
"""The way to a field from the top of a file."""


@dataclass(frozen=True, slots=True)
class FieldProblem(Problem):
    """A problem of a field that is read. `path` is the way to it: names, and of entries of lists the id or number."""

    path: tuple[str | int, ...] = ()


def label_text(name: str) -> str:
    """A name as messages show it where it is part of the way to a field."""
    return UNPRINTABLE.sub("?", name if len(name) <= 60 else f"{name[:59]}…")


def spelled(path: FieldPath) -> str:
    """A path as messages show it: `sessions[opening].start`."""
    steps = (f".{label_text(one)}" if isinstance(one, str) else f"[{label_text(str(one.name))}]" for one in path)
    return "".join(steps).removeprefix(".")


class ProblemReport:
    """The problems found so far, in all files of a scenario."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int, str], Problem] = {}

    def __len__(self) -> int:
        return len(self._found)

    def add(
        self, node: Node, path: FieldPath | str, message: Message | Text, hint: Message | Text | None = None
    ) -> None:
        """Notes a problem at the place of a node, once; a text is the path of a field at the top."""
        steps = path if isinstance(path, tuple) else (path,) if path else ()
        names = tuple(one if isinstance(one, str) else one.name for one in steps)
        problem = FieldProblem(source(node), spelled(steps), message, hint, names)
        self._found.setdefault((node.document.order, node.at, message.say("en")), problem)

    def refuse(self, refusal: Refusal, node: Node, path: FieldPath | str) -> None:
        """Notes a refusal; it may know a closer place than the node."""
        self.add(refusal.node or node, path, refusal.message, refusal.hint)

    @property
    def problems(self) -> list[Problem]:
        """All problems in the order of the files."""
        return [self._found[place] for place in sorted(self._found, key=lambda place: place[:2])]

    def raise_any(self) -> None:
        """Raises BadInput with all problems, if there are any."""
        if self._found:
            raise BadInput(self.problems)


def entries(node: Node, wanted: Text) -> Mapping[str, tuple[Scalar, Node]]:
    """The entries of a mapping; refused where it is none."""
    if not isinstance(node, Entries):
        raise unexpected(wanted, node)
    return node.nodes


def refuse_twice(key: Scalar, first: Scalar, report: ProblemReport) -> None:
    """Reports a field that is given twice in one mapping; the first one counts from here on."""
    report.add(
        key,
        key.text,
        Text("given twice", "重复给出"),
        Text("first on line {line}", "第一次在第 {line} 行").fill(line=first.document.locate(first.at).split(":")[0]),
    )
