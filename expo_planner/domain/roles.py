"""What people do in a session: the roles that are known in both languages, and how a person in a role is named.

A role is any text. Those listed here are shown in the reader's language, however they are written.
"""

from __future__ import annotations

from collections.abc import Iterable

from expo_planner.domain.i18n import Message, Text

ROLES: tuple[Text, ...] = (
    Text("chair", "主持人"),
    Text("moderator", "对话主持人"),
    Text("speaker", "演讲嘉宾"),
    Text("keynote speaker", "主旨演讲嘉宾"),
    Text("panellist", "对话嘉宾"),
    Text("discussant", "点评嘉宾"),
    Text("interpreter", "翻译"),
    Text("sign language interpreter", "手语翻译"),
    Text("technician", "技术人员"),
    Text("photographer", "摄影师"),
    Text("rapporteur", "记录员"),
    Text("volunteer", "志愿者"),
)
_KNOWN = {name.casefold(): role for role in ROLES for name in role} | {"panelist": ROLES[4]}
IN_ROLE = Text("{person} ({role})", "{person}（{role}）")
AS_ROLE = Text("As {role}", "担任：{role}")


def known_role(text: str) -> Text | None:
    """The role of this name in either language; None for one that is not listed."""
    return _KNOWN.get(text.strip().casefold())


def role_name(role: str) -> Text:
    """A role in both languages; one that is not listed is as it is written."""
    return known_role(role) or Text(role, role)


def as_roles(roles: Iterable[str]) -> Message:
    """What a person is in a session: "As chair, speaker"."""
    return AS_ROLE.fill(role=[role_name(role) for role in roles])
