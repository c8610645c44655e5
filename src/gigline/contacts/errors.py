"""What can go wrong with a contact."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchContact(NotFound):
    code = "no_such_contact"


class NoSuchMerge(NotFound):
    """There is no such merge, or it was undone already."""

    code = "no_such_merge"


class AlreadyOnePerson(Conflict):
    """The two contacts are one person already; `current.contact` stands for it."""

    code = "already_one_person"


class MergedMeanwhile(Conflict):
    """One of the two was merged into a third just now; `current.contact` stands for it."""

    code = "merged_meanwhile"


class CannotUndo(Conflict):
    """Later merges or splits stand in the way; `current.first` is the merge to undo first, if one is."""

    code = "cannot_undo"


class NothingToSplit(Conflict):
    """The identity is all that the person has."""

    code = "nothing_to_split"
