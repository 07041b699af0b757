"""Start Prism in place of the API, and run `python -m bigcommerce_carts CART_ID` against it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from contract_tests.harness.prism.prism import MockServerError, Prism

ROOT = Path(__file__).resolve().parent.parent
CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"


def main(arguments: list[str]) -> int:
    """Make one call; *arguments* are those of the command, or none for a sample."""
    if not (ROOT / "generated_client" / "bigcommerce_carts" / "__main__.py").is_file():
        reason = "the client has no command: it has one for a contract of one operation"
        print(f"error: {reason}", file=sys.stderr)
        return 2
    try:
        with Prism(ROOT / "openapi" / "carts.yaml") as prism:
            settings = {
                "BIGCOMMERCE_API_BASE_URL": prism.url,
                "BIGCOMMERCE_ACCESS_TOKEN": "a-token-that-prism-takes",
                "PYTHONPATH": str(ROOT / "generated_client"),
                "NO_PROXY": "*",
            }
            command = [sys.executable, "-m", "bigcommerce_carts", *(arguments or [CART])]
            shown = " ".join(["python", *command[1:]])
            print(f"Prism stands in for the API at {prism.url}\n$ {shown}", flush=True)
            return subprocess.run(command, env=os.environ | settings).returncode
    except MockServerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
