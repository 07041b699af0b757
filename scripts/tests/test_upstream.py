"""`nox -s upstream` downloads a contract and verifies the client against it."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import upstream
from upstream import DownloadError, local_copy, main, origin


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serve a folder that has `carts.yaml`, and return the base URL."""
    (tmp_path / "carts.yaml").write_bytes(upstream.CONTRACT.read_bytes())

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(tmp_path))  # type: ignore[arg-type]

        def log_message(self, *arguments: object) -> None:
            """Print nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}"
        finally:
            running.shutdown()
            thread.join()


def test_a_url_is_copied_and_a_file_is_used_in_place(server: str, tmp_path: Path) -> None:
    """The copy has the name of the URL, which the output of the run shows."""
    folder = tmp_path / "copies"
    folder.mkdir()
    copy = local_copy(f"{server}/carts.yaml?raw=1", folder)
    assert copy == folder / "carts.yaml"
    assert copy.read_bytes() == upstream.CONTRACT.read_bytes()
    assert local_copy("../x.yaml", folder) == Path("../x.yaml")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("SERVER/nothing.yaml", "cannot be downloaded: status 404"),
        ("http://127.0.0.1:1/x.yaml", r"cannot be downloaded \(.*\): check the network, or give"),
        ("http://127.0.0.1:x/", r"cannot be downloaded \(.*\): check"),
    ],
    ids=["missing", "offline", "invalid"],
)
def test_a_failed_download_is_one_line(
    server: str, capsys: pytest.CaptureFixture[str], url: str, reason: str, tmp_path: Path
) -> None:
    """The message names the URL; the exit code is that of an input that cannot be used."""
    url = url.replace("SERVER", server)
    with pytest.raises(DownloadError, match=reason) as caught:
        local_copy(url, tmp_path)
    assert str(caught.value).startswith(f"{url}: ")
    assert main([url]) == 4
    assert capsys.readouterr().err == f"error: {caught.value}\n"


def test_a_file_that_is_too_large_is_not_read_to_its_end(
    server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A wrong URL must not fill the memory."""
    monkeypatch.setattr(upstream, "MAX_SIZE", 100)
    with pytest.raises(DownloadError, match="is larger than 100 bytes"):
        local_copy(f"{server}/carts.yaml", tmp_path)


def test_the_contract_names_its_origin(tmp_path: Path) -> None:
    """The URL is in one place; a contract without it needs an argument."""
    assert origin().startswith("https://")
    contract = tmp_path / "x.yaml"
    contract.write_text("info: {title: X}")
    with pytest.raises(DownloadError, match=r"has no `info.x-origin`; give a file or a URL"):
        origin(contract)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    command = [sys.executable, "scripts/upstream.py", *arguments]
    return subprocess.run(command, cwd=upstream.ROOT, capture_output=True, text=True)


def test_the_verdict_is_that_of_the_harness(server: str, tmp_path: Path) -> None:
    """The exit code is 3 for an equal contract, and 1 for one that requires another header."""
    command = (f"{server}/carts.yaml", "--profile=brief", "contract_tests/compatibility")
    same = run(*command)
    # Exit code 3, because only a part of the laws was selected.
    assert same.returncode == 3 and "FAILED" not in same.stdout, same.stdout
    contract = tmp_path / "carts.yaml"
    text = contract.read_text()
    broken = text.replace(
        '        - $ref: "#/components/parameters/CartId"\n',
        '        - $ref: "#/components/parameters/CartId"\n'
        "        - {name: X-Store, in: header, required: true, schema: {type: string}}\n",
    )
    assert broken != text
    contract.write_text(broken)
    changed = run(*command)
    assert changed.returncode == 1 and "X-Store" in changed.stdout, changed.stdout
