"""The simulation itself, in a process of its own: the task on standard input, progress and the result as JSON lines.

`python -m gigline.planning.running`; it knows nothing of the platform.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

EVERY_S = 0.5


def main() -> None:
    """Run every scenario under every policy with the same luck."""
    task = json.load(sys.stdin)
    _say({"result": {"scenarios": _scenarios(task)}})


def _scenarios(task: dict[str, Any]) -> list[dict[str, Any]]:
    from gigline.simulation.worlds import comparing
    from gigline.simulation.worlds.spec import World

    names, seeds = tuple(task["policies"]), tuple(task["seeds"])
    steps = _Steps(len(task["scenarios"]) * len(names) * len(seeds))
    found = []
    for one in task["scenarios"]:
        question = comparing.Question(names, seeds, one["staffing"], surges=True)
        results = comparing.compare(World.model_validate(one["world"]), question, progress=steps.within(one["name"]))
        found.append({"name": one["name"], "policies": {policy: _figures(results, policy) for policy in names}})
    return found


def _figures(results: Any, policy: str) -> dict[str, Any]:
    """The means of the counted days with their intervals, hours online, and the day by half hours."""
    from gigline.simulation.worlds import comparing

    mine = [one for one in results if one.policy == policy]
    days = [day for one in mine for day in one.days]
    shown = {
        name: vars(comparing.interval([day[name] for day in days])) if days else None for name in comparing.COMPARED
    }
    online_h = sum(sum(one.ledger.online.values()) for one in mine) / max(1, len(days)) / 3600
    halves = [{name: half[name] for name in ("hour", "live_sla", "arrivals")} for half in mine[0].by_half_hour]
    return {"figures": shown, "online_h": online_h, "by_half_hour": halves}


class _Steps:
    """The share of all that is done, told not too often."""

    def __init__(self, many: int):
        self._many = many
        self._done: dict[str, float] = {}
        self._said = 0.0

    def within(self, scenario: str) -> Any:
        def progress(label: str, share: float) -> None:
            self._done[f"{scenario} {label}"] = share
            if time.monotonic() - self._said >= EVERY_S:
                self._said = time.monotonic()
                _say({"progress": sum(self._done.values()) / self._many, "doing": f"{scenario}: {label}"})

        return progress


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
