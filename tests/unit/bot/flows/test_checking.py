"""Everything that can be wrong with a flow's file is found, with its line."""

from __future__ import annotations

import pytest
from tests.unit.bot.flows.world import REROUTE, flow_of, problems_of


def _line(text: str, wanted: str) -> int:
    return next(at for at, line in enumerate(text.splitlines(), start=1) if wanted in line)


def test_the_example_is_right():
    assert problems_of(REROUTE) == []


@pytest.mark.parametrize(
    ("old", "new", "where", "detail"),
    [
        ('type = "code"', 'type = "codes"', 'type = "codes"', "type: input should be"),
        ('reprompt = "An', 'repromt = "An', "repromt", "repromt is not known here"),
        ('prompt = "Which order is it?"\n', "", 'id = "which"', "prompt is missing"),
        ('action = "find_order"\n', "", 'id = "look"', "exactly one of collect, branch"),
        ('go = "too-late"', 'go = "to-late"', "branch = [", "there is no step 'to-late'"),
        ('unknown = "list"', 'unknown = "lists"', 'unknown = "lists"', "there is no step 'lists'"),
        ('refused = "no-such"', 'refused = "no"', 'refused = "no"', "there is no step 'no'"),
        ('action = "find_order"', 'action = "find_it"', 'action = "find_it"', "no connector has an action 'find_it'"),
        ('outputs = { fee = "fee" }', 'outputs = { fee = "fees" }', "fees", "has no output 'fees'"),
        ('address = "{address}" }', 'adress = "{address}" }', "adress", "needs an input 'address'"),
        ("goes to {street} now", "goes to {stret} now", "{stret}", "no step makes a fact 'stret' known"),
        ('say = "I find no order {order}', 'say = "I find {fee} no {order}', "I find {fee}", "not known on every way"),
        ("{fee|money:EUR}", "{fee|coins}", "{fee|coins}", "no way to show a fact"),
        ("Shall I?", "{Shall I?", "{Shall", "belongs to no fact"),
        ("total > 5000'", "total >'", "branch = [", "is no condition"),
        ('next = "which"', 'next = "no-such"', 'id = "no-such"', "without asking anything"),
        ('topic = "delivery"', 'topic = "deliveries"', 'topic = "deliveries"', "no topic 'deliveries'"),
        ('instead_of = ["change', 'instead_of = ["alter', "instead_of", "there is no article 'alter-address'"),
        ('languages = ["en"]', 'languages = ["en", "es"]', 'title = "Change', "say it in each language: en, es"),
        ('languages = ["en"]', 'languages = ["de"]', 'languages = ["de"]', "not among the brand's languages"),
        ('en = ["send my', 'es = ["send my', "[examples]", "there is no example in 'en'"),
        ('next = "end"\n\n[[steps]]\nid = "no-such"', 'next = "which"\n\n[[steps]]\nid = "no-such"', None, ""),
        ('id = "far"', 'id = "where"', 'id = "where"', "another step is called 'where'"),
        ('patterns = ["HP-#####"]', "", 'type = "code"', "a code has patterns"),
        ('patterns = ["HP-#####"]', 'patterns = ["HP-12345"]', "patterns", "at least one # (digit)"),
        ('  { go = "too-late" },\n', "", "branch = [", "the last way of a branch has no `if`"),
        ("\nend = true", "\nend = tru", "end = tru", "this is no TOML"),
        ("\nend = true", '\nsay = "Bye"', 'id = "end"', "no step follows"),
        ('refused = "no-such"\n', "", 'id = "no-such"', "no way leads to 'no-such'"),
    ],
)
def test_a_mistake_is_found_where_it_stands(old, new, where, detail):
    assert old in REROUTE
    text = REROUTE.replace(old, new, 1)
    found = problems_of(text)
    if where is None:
        # Another way to say it, and no mistake.
        assert found == []
        return
    assert any(detail in one.detail for one in found), found
    if detail not in {"another step is called 'where'"}:
        lines = [one.line for one in found if detail in one.detail]
        # What is missing is told at the head of its table.
        assert {_line(text, where), _line(text, where) - 1} & set(lines)


def test_a_change_without_a_yes_before_it_is_refused():
    text = REROUTE.replace('confirm = "I change order {order} to {address}. Shall I?"', 'say = "I change it."')
    [found] = problems_of(text)
    assert "on every way to it there must be a confirm step first" in found.detail
    assert found.line == _line(text, 'action = "change_address"')


def test_a_yes_does_not_outlive_the_next_question():
    text = REROUTE.replace(
        'id = "change"\n', 'id = "why"\ncollect = "why"\ntype = "text"\nprompt = "Why?"\n\n[[steps]]\nid = "change"\n'
    )
    [found] = problems_of(text)
    assert "must be a confirm step" in found.detail


def test_a_way_around_the_yes_is_found():
    text = REROUTE.replace('go = "where" }', 'go = "change" }').replace('say = "That is outside', 'say = "Outside')
    assert any("must be a confirm step" in one.detail for one in problems_of(text))


def test_several_mistakes_are_all_told():
    text = REROUTE.replace('topic = "delivery"', 'topic = "x"').replace('go = "far"', 'go = "farr"')
    assert len(problems_of(text)) == 2


def test_the_same_file_is_the_same_flow():
    assert flow_of().digest == flow_of("# a comment\n" + REROUTE).digest
    assert flow_of().digest != flow_of(REROUTE.replace("Shall I?", "Ok?")).digest
