"""Sessions that take place several times → a session of its own for each time.

`times: 3` of a session `tour` makes `tour-2` and `tour-3`. An entry with `repeats: tour` is one of these times, or one
more: it says where and when it is, and what is different then. What it does not say is as the session that it repeats
has it. Nothing is decoded here: a time is the entry of its session with its own fields put over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from expo_planner.domain.i18n import Message, Text
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Entries, Node, Numbered, Quoted, Refusal, Scalar
from expo_planner.files.schema.session_fields import SESSION

EACH_ITS_OWN = frozenset({"id", "times", "spread", "start", "room", "pinned"})
"""What a further time does not take over from the session that it repeats."""
OF_THE_FIRST = Text("only the session that is repeated has {field}", "{field}只写在被重复的那场活动上")
WRITE_IT_THERE = Text("write it at {first}", "请写在{first}处")
REPEATS_A_REPEAT = Text("{session} is itself a further time of {first}", "{session}本身就是{first}的再次举办")
NAME_THE_FIRST = Text("write repeats: {first}", "请写 repeats: {first}")
REPEATS_ITSELF = Text("a session cannot be a further time of itself", "活动不能是自己的再次举办")
NAME_ANOTHER = Text("name the session that it repeats, or leave repeats out", "请写明所重复的活动，或删去 repeats")
MORE_THAN_TIMES = Text(
    "with the entries that repeat it, it takes place {all} times, not {times}",
    "连同写明重复它的各项，共举办{all}次，而不是{times}次",
)
RAISE_TIMES = Text("write times: {all}, or remove an entry", "请写 times: {all}，或删去一项")
TAKEN = Text("the id {id} is that of another session", "编号{id}已为另一场活动所用")
SAY_SO = Text(
    "write repeats: {first} there if it is one of the times; otherwise give it another id",
    "若它就是其中一次，请在该处写 repeats: {first}，否则请另取编号",
)


def with_times(entries: Sequence[Node], context: Context) -> list[Node]:
    """The entries of sessions, each followed by its further times."""
    return [*_Sessions(entries, context).every()]


class _Sessions:
    """The entries of sessions, by their ids where they have one; `further` are those that repeat another, by its id."""

    def __init__(self, entries: Sequence[Node], context: Context) -> None:
        self.entries, self.context = entries, context
        self.by_id = {name: entry for entry in entries if (name := _text(entry, "id")) is not None}
        self.further: dict[str, list[Entries]] = {}
        for number, entry in enumerate(entries):
            first = _text(entry, "repeats")
            if first in self.by_id and isinstance(entry, Entries) and self._repeats(entry, first, number):
                self.further.setdefault(first, []).append(entry)

    def every(self) -> Iterator[Node]:
        """All entries and times; what only repeats another stands after it."""
        repeating = {id(entry) for again in self.further.values() for entry in again}
        for number, entry in enumerate(self.entries):
            if id(entry) in repeating:
                continue
            yield entry
            name = _text(entry, "id")
            if isinstance(entry, Entries) and name is not None and self.by_id[name] is entry:
                yield from self._times(entry, name, number)

    def _refuse(self, entry: Entries, number: int, field: str, message: Message | Text, hint: Message | Text) -> None:
        self.context.report.add(entry.nodes[field][1], ("sessions", Numbered(number, entry), field), message, hint)

    def _repeats(self, entry: Entries, first: str, number: int) -> bool:
        """Whether an entry is a further time of a session; if not, or if it says too much, why is reported."""
        for field in ("times", "spread"):
            if field in entry.nodes:
                there = WRITE_IT_THERE.fill(first=Quoted(first))
                self._refuse(entry, number, field, OF_THE_FIRST.fill(field=field), there)
        before = _text(self.by_id[first], "repeats")
        if self.by_id[first] is entry:
            self._refuse(entry, number, "repeats", REPEATS_ITSELF, NAME_ANOTHER)
        elif before is not None:
            message = REPEATS_A_REPEAT.fill(session=Quoted(first), first=Quoted(before))
            self._refuse(entry, number, "repeats", message, NAME_THE_FIRST.fill(first=before))
        else:
            return True
        return False

    def _times(self, entry: Entries, name: str, number: int) -> Iterator[Entries]:
        """The further times of a session, in order of the numbers in their ids, then of the file."""
        times, written = _times(entry), self.further.get(name, [])
        if "times" in entry.nodes and 0 < times <= len(written):
            all_ = len(written) + 1
            message = MORE_THAN_TIMES.fill(all=all_, times=times)
            self._refuse(entry, number, "times", message, RAISE_TIMES.fill(all=all_))
        numbered = {count: one for one in written if (count := _number(_text(one, "id"), name)) is not None}
        left = times - 1 - len(written)
        for count in range(2, max(times, *numbered, 0) + 1):
            further = f"{name}-{count}"
            if count in numbered:
                yield _over(entry, numbered[count])
            elif left > 0:
                left -= 1
                if further in self.by_id:
                    self._refuse(entry, number, "times", TAKEN.fill(id=Quoted(further)), SAY_SO.fill(first=name))
                else:
                    yield _over(entry, _time(further, name, entry.nodes["times"][0]))
        yield from (_over(entry, one) for one in written if _number(_text(one, "id"), name) is None)


def _times(entry: Entries) -> int:
    """How often an entry says that it takes place; once where it does not say it, or says it wrongly."""
    if "times" not in entry.nodes:
        return 1
    try:
        return int(SESSION.by_name["times"].kind.decode(entry.nodes["times"][1], (), Context()))
    except Refusal:
        return 1


def _time(further: str, name: str, key: Scalar) -> Entries:
    """A time of which the file has no entry: it stands where the file says how many there are."""
    fields = {"id": further, "repeats": name}
    nodes: dict[str, tuple[Scalar, Node]] = {
        field: (key._replace(text=field), key._replace(text=text, plain=False)) for field, text in fields.items()
    }
    return Entries(nodes, key.at, key.document)


def _over(first: Entries, own: Entries) -> Entries:
    """The fields of a further time over those of the session that it repeats."""
    inherited = {name: pair for name, pair in first.nodes.items() if name not in EACH_ITS_OWN}
    return Entries({**inherited, **own.nodes}, own.at, own.document)


def _number(further: str | None, name: str) -> int | None:
    """The number that an id has after that of a session: 2 of `tour-2`; None if it is no such id."""
    match = re.fullmatch(re.escape(name) + "-([2-9]|[1-9][0-9])", further or "")
    return int(match[1]) if match else None


def _text(entry: Node, field: str) -> str | None:
    node = entry.nodes[field][1] if isinstance(entry, Entries) and field in entry.nodes else None
    return node.text if isinstance(node, Scalar) and not node.empty else None
