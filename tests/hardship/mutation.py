"""Good files made bad at random: bytes, words and lines changed; workbooks also inside their parts and packing."""

from __future__ import annotations

import io
import random
import zipfile

ODD = [
    *(b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b'"', b"'", b"'''", b"{", b"}", b"[", b"]"),
    *(b": ", b"- ", b", ", b"&a ", b"*a", b"!!x ", b"<<: ", b"%", b"#", b"---\n", b"null", b"~", b"true", b"NaN"),
    *(b"-1", b"0", b"1e999", b"9" * 30, b"9" * 5000, b"24:00", b"25:61", b"9999-12-31", b"0001-01-01", b"2023-02-30"),
    *(b"2023-07-06T13:30:00+14:00", b"9999-12-31T23:59:59-14:00", b"0001-01-01T00:00:00+14:00", b"Z", b"..", b"\xe8"),
    *("至".encode(), "９".encode(), "上午".encode(), "\u2028".encode(), "\U0001f600".encode(), b"\\ud800", b"\\u0000"),
    *(b"&#0;", b"&lt;", b"<!--", b"<c/>", b' t="s"', b' t="n"', b' t="d"', b' s="99999"', b' r="XFE1048577"', b"<v>"),
    *(b" " * 500, b"[" * 500, b"a" * 5000, b"-" * 500),
]
"""What has broken readers before, here and elsewhere."""


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The data with some things changed."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return _repacked(data, chance)
    return _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    text = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 1, 2, 8, 40, 400)))
        match chance.randrange(7):
            case 0:
                text[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
            case 1:
                del text[start:end]
            case 2:
                text[start:start] = text[start:end] * chance.choice((1, 2, 20))
            case 3:
                text[start:end] = chance.choice(ODD)
            case 4:
                text[start:start] = chance.choice(ODD)
            case 5:
                del text[start:]
            case 6:
                _swap_words(text, chance)
    return bytes(text)


def _swap_words(text: bytearray, chance: random.Random) -> None:
    """One word takes the place of another, by which fields get values of the wrong kind."""
    words = bytes(text).split()
    if words:
        text[:] = bytes(text).replace(chance.choice(words), chance.choice([*words, *ODD]), chance.choice((1, 3, -1)))


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """A workbook whose parts have changed, are missing, come twice, or are not what the archive says of them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = chance.choice(names)
        for name in names:
            content = old.read(name)
            if name == hit:
                match chance.randrange(8):
                    case 0:
                        continue
                    case 1:
                        content = old.read(chance.choice(names))
                    case 2:
                        content = b""
                    case _:
                        content = _changed(content, chance)
            new.writestr(name, content)
    return packed.getvalue() if chance.random() < 0.8 else _changed(packed.getvalue(), chance)
