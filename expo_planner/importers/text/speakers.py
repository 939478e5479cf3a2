"""Texts such as 大连理工大学医学部部长曲鹏 → people, with the office that they hold. Organisations are nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import FoundPerson, Guess
from expo_planner.importers.text.spelling import CHINESE, close, even
from expo_planner.importers.text.vocabulary import OFFICES, PERSON_LABELS, SURNAMES, TWO_SURNAMES

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
NOBODY = re.compile(
    r"(?:全体|主持人?|待定|未定|待确认|另行通知|调整中|無|无|tbd|tba|tbc|n\.? ?[an]\.?|n/a"
    r"|to be (?:announced|confirmed|determined)"
    r"|nobody|none|\W+)?(?:嘉宾|人员|代表)?",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"([;；\n、|/]|(?: and | & | und | et | y | with ))", re.IGNORECASE)
"""What stands between people, outside of brackets."""
SURE = ";；\n、|"
BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
SUFFIX = re.compile(r"(?:jr|sr|junior|senior|ii|iii|iv)\.?", re.IGNORECASE)
INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,3}")
MARKS = re.compile(r"[*†‡§¹²³]+")
OFFICE_OR_BODY = re.compile(
    r"\b(?:univ\w*|institut\w*|college|school|academy|faculty|dep(?:artmen)?t|lab\w*|cent(?:er|re)|bank|group"
    r"|society|association"
    r"|ministry|committee|council|foundation|company|museum|hospital|agency|office|board|team|corp\w*|inc|ltd|llc|gmbh|ag|co|plc"
    r"|hochschule|verein|verband|ministerium|universidad|université|école|escuela|instituto|ministerio"
    r"|c[a-z]o|vp|phd|ph\.d|msc|md|director|professor|prof|manager|chief|head|officer|president|engineer|lead\w*|chair\w*"
    r"|founder|cofounder|editor|minister|secretary|dean|fellow|student|researcher|scientist|developer|architect|analyst|consultant"
    r"|moderator|speaker|host|panelist|organi[sz]\w*|of|for|at)\b",
    re.IGNORECASE,
)
"""Words of an office or of an organisation, which no name of a person has."""
NO_NAME = re.compile(
    r"\b(?:part|session|room|hall|day|track|block|teil|talk|demo|keynote|panel|workshop|paper|poster|tutorial|lunch|break|coffee"
    r"|dinner|welcome|opening|closing|plenary|group|level|stage|floor|and|the|in|on|to|with|a|an|english|german|french|spanish|chinese"
    r"|invited|best|open|online|live|hybrid|only|free|all|new|dr[aä]ft|q&a)\b",
    re.IGNORECASE,
)
"""Words of titles, which no name of a person has."""
TITLES = re.compile(r"(?:(?:prof|dr|mr|mrs|ms|ing|dipl|herr|frau|sir|dame)\.? )+", re.IGNORECASE)
WORD = r"[^\W\d_a-zß-öø-ÿ][\w.'’-]*"
FULL_NAME = re.compile(rf"{WORD}(?: (?:{WORD}|de|da|del|der|di|du|la|le|van|von|den|ten|bin|al|y|e))* {WORD}")
ONE_WORD = re.compile(WORD)
SPLIT = re.compile("([、，,;；/ ])")
SURE_SPLIT = re.compile("[、，,;；/\n|](?![^（(]*[)）])")
CJK = re.compile(f"[{CHINESE}\u3040-\u30ff\uac00-\ud7a3]")
IN_BRACKETS = re.compile(f"((?:{NAME})|[{CHINESE}]{{1,3}} [{CHINESE}]{{1,3}}) ?[(（]([^()（）]{{1,80}})[)）]")
JAPANESE = re.compile(f"[{CHINESE}]{{1,3}} [{CHINESE}\u3040-\u30ff]{{1,4}}")
"""A name of two parts with a space between them: 山田 太郎."""
LONGEST = 300
WHOLE = Text("{text} was read as one name", "{text}整个当作姓名")
LAST_FIRST = Text("{text} was read as last name and first name", "{text}按“姓, 名”读入")
EACH_A_PERSON = Text("between commas, each was read as a person: {people}", "按逗号分开的人员：{people}")
BELONGS = Text("{role} was read as what {name} does or belongs to", "{role}当作{name}的职务或单位")
SPEAKS = re.compile(f"(?:{'|'.join(sorted(PERSON_LABELS, key=len, reverse=True))}) ?[:：] ?(.+)", re.IGNORECASE)
CHAIR = re.compile(
    r"(?:(?:session|section|track|sitting)[- ]?)?chair(?:s|ed by|person|man|woman)?"
    r"|(?:分会|会议|会場)?(?:主席|座長)|司会|sitzungsleitung|moderation"
    r"|présidente? de (?:la )?séance|président de session|modera(?:dor|dora)?|preside",
    re.IGNORECASE,
)
"""Who leads what follows, in a row of its own with a colon."""


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


def names_people(text: str) -> bool:
    """Whether a text is sure to name people and nothing else: each of its pieces is a full name, or name and office."""
    pieces = [piece for piece in re.split("[;；、,，/]| and | & ", even(text)) if piece.strip()]
    return bool(pieces) and all(
        person(piece.strip()) is not None
        or BARE_NAME.fullmatch(piece.strip()) is not None
        or JAPANESE.fullmatch(piece.strip()) is not None
        or (
            FULL_NAME.fullmatch(bare := TITLES.sub("", MARKS.sub("", piece.strip()))) is not None
            and not OFFICE_OR_BODY.search(bare)
            and not NO_NAME.search(bare)
            and all(len(word) > 1 or "." in word for word in bare.split())
        )
        for piece in pieces
    )


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
    plain = text.strip() if "\n" in text else even(text)
    if named and not CJK.search(plain) and len(plain) <= 20 * LONGEST:
        return _in_latin(plain)
    for piece in () if NOBODY.fullmatch(even(text)) else _pieces(even(text), named):
        one = person(piece) or _bare(piece, named)
        if one is not None:
            found.append(one)
        elif named and piece and not is_organisation(piece):
            found.append(FoundPerson(name=piece))
            guesses.append(WHOLE.fill(text=Quoted(piece)))
    unique = {one.name: one for one in reversed(found)}
    return tuple(dict.fromkeys(unique[one.name] for one in found)), tuple(guesses)


def _in_latin(text: str) -> tuple[tuple[FoundPerson, ...], tuple[Guess, ...]]:
    """The people of a list in Latin letters: commas stand between people, or before what one does or belongs to."""
    found: dict[str, FoundPerson] = {}
    guesses: list[Guess] = []
    pieces = [piece for piece in _latin_pieces(text) if not NOBODY.fullmatch(piece)]
    parts = [_parts(piece) for piece in pieces]
    turned = len(parts) > 1 and all(len(one) == 2 and _last_first(*one) for one in parts)
    for piece, names in zip(pieces, parts, strict=True):
        if turned or (len(names) == 2 and ONE_WORD.fullmatch(names[0]) and INITIALS.fullmatch(names[1])):
            people = [FoundPerson(name=f"{names[1]} {names[0]}")]
            guesses.append(LAST_FIRST.fill(text=Quoted(piece)))
        else:
            people, unsure = _by_commas(names)
            guesses += unsure
        for one in people:
            found.setdefault(one.name, one)
    return tuple(found.values()), tuple(guesses)


def _latin_pieces(text: str) -> Iterator[str]:
    """The list cut between people, outside of brackets; `&` in the name of a company does not cut."""
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f"\x00{len(hidden) - 1}\x01"

    def shown(piece: str) -> str:
        return even(re.sub("\x00(\\d+)\x01", lambda match: hidden[int(match[1])], piece))

    held = ""
    first, *rest = BETWEEN.split(BRACKETS.sub(hide, text.replace("\x00", "").replace("\x01", "")))
    held = first
    for between, piece in zip(rest[::2], rest[1::2], strict=True):
        body = OFFICE_OR_BODY.search(held.rpartition(",")[2]) is not None or OFFICE_OR_BODY.match(piece.strip())
        if between.strip() not in SURE and body and not FULL_NAME.match(TITLES.sub("", piece.strip())):
            held += between + piece
            continue
        yield shown(held)
        held = piece
    if held.strip():
        yield shown(held)


def _parts(piece: str) -> list[str]:
    """What commas outside of brackets divide; Jr. and III stay with their name."""
    parts: list[str] = []
    depth, begin = 0, 0
    for at, one in enumerate(f"{piece},"):
        depth += (one in "([（") - (one in ")]）")
        if one == "," and depth <= 0:
            part = MARKS.sub("", piece[begin:at]).strip()
            if parts and SUFFIX.fullmatch(part):
                parts[-1] += f" {part}"
            elif part and not NOBODY.fullmatch(part):
                parts.append(part)
            begin = at + 1
    return parts


def _last_first(last: str, first: str) -> bool:
    """Whether two texts may be the last and the first name of one person: `Holm, Ira`."""
    name = f"{first} {last}"
    return FULL_NAME.fullmatch(name) is not None and not OFFICE_OR_BODY.search(name) and " " not in last


def _by_commas(parts: list[str]) -> tuple[list[FoundPerson], list[Guess]]:
    """The people of a piece. What is no name of its own belongs to the one before it, which is a guess."""
    people: list[FoundPerson] = []
    guesses: list[Guess] = []
    if len(parts) > 1 and all(ONE_WORD.fullmatch(part) for part in parts):
        whole = ", ".join(parts)
        return [FoundPerson(name=whole)], [WHOLE.fill(text=Quoted(whole))]
    for part in parts:
        name, role = part, None
        if match := re.fullmatch(r"(.+?) ?[(（\[]([^()（）\[\]]*)[)）\]]\.?", part):
            name, role = match[1].strip(), match[2].strip() or None
        if NOBODY.fullmatch(name):
            continue
        bare = TITLES.sub("", name)
        if FULL_NAME.fullmatch(bare) and not OFFICE_OR_BODY.search(bare):
            people.append(FoundPerson(name=name, role=role))
        elif people and people[-1].role is None:
            people[-1] = replace(people[-1], role=part)
            if not OFFICE_OR_BODY.search(part) or len(parts) > 2:
                guesses.append(BELONGS.fill(role=Quoted(part), name=Quoted(people[-1].name)))
        elif people:
            people[-1] = replace(people[-1], role=f"{people[-1].role}, {part}")
            guesses.append(BELONGS.fill(role=Quoted(part), name=Quoted(people[-1].name)))
        else:
            people.append(FoundPerson(name=name, role=role))
            guesses.append(WHOLE.fill(text=Quoted(name)))
    if len(people) > 1 and not any(one.role for one in people):
        guesses.append(EACH_A_PERSON.fill(people=[Quoted(one.name) for one in people]))
    return people, guesses


def _bare(piece: str, named: bool) -> FoundPerson | None:
    if not named:
        return None
    if BARE_NAME.fullmatch(piece):
        return FoundPerson(name=piece)
    if match := IN_BRACKETS.fullmatch(piece):
        return FoundPerson(name=match[1], role=match[2])
    if JAPANESE.fullmatch(piece):
        return FoundPerson(name=piece)
    name, _, role = piece.partition(", ")
    if FOREIGN.fullmatch(name):
        return FoundPerson(name=name, role=role or None)
    return None


def _pieces(text: str, named: bool) -> Iterator[str]:
    """The list in pieces, each of one person or of none: commas inside an office do not divide."""
    if len(text) > 20 * LONGEST:
        yield text[:LONGEST]
        return
    if not CJK.search(text):  # Jane Doe, CEO; John Roe
        yield from (piece.strip() for piece in re.split("[;；/\n、]| and ", text) if piece.strip())
        return
    if named and not re.search(f"{OFFICE}", text) and SURE_SPLIT.search(text):
        for piece in SURE_SPLIT.split(text):  # 山田 太郎、佐藤 花子
            if piece.strip() and not NOBODY.fullmatch(piece.strip()):
                yield piece.strip()
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
