"""The results of a sweep on disk, one file for each distinct variant, so that a stopped sweep goes on."""

from __future__ import annotations

import json
import time
from pathlib import Path

from expo_planner.domain.plain_text import JsonDocument
from expo_planner.publishing.files import write

FOLDER = "schedules"
OFTEN = 1.0
"""Seconds of results that are written together."""


class SweepResults:
    """The results in a folder, by the keys of what was solved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unwritten: dict[str, bytes] = {}
        self._written = time.monotonic()

    @staticmethod
    def name(key: str) -> str:
        """The path of a result, from the folder of the sweep."""
        return f"{FOLDER}/{key}.json"

    def find(self, key: str) -> JsonDocument | None:
        """The result that an earlier command left, if it is whole."""
        try:
            document = json.loads((self.folder / self.name(key)).read_bytes())
        except (OSError, ValueError):
            return None
        return document if isinstance(document, dict) and isinstance(document.get("variant"), dict) else None

    def keep(self, key: str, text: str) -> None:
        """Keeps a result; it is on disk within a second, or once all are written."""
        self._unwritten[self.name(key)] = text.encode()
        if time.monotonic() - self._written >= OFTEN:
            self.write()

    def write(self) -> None:
        """Writes what is not written yet. Raises what `write` of files raises."""
        if self._unwritten:
            write(self._unwritten, self.folder)
            self._unwritten = {}
        self._written = time.monotonic()
