"""The files of a published folder that may be served: plain files in it, and nothing else.

No dot files, no symbolic links, nothing outside. The folder itself may be a link: it is followed anew each time, so
that a release that takes another's place is seen at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

BINARY = "application/octet-stream"
TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml; charset=utf-8",
}
"""The same on every machine, unlike what its own table of types says."""

PACKED = (".docx", ".jpg", ".png", ".webp", ".woff2", ".xlsx", ".ico", ".pdf")
INDEX = "index.html"
_LAST_MODIFIED = re.compile(rb"^LAST-MODIFIED:(\d{8}T\d{6})Z\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it is shown: its bytes, their type, when they last changed; `packs` where gzip makes it smaller."""

    name: str
    content: bytes
    type: str
    modified: datetime
    packs: bool

    @property
    def digest(self) -> str:
        """What the bytes are, in few letters."""
        return sha256(self.content).hexdigest()[:32]


class NeedsSlash(Exception):
    """The path of a folder without the slash at its end; links of its index page would lead astray."""


def find(folder: Path, path: str) -> Page | None:
    """The file of a decoded path of an address, of a folder its index page; None for all that is not to be shown.

    Raises NeedsSlash for a folder with an index page.
    """
    parts = path.removeprefix("/").split("/")
    inside, name = parts[:-1], parts[-1]
    if not all(map(_plain, inside)) or not (name == "" or _plain(name)):
        return None
    target = folder.resolve()
    try:
        for part in filter(None, parts):
            target /= part
            if target.is_symlink():
                return None
        if target.is_dir():
            index = target / INDEX
            if index.is_symlink() or not index.is_file():
                return None
            if name:
                raise NeedsSlash(path)
            return read(index)
        return read(target) if name and target.is_file() else None
    except OSError:
        return None


def _plain(part: str) -> bool:
    """Whether it can name a file that we show; `..`, drives and streams of Windows, control characters cannot."""
    return bool(part) and not part.startswith(".") and part.isprintable() and not set(part) & set('\\:*?"<>|')


def read(path: Path) -> Page:
    """The file; a calendar last changed when the newest of its events did, whenever it was written."""
    content = path.read_bytes()
    suffix = PurePosixPath(path.name).suffix.lower()
    modified = newest(content) if suffix == ".ics" else None
    return Page(
        name=path.name,
        content=content,
        type=TYPES.get(suffix, BINARY),
        modified=modified or datetime.fromtimestamp(int(path.stat().st_mtime), UTC),
        packs=suffix in TYPES and suffix not in PACKED,
    )


def newest(calendar: bytes) -> datetime | None:
    """The newest LAST-MODIFIED of a calendar (RFC 5545 3.8.7.3), None without any that can be read."""
    stamps = [found.decode("ascii") for found in _LAST_MODIFIED.findall(calendar)]
    try:
        return datetime.strptime(max(stamps), "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if stamps else None
    except ValueError:
        return None
