"""State machines run until they have met what they are about.

What Hypothesis tries depends on the code that its process has loaded, since it learns constants from it. So which tests
ran before decides what a small run meets, and one that misses something is to go on, not to fail.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

ROUNDS = 12


def campaign(
    machine: Callable[[], RuleBasedStateMachine],
    examples: int,
    steps: int,
    missing: Callable[[], Collection[str]],
    *,
    anew: bool = False,
) -> None:
    """So many examples of so many steps, and as many again as long as something is `missing`; raises AssertionError
    when it still is after a dozen rounds. Seeds are always the same unless `anew`.
    """
    asked = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    for number in range(ROUNDS):
        if not anew:
            seed(number)(machine)
        run_state_machine_as_test(machine, settings=asked)
        if not missing():
            return
    raise AssertionError(f"never happened: {', '.join(missing())}")
