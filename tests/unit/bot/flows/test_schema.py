"""The schema for editors, the how-to and the loader say the same."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from tests.unit.bot.flows.world import REROUTE

from gigline.bot.flows import reading, schemas

HOW_TO = Path("docs/howto/write-a-flow.md")


def test_every_kind_of_step_and_every_field_is_in_the_schema():
    schema = schemas.json_schema()
    steps = {one["$ref"].rpartition("/")[2] for one in schema["properties"]["steps"]["items"]["oneOf"]}
    assert len(steps) == len(schemas.KINDS_OF_STEP)
    fields = {field for name in steps for field in schema["$defs"][name]["properties"]}
    assert set(schemas.KINDS_OF_STEP) <= fields
    assert "if" in schema["$defs"]["RuleFile"]["properties"]
    assert all(schema["$defs"][name]["additionalProperties"] is False for name in steps)


@pytest.mark.parametrize("field", sorted(tomllib.loads(REROUTE)))
def test_what_the_schema_requires_the_loader_requires(field):
    values = tomllib.loads(REROUTE)
    del values[field]
    required = field in schemas.json_schema()["required"]
    text = json.dumps(values)
    try:
        schemas.FlowFile.model_validate_json(text)
    except ValueError:
        assert required
    else:
        assert not required


def test_the_flow_of_the_how_to_can_be_read():
    [text] = [
        block
        for block in re.findall(r"^```toml\n(.*?)^```", HOW_TO.read_text(encoding="utf-8"), re.M | re.S)
        if block.startswith("# flows/")
    ]
    file, _ = reading.read(text)
    assert reading.build(file, lambda name: name == "skip_box").id == "skip-box"


def test_the_how_to_tells_of_every_kind_of_step():
    page = HOW_TO.read_text(encoding="utf-8")
    assert all(f"| `{kind} = " in page for kind in schemas.KINDS_OF_STEP)
