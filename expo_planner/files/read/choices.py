"""Files of choices → who wants to attend what: tables as forms and ticket systems export them, and JSON.

A table has the column `person` and one of three forms: `session` names one session in each row; `sessions` (or
`session 1`, `session 2`, …) names all of a person's; or each session has a column of its own with a tick in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath

from expo_planner.domain.choices import AudienceChoices
from expo_planner.domain.i18n import Message, Text
from expo_planner.files.read.from_table import NAMELESS, TWICE, table_rows, texts
from expo_planner.files.read.sources import named_file, parse_file
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.field_types import Schema, text_of
from expo_planner.files.schema.nodes import (
    Entries,
    FieldPath,
    Items,
    Node,
    Quoted,
    Refusal,
    Scalar,
    cell,
    did_you_mean,
    unexpected,
)

PERSON = ("person", "user", "user_id", "email")
SESSION = ("session", "submission", "code")
SESSIONS = ("sessions", "submissions", "talk_list")
NUMBERED = re.compile(r"(?:session|choice) ?[1-9][0-9]?")
YES = {"1", "x", "✓", "✔", "√", "yes", "y", "true", "是"}
NO = {"", "0", "-", "no", "n", "false", "否"}
PART = re.compile(r"[^,，、;；\n]*[^,，、;；\s][^,，、;；\n]*")
MOST_COMMAS = 12
"""How many parts between commas a title may have."""

A_FILE = Text("the name of a .csv, .xlsx or .json file", ".csv、.xlsx 或 .json 文件名")
COLUMNS = Text(
    "write person,session with a row for each choice; person,sessions with a row for each person; or person and a "
    "column for each session, with x where it is wanted",
    "可写 person、session 两列，每个选择一行；或 person、sessions 两列，每人一行；或 person 一列、每场活动各一列，"
    "想参加的写 x",
)
NO_SESSION = Text("there is no session {text}", "没有名为{text}的活动")
EITHER = Text("more than one session is called {text}", "有不止一场活动名为{text}")
GIVE_ID = Text("give an id instead: {ids}", "请用编号指明：{ids}")
A_TICK = Text("x, yes or 1; nothing, no or 0", "x、是、1，或留空、否、0")
SOMETHING_ELSE = Text("{name} is neither a person nor a session", "{name}既不是人，也不是活动")
DELETE = Text("name a session by its id or title, or delete the column", "请写活动的编号或名称，或删去此列")
SPELLED = Text("this looks like the column {name}", "此列应是 {name}")
MISSING = Text("{name} is missing", "缺少 {name}")
IN_JSON = Text(
    "write {anna: [session, …]}, or [{person: anna, sessions: [session, …]}, …]",
    "请写 {anna: [活动, …]}，或 [{person: anna, sessions: [活动, …]}, …]",
)
A_MAPPING = Text("people and what they chose", "人员及其选择")
IN_QUOTES = Text(
    "name the column in the header row, or put a cell with commas in quotes",
    "请在表头写上列名；单元格中有逗号的，要加引号",
)

Row = Callable[[int, list[str]], Iterator[tuple[str, str]]]
"""What a row says: a person and a session, as often as it names one."""


class ChoicesFile:
    """The name of a file of choices."""

    def decode(self, node: Node, path: FieldPath, context: Context) -> AudienceChoices:
        name = text_of(node, A_FILE)
        assert isinstance(node, Scalar)
        wanted: dict[str, set[str]] = {}
        if PurePath(name).suffix.lower() == ".json":
            found, shown = named_file(node, context)
            root = parse_file(found, context, shown)
            pairs = _Json(path, context).read(root) if root is not None else iter(())
        else:
            pairs = _Table(path, context).read(node)
        for person, session in pairs:
            wanted.setdefault(person, set()).add(session)
        return AudienceChoices.of(wanted.values())

    def schema(self) -> Schema:
        return {"type": "string", "examples": ["choices.csv"]}


class _Sessions:
    """The sessions as files of choices name them: by id, whatever the case of its letters, or by title."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.ids: Mapping[str, object] = context.known.get("session", {})
        self.unread = "session" not in context.known
        self.by_name: dict[str, tuple[str, ...]] = {_plain(name): (name,) for name in self.ids}
        for title, names in context.titles.items():
            self.by_name.setdefault(_plain(title), names)

    def find(self, text: str) -> str | None:
        """The session of this name, if there is one. Raises Refusal where there are several."""
        if text in self.ids or self.unread:
            return text
        names = self.by_name.get(_plain(text), ())
        if len(names) > 1:
            raise Refusal(EITHER.fill(text=Quoted(text)), GIVE_ID.fill(ids=[*names]))
        return names[0] if names else None

    def named(self, text: str) -> str:
        """The same; raises Refusal where there is none, too."""
        found = self.find(text)
        if found is None:
            hint = self.context.suggestion(text, self.ids) or self.context.suggestion(text, self.context.titles)
            if hint is None:
                return self.context.reference("session", text)
            raise Refusal(NO_SESSION.fill(text=Quoted(text)), hint)
        return found

    def listed(self, text: str) -> Iterator[str | Refusal]:
        """The sessions of a list. Titles may have commas: the longest that is a name counts."""
        if text in self.ids:
            yield text
            return
        parts = [*PART.finditer(text)]
        at = 0
        while at < len(parts):
            try:
                for last in range(min(len(parts), at + MOST_COMMAS) - 1, at - 1, -1):
                    found = self.find(text[parts[at].start() : parts[last].end()].strip())
                    if found is not None:
                        yield found
                        break
                else:
                    last = at
                    self.named(parts[at][0].strip())
            except Refusal as refusal:
                yield refusal
            at = last + 1


