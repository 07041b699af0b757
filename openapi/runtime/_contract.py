"""Stand-in for the generated tables of a contract: the tables of an empty contract."""

from collections.abc import Mapping
from typing import Any

#: JSON Schemas by name: what `$ref` refers to.
SCHEMAS: Mapping[str, Any] = {}

#: Response header with a time to wait -> its unit, in seconds.
WAIT_HEADERS: Mapping[str, float] = {}
