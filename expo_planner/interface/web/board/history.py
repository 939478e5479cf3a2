"""The history of a board in SQLite, beside its scenario: every change, and what the scenario file was made from.

A change is an entry: its number, when, by whom, what in a sentence, and the placements before and after. Undo and redo
are entries, too. `basis` holds the bytes of the scenario as somebody last wrote it by hand: the file is always made
from these, so that undoing everything gives them back. `written` tells which bytes the board itself wrote last, or is
about to write, and up to which entry they go.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from expo_planner.domain.i18n import Message, Text
from expo_planner.planner.board import Deed

Kind = Deed | Literal["file"]
"""How an entry came to be; `file` is an edit of the scenario by hand."""
TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, kind TEXT NOT NULL,
    what_en TEXT NOT NULL, what_zh TEXT NOT NULL, changes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS basis (path TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS written (state TEXT PRIMARY KEY, digest TEXT NOT NULL, number INTEGER NOT NULL);
"""
FORMAT = 1
"""The version of these tables, in `user_version`."""


class OtherFormat(Exception):
    """The history was written by a newer version of the planner."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of the board. `changes` has the placements of each session before and after as JSON values."""

    number: int
    at: datetime
    by: str
    kind: Kind
    what: Text
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LastWrite:
    """What the scenario files were when the board wrote them: a digest of all their bytes, and the last entry."""

    digest: str
    number: int


class History:
    """The history in one SQLite file. It may be used from several threads. Raises sqlite3.Error and OSError."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        self._lock = Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        [version] = self._database.execute("PRAGMA user_version").fetchone()
        if version > FORMAT:
            self._database.close()
            raise OtherFormat(str(path))
        self._database.executescript(f"{TABLES} PRAGMA user_version = {FORMAT};")

    def close(self) -> None:
        with self._lock:
            self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def add(self, by: str, kind: Kind, what: Message, changes: Mapping[str, Any]) -> Entry:
        """Adds a change; once this returns, it survives."""
        said = Text(what.say("en"), what.say("zh"))
        at = datetime.now(UTC)
        text = json.dumps(changes, ensure_ascii=False)
        with self._transaction() as database:
            row = (at.isoformat(timespec="milliseconds"), by, kind, *said, text)
            cursor = database.execute(
                "INSERT INTO entry (at, by, kind, what_en, what_zh, changes) VALUES (?, ?, ?, ?, ?, ?)", row
            )
            number = cursor.lastrowid
        assert number is not None  # a row was inserted
        return Entry(number, at, by, kind, said, changes)

    def entries(self, after: int = 0) -> list[Entry]:
        """The entries, oldest first."""
        rows = self._all("SELECT * FROM entry WHERE number > ? ORDER BY number", after)
        return [
            Entry(number, datetime.fromisoformat(at), by, kind, Text(en, zh), json.loads(changes))
            for number, at, by, kind, en, zh, changes in rows
        ]

    def basis(self) -> dict[str, bytes]:
        """The bytes of the scenario and its tables as written by hand, by their paths from the scenario's folder."""
        return dict(self._all("SELECT path, content FROM basis"))

    def rebase(self, files: Mapping[str, bytes], digest: str, number: int) -> None:
        """From now on the scenario is made from these bytes, which are on the disk and go up to an entry."""
        with self._transaction() as database:
            database.execute("DELETE FROM basis")
            database.executemany("INSERT INTO basis VALUES (?, ?)", files.items())
            database.execute("DELETE FROM written")
            database.execute("INSERT INTO written VALUES ('done', ?, ?)", (digest, number))

    def written(self) -> LastWrite | None:
        """What the board wrote last; None before the first time."""
        return next(
            (LastWrite(*row) for row in self._all("SELECT digest, number FROM written WHERE state = 'done'")), None
        )

    def writing(self) -> LastWrite | None:
        """What the board was about to write when it ended, if it did not end well."""
        return next(
            (LastWrite(*row) for row in self._all("SELECT digest, number FROM written WHERE state = 'next'")), None
        )

    def will_write(self, digest: str, number: int) -> None:
        """To be called before the files are written."""
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO written VALUES ('next', ?, ?)", (digest, number))

    def has_written(self) -> None:
        """To be called after the files were written."""
        with self._transaction() as database:
            if database.execute("SELECT 1 FROM written WHERE state = 'next'").fetchone():
                database.execute("DELETE FROM written WHERE state = 'done'")
                database.execute("UPDATE written SET state = 'done' WHERE state = 'next'")

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, closing(self._database.execute(query, values)) as cursor:
            return cursor.fetchall()
