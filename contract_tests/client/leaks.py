"""What tools for error reports find in an error: secrets, and cycles that keep it alive."""

from __future__ import annotations

import gc
import pickle
import traceback
import weakref
from collections.abc import Callable, Coroutine, Iterator
from types import FrameType
from typing import Any

import attrs
import httpx

from bigcommerce_carts.errors import ApiError
from contract_tests.client.calls import Call
from contract_tests.client.fake_api import SECRETS, TOKEN

PASSWORD = "pr0xy-passw0rd"
HIDDEN = (*SECRETS, PASSWORD)


def has_secret(text: str) -> bool:
    """Whether *text* contains a credential or a URL of a response."""
    return any(secret in text for secret in HIDDEN)


def shows(value: Any, depth: int = 0) -> bool:
    """Return whether a tool that looks into *value* finds a secret.

    That is one in its repr, or in the repr of what it contains: tools look into mappings, sequences
    and the fields of attrs classes.
    """
    if has_secret(repr(value)) or has_secret(f"{value}"):
        return True
    parts: list[Any] = []
    if isinstance(value, dict):
        parts = [*value, *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = [*value]
    elif attrs.has(type(value)):
        names = [each.name for each in attrs.fields(type(value)) if each.repr]
        parts = [getattr(value, name, None) for name in names]
    return depth < 5 and any(shows(part, depth + 1) for part in parts)


def frames_of_the_client(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames of the client package in the traceback."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals["__name__"].startswith("bigcommerce_carts"):
            yield frame


def check_error(error: ApiError) -> None:
    """Check that the error, its traceback and its pickle contain no secret of the client.

    The response is an attribute of the error, so the pickle may contain secrets of the response.
    """
    assert not has_secret(str(error)) and not has_secret(repr(error))
    assert (error.__context__, error.__cause__) == (None, None)
    frames = list(frames_of_the_client(error))
    assert frames
    found = [
        f"{frame.f_code.co_qualname}: {name}"
        for frame in frames
        for name, value in frame.f_locals.items()
        if shows(value)
    ]
    assert found == []
    assert not has_secret("".join(traceback.format_exception(error)))
    traceback.TracebackException.from_exception(error, capture_locals=True)
    assert TOKEN.encode() not in pickle.dumps(error)
    assert not any(isinstance(value, httpx.Request) for value in vars(error).values())


def dies_at_once(call: Call, failing: Callable[[], Coroutine[Any, Any, object]]) -> bool:
    """Return whether the error of *failing* is freed with its last reference.

    Otherwise it would wait for the garbage collector. The error is caught in its task, because
    asyncio makes cycles with the error of a task.
    """

    async def reference() -> weakref.ref[ApiError]:
        try:
            await failing()
        except ApiError as error:
            return weakref.ref(error)
        raise AssertionError("no error")

    gc.disable()
    try:
        return call.run(reference())() is None
    finally:
        gc.enable()
