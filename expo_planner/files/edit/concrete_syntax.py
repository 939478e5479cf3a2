"""A scenario's text with the position and style of everything written in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from expo_planner.files.read import from_json, from_yaml
from expo_planner.files.schema.nodes import Document, Entries, Items, Node, ProblemReport, Scalar, text_document

COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)
COLON = re.compile(r"\s*:")


@dataclass(eq=False)
class Written:
    """A text and its nodes.

    The other fields are about nodes, by their identity: where each ends; which stand in brackets; which are texts over
    several lines as they are; which are aliases; which stand for more than one place, aliases and what they stand for;
    and the aliases of each node that has some.
    """

    text: str
    json: bool
    root: Node
    ends: dict[int, int] = field(default_factory=dict)
    flow: set[int] = field(default_factory=set)
    literal: set[int] = field(default_factory=set)
    aliases: set[int] = field(default_factory=set)
    shared: set[int] = field(default_factory=set)
    uses: dict[int, tuple[Node, list[Node]]] = field(default_factory=dict)

    def in_block(self, node: Node) -> bool:
        """Whether a node is a list or mapping of lines, without brackets."""
        return not isinstance(node, Scalar) and id(node) not in self.flow and id(node) not in self.aliases

    def end(self, node: Node) -> int:
        """Where the last character of a node is past; blank lines and comments behind it are not counted."""
        if isinstance(node, Scalar) or not self.in_block(node):
            end = self.ends[id(node)]
            if id(node) not in self.literal:
                return end
            kept = "+" in self.text[node.at : end].split("\n")[0].split("#")[0]
            return end if kept else self.before_space(end)
        if isinstance(node, Items):
            return self.end(node.nodes[-1])
        key, value = [*node.nodes.values()][-1]
        return max(self.end(value), self.after_colon(key, value))

    def after_colon(self, key: Scalar, value: Node) -> int:
        """Where the colon behind a key is past; where the key ends, if it has none."""
        end = self.ends[id(key)]
        colon = COLON.match(self.text, end)
        return colon.end() if colon and colon.end() <= max(value.at, end + 1) else end

    def before_space(self, at: int) -> int:
        """Where the last character before a place is past that is no space or line break."""
        while at and self.text[at - 1] in " \t\r\n":
            at -= 1
        return at

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Where the next line begins; the end of the text, if there is none."""
        if at and self.text[at - 1] == "\n":
            return at
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def column(self, at: int) -> int:
        return at - self.line_start(at)

    def leaves(self, node: Node) -> Iterator[tuple[int, int]]:
        """From where to where the texts in a node stand."""
        if isinstance(node, Scalar) or id(node) in self.aliases:
            yield node.at, self.end(node)
        elif isinstance(node, Items):
            for one in node.nodes:
                yield from self.leaves(one)
        else:
            for key, value in node.nodes.values():
                yield key.at, self.ends[id(key)]
                yield from self.leaves(value)

    def comments(self, start: int, end: int, *nodes: Node) -> list[str]:
        """The comments between two places; what stands inside the texts of the nodes is none."""
        found, at = [], start
        for left, right in [*(leaf for node in nodes for leaf in self.leaves(node)), (end, end)]:
            if left >= start:
                found += [match[0].rstrip() for match in COMMENT.finditer(self.text, at, max(at, left))]
                at = max(at, right)
        return found


def read_written(text: str, name: str, report: ProblemReport) -> Written:
    """The nodes of a text with their places. Raises Refusal or YAMLError where it is unreadable."""
    document = text_document(name, 0, text)
    if name.lower().endswith(".json"):
        json = _Json(text, document, report)
        return Written(text, True, json.read(), json.ends, json.flow)
    yaml = _Yaml(text, document, report)
    root = yaml.read()
    return Written(text, False, root, yaml.ends, yaml.flow, yaml.literal, yaml.aliases, yaml.shared, yaml.uses)


class _Json(from_json.JsonReader):
    def __init__(self, text: str, document: Document, report: ProblemReport) -> None:
        super().__init__(text, document, report)
        self.ends: dict[int, int] = {}
        self.flow: set[int] = set()

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        node, end = super().value(at, depth)
        self.ends[id(node)] = end
        if not isinstance(node, Scalar):
            self.flow.add(id(node))
        if isinstance(node, Entries):
            for key, _ in node.nodes.values():
                match = from_json.KEY.match(self.text, key.at)
                assert match is not None
                self.ends[id(key)] = match.end(1) + 1
        return node, end


class _Yaml(from_yaml.YamlReader):
    def __init__(self, text: str, document: Document, report: ProblemReport) -> None:
        super().__init__(text, document, report)
        self.ends: dict[int, int] = {}
        self.flow: set[int] = set()
        self.literal: set[int] = set()
        self.shared: set[int] = set()
        self.aliases: set[int] = set()
        self.uses: dict[int, tuple[Node, list[Node]]] = {}

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        node = super().scalar(event)
        self.ends[id(node)] = from_yaml.offset(event.end_mark)
        if event.style in ("|", ">"):
            self.literal.add(id(node))
        return node

    def begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        super().begin(event)
        if event.flow_style:
            self.flow.add(id(self.open[-1].node))

    def end(self, event: yaml.MappingEndEvent | yaml.SequenceEndEvent) -> None:
        self.ends[id(self.open[-1].node)] = from_yaml.offset(event.end_mark)
        super().end(event)

    def aliased(self, node: Node, event: yaml.AliasEvent) -> Node:
        one: Node = node._replace(at=from_yaml.offset(event.start_mark))
        self.ends[id(one)] = from_yaml.offset(event.end_mark)
        self.shared |= {id(node), id(one)}
        self.aliases.add(id(one))
        self.uses.setdefault(id(node), (node, []))[1].append(one)
        return one
