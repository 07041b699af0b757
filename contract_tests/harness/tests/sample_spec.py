"""A small contract with the features of OpenAPI that the checked-in contract lacks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from contract_tests.harness.report.coverage.schema_tree import build_tree
from contract_tests.harness.spec import Contract, Operation, parse_contract
from contract_tests.harness.spec.yaml12 import Loader

YAML = """
openapi: 3.0.3
info: {title: Things, version: "1"}
servers: [{url: https://example.test/v1}]
security: [{Token: []}]
paths:
  /things/{id}/parts:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, minLength: 1}}
      - {name: limit, in: query, schema: {type: string}}
    post:
      operationId: makePart
      tags: [parts]
      security: [{Client: [], Token: []}, {Token: []}]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}
        - {name: colour, in: query, schema: {type: array, items: {type: string}}}
        - name: Accept
          in: header
          required: true
          schema: {type: string, enum: [application/json, text/json], default: application/json}
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Part"}}}
      responses:
        201:
          description: Made.
          content: {application/json: {schema: {$ref: "#/components/schemas/Part"}}}
        4XX: {$ref: "#/components/responses/Fault"}
        default: {$ref: "#/components/responses/Fault"}
  /things:
    get:
      responses: {"200": {description: All.}}
components:
  securitySchemes:
    Token: {type: apiKey, in: header, name: X-Token}
    Client: {type: apiKey, in: query, name: client}
    Bearer: {type: http, scheme: bearer}
  responses:
    Fault:
      description: No.
      content: {application/json: {schema: {type: object, required: [code]}}}
  schemas:
    Part:
      type: object
      required: [name]
      properties:
        name: {type: string, nullable: true, example: 2024-01-31}
        size: {type: number, minimum: 0, exclusiveMinimum: true}
        parts: {type: array, maxItems: 2, items: {$ref: "#/components/schemas/Part"}}
        secret: {type: string, x-sensitive: true}
"""


@cache
def things() -> Contract:
    """Return the contract."""
    return parse_contract(Path("things.yaml"), yaml.load(YAML, Loader=Loader))  # noqa: S506 (a SafeLoader)


def make_part() -> Operation:
    """Return the operation that has parameters, a body and several responses."""
    return things().operations[0]


def missed_classes(schema: Any, values: Iterable[Any]) -> set[tuple[str, str]]:
    """Return (place, name) of each value class that *schema* allows and none of *values* has."""
    root = build_tree(things(), schema)
    reached: set[tuple[str, str]] = set()
    for value in values:
        root.visit(value, lambda node, names: reached.update((node.name, name) for name in names))
    allowed = {(node.name, name) for node in root for name, ok in node.class_names.items() if ok}
    return allowed - reached
