# Generated from carts.yaml. Do not edit: change the contract, a template or the runtime.

"""Creation of transports of httpx, from the arguments of the caller and the environment."""

from __future__ import annotations

import inspect
import os
import threading
from collections.abc import Mapping, Set
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import httpx

from ._assertions import is_mapping
from ._base_errors import InvalidArgumentError
from ._network import Backend, keep_used_connections
from ._settings import refuse_other_library
from ._url import is_loopback

if TYPE_CHECKING:
    import ssl

# The arguments of the transports of httpx.
_OF_TRANSPORT = {
    "cert", "http1", "http2", "limits", "local_address", "proxy", "retries", "socket_options",
    "uds", "verify",
}  # fmt: skip
_ARGUMENTS = {*_OF_TRANSPORT, "event_hooks", "transport", "trust_env"}
# Option -> the options that httpx ignores beside it. `verify` and `trust_env` are allowed beside a
# transport, because callers may pass them to all their clients.
_IGNORED: Mapping[str, Set[str]] = {
    "transport": _OF_TRANSPORT - {"verify"},
    "proxy": {"local_address", "retries", "uds"},
    "uds": {"local_address"},
}
# What httpx raises for invalid arguments. Its messages may quote the password of a proxy.
_ERRORS = (AttributeError, ImportError, OSError, TypeError, ValueError, httpx.InvalidURL)


