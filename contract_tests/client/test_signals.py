"""A signal handler may close the client and end the program at any moment of a call."""

from __future__ import annotations

import pytest

from contract_tests.client.raw_server import RawServer
from contract_tests.client.scripts import run_script

CLOSING = """
def handler(*_):
    client.close()
    client.close()
    raise SystemExit(3)
signal.signal(signal.SIGUSR1, handler)
def is_ended(call):
    "Return whether the handler ends *call* and the client can be used after it."
    try:
        call()
    except SystemExit as end:
        return end.code == 3 and outcome(client) is True
    return "not interrupted"
interrupt = lambda *_: signal.raise_signal(signal.SIGUSR1)
"""


def test_the_handler_can_close_during_the_creation_of_the_first_connection(
    server: RawServer,
) -> None:
    """The thread that is interrupted holds the lock of the package."""
    code = """
client = make()
create = httpx.HTTPTransport.__init__
def interrupted(self, **options):
    create(self, **options)
    httpx.HTTPTransport.__init__ = create
    interrupt()
httpx.HTTPTransport.__init__ = interrupted
print(is_ended(lambda: outcome(client)))
"""
    assert run_script(CLOSING + code, server.url) == ["True"]


@pytest.mark.parametrize("event", ["request", "response"])
def test_the_handler_can_close_during_a_call(server: RawServer, event: str) -> None:
    """The connections are closed when the call ends."""
    code = f"""
armed = []
hook = lambda _: armed.pop()() if armed else None
client = make(httpx_args={{"event_hooks": {{"{event}": [hook]}}}})
for _ in range(3):
    armed.append(interrupt)
    print(is_ended(lambda: outcome(client)))
    print(outcome(client))
"""
    assert run_script(CLOSING + code, server.url) == ["True"] * 6


def test_the_handler_can_close_a_client_in_a_with_block(server: RawServer) -> None:
    """The end of the block closes nothing twice."""
    code = """
armed = []
hook = lambda _: armed.pop()() if armed else None
client = make(httpx_args={"event_hooks": {"response": [hook]}})
def block():
    with client:
        outcome(client)
        armed.append(interrupt)
        outcome(client)
print(is_ended(block))
"""
    assert run_script(CLOSING + code, server.url) == ["True"]


@pytest.mark.parametrize("used", [False, True], ids=["first-call", "later-call"])
def test_the_handler_can_close_at_any_time(server: RawServer, used: bool) -> None:
    """A timer interrupts calls at 40 different moments, and none hangs."""
    code = f"""
interrupted = 0
signal.signal(signal.SIGALRM, handler)
client = make(timeout=5)
for step in range(40):
    if not {used}:
        client = make(timeout=5)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, 1e-6 + step * 1e-4, 0.01)
            while True:
                outcome(client)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except SystemExit:
        interrupted += 1
print(interrupted, outcome(client))
"""
    assert run_script(CLOSING + code, server.url) == ["40 True"]


def test_a_handler_that_raises_does_not_use_up_the_connections(server: RawServer) -> None:
    """Sync calls that are interrupted again and again leave a client that works.

    The exception is not a `BaseException` only: many programs raise an `Exception` in a handler.
    """
    code = """
class Alarm(Exception):
    pass
def handler(*_):
    raise Alarm
signal.signal(signal.SIGALRM, handler)
import random
from contract_tests.client.names import operation
random.seed(5)
limits = httpx.Limits(max_connections=5)
client = make(timeout=httpx.Timeout(10, pool=1), httpx_args={"limits": limits})
interrupted = 0
for step in range(100):
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-6, 2e-3), 0.01)
            while True:
                operation.sync("5b0b4b9a-6c5a-4a6e-8c5e-2f0e6a2b8a11", client=client)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Alarm:
        interrupted += 1
print(interrupted)
print([outcome(client) for _ in range(20)])
print(len(os.listdir("/proc/self/fd")) < 60 if os.path.isdir("/proc/self/fd") else True)
"""
    lines = run_script(code, server.url)
    assert lines == ["100", f"{[True] * 20}", "True"]


POINTS = (
    "httpcore._sync.connection.HTTPConnection.handle_request",
    "httpcore._sync.connection_pool.ConnectionPool._assign_requests_to_connections",
    "httpcore._sync.connection_pool.PoolByteStream.close",
    "httpcore._sync.http11.HTTP11Connection.handle_request",
    "httpcore._sync.http11.HTTP11Connection._response_closed",
    "httpcore._backends.sync.SyncBackend.connect_tcp",
    "httpcore._backends.sync.SyncStream.read",
    "httpcore._backends.sync.SyncStream.write",
    "h11._connection.Connection.start_next_cycle",
)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_interruption_inside_of_httpcore_leaves_a_client_that_works(
    server: RawServer, moment: str
) -> None:
    """Two connections do not suffice for four interrupted calls if they are not given back."""
    code = f"""
import pkgutil
class Alarm(Exception):
    pass
def handler(*_):
    raise Alarm
signal.signal(signal.SIGUSR1, handler)
limits = httpx.Limits(max_connections=2)
for point in {POINTS}:
    owner, _, name = point.rpartition(".")
    owner = pkgutil.resolve_name(owner)
    original = getattr(owner, name)
    armed = []
    def interrupted(*args, **options):
        is_armed = bool(armed)
        armed.clear()
        if is_armed and "{moment}" == "before":
            signal.raise_signal(signal.SIGUSR1)
        result = original(*args, **options)
        if is_armed:
            signal.raise_signal(signal.SIGUSR1)
        return result
    setattr(owner, name, interrupted)
    client = make(timeout=httpx.Timeout(10, pool=1), httpx_args={{"limits": limits}})
    results = []
    for step in range(4):
        armed.append(True)
        results.append(type(outcome(client)).__name__)
    armed.clear()
    results.append([outcome(client) for _ in range(4)])
    setattr(owner, name, original)
    print(results == ["Alarm"] * 4 + [[True] * 4] or (point, results))
"""
    assert run_script(code, server.url) == ["True"] * len(POINTS)


def test_no_lock_of_a_pool_is_python_code(server: RawServer) -> None:
    """A signal handler that raises after such a lock is taken would leave it locked for ever."""
    code = """
from httpcore import _synchronization
enter = _synchronization.ThreadLock.__enter__
def interrupted(self):
    enter(self)
    raise SystemExit
client = make()
_synchronization.ThreadLock.__enter__ = interrupted
print([outcome(client), outcome(client), client.close()])
"""
    assert run_script(code, server.url) == ["[True, True, None]"]


def test_a_call_does_not_change_the_schemas(server: RawServer) -> None:
    """The table is complete after the import, because calls in other threads read it."""
    code = """
from bigcommerce_carts._contract import SCHEMAS
client = make()
before = list(SCHEMAS)
print([outcome(client), list(SCHEMAS) == before])
"""
    assert run_script(code, server.url) == ["[True, True]"]
