"""What can go wrong with experiments."""

from __future__ import annotations

from gigline.kit.errors import Conflict, NotFound


class NoSuchExperiment(NotFound):
    code = "no_such_experiment"


class ExperimentRunning(Conflict):
    code = "experiment_running"