def validate_httpx_args(
    values: Any, async_values: Any
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return checked, read-only arguments of httpx: those for sync and those for async calls.

    Args:
        values: the argument `httpx_args` of a client.
        async_values: the argument `async_httpx_args`, which replaces single options of *values*.
    """
    sync_args = _checked("httpx_args", values, is_async=False)
    own = _checked("async_httpx_args", async_values, is_async=True)
    async_args = MappingProxyType({**sync_args, **own})
    _refuse_ignored("httpx_args", sync_args)
    # A transport for async calls alone makes no option of the sync calls useless.
    _refuse_ignored("async_httpx_args", async_args if own.get("transport") is None else own)
    _refuse_unusable("httpx_args", sync_args, is_async=False)
    _refuse_unusable("async_httpx_args", own, is_async=True)
    return sync_args, async_args


def _checked(argument: str, values: Any, *, is_async: bool) -> Mapping[str, Any]:
    if not is_mapping(values):
        raise InvalidArgumentError(argument, "must be a mapping")
    for name, value in values.items():
        if name not in _ARGUMENTS:
            raise InvalidArgumentError(argument, f"must not contain {name!r}")
        refuse_other_library(argument, value, f"/{name}")
    verify = values.get("verify", True)
    if not isinstance(verify, (bool, str)) and not hasattr(verify, "set_alpn_protocols"):
        raise InvalidArgumentError(argument, "must be a bool or an ssl.SSLContext", "/verify")
    _check_kinds(argument, values, is_async=is_async)
    return MappingProxyType(dict(values))


def _refuse_ignored(argument: str, values: Mapping[str, Any]) -> None:
    """Refuse an option that has no effect beside another one."""
    given = {name for name, value in values.items() if value is not None}
    for option, ignored in _IGNORED.items():
        if option in given and (names := sorted(ignored & given)):
            reason = f"has no effect beside {option}; remove one of them"
            raise InvalidArgumentError(argument, reason, f"/{names[0]}")
    if "http1" in given and not values["http1"] and not values.get("http2"):
        raise InvalidArgumentError(argument, "has no effect without http2", "/http1")
    if "cert" in given and isinstance(values.get("verify"), str):
        reason = "has no effect beside the path in verify; load both into an ssl.SSLContext"
        raise InvalidArgumentError(argument, reason, "/cert")


def _refuse_unusable(argument: str, values: Mapping[str, Any], *, is_async: bool) -> None:
    """Refuse options from which httpx cannot create a transport."""
    if _OF_TRANSPORT & {*values} and _create(values, is_async=is_async) is None:
        raise InvalidArgumentError(argument, f"contains what {httpx.__name__} cannot use")


def _check_kinds(argument: str, values: Mapping[str, Any], *, is_async: bool) -> None:
    """Refuse a transport or an event hook that calls of this kind cannot use."""
    kind = httpx.AsyncBaseTransport if is_async else httpx.BaseTransport
    transport: Any = values.get("transport")
    hooks: Any = values.get("event_hooks", {})
    if transport is not None and not isinstance(transport, kind):
        reason = f"must be an {httpx.__name__}.{kind.__name__}"
        raise InvalidArgumentError(argument, reason, "/transport")
    if (
        not is_mapping(hooks)
        or not {"request", "response"}.issuperset(hooks)
        or not all(isinstance(each, (list, tuple)) for each in hooks.values())
    ):
        reason = "must map request and response to lists"
        raise InvalidArgumentError(argument, reason, "/event_hooks")
    for hook in (hook for each in hooks.values() for hook in each):
        kinds = map(inspect.iscoroutinefunction, (hook, getattr(hook, "__call__", None)))
        if not callable(hook) or any(kinds) != is_async:
            reason = f"must contain {'async' if is_async else 'sync'} functions"
            raise InvalidArgumentError(argument, reason, "/event_hooks")


def open_transport(args: Mapping[str, Any], url: str, *, is_async: bool) -> Any:
    """Return the transport for calls to *url*: that of *args*, or a new one.

    Raises:
        InvalidArgumentError: *args* are for calls of the other kind, or a variable of the
            environment is invalid; the error names it.
    """
    _check_kinds("async_httpx_args" if is_async else "httpx_args", args, is_async=is_async)
    if args.get("transport") is not None:
        return _with_deadline(args["transport"])
    variable, proxy = "", args.get("proxy")
    if proxy is None and args.get("uds") is None and args.get("trust_env", True):
        variable, proxy = _proxy_of_environment(httpx.URL(url))
    transport = _create({**args, "proxy": proxy}, is_async=is_async)
    if transport is None:
        raise InvalidArgumentError(variable, f"is not a proxy that {httpx.__name__} can use")
    return _with_deadline(transport)


def _with_deadline(transport: Any) -> Any:
    """Return *transport*, whose connections keep the deadline of a call if it is of httpx."""
    # httpcore takes a network backend as an argument, but httpx does not pass one on.
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if pool is not None and backend is not None and not isinstance(backend, Backend):
        pool._network_backend = Backend(backend)
        if isinstance(transport, httpx.BaseTransport):
            # A signal handler that raises can leave the lock of httpcore locked.
            pool._optional_thread_lock = threading.RLock()
            keep_used_connections(pool)
    return transport


def _create(args: Mapping[str, Any], *, is_async: bool) -> Any:
    """Return a transport of httpx; None if it refuses the arguments."""
    options = {name: args[name] for name in _OF_TRANSPORT & {*args}}
    options["trust_env"] = bool(args.get("trust_env", True))
    if options.get("verify", True) is True and options.get("cert") is None:
        http2 = bool(options.get("http2"))
        options["verify"] = _tls_context(trust_env=options["trust_env"], http2=http2)
    try:
        return (httpx.AsyncHTTPTransport if is_async else httpx.HTTPTransport)(**options)
    except _ERRORS:
        return None


def _proxy_of_environment(url: httpx.URL) -> tuple[str, str | None]:
    """Return the variable with the proxy for *url*, and the proxy; None if it needs none."""
    from urllib.request import getproxies, proxy_bypass  # httpx has imported it

    proxies = getproxies()
    kind = url.scheme if proxies.get(url.scheme) else "all"
    # A proxy would receive the credentials for a service on this machine in clear text.
    if not proxies.get(kind) or is_loopback(url.host) or proxy_bypass(url.netloc.decode()):
        return "", None
    name, address = f"{kind}_proxy", proxies[kind]
    variable = name if name in os.environ else name.upper()
    return variable, address if "://" in address else f"http://{address}"


def _tls_context(*, trust_env: bool, http2: bool) -> ssl.SSLContext:
    """Return the TLS context that clients share, because creating one takes longer than a call.

    httpcore writes into it whether HTTP/2 is offered, so that is part of the key.
    """
    names = ("SSL_CERT_FILE", "SSL_CERT_DIR") if trust_env else ()
    try:
        return _cached_context(http2, *(os.environ.get(name) for name in names))
    except OSError:
        pass
    raise InvalidArgumentError(" or ".join(names), "does not name certificates")


@lru_cache(maxsize=8)
def _cached_context(http2: bool, *files: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=bool(files))
