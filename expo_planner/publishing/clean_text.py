"""Text that every format can show: without control characters and half characters, in one line, addresses in ASCII."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def paragraphs(text: str) -> str:
    """The text without control characters and half characters; every kind of line break is a line feed."""
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """The same in one line: line breaks and tabs are spaces."""
    return re.sub(r"[\n\t]+", " ", paragraphs(text))


def ascii_url(url: str | None) -> str | None:
    """An absolute http or https address in ASCII (RFC 3986), Chinese percent-encoded; None for anything else."""
    try:
        parts = urlsplit(one_line(url or ""))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        host = parts.netloc.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    keep = "/?:@!$&'()*+,;=-._~%"
    path, query, fragment = (
        _BARE_PERCENT.sub("%25", quote(part, safe=keep)) for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, quote(host, safe=":@[]%-._~!$&'()*+,;="), path, query, fragment))