class _Table:
    def __init__(self, path: FieldPath, context: Context) -> None:
        self.path, self.context, self.sessions = path, context, _Sessions(context)

    def read(self, node: Scalar) -> Iterator[tuple[str, str]]:
        """A person and a session, for every choice that can be read; the rest is reported."""
        rows, self.document = table_rows(node, "choices", self.context)
        read: Row | None = None
        heads: list[str] = []
        for number, written in rows:
            cells = [text.strip() for text in texts((number, written), {}, self.document, self.context)]
            if not any(cells):
                continue
            if read is None:
                read, heads = self.header(number, cells), cells
                continue
            for index, text in enumerate(cells):
                if text and not (index < len(heads) and heads[index]):
                    self.report(number, index, "", NAMELESS.fill(text=Quoted(text)), IN_QUOTES)
            yield from read(number, cells)
        if read is None:
            self.report(1, 0, "", Text("the table is empty", "表格是空的"), COLUMNS)

    def header(self, number: int, cells: list[str]) -> Row:
        """How the rows below a header are read. Raises Refusal where they cannot be."""
        heads = [_plain(text) for text in cells]
        for index, head in enumerate(heads):
            if head and head in heads[:index]:
                self.report(number, index, cells[index], TWICE.fill(name=Quoted(cells[index])))
        people = [index for index, head in enumerate(heads) if head in PERSON]
        person = people[0] if people else None
        single = [index for index, head in enumerate(heads) if head in SESSION]
        several = [index for index, head in enumerate(heads) if head in SESSIONS or NUMBERED.fullmatch(head)]
        if not (single or several):
            return self.ticks(number, cells, person)
        for index, head in enumerate(heads):
            meant = self.context.nearest(head, ["person", "session", "sessions"])
            if meant and index not in (*people, *single, *several):
                self.report(number, index, cells[index], SPELLED.fill(name=meant), did_you_mean(meant))
        if single and person is None:
            missing = Text("the column {name} is missing", "缺少列{name}").fill(name=Quoted("person"))
            raise Refusal(missing, COLUMNS, cell(self.document, number, 0))
        return lambda row, values: self.lists(row, values, person, single, several)

    def lists(
        self, row: int, cells: list[str], person: int | None, single: list[int], several: list[int]
    ) -> Iterator[tuple[str, str]]:
        """A row that names sessions, one or many to a cell."""
        who = self.who(row, cells, person)
        named = False
        for index in (*single, *several):
            text = cells[index] if index < len(cells) else ""
            named |= bool(text)
            for found in self.sessions.listed(text):
                if isinstance(found, Refusal):
                    self.report(row, index, "session", found.message, found.hint)
                elif who is not None:
                    yield who, found
        if single and not named:
            self.report(row, 0, "session", MISSING.fill(name="session"), COLUMNS)

    def ticks(self, number: int, cells: list[str], person: int | None) -> Row:
        """How rows are read in which every session has a column."""
        columns: dict[int, str] = {}
        before = len(self.context.report)
        for index, text in enumerate(cells):
            if not text or index == person:
                continue
            try:
                found = self.sessions.find(text)
            except Refusal as refusal:
                self.report(number, index, text, refusal.message, refusal.hint)
                continue
            if found is None:
                known = (*PERSON[:1], *SESSION[:1], *SESSIONS[:1], *self.sessions.ids)
                hint = self.context.suggestion(text, known) or DELETE
                self.report(number, index, text, SOMETHING_ELSE.fill(name=Quoted(text)), hint)
            else:
                columns[index] = found
        if not columns and len(self.context.report) == before:
            missing = Text("no column names a session", "没有一列写明活动")
            raise Refusal(missing, COLUMNS, cell(self.document, number, 0))
        return lambda row, values: self.ticked(row, values, person, columns)

    def ticked(
        self, row: int, cells: list[str], person: int | None, columns: Mapping[int, str]
    ) -> Iterator[tuple[str, str]]:
        """A row with ticks in the columns of sessions."""
        who = self.who(row, cells, person)
        for index, session in columns.items():
            text = cells[index].lower() if index < len(cells) else ""
            if text not in YES | NO:
                place = cell(self.document, row, index, cells[index])
                self.report(row, index, session, unexpected(A_TICK, place).message)
            elif text in YES and who is not None:
                yield who, session

    def who(self, row: int, cells: list[str], person: int | None) -> str | None:
        """The person of a row: the row itself where nobody is named in the table."""
        if person is None:
            return f"row {row}"
        name = cells[person] if person < len(cells) else ""
        try:
            return text_of(cell(self.document, row, person, name), Text("a name", "姓名"))
        except Refusal as refusal:
            self.report(row, person, "person", refusal.message, refusal.hint)
            return None

    def report(
        self, row: int, column: int, name: str, message: Message | Text, hint: Message | Text | None = None
    ) -> None:
        self.context.report.add(
            cell(self.document, row, column), (*self.path, name) if name else self.path, message, hint
        )


