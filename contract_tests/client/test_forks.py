"""After a fork, the parent and the child have connections of their own."""

from __future__ import annotations

import os
import threading

from contract_tests.client.raw_server import PATIENCE, Peer, RawServer, echo, raw_server
from contract_tests.client.scripts import run_script

CALLS = 20
ALL = f"{[True] * CALLS}"


def forked(code: str, server: RawServer) -> list[str]:
    assert hasattr(os, "fork"), "these tests need a system that can fork"
    return run_script(code, server.url)


def test_a_client_that_was_used_can_be_used_in_both_processes(server: RawServer) -> None:
    """Both call at the same time, and each gets its own responses."""
    code = f"""
client = make()
print(outcome(client))
calls = lambda: [outcome(client) for _ in range({CALLS})]
child = in_child(calls)
print(calls())
print(result_of_child(child))
print([outcome(client) for _ in range(3)])
"""
    assert forked(code, server) == ["True", ALL, ALL, "[True, True, True]"]
    # The parent keeps its connection, and the child opens one.
    assert len(server.peers) == 2


def test_a_copy_and_a_grandchild_have_connections_of_their_own(server: RawServer) -> None:
    """Copies of the client share the connections of one process only."""
    code = f"""
client = make()
copy = client.with_headers({{"X-Own": "a"}})
print(outcome(copy))
calls = lambda: [outcome(copy) for _ in range({CALLS})]
def child():
    first = outcome(client)
    grandchild = in_child(calls)
    return calls() + [first, result_of_child(grandchild)]
child = in_child(child)
print(calls())
print(result_of_child(child))
"""
    assert forked(code, server) == ["True", ALL, f"{[True] * (CALLS + 1) + [ALL]}"]
    assert len(server.peers) == 3


def test_a_with_block_can_be_left_in_both_processes(server: RawServer) -> None:
    """The end of the block in the child does not close the connection of the parent."""
    code = f"""
client = make()
def calls():
    return [outcome(client) for _ in range({CALLS})]
def child():
    results = calls()
    client.__exit__()
    try:
        client.__exit__()
    except RuntimeError:
        return results
with client:
    print(outcome(client))
    print(result_of_child(in_child(child)))
    print(calls())
"""
    assert forked(code, server) == ["True", ALL, ALL]
    assert len(server.peers) == 2


def test_the_child_of_a_thread_can_call_while_another_thread_calls() -> None:
    """The locks that the other thread held do not exist in the child."""
    go_on = threading.Event()

    def answer(peer: Peer, request: bytes) -> None:
        if len(peer.server.requests) == 2:  # that of the thread
            go_on.wait(PATIENCE)
        elif len(peer.server.requests) > 2:
            go_on.set()
        echo(peer, request)

    code = f"""
client = make()
outcome(client)
results = []
thread = threading.Thread(target=lambda: results.append(outcome(client)))
thread.start()
time.sleep(0.3)  # the thread waits for its response
print(result_of_child(in_child(lambda: [outcome(client) for _ in range({CALLS})])))
thread.join()
print(results, outcome(client))
"""
    with raw_server(answer) as server:
        assert forked(code, server) == [ALL, "[True] True"]


def test_locks_that_are_held_during_a_fork_are_free_in_the_child(server: RawServer) -> None:
    """Threads open and close connections all the time while the process forks.

    The first call is made before, because CPython does not free the lock of a module that another
    thread imports during a fork, and httpx imports modules in its first call.
    """
    code = """
client = make(timeout=5)
outcome(client)
stop = threading.Event()
def work():
    while not stop.is_set():
        outcome(client)
        client.close()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
children = [in_child(lambda: [outcome(client), client.close(), outcome(client)]) for _ in range(8)]
print({result_of_child(child) for child in children})
stop.set()
for thread in threads:
    thread.join()
"""
    assert forked(code, server) == ["{'[True, None, True]'}"]


def test_a_fork_during_the_creation_of_the_first_connection(server: RawServer) -> None:
    """The thread that holds the lock of the package does not exist in the child."""
    code = """
client = make()
making, go_on = threading.Event(), threading.Event()
create = httpx.HTTPTransport.__init__
def slow(self, **options):
    if threading.current_thread() is not threading.main_thread():
        making.set()
        go_on.wait(10)
    create(self, **options)
httpx.HTTPTransport.__init__ = slow
results = []
thread = threading.Thread(target=lambda: results.append(outcome(client)))
thread.start()
making.wait(10)
child = in_child(lambda: outcome(client))
go_on.set()
print(result_of_child(child))
thread.join()
print(results)
"""
    assert forked(code, server) == ["True", "[True]"]


def test_async_calls_work_before_and_after_a_fork(server: RawServer) -> None:
    """The child uses an event loop of its own."""
    code = f"""
client = make()
async def calls():
    async with client:
        return [await async_outcome(client) for _ in range({CALLS})]
print(asyncio.run(calls()))
child = in_child(lambda: asyncio.run(calls()))
print(asyncio.run(calls()))
print(result_of_child(child))
"""
    assert forked(code, server) == [ALL] * 3


def test_an_event_loop_that_is_kept_can_fork(server: RawServer) -> None:
    """The loop of the parent stays usable, and its connections are not those of the child."""
    code = f"""
client = make()
async def calls():
    return [await async_outcome(client) for _ in range({CALLS})]
loop = asyncio.new_event_loop()
print(loop.run_until_complete(calls()))
child = in_child(lambda: asyncio.run(calls()))
print(loop.run_until_complete(calls()))
print(result_of_child(child))
loop.run_until_complete(client.aclose())
"""
    assert forked(code, server) == [ALL] * 3
    assert len(server.peers) == 2


def test_a_fork_in_a_hook_leaves_the_call_of_the_parent_alone(server: RawServer) -> None:
    """The child calls with the same client while the parent is in the middle of a call."""
    code = """
children = []
def hook(response):
    if not children:
        children.append(None)
        children[0] = in_child(lambda: [outcome(client) for _ in range(3)])
client = make(httpx_args={"event_hooks": {"response": [hook]}})
print(outcome(client), outcome(client))
print(result_of_child(children[0]))
"""
    assert forked(code, server) == ["True True", "[True, True, True]"]
