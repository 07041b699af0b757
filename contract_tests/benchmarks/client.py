"""The client alone: the cost of a call compared with bare httpx, and the cost of its import."""

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

from contract_tests.benchmarks.measurement import Measurement, median_ratio, time_alternately
from contract_tests.harness.driver import Driver
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.project import CLIENTS, SPEC, checked_in_package
from contract_tests.harness.spec import Call, Credential, load_contract

ROUNDS = 60
CALLS_PER_ROUND = 50
IMPORTS = 15
# Sends the same bytes for each request of each connection, as fast as Python can.
SERVER = """
import socket, sys, threading
response = sys.stdin.buffer.read()
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while connection.recv(65536):
        connection.sendall(response)
while True:
    threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
"""


def call() -> Iterator[Measurement]:
    """The time of a `sync` call divided by that of the same request with bare httpx."""
    contract = load_contract(SPEC)
    operation = contract.operations[0]
    credentials = {scheme.name: Credential("a-token") for scheme in operation.security[-1]}
    argument = {("path", "cartId"): "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"}
    call = Call(argument, credentials=credentials)
    driver = Driver(checked_in_package())
    example = contract.document["paths"][operation.path]["post"]["responses"]["201"]
    with server(example["content"]["application/json"]["example"]) as base_url:
        expected = expected_request(operation, call, base_url)
        url, headers = f"{base_url}/{'/'.join(expected.path)}", dict(expected.headers)
        function = driver.function(operation, "sync")
        arguments = driver.arguments(operation, call, "sync")
        with (
            driver.clients.create(call, base_url) as client,
            httpx.Client(trust_env=False) as http,
        ):

            def with_client() -> None:
                for _ in range(CALLS_PER_ROUND):
                    function(**arguments, client=client)

            def with_httpx() -> None:
                for _ in range(CALLS_PER_ROUND):
                    http.request(expected.method, url, headers=headers).raise_for_status().json()

            ours, theirs = time_alternately(ROUNDS, with_client, with_httpx)
    ratio = median_ratio(ours, theirs)
    microseconds = [statistics.median(each) / CALLS_PER_ROUND * 1e6 for each in (ours, theirs)]
    yield Measurement(
        "one `sync` call over loopback compared with bare httpx",
        "at most 1.05",
        f"{ratio:.2f} ({microseconds[0]:.0f} against {microseconds[1]:.0f} us)",
        ratio <= 1.05,
    )


@contextmanager
def server(body: object) -> Iterator[str]:
    """Run a server in its own process that always sends 201 and *body*; yield its URL."""
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 201 Created\r\nContent-Length: {len(content)}\r\n"
    response = head.encode() + b"Content-Type: application/json\r\n\r\n" + content
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(response)
        process.stdin.close()
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def import_time() -> Iterator[Measurement]:
    """The time to import the client and its operations after `import httpx`, and that of attrs."""
    package = checked_in_package()
    modules = [
        ".".join(path.relative_to(CLIENTS).with_suffix("").parts)
        for path in sorted(package.glob("api/*/*.py"))
        if path.stem != "__init__"
    ]
    total, attrs = _import_milliseconds(package.name, *modules), _import_milliseconds("attrs")
    yield Measurement(
        "import of the package after `import httpx`",
        "at most 15 ms",
        f"{total:.1f} ms (attrs alone: {attrs:.1f} ms)",
        total <= 15,
    )


def _import_milliseconds(*modules: str) -> float:
    """
    Milliseconds of CPU time to import *modules*: the median over new processes, with bytecode.

    Garbage collection is off: whether a full collection, of 8 ms, falls into an import is chance.
    """
    source = (
        "import gc, httpx, time; gc.disable(); start = time.process_time(); "
        f"import {', '.join(modules)}; print(time.process_time() - start)"
    )
    command = [sys.executable, "-c", source]
    with tempfile.TemporaryDirectory() as cache:
        env = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        seconds = [
            float(subprocess.check_output(command, cwd=CLIENTS, env=env)) for _ in range(IMPORTS)
        ]
    return statistics.median(seconds[1:]) * 1e3  # the first run compiles
