"""Messages to people: what the changes between two releases are to each of them, as mail with calendar parts.

`who_is_concerned` and `make_messages` are pure: ledgers and an expo give the same bytes everywhere. `delivery` hands
them to a mail server, and keeps a journal so that nobody is told twice.
"""

from __future__ import annotations

from expo_planner.publishing.mail.concerned import Concern, Concerned, ConcernedPerson, who_is_concerned
from expo_planner.publishing.mail.message import MailMessage, make_messages

__all__ = ["Concern", "Concerned", "ConcernedPerson", "MailMessage", "make_messages", "who_is_concerned"]
