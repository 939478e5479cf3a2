"""Archives (docx, xlsx) as bytes that are always the same."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo


def settled(archive: bytes) -> bytes:
    """The archive without the time and the machine of writing: its parts are dated 1980 and not compressed.

    Versions of zlib compress the same to different bytes.
    """
    even = BytesIO()
    with ZipFile(BytesIO(archive)) as parts, ZipFile(even, "w", ZIP_STORED) as plain:
        for name in parts.namelist():
            info = ZipInfo(name)
            info.create_system = 3
            plain.writestr(info, parts.read(name))
    return even.getvalue()
