"""Several things asked in one message: none is dropped. What is not dealt with at once is kept until it is, or is told.

A matter that is understood waits for its turn; one that is not is named to the requester after the next answer, and
both stand in the record of a hand-over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gigline.bot import queries
from gigline.bot.dialogue import Matter, Option
from gigline.bot.models import OpenMatter
from gigline.bot.texts import Texts
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader, Writer
from gigline.kit import text

LENGTH = 160


async def dealt_with(
    w: Writer, c: Conversation, seq: int, heard: Sequence[Matter], slugs: Collection[str]
) -> list[OpenMatter]:
    """Keep what message `seq` asked, close what these articles and flows deal with; what is left to speak of."""
    await queries.remember(w, c, seq, heard)
    left = await queries.open_matters(w, c)
    # Whoever was told and went on to something else had the chance to say it again.
    done = [one for one in left if _matter(one).within(slugs) or (one.state == "told" and one.seq < seq)]
    await queries.set_matters(w, c, done, "closed")
    return [one for one in left if one not in done and one.state == "open" and one.epoch == c.epoch]


@dataclass(frozen=True)
class Rest:
    """What is said about matters that are left: lines, and choices where one of them is offered."""

    lines: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


async def tell(w: Writer, c: Conversation, left: Sequence[OpenMatter], words: Texts) -> Rest:
    """Offer the first that is understood, and name those that are not; others wait until that one is over."""
    unclear = [one for one in left if one.slug is None]
    clear = [one for one in left if one.slug is not None][:1]
    await queries.set_matters(w, c, [*unclear, *clear], "told")
    said = " / ".join(quoted(one.said) for one in unclear)
    lines = [words["still_open"].format(said=said)] if unclear else []
    lines += [words["also_wanted"].format(said=quoted(one.said)) for one in clear]
    options = [Option(one.title, one.slug, one.topic) for one in clear]
    return Rest(tuple(lines), (*options, Option(words["no_more"], None)) if options else ())


async def for_record(r: Reader, c: Conversation) -> tuple[str, ...]:
    """What the person who goes on must know to be still open."""
    return tuple(
        f"Also asked, not dealt with yet: {quoted(one.said)}" + (f" ({one.title})." if one.title else ".")
        for one in await queries.open_matters(r, c)
    )


def quoted(said: str) -> str:
    """The requester's words as they are told again."""
    return f"\u201c{text.shorten(said, LENGTH)}\u201d"


def _matter(one: OpenMatter) -> Matter:
    return Matter(one.said, one.slug, one.title, one.topic, tuple(one.near))
