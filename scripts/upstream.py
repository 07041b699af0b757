"""
Verify the client against the contract that the vendor publishes.

    python scripts/upstream.py                        the URL in `x-origin` of our contract
    python scripts/upstream.py FILE_OR_URL [OPTION]   another file or URL; options of the harness

Accepted differences are in `openapi/baseline.toml`. Exit codes are those of `nox -s contract`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import yaml

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "openapi" / "carts.yaml"
BASELINE = ROOT / "openapi" / "baseline.toml"
# Seconds for each step of a download, and bytes of the largest contract.
TIMEOUT = 30.0
MAX_SIZE = 50_000_000


class DownloadError(Exception):
    """A contract cannot be downloaded. The message is one line with the cause and the remedy."""


def origin(contract: Path = CONTRACT) -> str:
    """
    Return the URL of the vendor's contract, the first one in `info.x-origin` of *contract*.

    Raises:
        DownloadError: the contract names none.
    """
    info = yaml.safe_load(contract.read_bytes())["info"]
    try:
        return str(info["x-origin"][0]["url"])
    except (KeyError, IndexError, TypeError):
        raise DownloadError(f"{contract}: has no `info.x-origin`; give a file or a URL") from None


def local_copy(source: str, folder: Path) -> Path:
    """
    Return the path of a contract: that of a file, or of a copy in *folder* of what a URL names.

    Raises:
        DownloadError: the URL cannot be downloaded.
    """
    if not source.lower().startswith(("http://", "https://")):
        return Path(source)
    content = bytearray()
    try:
        with httpx.stream("GET", source, timeout=TIMEOUT, follow_redirects=True) as response:
            response.raise_for_status()
            for part in response.iter_bytes():
                content += part
                if len(content) > MAX_SIZE:
                    raise DownloadError(f"{source}: is larger than {MAX_SIZE} bytes")
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        raise DownloadError(f"{source}: cannot be downloaded: status {status}") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise DownloadError(
            f"{source}: cannot be downloaded ({reason}): check the network, or give a file"
        ) from None
    path = folder / (Path(urlsplit(source).path).name or "contract.yaml")
    path.write_bytes(content)
    return path


def main(arguments: list[str]) -> int:
    """Run the harness against a contract, and return its exit code."""
    given = arguments[:1] if arguments and not arguments[0].startswith("-") else []
    options = arguments[len(given) :]
    if BASELINE.is_file():
        options = [f"--baseline={BASELINE}", *options]
    try:
        with tempfile.TemporaryDirectory() as folder:
            newer = local_copy(given[0] if given else origin(), Path(folder))
            command = [sys.executable, "-m", "contract_tests", f"--against={newer}", *options]
            return subprocess.run(command).returncode
    except DownloadError as error:
        print(f"error: {error}", file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
