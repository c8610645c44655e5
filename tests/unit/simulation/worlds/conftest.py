"""A network small enough to run in a moment."""

from __future__ import annotations

import pytest

from gigline.simulation.worlds.spec import World


@pytest.fixture(scope="session")
def small() -> World:
    return World.model_validate(
        {
            "name": "small",
            "days": 1,
            "counted": 1,
            "tick": 10,
            "size": {"associates": 24, "brands": 3, "topics": 4, "languages": 2, "segments": 2},
            "arrivals": {"per_day": 220},
            "surges": [{"at": 18, "factor": 4}],
        }
    )
