"""YAML text → nodes, without guessing: `9:30`, `no`, `1_000` and `2023-07-06` stay the text as written.

Reads the parser's events, not its tree: events know their places, show anchors and tags before anything is made of
them, and need no recursion. YAML 1.2 (yaml.org/spec/1.2.2); only one document, without tags and merge keys.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import (
    DEEPEST,
    LONGEST_LINE,
    Document,
    Entries,
    Items,
    Node,
    ProblemReport,
    Quoted,
    Refusal,
    Scalar,
    long_line,
    refuse_twice,
)

MOST_UNFOLDED = 1_000_000
"""How many values the aliases of a file may stand for."""

FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML allows no file to contain (section 5.1), the byte order mark in mid-text included."""

NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
WRITE_OUT = Text("write the value itself", "请直接写出内容")
HINTS = {
    "cannot start any token": Text(
        "indent with spaces, not tabs, and put text with special characters in quotes",
        "缩进请用空格而不用制表符；含特殊字符的文字请加引号",
    ),
    "mapping values are not allowed": Text(
        "put text that contains ': ' in quotes; also check the indentation", "含“: ”的文字要加引号；并请检查缩进"
    ),
    "expected <block end>": Text("check the indentation", "请检查缩进"),
    "expected ',' or": Text("a bracket is not closed, or a comma is missing", "括号未闭合，或缺少逗号"),
    "unexpected end of stream": Text("a quote or bracket is not closed", "引号或括号未闭合"),
}
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Open:
    """A list or mapping whose end has not come yet."""

    def __init__(self, node: Items | Entries, anchor: str | None, before: int) -> None:
        self.node, self.anchor, self.before = node, anchor, before
        self.key: Scalar | None = None


def read(text: str, document: Document, report: ProblemReport) -> Node | None:
    """The one document of a YAML text, or None where it cannot be read; problems go to the report."""
    if (long := long_line(text)) is not None:
        report.add(
            Scalar("", True, long.start, document),
            "",
            Text("this line has {count} characters", "此行有 {count} 个字符").fill(count=f"{long.length:,}"),
            Text(
                "break it into lines of at most {most}; a program writes JSON instead",
                "请分成每行不超过 {most} 个字符的多行；由程序生成的方案请用 JSON",
            ).fill(most=f"{LONGEST_LINE:,}"),
        )
        return None
    unreadable = list(FORBIDDEN.finditer(text))
    for match in unreadable:
        report.add(
            Scalar("", True, match.start(), document),
            "",
            Text("the character {character} is not allowed in YAML", "YAML 中不允许字符 {character}").fill(
                character=f"U+{ord(match[0]):04X}"
            ),
            Text("remove it", "请删除该字符"),
        )
    if unreadable:
        return None
    try:
        return YamlReader(text, document, report).read()
    except Refusal as refusal:
        report.refuse(refusal, Scalar("", True, 0, document), "")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        report.add(
            Scalar("", True, offset(mark), document),
            "",
            Text("this is not valid YAML: {reason}", "此处不符合 YAML 语法：{reason}").fill(reason=reason),
            next((hint for part, hint in HINTS.items() if part in reason), None),
        )
    return None


def offset(mark: Any) -> int:
    """The place of a mark in the text."""
    return 0 if mark is None else int(mark.index)


