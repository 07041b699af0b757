"""The garbage collector: told what is no garbage, it takes less of a run's time."""

from __future__ import annotations

import gc

# Objects that are made, less those that are gone, until it looks at the young ones. A call through
# the client makes some hundred, in no cycle as a rule.
PATIENCE = 10_000


def keep_what_is_loaded() -> None:
    """Ask for no more looks at what is there by now: modules, tests, schemas."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(PATIENCE)
