"""Gigline: a bot answers what repeats, the right person answers the rest, nothing is lost."""

import os

# Before numpy is there: on a busy machine, a product that takes all cores waits for each of them, and takes a hundred
# times as long as on one.
if "OMP_NUM_THREADS" not in os.environ:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
