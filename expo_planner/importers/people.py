"""People as files name them → people of a scenario: by their names; who shares a name gets a number behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from expo_planner.files.write.to_yaml import Value
from expo_planner.importers.model import FoundPerson
from expo_planner.importers.scenario_draft import Entry


class PeopleIndex:
    """Everyone met so far, told apart by name and, where files have such a thing, by key."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        self._called: Counter[str] = Counter()

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
        if found.role and "role" not in self._entries[key]:
            self._entries[key]["role"] = found.role
        return str(self._entries[key]["id"])

    def listed(self) -> list[Entry]:
        """Those of whom there is more to say than a name, and all who share one."""
        return [entry for (name, _), entry in self._entries.items() if len(entry) > 1 or self._called[name] > 1]
