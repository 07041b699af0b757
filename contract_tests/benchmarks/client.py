"""The client alone: the cost of a call compared with bare httpx, and of its import."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from contract_tests.benchmarks.measurement import Measurement, median_ratio, time_alternately
from contract_tests.harness.driver import Driver
from contract_tests.harness.oracles.expected_request import expected_request
from contract_tests.harness.plugin.generate_for_spec import generate_package
from contract_tests.harness.project import CLIENTS, SPEC, checked_in_package
from contract_tests.harness.records import ExpectedRequest
from contract_tests.harness.spec import Call, Contract, Credential, Operation, load_contract

ROUNDS = 60
CALLS_PER_ROUND = 50
CONCURRENT_CALLS = 16
IMPORTS = 15
# Sends the same bytes for each request of each connection, as fast as Python can.
SERVER = """
import socket, sys, threading
response = sys.stdin.buffer.read()
listener = socket.create_server(("127.0.0.1", 0), backlog=100)
print(listener.getsockname()[1], flush=True)
def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while connection.recv(65536):
        connection.sendall(response)
while True:
    threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
"""


def sample_call(contract: Contract) -> tuple[Operation, Call]:
    """Return the operation of *contract* and a call without a body."""
    operation = contract.operations[0]
    credentials = {scheme.name: Credential("a-token") for scheme in operation.security[-1]}
    argument = {("path", "cartId"): "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"}
    return operation, Call(argument, credentials=credentials)


def sample_body(contract: Contract) -> object:
    """Return the body of a success."""
    example = contract.document["paths"][contract.operations[0].path]["post"]["responses"]["201"]
    body: object = example["content"]["application/json"]["example"]
    return body


def call() -> Iterator[Measurement]:
    """The time of a `sync` call divided by that of the same request with bare httpx."""
    contract = load_contract(SPEC)
    with (
        tempfile.TemporaryDirectory() as folder,
        server(sample_body(contract)) as url,
        httpx.Client(trust_env=False) as http,
    ):
        expected = expected_request(*sample_call(contract), url)
        drivers = [Driver(checked_in_package())]
        drivers.append(Driver(generate_package(SPEC, Path(folder), http_library="httpx2")))

        def with_httpx() -> None:
            for _ in range(CALLS_PER_ROUND):
                http.request(
                    *_target(expected, url), headers=dict(expected.headers)
                ).raise_for_status().json()

        functions = [_repeated_call(driver, contract, url) for driver in drivers]
        *ours, theirs = time_alternately(ROUNDS, *functions, with_httpx)
    names = {"httpx": 0.9, "httpx2": 0.78}
    for (name, target), seconds in zip(names.items(), ours, strict=True):
        ratio = median_ratio(seconds, theirs)
        micro = [statistics.median(each) / CALLS_PER_ROUND * 1e6 for each in (seconds, theirs)]
        yield Measurement(
            f"one `sync` call with {name} over loopback, compared with bare httpx",
            f"at most {target}",
            f"{ratio:.2f} ({micro[0]:.0f} against {micro[1]:.0f} us)",
            ratio <= target,
        )


def _target(expected: ExpectedRequest, url: str) -> tuple[str, str]:
    return expected.method, f"{url}/{'/'.join(expected.path)}"


def _repeated_call(driver: Driver, contract: Contract, url: str) -> Callable[[], None]:
    operation, call = sample_call(contract)
    function = driver.function(operation, "sync")
    arguments = driver.arguments(operation, call, "sync")
    client = driver.adapter.create(operation, call, url)

    def repeat() -> None:
        for _ in range(CALLS_PER_ROUND):
            function(**arguments, client=client)

    return repeat


def concurrent_calls() -> Iterator[Measurement]:
    """The throughput of concurrent async calls divided by that of bare httpx."""
    contract = load_contract(SPEC)
    operation, call = sample_call(contract)
    driver = Driver(checked_in_package())
    function = driver.function(operation, "asyncio")
    arguments = driver.arguments(operation, call, "asyncio")
    with server(sample_body(contract)) as url, asyncio.Runner() as runner:
        expected = expected_request(operation, call, url)
        client = driver.adapter.create(operation, call, url)
        http = httpx.AsyncClient(trust_env=False)

        async def bare() -> None:
            response = await http.request(*_target(expected, url), headers=dict(expected.headers))
            response.raise_for_status().json()

        async def gather(one: Callable[[], Awaitable[object]]) -> None:
            for _ in range(3):
                await asyncio.gather(*(one() for _ in range(CONCURRENT_CALLS)))

        ours, theirs = time_alternately(
            ROUNDS,
            lambda: runner.run(gather(lambda: function(**arguments, client=client))),
            lambda: runner.run(gather(bare)),
        )
        runner.run(client.aclose())
        runner.run(http.aclose())
    ratio = 1 / median_ratio(ours, theirs)
    yield Measurement(
        f"throughput of {CONCURRENT_CALLS} concurrent async calls, compared with bare httpx",
        "at least 1.0",
        f"{ratio:.2f}",
        ratio >= 1,
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
        "import of the package after `import httpx`, compared with that of attrs",
        "at most 1.65",
        f"{total / attrs:.2f} ({total:.1f} against {attrs:.1f} ms)",
        total <= 1.65 * attrs,
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
