"""What can go wrong with recommendations."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchRecommendation(NotFound):
    code = "no_such_recommendation"


class NotRecommended(Conflict):
    code = "not_recommended"


class ChosenAlready(Conflict):
    code = "chosen_already"
