"""What can go wrong with a contact."""

from __future__ import annotations

from gigline.kit.errors import NotFound


class NoSuchContact(NotFound):
    code = "no_such_contact"
