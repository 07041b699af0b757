"""
Generate the client from the contract, or check that the checked-in one is fresh.

The first example of the client's README is also the example of the README of this project.

    python scripts/generate.py            regenerate generated_client/; stop if it was edited
    python scripts/generate.py --force    regenerate it and overwrite edits
    python scripts/generate.py --check    change nothing; exit 1 unless it is fresh, byte for byte

Exit codes: 0 regenerated or fresh, 1 not fresh, 2 cannot generate, 130 interrupted.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from generation import output_tree
from generation.errors import GenerationError
from generation.regeneration import GeneratorInputs

README = Path(__file__).resolve().parent.parent / "README.md"
PYTHON_BLOCK = re.compile(r"(?<=^```python\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


def with_example(client: Path) -> str:
    """Return the README of this project with the first example of the README of *client*."""
    example = PYTHON_BLOCK.search((client / "README.md").read_text(encoding="utf-8"))
    assert example is not None
    return PYTHON_BLOCK.sub(lambda _: example[0], README.read_text(encoding="utf-8"), count=1)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line *arguments* and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, only compare")
    parser.add_argument("--force", action="store_true", help="overwrite edits by hand")
    given = parser.parse_args(arguments)
    inputs = GeneratorInputs()
    try:
        if not given.check:
            print(inputs.regenerate(force=given.force))
            README.write_text(with_example(inputs.target), encoding="utf-8")
            return 0
        reasons = inputs.check()
    except GenerationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; the checked-in client is unchanged", file=sys.stderr)
        return 130
    if reasons:
        print("\n".join([f"{inputs.target.name} is not fresh.", *reasons]), file=sys.stderr)
        return 1
    print(
        f"{inputs.target.name} is fresh: {len(output_tree.contents(inputs.target))} files, "
        f"byte for byte what {inputs.contract.name} gives."
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
