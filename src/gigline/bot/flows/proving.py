"""When an action needs to know who somebody is and nobody proved it: a one-time code first, and then the action. Pure.

The two calls of it are no actions of the brand: `flow_actions` sends and takes the code. A code never stands in a state
or a log: the call says in which message it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gigline.bot.flows.state import Heard
from gigline.language import service as language

SEND, TAKE = "@send_code", "@take_code"
TRIES = 3
# A fact of the setting: by what kind of address the brand can send a code; nothing where it cannot.
PROVABLE = "contact.provable"

_NOT_DIALLED = re.compile(r"[^+0-9]")
_CODE = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}(?!\d)")


def address_in(said: Sequence[Heard], kind: str) -> str | None:
    """The address that they give, the last one, spelt as channels have it."""
    found = [fact.value for one in said for fact in language.extract_facts(one.text) if fact.kind == kind]
    if not found:
        return None
    return _NOT_DIALLED.sub("", found[-1]) if kind == "phone" else found[-1].strip().lower()


def code_in(text: str) -> str | None:
    """The six digits of a code, if the text has any."""
    match = _CODE.search(text)
    return None if match is None else "".join(mark for mark in match[0] if mark.isdecimal())


def message_with_code(said: Sequence[Heard]) -> int | None:
    """In which message a code stands, the last one."""
    found = [one.seq for one in said if code_in(one.text)]
    return found[-1] if found else None
