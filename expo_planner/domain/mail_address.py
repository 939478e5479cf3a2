"""Mail addresses: one address, as it travels."""

from __future__ import annotations

import re
from ipaddress import ip_address

LONGEST_MAIL_ADDRESS, LONGEST_LOCAL_PART = 254, 64
"""Characters of an address and of what is before its `@` (RFC 5321 4.5.3.1)."""
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")


def ascii_mail_address(text: str) -> str | None:
    """The address with its domain in ASCII (RFC 5890); None for anything but one plain address.

    Names before an address, comments, quotes and several addresses are none: nothing that could end a header or add a
    recipient. Before the `@` it is in ASCII, because few servers take more.
    """
    local, at, domain = text.partition("@")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:  # empty or too long labels, or characters that no domain has
        return None
    labels = host.split(".")
    plain = _LOCAL_PART.fullmatch(local) and all(map(_LABEL.fullmatch, labels)) and not _is_number(labels[-1])
    address = f"{local}@{host}"
    fits = len(local) <= LONGEST_LOCAL_PART and len(address) <= LONGEST_MAIL_ADDRESS
    return address if at and plain and fits else None


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine itself, by name or by address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() in ("localhost", "localhost.")


def _is_number(label: str) -> bool:
    """An address of numbers is that of a machine, not of a domain."""
    return label.isascii() and label.isdigit()
