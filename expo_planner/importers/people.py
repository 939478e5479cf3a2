"""People as files name them → people of a scenario: by their names; who shares a name gets a number behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from expo_planner.domain.i18n import Text
from expo_planner.domain.namesakes import folded
from expo_planner.files.schema.nodes import Quoted
from expo_planner.files.write.to_yaml import Value
from expo_planner.importers.model import FoundPerson, Guess
from expo_planner.importers.scenario_draft import Entry

TOLD_APART = Text(
    "counted as another person than {first}, who has the same name; if they are one, use one id everywhere",
    "与同名的{first}按两人计；若是同一人，请统一使用一个编号",
)


class PeopleIndex:
    """Everyone met so far, told apart by name and, where files have such a thing, by key."""

    def __init__(self, local: Callable[[datetime], datetime], known: Iterable[FoundPerson] = ()) -> None:
        """`local` turns a time into one of the expo's clocks; `known` are people whom a file lists."""
        self._local = local
        self._known = {(one.name, one.key or ""): one for one in known}
        self._entries: dict[tuple[str, str], Entry] = {}
        self._called: Counter[str] = Counter()
        self._alike: dict[str, list[str]] = {}

    def named(self, people: Sequence[FoundPerson]) -> list[Value]:
        """How a session names these people."""
        return [*dict.fromkeys(self._id(one) for one in people)]

    def _id(self, found: FoundPerson) -> str:
        key = (found.name, found.key or "")
        if key not in self._entries:
            self._called[found.name] += 1
            others = self._called[found.name] - 1
            own = f"{found.name} ({others + 1})" if others else found.name
            self._entries[key] = {"id": own, "name": found.name} if others else {"id": own}
            self._alike.setdefault(folded(found.name), []).append(own)
        if found.role and "role" not in self._entries[key]:
            self._entries[key]["role"] = found.role
        available = found.available or (self._known[key].available if key in self._known else ())
        if available and "available" not in self._entries[key]:
            times = ((self._local(begin), self._local(end)) for begin, end in available)
            self._entries[key]["available"] = [
                f"{begin:%Y-%m-%d %H:%M} .. {end:%Y-%m-%d %H:%M}" for begin, end in times
            ]
        return str(self._entries[key]["id"])

    def listed(self) -> list[Entry]:
        """Those of whom there is more to say than a name, and all who share one."""
        return [
            entry for (name, _), entry in self._entries.items() if len(entry) > 1 or len(self._alike[folded(name)]) > 1
        ]

    def guesses(self) -> Iterator[tuple[str, Guess]]:
        """Of all who share a name with somebody above, that they may be one person."""
        for first, *others in self._alike.values():
            for other in others:
                yield other, TOLD_APART.fill(first=Quoted(first))
