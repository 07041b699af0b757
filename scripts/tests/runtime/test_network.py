"""The pools of httpcore close no connection that a request uses."""

from __future__ import annotations

from types import SimpleNamespace

from openapi.runtime._network import keep_used_connections


def test_a_connection_that_a_request_uses_is_not_closed() -> None:
    """It stays in the pool, although httpcore has chosen it to be closed."""
    used, unused, other = object(), object(), object()
    pool = SimpleNamespace(
        _requests=[SimpleNamespace(connection=used), SimpleNamespace(connection=None)],
        _connections=[other],
        _assign_requests_to_connections=lambda: [used, unused],
    )
    keep_used_connections(pool)
    assert pool._assign_requests_to_connections() == [unused]
    assert pool._connections == [other, used]


def test_a_pool_of_another_kind_is_left_unchanged() -> None:
    """Another version of httpcore may have no such method."""
    pool = SimpleNamespace()
    keep_used_connections(pool)
    assert vars(pool) == {}
