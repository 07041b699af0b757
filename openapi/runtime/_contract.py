"""Stand-in for the generated tables of a contract: the tables of an empty contract."""

from typing import Any

#: JSON Schemas by name: what `$ref` refers to.
SCHEMAS: dict[str, Any] = {}

#: The response header with an id for the support of the API; empty if the contract names none.
REQUEST_ID = ""
