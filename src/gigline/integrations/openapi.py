"""Reading an OpenAPI document (3.0 and 3.1) that somebody else wrote. Pure.

Only references into the document itself are followed, and only so deep; nothing is fetched, and its `servers` are not
believed: where a connector's requests go, the brand says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gigline.integrations import documents
from gigline.integrations.documents import BadDocument
from gigline.integrations.models import FORM

Place = Literal["path", "query", "header", "body"]
Schema = Mapping[str, Any]

MOST_OPERATIONS = 5_000
DEEPEST = 32
DEEPEST_BODY = 4
MOST_STEPS = 20_000
METHODS = ("get", "head", "post", "put", "patch", "delete")
# It becomes a header of ours.
_JSON = re.compile(r"application/(?:[a-z0-9.+-]{1,60}\+)?json(?:; ?charset=utf-8)?", re.IGNORECASE)


@dataclass(frozen=True)
class Parameter:
    """One value of an operation; those of the body have dotted names. `schema` is resolved at its top, and what is in
    a list, too. `joined`: a list goes there as one text with commas, and not as the same parameter several times.
    """

    name: str
    place: Place
    required: bool
    schema: Schema
    description: str
    joined: bool = False


@dataclass(frozen=True)
class Operation:
    """One operation. `media` is what its body is written in, `answer` the schema of its JSON on success, or None when
    the document does not say.
    """

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    answer: Schema | None
    media: str

    def parameter(self, name: str) -> Parameter | None:
        return next((one for one in self.parameters if one.name == name), None)


class Document:
    """A parsed document; raises BadDocument."""

    def __init__(self, text: str):
        data = documents.parse(text)
        if not isinstance(data, dict) or not str(data.get("openapi", "")).startswith(("3.0", "3.1")):
            raise BadDocument("this is no OpenAPI document of version 3.0 or 3.1")
        self.root: dict[str, Any] = data
        self._steps = 0
        self._raw = dict(self._operations())

    def names(self) -> list[str]:
        """What the document's operations are called: their operationId, and `GET /path`."""
        return sorted(self._raw)

    def operation(self, name: str) -> Operation | None:
        """The operation of this id (or `GET /path`), or None; raises BadDocument when it cannot be read."""
        if name not in self._raw:
            return None
        self._steps = 0
        method, path, shared, own = self._raw[name]
        parameters = {(one.place, one.name): one for one in (*self._parameters(shared), *self._parameters(own))}
        media, content = self._content(own)
        body = tuple(self._body(media, content))
        return Operation(method.upper(), path, (*parameters.values(), *body), self._answer(own), media)

    def _operations(self) -> Iterator[tuple[str, tuple[str, str, Schema, Schema]]]:
        paths = self.root.get("paths")
        if not isinstance(paths, dict):
            raise BadDocument("it has no paths")
        count = 0
        for path, item in paths.items():
            shared = self.resolve(item)
            for method in METHODS:
                own = shared.get(method)
                if not isinstance(own, dict):
                    continue
                count += 1
                if count > MOST_OPERATIONS:
                    raise BadDocument(f"it has more than {MOST_OPERATIONS} operations")
                found = (method, str(path), shared, own)
                yield f"{method.upper()} {path}", found
                if isinstance(own.get("operationId"), str):
                    yield own["operationId"], found

    def resolve(self, node: Any) -> dict[str, Any]:
        """The object that `node` is or refers to; raises BadDocument."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise BadDocument("it is more entangled than any that people write")
        seen: set[str] = set()
        while isinstance(node, dict) and "$ref" in node:
            ref = node["$ref"]
            if not isinstance(ref, str) or not ref.startswith("#/"):
                raise BadDocument("it refers to something outside of itself, which is not followed")
            if ref in seen or len(seen) > DEEPEST:
                raise BadDocument(f"{ref[:100]} refers to itself")
            seen.add(ref)
            node = self._pointed(ref)
        if not isinstance(node, dict):
            raise BadDocument("something in it is not the object that belongs there")
        return node

    def _pointed(self, ref: str) -> Any:
        node: Any = self.root
        for part in ref[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and key.isdigit() and int(key) < len(node):
                node = node[int(key)]
            elif isinstance(node, dict) and key in node:
                node = node[key]
            else:
                raise BadDocument(f"{ref[:100]} is not there")
        return node

    def schema(self, node: Any, depth: int = 0) -> dict[str, Any]:
        """A schema with what `allOf` brings, and without `null` beside its one real kind."""
        if depth > DEEPEST:
            raise BadDocument("a schema in it is nested too deeply, or in itself")
        found = _plain(self.resolve(node))
        for part in found.pop("allOf", ()):
            inner = self.schema(part, depth + 1)
            properties = {**inner.get("properties", {}), **found.get("properties", {})}
            required = [*inner.get("required", ()), *found.get("required", ())]
            found = {**inner, **found, "properties": properties, "required": required}
        for either in ("anyOf", "oneOf"):
            kinds = [one for one in found.get(either, ()) if one != {"type": "null"}]
            if len(kinds) == 1:
                found.pop(either)
                found = {**self.schema(kinds[0], depth + 1), **found}
        if isinstance(found.get("type"), list):
            real = [one for one in found["type"] if one != "null"]
            found["type"] = real[0] if len(real) == 1 else None
        return found

    def _parameters(self, of: Schema) -> Iterator[Parameter]:
        nodes = of.get("parameters")
        for node in nodes if isinstance(nodes, list) else ():
            one = self.resolve(node)
            place, name = one.get("in"), one.get("name")
            if place not in {"path", "query", "header"} or not isinstance(name, str):
                continue
            if place == "header" and name.lower() in {"idempotency-key", "authorization", "accept", "content-type"}:
                continue
            schema = self._asked(one.get("schema") or {})
            usual = place in {"path", "header"} or one.get("style", "form") == "form"
            if schema.get("type") == "array" and not usual:
                # Lists between bars or spaces: nobody is asked for them.
                schema = {}
            required = bool(one.get("required")) or place == "path"
            joined = one.get("explode") is False
            yield Parameter(name, place, required, schema, _said(one) or _said(schema), joined)

    def _asked(self, node: Any) -> Schema:
        """The schema of something to be asked for, with that of what is in it, if it is a list."""
        schema = self.schema(node)
        return {**schema, "items": self.schema(schema.get("items") or {})} if schema.get("type") == "array" else schema

    def _content(self, of: Schema) -> tuple[str, Schema]:
        """What the body is written in, JSON where there is a choice, and what the document says of that."""
        content = self.resolve(of["requestBody"]).get("content") if "requestBody" in of else None
        offered = content if isinstance(content, dict) else {}
        for media, found in sorted(offered.items(), key=lambda one: one[0] == FORM):
            if (_JSON.fullmatch(media) or media == FORM) and isinstance(found, dict):
                return media, found
        return "", {}

    def _body(self, media: str, content: Schema) -> Iterator[Parameter]:
        schema = self.schema(content.get("schema") or {})
        if media != FORM:
            return self._flat(schema, "", True, 0)
        # An object in a form is written in as many ways as there are servers, unless the document says how.
        how = content.get("encoding")
        apart = {name for name, one in how.items() if _deep(one)} if isinstance(how, dict) else set()
        return self._flat(schema, "", True, 0, apart)

    def _flat(
        self, schema: Schema, prefix: str, required: bool, depth: int, apart: Collection[str] | None = None
    ) -> Iterator[Parameter]:
        """The body's values. Objects are taken apart: all, or only those in `apart`."""
        needed = schema.get("required", ())
        for name, node in schema.get("properties", {}).items():
            inner, needs = self._asked(node), required and name in needed
            opens = depth < DEEPEST_BODY and (apart is None or name in apart)
            if opens and inner.get("type") == "object" and inner.get("properties"):
                yield from self._flat(inner, f"{prefix}{name}.", needs, depth + 1)
            else:
                yield Parameter(f"{prefix}{name}", "body", needs, inner, _said(inner))

    def _answer(self, of: Schema) -> Schema | None:
        responses = of.get("responses")
        for status, node in sorted(responses.items()) if isinstance(responses, dict) else ():
            content = self.resolve(node).get("content") if str(status).startswith("2") else None
            for media, found in content.items() if isinstance(content, dict) else ():
                if _JSON.fullmatch(media) and isinstance(found, dict) and found.get("schema"):
                    return self.schema(found["schema"])
        return None

    def at(self, schema: Schema, path: str) -> Schema | None:
        """The schema of what stands at this dotted path: None when it cannot be there, empty when the document leaves
        it open.
        """
        for part in path.split(".") if path else []:
            if schema.get("type") == "array" and part.isdigit():
                schema = self.schema(schema.get("items") or {})
            elif part in schema.get("properties", {}):
                schema = self.schema(schema["properties"][part])
            elif "properties" not in schema and schema.get("type") in {None, "object"}:
                return {}
            else:
                return None
        return schema


def _deep(encoding: Any) -> bool:
    return isinstance(encoding, dict) and encoding.get("style") == "deepObject"


def _said(node: Schema) -> str:
    said = node.get("description")
    return " ".join(said.split())[:500] if isinstance(said, str) else ""


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    """The schema without what is not of the kind that belongs there."""
    kinds = {"properties": dict, "required": list, "enum": list, "allOf": list, "anyOf": list, "oneOf": list}
    return {key: value for key, value in node.items() if isinstance(value, kinds.get(key, object))}