class _Json:
    def __init__(self, path: FieldPath, context: Context) -> None:
        self.path, self.context, self.sessions = path, context, _Sessions(context)

    def read(self, root: Node) -> Iterator[tuple[str, str]]:
        """A person and a session, for every choice that can be read; the rest is reported."""
        if isinstance(root, Entries):
            for person, (_, value) in root.nodes.items():
                yield from self.chosen(person, value)
        elif isinstance(root, Items):
            for entry in root.nodes:
                yield from self.entry(entry)
        else:
            self.refuse(unexpected(A_MAPPING, root, IN_JSON), root)

    def entry(self, node: Node) -> Iterator[tuple[str, str]]:
        """`{person: …, sessions: […]}`, or with one `session`."""
        try:
            if not isinstance(node, Entries):
                raise unexpected(A_MAPPING, node, IN_JSON)
            person = self.member(node, PERSON)
            yield from self.chosen(text_of(person, Text("a name", "姓名")), self.member(node, (*SESSIONS, *SESSION)))
        except Refusal as refusal:
            self.refuse(refusal, node)

    def member(self, node: Entries, names: tuple[str, ...]) -> Node:
        for name in names:
            if name in node.nodes:
                return node.nodes[name][1]
        raise Refusal(MISSING.fill(name=names[0]), IN_JSON)

    def chosen(self, person: str, node: Node) -> Iterator[tuple[str, str]]:
        for one in node.nodes if isinstance(node, Items) else [node]:
            try:
                yield person, self.sessions.named(text_of(one, Text("a session", "活动")))
            except Refusal as refusal:
                self.refuse(refusal, one)

    def refuse(self, refusal: Refusal, node: Node) -> None:
        self.context.report.refuse(refusal, node, self.path)


def _plain(text: str) -> str:
    """A name without differences of case and spaces."""
    return " ".join(text.split()).casefold()
