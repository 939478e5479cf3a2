"""Sessions that take place several times → a session of its own for each time.

`times: 3` of a session `tour` makes `tour-2` and `tour-3`. An entry with `repeats: tour` is one of these times, or one
more: it says where and when it is, and what is different then. What it does not say is as the session that it repeats
has it. Nothing is decoded here: a time is the entry of its session with its own fields put over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Entries, FieldPath, Node, Numbered, Quoted, Refusal, Scalar
from expo_planner.files.schema.session_fields import SESSION

EACH_ITS_OWN = frozenset({"id", "times", "spread", "start", "room", "pinned"})
"""What a further time does not take over from the session that it repeats."""
OF_THE_FIRST = Text("only the session that is repeated has {field}", "{field}只写在被重复的那场活动上")
REPEATS_A_REPEAT = Text("{session} is itself a further time of {first}", "{session}本身就是{first}的再次举办")
NAME_THE_FIRST = Text("write repeats: {first}", "请写 repeats: {first}")
REPEATS_ITSELF = Text("a session cannot be a further time of itself", "活动不能是自己的再次举办")
MORE_THAN_TIMES = Text(
    "with the entries that repeat it, it takes place {all} times, not {times}",
    "连同写明重复它的各项，共举办{all}次，而不是{times}次",
)

TAKEN = Text("the id {id} is that of another session", "编号{id}已为另一场活动所用")
SAY_SO = Text(
    "write repeats: {first} there if it is one of the times; otherwise give it another id",
    "若它就是其中一次，请在该处写 repeats: {first}，否则请另取编号",
)


def with_times(entries: Sequence[Node], context: Context) -> list[Node]:
    """The entries of sessions, each followed by its further times."""
    ids = {name: entry for entry in entries if (name := _text(entry, "id")) is not None}
    further: dict[str, list[Entries]] = {}
    for number, entry in enumerate(entries):
        first = _text(entry, "repeats")
        if first in ids and isinstance(entry, Entries) and _further(entry, first, ids, number, context):
            further.setdefault(first, []).append(entry)
    own = {id(entry) for again in further.values() for entry in again}
    every: list[Node] = []
    for number, entry in enumerate(entries):
        if id(entry) in own:
            continue
        every.append(entry)
        name = _text(entry, "id")
        if isinstance(entry, Entries) and name is not None and ids[name] is entry:
            every += _all_times(entry, name, further.get(name, []), ids, (number, context))
    return every


def _further(entry: Entries, first: str, ids: Mapping[str, Node], number: int, context: Context) -> bool:
    """Whether an entry is a further time of a session; if not, or if it says too much, why is reported."""
    path = ("sessions", Numbered(number, entry))
    for field in ("times", "spread"):
        if field in entry.nodes:
            context.report.add(entry.nodes[field][1], (*path, field), OF_THE_FIRST.fill(field=field))
    given = entry.nodes["repeats"][1]
    before = _text(ids[first], "repeats")
    if ids[first] is entry:
        context.report.add(given, (*path, "repeats"), REPEATS_ITSELF)
    elif before is not None:
        message = REPEATS_A_REPEAT.fill(session=Quoted(first), first=Quoted(before))
        context.report.add(given, (*path, "repeats"), message, NAME_THE_FIRST.fill(first=before))
    else:
        return True
    return False


def _all_times(
    entry: Entries, name: str, written: Sequence[Entries], ids: Mapping[str, Node], at: tuple[int, Context]
) -> Iterator[Entries]:
    """The further times of a session, in order of the numbers in their ids, then of the file."""
    times = _times(entry)
    number, context = at
    if "times" in entry.nodes and 0 < times <= len(written):
        path: FieldPath = ("sessions", Numbered(number, entry), "times")
        message = MORE_THAN_TIMES.fill(all=len(written) + 1, times=times)
        context.report.add(entry.nodes["times"][1], path, message)
    left = times - 1 - len(written)
    numbered = {count: one for one in written if (count := _number(_text(one, "id"), name)) is not None}
    for count in range(2, max(times, *numbered, 0) + 1):
        further = f"{name}-{count}"
        if count in numbered:
            yield _over(entry, numbered[count])
        elif left > 0:
            left -= 1
            key, node = entry.nodes["times"]
            if further in ids:
                message = TAKEN.fill(id=Quoted(further))
                context.report.add(
                    node, ("sessions", Numbered(number, entry), "times"), message, SAY_SO.fill(first=name)
                )
            else:
                yield _over(entry, _time(further, name, key))
    yield from (_over(entry, one) for one in written if not any(one is other for other in numbered.values()))


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
