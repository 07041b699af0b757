"""The recipe "Change the contract" of CONTRIBUTING.md: four changes, and how to follow it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from contract_tests.harness.project import ROOT

CONTRACT = "openapi/carts.yaml"
DOCUMENT = "docs/contract.md"
CONSUMER_PROJECT = "scripts/consumer_project"
CONSUMER = f"{CONSUMER_PROJECT}/acme/checkout.py"
#: How many files may be edited by hand for one change.
MOST_FILES = 3
#: The top-level names that are installed, or written by a run.
NOT_COPIED = {".git", ".nox", ".bootstrap", "node_modules", "report", ".hypothesis"}


@dataclass(frozen=True)
class Edit:
    """Every occurrence of the text *old* in a *file* is replaced by *new*."""

    file: str
    old: str
    new: str


FIRST_ROW = "| `createCartRedirectURL/responses/401` |"


def row(places: str) -> Edit:
    """Return the edit that adds a row of promises about *places* to the documentation."""
    text = f"| {places} | a promise | nothing | It is the reason. |\n{FIRST_ROW}"
    return Edit(DOCUMENT, FIRST_ROW, text)


HEADER = (
    Edit(
        CONTRACT,
        "          description: The redirect URLs.\n",
        "          description: The redirect URLs.\n"
        "          headers:\n"
        "            X-Request-Id:\n"
        "              description: The id of the request.\n"
        "              schema: { type: string, format: uuid }\n",
    ),
    row("`createCartRedirectURL/responses/201/headers/X-Request-Id/schema/format`"),
)
PARAMETER = (
    Edit(
        CONTRACT,
        '        - $ref: "#/components/parameters/ContentType"\n',
        '        - $ref: "#/components/parameters/ContentType"\n'
        "        - name: device\n"
        "          in: query\n"
        "          description: What the shopper uses.\n"
        "          schema: { type: string, enum: [desktop, phone] }\n",
    ),
    row("`createCartRedirectURL/parameters/schema/enum`"),
)
OPERATION = (
    Edit(
        CONTRACT,
        "\ncomponents:\n",
        "\n"
        "  /carts/{cartId}:\n"
        "    get:\n"
        "      operationId: getCart\n"
        "      tags: [cart_redirect_urls]\n"
        "      summary: Get Cart\n"
        "      description: Return a cart.\n"
        "      security:\n"
        "        - X-Auth-Token: []\n"
        "      parameters:\n"
        '        - $ref: "#/components/parameters/CartId"\n'
        "      responses:\n"
        '        "200":\n'
        "          description: The cart.\n"
        "          content:\n"
        "            application/json:\n"
        '              schema: { $ref: "#/components/schemas/Cart" }\n'
        "              example: { id: 5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11 }\n"
        '        "404":\n'
        '          $ref: "#/components/responses/NotFound"\n'
        "\ncomponents:\n",
    ),
    Edit(
        CONTRACT,
        "    RedirectUrlsRequest:\n      type",
        "    Cart:\n"
        "      type: object\n"
        "      description: A cart.\n"
        "      required: [id]\n"
        "      properties:\n"
        "        id: { type: string, format: uuid, description: The id of the cart. }\n\n"
        "    RedirectUrlsRequest:\n      type",
    ),
    row(
        "`getCart/security` `getCart/responses/404` `schemas/Cart/required` "
        "`schemas/Cart/properties/id/format`"
    ),
)
RENAME = tuple(
    Edit(file, old, new)
    for file in (CONTRACT, DOCUMENT, CONSUMER)
    # The other member has a name that contains the old one.
    for old, new in (
        ("embedded_checkout_url", "EMBEDDED"),
        ("checkout_url", "payment_url"),
        ("EMBEDDED", "embedded_checkout_url"),
    )
)
CHANGES = {"header": HEADER, "parameter": PARAMETER, "operation": OPERATION, "rename": RENAME}


class Checkout:
    """A copy of this checkout in the new folder *folder*, with the same installed tools."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT, folder, symlinks=True, ignore=_not_copied)
        (folder / "node_modules").symlink_to((ROOT / "node_modules").resolve())

    def apply(self, edits: Iterable[Edit]) -> None:
        """Edit the files; each text that is replaced must exist."""
        for edit in edits:
            path = self.folder / edit.file
            text = path.read_text(encoding="utf-8")
            assert edit.old in text, f"{edit.file} has no {edit.old!r}"
            path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")

    def run(self, *command: str, cwd: str = ".") -> None:
        """Run a command of Python in the folder *cwd* of the copy; it must succeed."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        roots = (self.folder, self.folder / "scripts", self.folder / "generated_client")
        process = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder / cwd,
            env={**environment, "PYTHONPATH": os.pathsep.join(map(str, roots))},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert process.returncode == 0, f"{' '.join(command)}\n{process.stdout}"

    def regenerate(self) -> None:
        """Validate the contract, generate the client, and vendor it into the consumer project."""
        self.run("-m", "openapi_spec_validator", CONTRACT)
        self.run("scripts/generate.py")
        self.run("scripts/vendor.py", f"{CONSUMER_PROJECT}/acme/_vendor")

    def test(self, *arguments: str) -> None:
        """Run pytest in the copy."""
        self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)


def _not_copied(folder: str, names: list[str]) -> set[str]:
    """Return which of the *names* in a folder of this checkout are not copied."""
    at_the_top = NOT_COPIED if Path(folder) == ROOT else set()
    return {
        name for name in names if name in at_the_top or name.endswith(("__pycache__", "_cache"))
    }
