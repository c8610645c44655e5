"""What can go wrong with associates."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchAssociate(NotFound):
    code = "no_such_associate"


class NoSuchExperience(NotFound):
    code = "no_such_experience"


class CircleChanged(Conflict):
    code = "circle_changed"
