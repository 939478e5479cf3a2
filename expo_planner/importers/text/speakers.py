"""Texts such as 大连理工大学医学部部长曲鹏 → people, with the office that they hold. Organisations are nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import FoundPerson, Guess
from expo_planner.importers.text.spelling import CHINESE, close, even
from expo_planner.importers.text.vocabulary import OFFICES, SURNAMES, TWO_SURNAMES

NAME = f"(?:{'|'.join(TWO_SURNAMES)})[{CHINESE}]{{1,2}}|[{SURNAMES}][{CHINESE}]{{1,2}}"
OFFICE = f"(?:{'|'.join(sorted(OFFICES, key=len, reverse=True))})"
ROLE_AND_NAME = re.compile(f"(.*{OFFICE}) ?({NAME}|[{CHINESE}·]{{2,12}})")
NAME_AND_ROLE = re.compile(f"({NAME}) ?[(（,，/]? ?([^()（）]*{OFFICE})[)）]?")
BEGINS_WITH_OFFICE = re.compile(f"(?:常务|执行|副|总|高级|首席|第一)*{OFFICE}|股?份?有限|有限公司|公司")
BARE_NAME = re.compile(NAME)
FOREIGN = re.compile(r"[A-Z][\w.'’-]*(?: [A-Za-z][\w.'’-]*){1,4}")
ORGANISATION = re.compile(
    "(?:局|协会|学会|公司|集团|大学|学院|中心|院|联盟|联合会|委|委员会|办|办公室|会|所|厅|部|处|科|系|医院|银行|分行|政府|企业|单位|机构|媒体|"
    "事业群|事业部|商会|厂|店|社|组|全体|嘉宾|领导|代表|人员|主持人|来宾|等)"
)
NOBODY = re.compile("(?:全体|主持人?|待定|待确认|另行通知|无|tbd|tba|n/a|-+)?(?:嘉宾|人员|代表)?", re.IGNORECASE)
SPLIT = re.compile("([、，,;；/ ])")
LONGEST = 300
WHOLE = Text("{text} was read as one name", "{text}整个当作姓名")


def person(text: str) -> FoundPerson | None:
    """Whom a text names by office and name, or by name and office; None where it is not sure to name one person."""
    plain = even(text)
    if len(plain) > LONGEST:
        return None
    if match := ROLE_AND_NAME.fullmatch(plain):
        if BARE_NAME.fullmatch(match[2]):
            return FoundPerson(name=match[2], role=close(match[1]).strip("、，,; "))
        return None
    if match := NAME_AND_ROLE.fullmatch(plain):
        return FoundPerson(name=match[1], role=close(match[2]).strip("、，,; ") or None)
    return None


def is_organisation(text: str) -> bool:
    """Whether a text ends as the names of organisations do, or says no more than 全体 or 主持人."""
    tail = even(text)[-6:]
    return any(ORGANISATION.fullmatch(tail[begin:]) for begin in range(len(tail)))


def begins_with_office(text: str) -> bool:
    """Whether a line begins as the rest of an office does whose first part stands on the line before."""
    return BEGINS_WITH_OFFICE.match(even(text)) is not None


def people(text: str, *, named: bool = False) -> tuple[tuple[FoundPerson, ...], tuple[Guess, ...]]:
    """The people of a list. `named`: the text is sure to name people, such as what stands behind 演讲人."""
    found: list[FoundPerson] = []
    guesses: list[Guess] = []
    for piece in () if NOBODY.fullmatch(even(text)) else _pieces(even(text)):
        one = person(piece) or _bare(piece, named)
        if one is not None:
            found.append(one)
        elif named and piece and not is_organisation(piece):
            found.append(FoundPerson(name=piece))
            guesses.append(WHOLE.fill(text=Quoted(piece)))
    unique = {one.name: one for one in reversed(found)}
    return tuple(dict.fromkeys(unique[one.name] for one in found)), tuple(guesses)


def _bare(piece: str, named: bool) -> FoundPerson | None:
    if not named:
        return None
    if BARE_NAME.fullmatch(piece):
        return FoundPerson(name=piece)
    name, _, role = piece.partition(", ")
    if FOREIGN.fullmatch(name):
        return FoundPerson(name=name, role=role or None)
    return None


def _pieces(text: str) -> Iterator[str]:
    """The list in pieces, each of one person or of none: commas inside an office do not divide."""
    if len(text) > 20 * LONGEST:
        yield text[:LONGEST]
        return
    chinese = re.search(f"[{CHINESE}]", text) is not None
    if not chinese:  # Jane Doe, CEO; John Roe
        yield from (piece.strip() for piece in re.split("[;；/\n、]| and ", text) if piece.strip())
        return
    held = ""
    for part in SPLIT.split(text):
        if SPLIT.fullmatch(part):
            held += part if held else ""
            continue
        if person(held + part) or (not held.strip("、，,; /") and BARE_NAME.fullmatch(part)):
            yield held + part
            held = ""
        elif person(part):
            yield held.strip("、，,;；/ ")
            yield part
            held = ""
        else:
            held += part
    if held.strip("、，,;；/ "):
        yield held.strip("、，,;；/ ")
