"""What a client costs: the time to create and to copy it, its memory, and that of a large body."""

from __future__ import annotations

import gzip
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from contract_tests.benchmarks.client import sample_body, sample_call, server
from contract_tests.benchmarks.measurement import Measurement
from contract_tests.harness.driver import Driver
from contract_tests.harness.driver.project_client import ProjectAdapter
from contract_tests.harness.project import CLIENTS, SPEC, checked_in_package
from contract_tests.harness.runners.scripted_server import ScriptedServer
from contract_tests.harness.spec import load_contract

REPETITIONS = 50
# Creates clients with the settings that a caller would use, and prints the memory of each in kB.
MEMORY = """
import tracemalloc
from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
CART = "5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11"
def make():
    client = AuthenticatedClient(base_url=URL, auth_token="token")
    operation.sync(CART, client=client)
    return client
clients = [make()]
tracemalloc.start()
before = tracemalloc.get_traced_memory()[0]
clients += [make() for _ in range(50)]
print((tracemalloc.get_traced_memory()[0] - before) / 50 / 1000)
"""
# Receives a body that inflates to 300 MB, and prints by how many MB the peak memory grew.
BOMB = """
import resource
from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import InvalidResponseError
client = AuthenticatedClient(base_url=URL, auth_token="token")
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
before = peak()
try:
    operation.sync("5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11", client=client)
except InvalidResponseError:
    print(peak() - before)
"""
INFLATED = 300_000_000


def creation() -> Iterator[Measurement]:
    """The time to create a further client and to copy one, each with its first call."""
    contract = load_contract(SPEC)
    operation, call = sample_call(contract)
    driver = Driver(checked_in_package())
    function = driver.function(operation, "sync")
    arguments = driver.arguments(operation, call, "sync")
    adapter = driver.adapter
    assert isinstance(adapter, ProjectAdapter), "the client is one of this project"
    kind: Any = adapter.class_for(operation, call)
    credentials = adapter.credentials(operation, call)
    with server(sample_body(contract)) as url, kind(base_url=url, **credentials) as client:

        def of_a_call(client: object) -> None:
            function(**arguments, client=client)

        of_a_call(client)
        usual = _milliseconds(lambda: of_a_call(client))
        copied = _milliseconds(lambda: of_a_call(client.with_timeout(3))) - usual
        created = _milliseconds(lambda: kind(base_url=url, **credentials))
    yield Measurement("creating a further client", "under 3 ms", f"{created:.3f} ms", created < 3)
    yield Measurement(
        "copying a client by `with_timeout`, with what its first call takes longer",
        "under 0.3 ms",
        f"{max(copied, 0):.3f} ms",
        copied < 0.3,
    )


def _milliseconds(function: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1e3


def memory() -> Iterator[Measurement]:
    """The memory of a further client after its first call, and of a body that inflates."""
    with server(sample_body(load_contract(SPEC))) as url:
        kilobytes = _printed(MEMORY, url)
    yield Measurement(
        "memory of a further client, after a call",
        "under 20 kB",
        f"{kilobytes:.1f} kB",
        kilobytes < 20,
    )
    with ScriptedServer(_send_bomb) as bomb:
        megabytes = _printed(BOMB, bomb.url)
    yield Measurement(
        "growth of the peak memory by a body of 290 kB that inflates to 300 MB",
        "under 40 MB (the limit is 8 MB)",
        f"{megabytes:.0f} MB",
        megabytes < 40,
    )


def _send_bomb(connection: socket.socket) -> None:
    body = gzip.compress(b" " * INFLATED, mtime=0)
    head = f"HTTP/1.1 201 Created\r\nContent-Length: {len(body)}\r\nContent-Encoding: gzip\r\n"
    connection.recv(65536)
    connection.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)


def _printed(source: str, url: str) -> float:
    """Run *source* in a new process with the URL of a server, and return the number it prints."""
    command = [sys.executable, "-c", f"URL = {url!r}\n{source}"]
    return float(subprocess.check_output(command, cwd=CLIENTS))
