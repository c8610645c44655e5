"""Reading an OpenAPI document (3.0 and 3.1, JSON) that somebody else wrote. Pure.

Only references into the document itself are followed, and only so deep; nothing is fetched, and its `servers` are not
believed: where a connector's requests go, the brand says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Place = Literal["path", "query", "header", "body"]
Schema = Mapping[str, Any]

MAX_DOCUMENT = 2 * 1024 * 1024
MOST_OPERATIONS = 5_000
DEEPEST = 32
DEEPEST_BODY = 4
MOST_STEPS = 20_000
METHODS = ("get", "head", "post", "put", "patch", "delete")


class BadDocument(ValueError):
    """The document cannot be used; the text says why."""


@dataclass(frozen=True)
class Parameter:
    """One value of an operation; those of the body have dotted names. `schema` is resolved at its top."""

    name: str
    place: Place
    required: bool
    schema: Schema
    description: str


@dataclass(frozen=True)
class Operation:
    """One operation. `answer` is the schema of its JSON on success, or None when the document does not say."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    answer: Schema | None

    def parameter(self, name: str) -> Parameter | None:
        return next((one for one in self.parameters if one.name == name), None)


class Document:
    """A parsed document; raises BadDocument."""

    def __init__(self, text: str):
        if len(text) > MAX_DOCUMENT:
            raise BadDocument(f"it is larger than {MAX_DOCUMENT // 1024} kB")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadDocument("this is no JSON: convert a YAML document first") from error
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
        body = tuple(self._body(own))
        return Operation(method.upper(), path, (*parameters.values(), *body), self._answer(own))

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
            schema = self.schema(one.get("schema") or {})
            required = bool(one.get("required")) or place == "path"
            yield Parameter(name, place, required, schema, _said(one) or _said(schema))

    def _body(self, of: Schema) -> Iterator[Parameter]:
        if "requestBody" not in of:
            return
        content = self.resolve(of["requestBody"]).get("content")
        media = content.get("application/json") if isinstance(content, dict) else None
        if not isinstance(media, dict):
            return
        yield from self._flat(self.schema(media.get("schema") or {}), "", True, 0)

    def _flat(self, schema: Schema, prefix: str, required: bool, depth: int) -> Iterator[Parameter]:
        needed = schema.get("required", ())
        for name, node in schema.get("properties", {}).items():
            inner, needs = self.schema(node), required and name in needed
            if inner.get("type") == "object" and inner.get("properties") and depth < DEEPEST_BODY:
                yield from self._flat(inner, f"{prefix}{name}.", needs, depth + 1)
            else:
                yield Parameter(f"{prefix}{name}", "body", needs, inner, _said(inner))

    def _answer(self, of: Schema) -> Schema | None:
        responses = of.get("responses")
        for status, node in sorted(responses.items()) if isinstance(responses, dict) else ():
            content = self.resolve(node).get("content") if str(status).startswith("2") else None
            media = content.get("application/json") if isinstance(content, dict) else None
            if isinstance(media, dict) and media.get("schema"):
                return self.schema(media["schema"])
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


def _said(node: Schema) -> str:
    said = node.get("description")
    return " ".join(said.split())[:500] if isinstance(said, str) else ""


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    """The schema without what is not of the kind that belongs there."""
    kinds = {"properties": dict, "required": list, "enum": list, "allOf": list, "anyOf": list, "oneOf": list}
    return {key: value for key, value in node.items() if isinstance(value, kinds.get(key, object))}
