"""The documentation is correct: its code runs, and the sessions and files that it names exist."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import respx
from markdown_it import MarkdownIt
from markdown_it.token import Token
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import generate
from bigcommerce_carts import AuthenticatedClient, errors
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url
from contract_tests.corpus.readme_blocks import python_blocks, run_block, with_base_url
from contract_tests.harness.prism.prism import Prism
from contract_tests.harness.project import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
CLIENT = ROOT / "generated_client"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
# A code span that starts with one of these names a file or a folder; it may be a glob pattern.
FOLDERS = ("openapi/", "generated_client/", "contract_tests/", "scripts/", "docs/", "requirements/")

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)


def tokens(path: Path) -> Iterator[Token]:
    """The blocks of a Markdown file, each followed by what it contains."""
    for token in MarkdownIt().parse(path.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def code_words(path: Path) -> Iterator[list[str]]:
    """The words of each code span, and of each line of each code block."""
    for token in tokens(path):
        if token.type in ("code_inline", "fence"):
            yield from (line.split() for line in token.content.splitlines())


def named_sessions(path: Path) -> set[str]:
    """The names after `-s` in the commands of nox and of the bootstrap script."""
    commands = [words for words in code_words(path) if {"nox", "scripts/bootstrap.py"} & {*words}]
    return {name for words in commands for flag, name in pairwise(words) if flag == "-s"}


def linked_files(path: Path) -> Iterator[Path]:
    """The targets of the links and images that are not URLs."""
    for token in tokens(path):
        target = str(token.attrs.get("href") or token.attrs.get("src") or "")
        if target and "://" not in target and not target.startswith("#"):
            yield (path.parent / target.partition("#")[0]).resolve()


BLOCKS = [
    pytest.param(block, id=f"{path.parent.name}-{path.name}-{number}")
    for path in [*DOCUMENTS, CLIENT / "README.md"]
    for number, block in enumerate(python_blocks(path.read_text(encoding="utf-8")))
]


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """The URL of a Prism in place of the API."""
    with Prism(ROOT / "openapi" / "carts.yaml") as prism:
        yield prism.url


@pytest.mark.parametrize("block", BLOCKS)
def test_every_python_block_runs(block: str, api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block runs unchanged, except that Prism replaces the store."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("BIGCOMMERCE_API_BASE_URL", api)
    monkeypatch.setenv("BIGCOMMERCE_ACCESS_TOKEN", "token")
    source = with_base_url(block, api, {"store_hash"})
    assert api in source or "from_env" in block
    run_block(source)


def test_respx_replaces_the_network() -> None:
    """The README of the client says so."""
    with respx.mock, AuthenticatedClient(store_hash="abc123", auth_token="token") as client:
        respx.route().respond(503)
        with pytest.raises(errors.ApiStatusError) as caught:
            create_cart_redirect_url.sync("5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11", client=client)
    assert caught.value.status_code == 503


def test_opentelemetry_records_a_span_for_each_attempt(
    api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The instrumentation works on the transports, which the client uses directly."""
    monkeypatch.setenv("NO_PROXY", "*")
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    try:
        with AuthenticatedClient(base_url=api, auth_token="token") as client:
            create_cart_redirect_url.sync("5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11", client=client)
    finally:
        HTTPXClientInstrumentor().uninstrument()
    (span,) = exporter.get_finished_spans()
    assert span.attributes is not None and span.attributes["http.method"] == "POST"


def test_the_readme_has_the_example_of_the_client() -> None:
    """`nox -s regenerate` copies it, so a renamed member is renamed in both."""
    assert generate.README.read_text(encoding="utf-8") == generate.with_example(CLIENT)
    assert ".sync(" in generate.PYTHON_BLOCK.findall(generate.with_example(CLIENT))[0]


def test_the_documents_have_code_links_and_commands() -> None:
    """Without them, the other tests would pass without checking anything."""
    assert len(BLOCKS) >= 6
    assert len({*linked_files(ARCHITECTURE)}) >= 10
    assert {"contract", "tests", "mutate"} <= named_sessions(ROOT / "README.md")


@each_document
def test_every_named_session_exists(path: Path) -> None:
    """Each `nox -s NAME` and `bootstrap.py -s NAME` names a session of the noxfile."""
    nox = [sys.executable, "-m", "nox", "--list", "--nocolor", "-f", str(ROOT / "noxfile.py")]
    listed = subprocess.run(nox, capture_output=True, check=True, text=True).stdout
    assert named_sessions(path) <= {*re.findall(r"^[*-] (\S+)", listed, re.MULTILINE)}


@each_document
def test_every_named_file_exists(path: Path) -> None:
    """Links and code spans name files and folders of this repository."""
    spans = {word.partition("::")[0] for words in code_words(path) for word in words}
    named = [span for span in spans if span.startswith(FOLDERS)]
    assert [name for name in named if not any(ROOT.glob(name))] == []
    assert [str(file) for file in linked_files(path) if not file.exists()] == []


def test_the_architecture_describes_every_package() -> None:
    """Each package of the harness, and each folder beside it, has a linked row."""
    packages = [init.parent for init in ROOT.glob("contract_tests/*/__init__.py")]
    packages += [init.parent for init in ROOT.glob("contract_tests/harness/*/__init__.py")]
    assert {*packages} <= {*linked_files(ARCHITECTURE)}
