"""`python -m bigcommerce_carts CART_ID` makes one call by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bigcommerce_carts
from bigcommerce_carts import __main__ as command
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from contract_tests.client.fake_api import (
    CART,
    SECRET_URL,
    TOKEN,
    URLS,
    Answer,
    Close,
    Reply,
    fault,
    listening,
    written,
)

PACKAGES = Path(bigcommerce_carts.__file__).parent.parent
THREE = {**URLS, "embedded_checkout_url": f"{SECRET_URL}&e=1"}

# Reply -> the start of the one line that tells of it.
FAILURES: dict[str, tuple[Reply, str]] = {
    "401": (written(Answer(401, fault(401))), "the server answers 401"),
    "502": (written(Answer(502, b"<html>")), "the server answers 502 (its body breaks"),
    "418": (written(Answer(418)), "the server answers 418"),
    "301": (written(Answer(301)), "the server answers 301 and sends the call elsewhere"),
    "broken": (written(Answer(201, {})), "the body of 201 breaks the contract: /data is missing"),
    "closed": (Close, "no whole answer"),
}


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does, in this environment and that of the *variables*."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BIGCOMMERCE_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bigcommerce_carts", *arguments],
        cwd=PACKAGES,
        env={**kept, "NO_PROXY": "*", "PYTHONDONTWRITEBYTECODE": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def against(reply: Reply, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run it against a server that replies so."""
    with listening(reply) as wire:
        settings = {"BIGCOMMERCE_API_BASE_URL": wire.url, "BIGCOMMERCE_ACCESS_TOKEN": TOKEN}
        return run(*(arguments or (CART,)), **{**settings, **variables})


def test_it_prints_the_three_urls() -> None:
    """One a line, with their names; nothing else."""
    done = against(written(Answer(201, {"data": THREE, "meta": {}})))
    assert sorted(done.stdout.splitlines()) == [f"{name}: {url}" for name, url in THREE.items()]
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("reply", "told"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_is_one_line(reply: Reply, told: str) -> None:
    """Exit code 1, no traceback, no key, nothing on stdout."""
    done = against(reply)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: POST /carts/{{cartId}}/redirect_urls: {told}")
    assert len(done.stderr.splitlines()) == 1
    assert TOKEN not in done.stderr


@pytest.mark.parametrize("cart_id", ["..", "", "x", f"{CART}\n"], ids=ascii)
def test_a_cart_id_that_is_none_is_one_line(cart_id: str) -> None:
    """It names the argument as the contract does."""
    done = against(written(), cart_id)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: cartId: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_variable_is_one_line() -> None:
    """It is named."""
    done = run(CART, BIGCOMMERCE_STORE_HASH="abc")
    assert done.returncode == 1
    assert done.stderr == "error: BIGCOMMERCE_ACCESS_TOKEN: is not set in the environment\n"


def test_without_an_argument_it_says_how_it_is_used() -> None:
    """With the exit code of a wrong command line."""
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: python -m bigcommerce_carts")


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_what_a_terminal_would_obey_is_escaped(encoding: str) -> None:
    """An unknown member may hold anything; it is printed as JSON where it is no plain text."""
    strange: dict[str, Any] = {"a\x1b[2J": "b\nc", "s": "\ud800", "u": "\xe9", "n": None, "i": 1}
    done = against(written(Answer(201, {"data": {**strange, **URLS}})), PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:5] == [
        r'"a\u001b[2J": "b\nc"', r's: "\ud800"', r'u: "\u00e9"', "n: null", "i: 1",
    ]  # fmt: skip


def test_an_interrupt_has_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is the shell's."""

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(operation, "sync", interrupted)
    monkeypatch.setenv("BIGCOMMERCE_STORE_HASH", "abc")
    monkeypatch.setenv("BIGCOMMERCE_ACCESS_TOKEN", TOKEN)
    assert command.main([CART]) == 130
