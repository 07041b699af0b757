"""Operations and what they consist of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from contract_tests.harness.spec.media_types import matching_media_type

# A schema: an object, or in OpenAPI 3.1 a boolean.
Schema = Any


class ContractError(ValueError):
    """The harness cannot read the contract. The message is one line."""


@dataclass(frozen=True, eq=False)
class SecurityScheme:
    """
    One API key or HTTP scheme.

    Args:
        name: the name in the contract.
        type: "apiKey" or "http".
        location: header, query or cookie.
        wire_name: the name of the header, query parameter or cookie.
        http_scheme: such as "bearer"; empty for an API key.
    """

    name: str
    type: str
    location: str
    wire_name: str
    http_scheme: str = ""

    @property
    def is_basic(self) -> bool:
        """Whether its credential is a user name and a password."""
        return self.type == "http" and self.http_scheme.lower() == "basic"

    @property
    def credential_kind(self) -> tuple[str, ...]:
        """How the credential is sent; equal for schemes that differ only in their names."""
        name = self.wire_name.lower() if self.location == "header" else self.wire_name
        return self.type, self.http_scheme.lower(), self.location, name


@dataclass(frozen=True, eq=False)
class Parameter:
    """
    One parameter.

    Args:
        name: the name on the wire.
        location: path, query, header or cookie.
        style: a style of OpenAPI, or "content" for a parameter that is encoded as `media_type`.
        media_types: for Accept and Content-Type with a schema of any text, the media types that
            make sense; otherwise empty.
    """

    name: str
    location: str
    required: bool
    schema: Schema
    style: str
    explode: bool
    default: Any = None
    media_type: str = ""
    media_types: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, str]:
        """(location, name), which is unique in an operation."""
        return self.location, self.name

    @property
    def optional(self) -> bool:
        """Whether a caller may leave it out: it is not required, or it has a default."""
        return not self.required or self.default is not None


@dataclass(frozen=True, eq=False)
class RequestBody:
    """
    A request body.

    Args:
        content: the schema by media type.
        unsupported_media_types: those that the contract documents and the client does not write:
            XML for example, or a form for a model that another media type encodes already.
    """

    required: bool
    content: Mapping[str, Schema]
    unsupported_media_types: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Response:
    """
    One documented response.

    Args:
        pattern: a status ("201"), a range of statuses ("5XX") or "default".
        content: the schema by media type.
        headers: the Header Object by name.
    """

    pattern: str
    content: Mapping[str, Schema]
    headers: Mapping[str, Mapping[str, Any]]

    def media_type(self, content_type: str) -> str | None:
        """Return the key of `content`, perhaps a range, that *content_type* matches best."""
        return matching_media_type(self.content, content_type)

    def header(self, name: str) -> Mapping[str, Any] | None:
        """Return the Header Object of that *name*, in any letter case."""
        wanted = name.lower()
        return next((each for key, each in self.headers.items() if key.lower() == wanted), None)


FINAL_STATUSES = range(200, 600)
INTERIM_STATUSES = range(100, 200)


@dataclass(frozen=True, eq=False)
class Operation:
    """
    One operation.

    Args:
        path: the path template.
        security: alternatives, each a set of schemes; an empty alternative needs no credential.
    """

    id: str
    method: str
    path: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    security: tuple[tuple[SecurityScheme, ...], ...]
    request_body: RequestBody | None
    responses: tuple[Response, ...]

    def __repr__(self) -> str:
        return f"<Operation {self.label}>"

    @property
    def label(self) -> str:
        """Method and path, such as ``GET /things/{id}``."""
        return f"{self.method} {self.path}"

    @cached_property
    def successes(self) -> tuple[int, ...]:
        """
        The documented statuses from 200 to 299 in ascending order.

        Without an exact status, 200 stands for a range or the default.
        """
        exact = (int(r.pattern) for r in self.responses if r.pattern.isdigit())
        successes = tuple(sorted(status for status in exact if 200 <= status <= 299))
        return successes or ((200,) if self.response(200) else ())

    @property
    def usual_statuses(self) -> tuple[int, ...]:
        """The `successes`; without any, such as in a redirect, one status of each response."""
        return self.successes or tuple(self.least_status(each) for each in self.responses)

    def least_status(self, response: Response) -> int:
        """Return the least status of one of the `responses`; an interim one (1xx) if no other."""
        statuses = chain(FINAL_STATUSES, INTERIM_STATUSES)
        return next(each for each in statuses if self.response(each) is response)

    def response(self, status: int) -> Response | None:
        """Return the response for *status*: the exact one, else the range, else the default."""
        patterns = (str(status), f"{status // 100}XX", "DEFAULT")
        responses = (self._by_pattern.get(pattern) for pattern in patterns)
        return next((response for response in responses if response), None)

    @cached_property
    def _by_pattern(self) -> Mapping[str, Response]:
        return {response.pattern.upper(): response for response in self.responses}

    def allows(self, scheme_names: Iterable[str]) -> bool:
        """Whether credentials for the named security schemes satisfy one of the alternatives."""
        given = frozenset(scheme_names)
        return any(given.issuperset(scheme.name for scheme in each) for each in self.security)
