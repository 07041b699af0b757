"""The client itself: what a call costs beside bare httpx, and what its import costs."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from contract_tests.benchmarks.row import Row, in_turns, ratio
from contract_tests.harness.driver import Driver
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.project import CLIENTS, SPEC, only_package
from contract_tests.harness.spec import Call, Credential, load_contract

ROUNDS, CALLS = 60, 50
IMPORTS = 15
# Answers each request of each connection with the same bytes, as fast as Python can.
SERVER = """
import socket, sys
answer = sys.stdin.buffer.read()
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
import threading
def serve(client):
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while client.recv(65536):
        client.sendall(answer)
while True:
    threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
"""


def call() -> Iterator[Row]:
    """One row: a `sync` call beside the same request of a bare httpx client."""
    contract = load_contract(SPEC)
    operation = contract.operations[0]
    argument = {("path", "cartId"): "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"}
    keys = {scheme.name: Credential("a-key") for scheme in operation.security[-1]}
    wanted = Call(argument, credentials=keys)
    driver = Driver(only_package())
    example = contract.document["paths"][operation.path]["post"]["responses"]["201"]
    body = example["content"]["application/json"]["example"]
    with server(body) as base_url:
        sent = expected_request(operation, wanted, base_url)
        url, headers = f"{base_url}/{'/'.join(sent.path)}", dict(sent.headers)
        function = driver.function(operation, "sync")
        arguments = driver.arguments(operation, wanted, "sync")
        with (
            driver.clients.create(wanted, base_url) as client,
            httpx.Client(trust_env=False) as http,
        ):

            def ours() -> None:
                for _ in range(CALLS):
                    function(**arguments, client=client)

            def theirs() -> None:
                for _ in range(CALLS):
                    http.request(sent.method, url, headers=headers).raise_for_status().json()

            mine, bare = in_turns(ROUNDS, ours, theirs)
    share = ratio(mine, bare)
    micro = [statistics.median(taken) / CALLS * 1e6 for taken in (mine, bare)]
    yield Row(
        "one `sync` call over loopback against bare httpx",
        "at most 1.05",
        f"{share:.2f} ({micro[0]:.0f} against {micro[1]:.0f} us)",
        share <= 1.05,
    )


@contextmanager
def server(body: object) -> Iterator[str]:
    """The URL of a server in a process of its own, that says 201 and *body* to everything."""
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 201 Created\r\nContent-Length: {len(content)}\r\n"
    answer = head.encode() + b"Content-Type: application/json\r\n\r\n" + content
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(answer)
        process.stdin.close()
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def imports() -> Iterator[Row]:
    """One row: the client and its operations, after `import httpx`; what attrs takes is told."""
    package = only_package()
    modules = [
        ".".join(path.relative_to(CLIENTS).with_suffix("").parts)
        for path in sorted(package.glob("api/*/*.py"))
        if path.stem != "__init__"
    ]
    whole, attrs = _import_time(package.name, *modules), _import_time("attrs")
    yield Row(
        "import of the package on top of `import httpx`",
        "at most 15 ms",
        f"{whole:.1f} ms ({attrs:.1f} of them attrs alone)",
        whole <= 15,
    )


def _import_time(*modules: str) -> float:
    """
    Milliseconds of CPU, the median of new processes; compiled, as from the second time on.

    Without garbage collection: whether a whole one, of 8 ms, falls into it is chance.
    """
    source = (
        "import gc, httpx, time; gc.disable(); start = time.process_time(); "
        f"import {', '.join(modules)}; print(time.process_time() - start)"
    )
    command = [sys.executable, "-c", source]
    with tempfile.TemporaryDirectory() as cache:
        settings = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        taken = [
            float(subprocess.check_output(command, cwd=CLIENTS, env=settings))
            for _ in range(IMPORTS)
        ]
    return statistics.median(taken[1:]) * 1e3
