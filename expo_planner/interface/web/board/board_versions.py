"""Boards told as what has changed since the one that a page has: most of a large board stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex
from threading import Lock

from expo_planner.domain.plain_text import JsonDocument

KEPT = 10
"""How many boards can be compared with; a page that has an older one gets all of the new one."""


@dataclass
class BoardVersions:
    """The boards that were answered last, by their versions."""

    _run: str = field(default_factory=lambda: token_hex(4))
    _count: int = 0
    _known: dict[str, JsonDocument] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def told(self, document: JsonDocument, since: str | None) -> JsonDocument:
        """A board with its version; or what is new in it, if the version that a page has is still known."""
        with self._lock:
            whole = self._versioned(document)
            before = None if since is None else self._known.get(since)
        return whole if before is None else changes_since(before, whole)

    def _versioned(self, document: JsonDocument) -> JsonDocument:
        for known in reversed(self._known.values()):
            if document == {name: value for name, value in known.items() if name != "version"}:
                return known
        self._count += 1
        whole = {"version": f"{self._run}-{self._count}", **document}
        self._known[whole["version"]] = whole
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        return whole


def changes_since(before: JsonDocument, after: JsonDocument) -> JsonDocument:
    """The fields of a board that are not as before; where the sessions are the same ones, those that are `changed`."""
    new = {name: value for name, value in after.items() if before.get(name) != value}
    told = {"from": before["version"], "version": after["version"], **new}
    old = {session["id"]: session for session in before["sessions"]}
    if [*old] == [session["id"] for session in after["sessions"]]:
        told.pop("sessions", None)
        told["changed"] = [session for session in after["sessions"] if session != old[session["id"]]]
    return told
