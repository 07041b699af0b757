"""The engine of the contract tests: it knows OpenAPI, and never names this API."""

import sys
from pathlib import Path

# The harness uses `node` and `generation` of this folder, whether pytest or Python starts it.
_SCRIPTS = str(Path(__file__).resolve().parents[2] / "scripts")
if _SCRIPTS not in sys.path:
    sys.path.append(_SCRIPTS)
