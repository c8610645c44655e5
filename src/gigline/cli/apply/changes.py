"""What applying would change, as values. Pure; texts are shown as unified differences."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from gigline.accounts.schemas import BrandSettings
from gigline.bot.vocabularies import Terms
from gigline.knowledge.models import ArticleFile
from gigline.replies.models import ReplyFile

Kind = Literal["added", "changed", "removed"]
What = Literal[
    "brand",
    "topic",
    "channel",
    "article",
    "reply",
    "connector",
    "flow",
    "vocabulary",
    "policy",
    "provider",
    "directory",
    "experience",
]
_CONTEXT = 2


@dataclass(frozen=True)
class Change:
    """One thing that would be otherwise. `lines` tell how, as `- old` and `+ new`; empty where the name says it all."""

    kind: Kind
    what: What
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A brand as it stands in the database; None and nothing before its first time.

    `learned` are slugs of articles made of people's answers, `examples` how many questions of requesters an article
    is found by beside its own: neither is the folder's, and both stay.
    """

    settings: BrandSettings | None
    articles: Mapping[str, ArticleFile]
    learned: frozenset[str] = frozenset()
    examples: Mapping[str, int] = field(default_factory=dict)
    connectors: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    flows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    providers: Mapping[str, Any] | None = None
    vocabularies: Mapping[str, Terms] = field(default_factory=dict)
    replies: Mapping[str, ReplyFile] = field(default_factory=dict)


def changes(
    now: Standing,
    settings: BrandSettings,
    articles: Mapping[str, ArticleFile],
    connectors: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    flows: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    providers: Mapping[str, Any] | None = None,
    vocabularies: Mapping[str, Terms] = MappingProxyType({}),
    replies: Mapping[str, ReplyFile] = MappingProxyType({}),
) -> list[Change]:
    """Everything that differs: the brand's settings, its topics, channels and policies by name, its articles and saved
    replies by slug, its connectors by name, its flows by id (what each was made from), its providers and the rest of
    their directory.
    """
    before = now.settings.model_dump(mode="json") if now.settings is not None else None
    after = settings.model_dump(mode="json")
    return [
        *_brand(before, after),
        *_rows("topic", _by_key(before, "topics", "key"), _by_key(after, "topics", "key")),
        *_rows("channel", _by_key(before, "channels", "account"), _by_key(after, "channels", "account")),
        *(_with_learned(one, now) for one in _rows("article", _articles(now.articles), _articles(articles))),
        *_rows("reply", _replies(now.replies), _replies(replies)),
        *_rows("connector", _connectors(now.connectors), _connectors(connectors)),
        *_rows("flow", _flows(now.flows), _flows(flows)),
        *_rows("provider", _providers(now.providers), _providers(providers)),
        *_rows("directory", _directory(now.providers), _directory(providers)),
        *_rows("vocabulary", _vocabularies(now.vocabularies), _vocabularies(vocabularies)),
        *_rows("policy", _by_key(before, "policies", "name"), _by_key(after, "policies", "name")),
        *_rows("experience", _experiences(now.settings), _experiences(settings)),
    ]


def _with_learned(change: Change, now: Standing) -> Change:
    """The change of an article, and what it means for what was learned."""
    told = []
    if change.kind == "added" and change.name in now.learned:
        told.append("takes the place of the learned article of this name")
    count = now.examples.get(change.name, 0)
    if change.kind == "removed" and count:
        told.append(f"{count} learned questions are kept aside, and count again when it comes back")
    if change.kind == "changed" and count:
        told.append(f"{count} learned questions stay")
    return replace(change, lines=(*change.lines, *told))


def _brand(before: dict[str, Any] | None, after: dict[str, Any]) -> Iterator[Change]:
    name = str(after["brand"]["key"])
    if before is None:
        yield Change("added", "brand", name, (f"+ {after['brand']['name']}",))
        return
    lines = tuple(_differences(_flat(before), _flat(after)))
    if lines:
        yield Change("changed", "brand", name, lines)


def _flat(settings: dict[str, Any]) -> dict[str, Any]:
    """What is in tables of its own ([brand], [bot], ...), by dotted name; lists of tables are compared row by row."""
    found: dict[str, Any] = {}
    for section, values in settings.items():
        for key, value in values.items() if isinstance(values, dict) else ():
            nested = value.items() if isinstance(value, dict) else [("", value)]
            found.update({f"{section}.{key}{'.' if inner else ''}{inner}": one for inner, one in nested})
    return found


def _by_key(settings: dict[str, Any] | None, table: str, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in settings[table]} if settings is not None else {}


def _experiences(settings: BrandSettings | None) -> dict[str, dict[str, Any]]:
    return {one.key: one.model_dump(mode="json") for one in settings.experiences} if settings is not None else {}


def _articles(articles: Mapping[str, ArticleFile]) -> dict[str, dict[str, Any]]:
    return {
        slug: {
            "title": one.title,
            "kinds": sorted(one.kinds),
            "language": one.language,
            "topic": one.topic,
            "questions": list(one.questions),
            "body": one.body,
        }
        for slug, one in articles.items()
    }


def _replies(replies: Mapping[str, ReplyFile]) -> dict[str, dict[str, Any]]:
    return {
        slug: {**asdict(one), "kinds": sorted(one.kinds), "topics": sorted(one.topics)} for slug, one in replies.items()
    }


def _connectors(sources: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each file's settings, each action as lines, and the document as lines."""
    found = {}
    for name, source in sources.items():
        file = source["file"]
        rows = {key: value for key, value in file.items() if key != "actions"}
        rows |= {f"actions.{key}": json.dumps(value, indent=1) for key, value in file["actions"].items()}
        found[name] = rows | {"document's text": source.get("document", "")}
    return found


def _flows(sources: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each file's settings, and each step as lines."""
    found = {}
    for name, source in sources.items():
        rows = {key: value for key, value in source.items() if key != "steps"}
        found[name] = rows | {f"steps.{step['id']}": json.dumps(step, indent=1) for step in source["steps"]}
    return found


def _providers(source: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in source["providers"]} if source is not None else {}


def _directory(source: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Kinds of work and places by key, and the objectives."""
    if source is None:
        return {}
    keyed = {f"{table}.{one['key']}": one for table in ("kinds", "places") for one in source[table]}
    return {**keyed, "objectives": source["objectives"]}


def _vocabularies(listed: Mapping[str, Terms]) -> dict[str, dict[str, Any]]:
    return {name: {value: list(others) for value, others in terms.items()} for name, terms in listed.items()}


def _rows(what: What, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            yield Change("added", what, name)
        elif name not in after:
            yield Change("removed", what, name)
        elif before[name] != after[name]:
            yield Change("changed", what, name, tuple(_differences(before[name], after[name])))


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old or new, list) or "\n" in f"{old}{new}":
            yield f"{name}:"
            yield from _unified(old, new)
        else:
            yield f"{name}: {_said(old)} → {_said(new)}"


def _said(value: Any) -> str:
    return "nothing" if value is None else repr(value)


def _unified(old: Any, new: Any) -> Iterator[str]:
    hunks = difflib.unified_diff(_lines(old), _lines(new), n=_CONTEXT, lineterm="")
    # The two file names and the line numbers say nothing here.
    yield from (line for line in hunks if not line.startswith(("---", "+++", "@@")))


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return str(value or "").splitlines()
