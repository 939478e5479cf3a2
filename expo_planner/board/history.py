"""The history of a board in SQLite, beside its scenario: every change, and what the scenario file was made from.

A change is an entry: its number, when, by whom, what in a sentence, the placements before and after, and what it edits
in the scenario. Undo and redo are entries, too. `basis` holds the bytes of the scenario as people wrote and edited it:
the file is always made from these, so that undoing everything gives them back. `conflict` holds what was changed on the
board and by hand in the file, until somebody decides. `written` tells which bytes the board itself wrote last, or is
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

from expo_planner.board.state import Deed
from expo_planner.domain.i18n import Message, Text

Kind = Deed | Literal["file"]
"""How an entry came to be; `file` is an edit of the scenario by hand, elsewhere."""
TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, kind TEXT NOT NULL,
    what_en TEXT NOT NULL, what_zh TEXT NOT NULL, changes TEXT NOT NULL, edition TEXT NOT NULL DEFAULT 'null'
);
CREATE TABLE IF NOT EXISTS conflict (number INTEGER PRIMARY KEY, told TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS basis (path TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS written (state TEXT PRIMARY KEY, digest TEXT NOT NULL, number INTEGER NOT NULL);
"""
FORMAT = 2
"""The version of these tables, in `user_version`."""
ADDITIONS = {1: "ALTER TABLE entry ADD COLUMN edition TEXT NOT NULL DEFAULT 'null';"}
"""What each older version lacks."""


class OtherFormat(Exception):
    """The history was written by a newer version of the planner."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of the board. `changes` has the placements of each session before and after, `edition` what is edited in
    the scenario, as JSON values.
    """

    number: int
    at: datetime
    by: str
    kind: Kind
    what: Text
    changes: Mapping[str, Any]
    edition: Mapping[str, Any] | None = None


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
        self._database.executescript(f"{ADDITIONS.get(version, '')} {TABLES} PRAGMA user_version = {FORMAT};")

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

    def add(
        self,
        by: str,
        kind: Kind,
        what: Message,
        changes: Mapping[str, Any],
        edition: Mapping[str, Any] | None = None,
        basis: Mapping[str, bytes] | None = None,
    ) -> Entry:
        """Adds a change, with what the scenario is made from after it; once this returns, it survives."""
        said = Text(what.say("en"), what.say("zh"))
        at = datetime.now(UTC)
        texts = [json.dumps(one, ensure_ascii=False) for one in (changes, edition)]
        with self._transaction() as database:
            row = (at.isoformat(timespec="milliseconds"), by, kind, *said, *texts)
            cursor = database.execute(
                "INSERT INTO entry (at, by, kind, what_en, what_zh, changes, edition) VALUES (?, ?, ?, ?, ?, ?, ?)", row
            )
            number = cursor.lastrowid
            if basis is not None:
                _replace_basis(database, basis)
        assert number is not None  # a row was inserted
        return Entry(number, at, by, kind, said, changes, edition)

    def entries(self, after: int = 0) -> list[Entry]:
        """The entries, oldest first."""
        rows = self._all("SELECT * FROM entry WHERE number > ? ORDER BY number", after)
        return [
            Entry(number, datetime.fromisoformat(at), by, kind, Text(en, zh), json.loads(changes), json.loads(edition))
            for number, at, by, kind, en, zh, changes, edition in rows
        ]

    def basis(self) -> dict[str, bytes]:
        """The bytes of the scenario and its tables as people wrote them, by their paths from the scenario's folder."""
        return dict(self._all("SELECT path, content FROM basis"))

    def rebase(self, files: Mapping[str, bytes], digest: str, number: int) -> None:
        """From now on the scenario is made from these bytes, which are on the disk and go up to an entry."""
        with self._transaction() as database:
            _replace_basis(database, files)
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

    def conflicts(self) -> dict[int, Any]:
        """What waits to be decided, by number, as JSON values."""
        return {number: json.loads(told) for number, told in self._all("SELECT * FROM conflict ORDER BY number")}

    def add_conflict(self, told: object) -> int:
        """Keeps a conflict until it is decided, and gives it a number."""
        with self._transaction() as database:
            text = json.dumps(told, ensure_ascii=False)
            number = database.execute("INSERT INTO conflict (told) VALUES (?)", (text,)).lastrowid
        assert number is not None  # a row was inserted
        return number

    def settle(self, number: int) -> None:
        """Removes a conflict that was decided."""
        with self._transaction() as database:
            database.execute("DELETE FROM conflict WHERE number = ?", (number,))

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, closing(self._database.execute(query, values)) as cursor:
            return cursor.fetchall()


def _replace_basis(database: sqlite3.Connection, files: Mapping[str, bytes]) -> None:
    database.execute("DELETE FROM basis")
    database.executemany("INSERT INTO basis VALUES (?, ?)", files.items())
