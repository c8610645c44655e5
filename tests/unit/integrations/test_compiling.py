"""Connector files against documents, hostile ones too: everything wrong is named, nothing takes long."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gigline.integrations import compilers
from gigline.integrations.documents import MAX_DOCUMENT, BadDocument
from gigline.integrations.models import FORM, Compiled, HttpCall
from gigline.integrations.openapi import Document
from gigline.integrations.schemas import ConnectorFile

PERSON = {"name": "person", "in": "path", "required": True, "schema": {"type": "string"}}
ANSWER = {"type": "object", "properties": {"state": {"type": "string"}, "left": {"type": "integer"}}}


def document(*, body: Any = None, method: str = "post", parameters: list[Any] | None = None, **more: Any) -> str:
    operation: dict[str, Any] = {
        "operationId": "doIt",
        "parameters": parameters or [PERSON],
        "responses": {"200": {"content": {"application/json": {"schema": ANSWER}}}},
    }
    if body is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return json.dumps({"openapi": "3.1.0", "paths": {"/people/{person}": {method: operation}}, **more})


def compiled(text: str, **action: Any) -> tuple[Compiled | None, list[str]]:
    base = {"operation": "doIt", "title": "Do it", "risk": "reversible", "bind": {"person": "principal.external_id"}}
    file = ConnectorFile.model_validate(
        {"base_url": "https://a.example", "document": "a.json", "actions": {"act": {**base, **action}}}
    )
    made, wrong = compilers.compile_connector("a", file, text)
    return made, [one.detail for one in wrong]


def properties(**schemas: Any) -> dict[str, Any]:
    return {"type": "object", "properties": schemas, "required": list(schemas)}


def test_an_operation_becomes_an_action() -> None:
    body = properties(
        amount={"type": "integer", "minimum": 1}, address=properties(street={"type": "string", "maxLength": 40})
    )
    made, wrong = compiled(document(body=body), fixed={"amount": 5}, outputs={"state": {}, "left": {"type": "money"}})
    assert wrong == []
    assert made is not None
    [action] = made.actions
    assert [(one.name, one.type, one.max_length) for one in action.inputs] == [("address.street", "text", 40)]
    assert [(one.name, one.type) for one in action.outputs] == [("state", "text"), ("left", "money")]
    assert (action.confirm, action.idempotent, action.needs_verified) == (True, False, True)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ({"operation": "doThat"}, "did you mean doIt?"),
        ({"operation": None}, "names no operation"),
        ({"risk": "read_own"}, "this operation is no GET"),
        ({"bind": {}}, "anybody could ask for anybody"),
        ({"bind": {"who": "principal.email"}}, "no parameter 'who'"),
        ({"bind": {"count": "principal.email"}}, "count is no text"),
        ({"inputs": {"person": {}}}, "is bound to the requester"),
        ({"inputs": {"cuont": {}}}, "did you mean count?"),
        ({"inputs": {"count": {"type": "date"}}}, "of type integer there and cannot be asked for as date"),
        ({"inputs": {"note": {"pattern": "(a+)+$"}}}, "can take for ever"),
        ({"inputs": {"note": {"pattern": "["}}}, "this is no pattern"),
        ({"fixed": {"count": "five"}}, "fixed: count is of type integer"),
        ({"outputs": {"stat": {}}}, "answer has no 'stat'"),
        ({"outputs": {"state": {"type": "money"}}}, "of type string there and cannot be shown as money"),
        ({"risk": "money"}, "what moves money has a cap"),
        ({"risk": "money", "confirm": False}, "always confirmed"),
        ({"cap": {"amount": "note", "per_run": 1, "per_contact_day": 1}}, "required input of type money"),
        ({"cap": {"amount": "note", "per_run": 2, "per_contact_day": 1}}, "more than per_contact_day"),
        ({"cap": {"amount": "note", "per_run": 1, "per_contact_day": 3, "per_brand_day": 2}}, "than per_brand_day"),
        ({"say": {"en": "Hello {nobody}"}}, "{nobody}, which is no input or output"),
        ({"ask": {"en": "Do it, {state}?"}, "outputs": {"state": {}}}, "{state}, which is no input or output"),
    ],
)
def test_what_is_wrong_is_said(action: dict[str, Any], says: str) -> None:
    made, wrong = compiled(document(body=properties(count={"type": "integer"}, note={"type": "string"})), **action)
    assert made is None
    assert any(says in one for one in wrong), wrong


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("openapi: 3.1.0", "no paths"),
        ("[" * 100_000, "no JSON"),
        ("{}", "no OpenAPI document"),
        ("some: text", "no OpenAPI document"),
        (json.dumps({"openapi": "3.1.0"}), "no paths"),
        (json.dumps({"openapi": "3.1.0", "paths": {"/a": {"$ref": "https://evil.example/a"}}}), "not followed"),
        (json.dumps({"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}), "refers to itself"),
        (json.dumps({"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/nowhere"}}}), "not there"),
        (json.dumps({"openapi": "3.1.0", "paths": {"/a": 5}}), "not the object"),
        ('{"openapi": "3.1.0", "x": "' + "x" * MAX_DOCUMENT + '"}', "larger"),
    ],
)
def test_a_document_that_cannot_be_used_says_why(text: str, says: str) -> None:
    with pytest.raises(BadDocument, match=says):
        Document(text)


def _laughs() -> dict[str, Any]:
    """Each schema is twice the one before: 2 ** 30 of them, written in 30 lines."""
    names = {f"s{n}": {"allOf": [{"$ref": f"#/components/schemas/s{n - 1}"}] * 2} for n in range(1, 31)}
    return {"s0": {"type": "object"}, **names}


def _wide() -> dict[str, Any]:
    """Two hundred properties, each of which is the whole again."""
    again = {"$ref": "#/components/schemas/wide"}
    return {"wide": {"type": "object", "properties": {f"p{n}": again for n in range(200)}}}


@pytest.mark.parametrize(
    ("schemas", "name"),
    [
        (_laughs(), "s30"),
        (_wide(), "wide"),
        ({"self": {"allOf": [{"$ref": "#/components/schemas/self"}]}}, "self"),
        ({"deep": {"anyOf": [{"$ref": "#/components/schemas/deep"}]}}, "deep"),
    ],
    ids=["laughs", "wide", "itself", "either"],
)
def test_entangled_schemas_end_quickly(schemas: dict[str, Any], name: str) -> None:
    text = document(body={"$ref": f"#/components/schemas/{name}"}, components={"schemas": schemas})
    made, wrong = compiled(text)
    assert made is None
    assert any("cannot be read" in one for one in wrong), wrong


def test_nonsense_in_a_document_is_no_crash() -> None:
    for nonsense in (
        5,
        "x",
        None,
        [],
        [1],
        {"type": 5},
        {"properties": [1]},
        {"required": "x"},
        {"enum": {}},
        {"anyOf": 3},
    ):
        for at in ("body", "parameters", "components"):
            text = document(**{at: nonsense if at != "parameters" else [PERSON, {"in": "query", "schema": nonsense}]})
            made, wrong = compiled(text)
            assert made is not None or wrong


LIST_OF_CODES = {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]-[0-9]+$", "maxLength": 9}}


def test_lists_are_asked_for_item_by_item() -> None:
    sizes = {"type": "array", "minItems": 2, "maxItems": 3, "items": {"$ref": "#/components/schemas/size"}}
    body = properties(items=LIST_OF_CODES, sizes=sizes, counts={"type": "array", "items": {"type": "integer"}})
    text = document(body=body, components={"schemas": {"size": {"type": "string", "enum": ["S", "L"]}}})
    made, wrong = compiled(text)
    assert wrong == []
    assert made is not None
    items, sizes_asked, counts = made.actions[0].inputs
    assert (items.type, items.items, items.pattern, items.max_length) == ("list", "text", "^[A-Z]-[0-9]+$", 9)
    assert (sizes_asked.items, sizes_asked.options) == ("choice", ("S", "L"))
    assert (sizes_asked.minimum, sizes_asked.maximum) == (2, 3)
    assert counts.items == "integer"


def test_lists_of_anything_else_are_not_asked_for() -> None:
    for inner in ({"type": "object"}, {"type": "array", "items": {"type": "string"}}, {}):
        _, wrong = compiled(document(body=properties(rows={"type": "array", "items": inner})))
        assert any("only lists of texts" in one for one in wrong), wrong


def test_forms_and_other_kinds_of_json_are_bodies_too() -> None:
    made, _ = compiled(as_form(properties(note={"type": "string"})))
    assert made is not None
    assert isinstance(made.actions[0].call, HttpCall)
    assert made.actions[0].call.media == FORM
    text = document(body=properties(note={"type": "string"})).replace("application/json", "application/vnd.a+json")
    made, _ = compiled(text, outputs={"state": {}})
    assert made is not None
    assert isinstance(made.actions[0].call, HttpCall)
    assert made.actions[0].call.media == "application/vnd.a+json"
    _, wrong = compiled(text.replace("vnd.a+json", "x+json\\r\\nEvil: 1"), inputs={"note": {}})
    assert any("no parameter 'note'" in one for one in wrong)


def test_an_object_in_a_form_is_taken_apart_where_the_document_says_how() -> None:
    body = properties(card=properties(name={"type": "string"}), note={"type": "string"})
    _, wrong = compiled(as_form(body))
    assert any("card is of type object" in one for one in wrong), wrong
    made, _ = compiled(as_form(body, encoding={"card": {"style": "deepObject", "explode": True}}))
    assert made is not None
    assert [one.name for one in made.actions[0].inputs] == ["card.name", "note"]


def as_form(body: Any, **more: Any) -> str:
    data = json.loads(document(body=body))
    operation = data["paths"]["/people/{person}"]["post"]
    operation["requestBody"]["content"] = {FORM: {"schema": body, **more}}
    return json.dumps(data)


def test_a_paths_parameters_are_all_described() -> None:
    text = document(parameters=[PERSON]).replace("/people/{person}", "/people/{person}/{other}")
    assert "does not fit its parameters" in compiled(text)[1][0]


def test_texts_and_servers_of_the_document_are_not_believed() -> None:
    text = document(servers=[{"url": "http://169.254.169.254"}])
    made, _ = compiled(text)
    assert made is not None
    assert made.base_url == "https://a.example"
    assert made.actions[0].title == "Do it"
