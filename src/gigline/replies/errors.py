"""What can go wrong with saved replies."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchReply(NotFound):
    code = "no_such_reply"


class ShortcutTaken(Conflict):
    code = "shortcut_taken"


class TooManyReplies(Conflict):
    code = "too_many_replies"
