"""Options of httpx apply to every attempt of a call; those that change a request are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bigcommerce_carts import AuthenticatedClient
from bigcommerce_carts.errors import InvalidArgument
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import CallFunction, call_sync, sync_and_async
from contract_tests.client.fake_api import (
    SUCCESS,
    TOKEN,
    FakeApi,
    FakeResponse,
    case_id,
    encode,
    serving,
)

# A failure that is repeated at once.
BUSY = FakeResponse(503, headers={"X-Retry-After": "0"})


@sync_and_async
def test_a_repeat_uses_the_proxy_of_the_caller(call: CallFunction) -> None:
    """Both attempts are sent to the proxy, with the URL of the API as the target."""
    with serving(encode(BUSY), encode()) as proxy:
        options = {"trust_env": False, "proxy": proxy.url}
        client = proxy.client(
            base_url="http://localhost:9", retry=RetryPolicy(), httpx_args=options
        )
        assert call(client).to_dict() == SUCCESS
    targets = [request.split(b" ")[1] for request in proxy.requests]
    assert [target.startswith(b"http://localhost:9/carts/") for target in targets] == [True] * 2


@sync_and_async
def test_a_repeat_uses_the_mounts_of_the_caller(call: CallFunction) -> None:
    """Both attempts are sent with the transport that the mounts choose for the URL."""
    api, mounted = FakeApi(), FakeApi(BUSY, FakeResponse())
    mounts = {"https://api.test": httpx.MockTransport(mounted)}
    call(api.client(retry=RetryPolicy(), httpx_args={"mounts": mounts}))
    assert (len(api.requests), len(mounted.requests)) == (0, 2)


@sync_and_async
def test_the_hooks_of_the_caller_see_every_attempt(call: CallFunction) -> None:
    """Each attempt is a request of its own."""
    seen: list[httpx.Request] = []

    async def async_hook(request: httpx.Request) -> None:
        seen.append(request)

    hook: Callable[[httpx.Request], Any] = seen.append if call is call_sync else async_hook
    api = FakeApi(BUSY, FakeResponse())
    call(api.client(retry=RetryPolicy(), httpx_args={"event_hooks": {"request": [hook]}}))
    assert len(seen) == 2


@pytest.mark.parametrize(
    "arguments",
    [None, [], {"auth": ("u", "p")}, {"base_url": "https://x.test"}, {"cookies": {"a": "b"}},
     {"follow_redirects": True}, {"headers": {"a": "b"}}, {"params": {"a": "b"}}, {"timeout": 1},
     {"nonsense": 1}, {1: 2}],
    ids=case_id,
)  # fmt: skip
def test_httpx_args_cannot_change_a_request(arguments: Any) -> None:
    """Proxies, certificates, pools and hooks are allowed; parts of a request are not."""
    with pytest.raises(InvalidArgument, match=r"^httpx_args: "):
        AuthenticatedClient(base_url="https://api.test", auth_token=TOKEN, httpx_args=arguments)


@pytest.mark.parametrize(
    "arguments",
    [{"proxy": "nonsense://u:hidden@h"}, {"proxy": 1}, {"mounts": 1}],
    ids=case_id,
)
@sync_and_async
def test_invalid_httpx_args_are_an_error_without_a_password(
    call: CallFunction, arguments: dict[str, Any]
) -> None:
    """The error of httpx itself may show the password of a proxy."""
    with pytest.raises(InvalidArgument, match=r"^httpx_args: ") as caught:
        call(FakeApi().client(httpx_args=arguments))
    assert "hidden" not in str(caught.value)


@sync_and_async
def test_a_missing_certificate_file_is_an_invalid_argument(
    call: CallFunction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the file is in the environment, which httpx reads."""
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    with pytest.raises(InvalidArgument, match=r"^httpx_args: "):
        call(FakeApi().client(httpx_args={"transport": None}))