class YamlReader:
    def __init__(self, text: str, document: Document, report: ProblemReport) -> None:
        self.text, self.document, self.report = text, document, report
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.count = self.unfolded = 0

    def read(self) -> Node:
        for event in yaml.parse(self.text, Loader=Loader):
            if isinstance(event, yaml.ScalarEvent):
                self.finish(self.scalar(event), event.anchor, self.count)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self.begin(event)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self.end(event)
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                raise Refusal(
                    Text("a second YAML document begins here", "此处开始了第二个 YAML 文档"),
                    Text("a scenario is a single document: remove the '---'", "一个方案只能有一个文档：请删除“---”"),
                    Scalar("", True, offset(event.start_mark), self.document),
                )
        if self.root is None or (isinstance(self.root, Scalar) and self.root.empty):
            raise Refusal(
                Text("the file is empty", "文件是空的"),
                Text("run 'plan new' for a scenario to start from", "可用“plan new”生成一份起步的方案"),
            )
        return self.root

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        plain = not event.style
        text = "" if plain and event.value in NOTHING else event.value
        node = Scalar(text, plain, offset(event.start_mark), self.document)
        self.refuse_tag(event.tag, node)
        return node

    def begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        at = offset(event.start_mark)
        mapping = isinstance(event, yaml.MappingStartEvent)
        node: Items | Entries = Entries({}, at, self.document) if mapping else Items([], at, self.document)
        self.refuse_tag(event.tag, node)
        if len(self.open) == DEEPEST:
            raise Refusal(
                Text("lists and fields are nested too deeply", "列表和字段嵌套过深"),
                Text("at most {most} levels", "最多 {most} 层").fill(most=DEEPEST),
                node,
            )
        self.open.append(_Open(node, event.anchor, self.count))

    def end(self, event: yaml.MappingEndEvent | yaml.SequenceEndEvent) -> None:
        done = self.open.pop()
        self.finish(done.node, done.anchor, done.before)

    def refuse_tag(self, tag: str | None, node: Node) -> None:
        if tag is not None:
            self.report.add(
                node,
                "",
                Text("tags such as {tag} are not allowed", "不允许使用 {tag} 之类的标签").fill(tag=Quoted(tag)),
                WRITE_OUT,
            )

    def alias(self, event: yaml.AliasEvent) -> None:
        name = Quoted(event.anchor or "")
        node, size = self.anchors.get(name.text, (None, 0))
        self.unfolded += size
        self.count += size
        if any(unfinished.anchor == name.text for unfinished in self.open):
            wrong = Text("the alias {name} contains itself", "别名{name}包含了它自己")
        elif node is None:
            wrong = Text("there is no anchor {name} above", "前文没有名为{name}的锚点")
        elif self.unfolded > MOST_UNFOLDED:
            wrong = Text(
                "the aliases in this file expand to more than {most} values", "本文件的别名展开后超过 {most} 个值"
            )
        else:
            self.attach(self.aliased(node, event))
            return
        place = Scalar("", True, offset(event.start_mark), self.document)
        raise Refusal(wrong.fill(name=name, most=f"{MOST_UNFOLDED:,}"), WRITE_OUT, place)

    def aliased(self, node: Node, event: yaml.AliasEvent) -> Node:
        """What stands for an alias of a node: the node itself."""
        return node

    def finish(self, node: Node, anchor: str | None, before: int) -> None:
        """Remembers a complete node under its anchor, with the number of values that it stands for."""
        self.count += 1
        if anchor is not None:
            self.anchors[anchor] = (node, self.count - before)
        self.attach(node)

    def attach(self, node: Node) -> None:
        """Puts a node where it belongs: into the innermost open list or mapping, or at the top."""
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent.node, Items):
            parent.node.nodes.append(node)
        elif parent.key is None:
            parent.key = self.key(node)
        else:
            self.entry(parent.node, parent.key, node)
            parent.key = None

    def key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        raise Refusal(
            Text("a field name must be text", "字段名必须是文字"),
            Text("put text that begins with a bracket in quotes", "以括号开头的文字要加引号"),
            node,
        )

    def entry(self, parent: Entries, key: Scalar, node: Node) -> None:
        if key.plain and key.text == "<<":
            self.report.add(
                key,
                "<<",
                Text("merge keys are not allowed", "不允许使用合并键"),
                Text("write out the fields", "请逐一写出各字段"),
            )
        elif key.text in parent.nodes:
            refuse_twice(key, parent.nodes[key.text][0], self.report)
        else:
            parent.nodes[key.text] = (key, node)
