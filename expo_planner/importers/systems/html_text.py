"""HTML → plain text, as a person would copy it from the page.

A scanner of tags, no parser: it takes time in proportion to the text, whatever is broken in it (html.parser does not).
"""

from __future__ import annotations

import html
import re

from expo_planner.importers.systems.record import words

TAGS = words(
    "a abbr b blockquote br center code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s small "
    "span strong style script sub sup table tbody td th thead tr u ul"
)
TAG = re.compile(rf"<(/?)({'|'.join(sorted(TAGS))})(\s[^<>]*)?/?>|<!--[^<>]*-->", re.IGNORECASE)
HREF = re.compile(r"""\shref\s{0,9}=\s{0,9}["']([^"'\s]{1,2000})["']""", re.IGNORECASE)
PARAGRAPHS = words("blockquote center div dl h1 h2 h3 h4 h5 h6 hr ol p pre table ul")
LINES = {"br", "dd", "dt", "tr", "li"}
HIDDEN = {"script", "style"}
SPACE = re.compile(r"[ \t\r\n\f]+")
AROUND_BREAK = re.compile(r" ?(\n+) ?")
BREAKS = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """The text without its tags, if it has some: paragraphs are apart, list items start with a dash, links keep their
    address. A text without tags comes back as it is, ampersands included."""
    if TAG.search(text) is None:
        return text
    pieces: list[str] = []
    hidden: str | None = None
    link: tuple[str, int] | None = None
    at = 0
    for match in TAG.finditer(text):
        if hidden is None:
            pieces.append(_words(text[at : match.start()]))
        at = match.end()
        closing, tag = bool(match[1]), (match[2] or "").lower()
        if tag in HIDDEN:
            hidden = None if closing else tag
        elif tag in PARAGRAPHS:
            pieces.append("\n\n")
        elif tag in LINES:
            pieces.append("" if closing else "\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            pieces.append(" ")
        elif tag == "a" and not closing:
            href = HREF.search(match[3] or "")
            link = (html.unescape(href[1]), len(pieces)) if href else None
        elif tag == "a" and link is not None:
            href_text, start = link
            shown = "".join(pieces[start:]).strip()
            bare = href_text.removeprefix("mailto:")
            if bare not in shown and href_text.startswith(("http://", "https://", "mailto:")):
                pieces.append(f" ({bare})")
            link = None
    if hidden is None:
        pieces.append(_words(text[at:]))
    joined = AROUND_BREAK.sub(r"\1", re.sub(" {2,}", " ", "".join(pieces)))
    return BREAKS.sub("\n\n", joined).replace("\n\n- ", "\n- ").strip()


def _words(text: str) -> str:
    return SPACE.sub(" ", html.unescape(text))
