"""What a trial reaches of an operation's responses: statuses, headers and bodies."""

from __future__ import annotations

import json
from typing import Any

from contract_tests.harness.records import CallRecord
from contract_tests.harness.report.coverage.items import Coverage, Hit, Lay
from contract_tests.harness.report.coverage.schema_tree import LEFT_OUT, Node, tree
from contract_tests.harness.report.coverage.side import Side, name_of
from contract_tests.harness.spec import Contract, Operation, Response, is_json
from contract_tests.harness.wire.canned_response import content_of
from contract_tests.harness.wire.messages import WireResponse

WITH_BODY, NO_BODY = "with its body", "no body"
NO_JSON, OTHER_MEDIA = "no JSON", "other media type"
LOWEST, HIGHEST = "lowest", "highest"
# The schema of a header that has none.
ANYTHING: dict[str, Any] = {}
# A body above this is there to be big. Nothing in it is new.
BIG = 1 << 20


class ResponseSide(Side):
    """The items of the responses. A schema that several of them share is one body."""

    def __init__(self, contract: Contract, operation: Operation, coverage: Coverage) -> None:
        super().__init__(contract, operation, coverage)
        responses = {each.pattern.upper(): each for each in operation.responses}
        self._statuses = {pattern: self._status(each) for pattern, each in responses.items()}
        hundreds = [f"{n}xx" for n in range(1, 6) if f"{n}XX" not in responses]
        self._other = (
            None
            if "DEFAULT" in responses
            else self.item("response", "(any other)", dict.fromkeys([*hundreds, "above"], False))
        )
        self._headers = {
            pattern: [(name, *self._header(pattern, name, raw)) for name, raw in r.headers.items()]
            for pattern, r in responses.items()
        }
        bodies: dict[int, Lay] = {}
        self._bodies: dict[tuple[str, str], Lay] = {}
        for pattern, response in responses.items():
            for media, schema in response.content.items():
                if is_json(media):
                    target = id(contract.resolve(schema))
                    if target not in bodies:
                        bodies[target] = self._body(schema, f"{pattern} {media}")
                    self._bodies[pattern, media] = bodies[target]

    def _status(self, response: Response) -> Hit:
        classes = {LOWEST: True, HIGHEST: True} if response.pattern.upper().endswith("XX") else {}
        if any(map(is_json, response.content)):
            classes |= {WITH_BODY: True, NO_BODY: False, NO_JSON: False, OTHER_MEDIA: False}
        else:
            classes |= {WITH_BODY: True} if response.content else {NO_BODY: True}
        return self.item("response", response.pattern, classes)

    def _header(self, pattern: str, name: str, raw: Any) -> tuple[Node, Hit]:
        node = tree(
            self.contract, raw.get("schema", ANYTHING), None if raw.get("required") else True
        )
        classes = {kind: True for kind, allowed in node.class_names.items() if allowed}
        return node, self.item("response header", name, classes, of=pattern)

    def _body(self, schema: Any, default: str) -> Lay:
        node = tree(self.contract, schema)
        return self.coverage.body(
            self.operation.label, "response body", name_of(schema, default), node
        )

    def see(self, record: CallRecord) -> None:
        """Count what the server said."""
        response = record.exchanges[0].response if record.exchanges else None
        if response is None:
            return
        documented = record.operation.response(response.status)
        if documented is None:
            if self._other:
                hundred = response.status // 100
                self._other()
                self._other(f"{hundred}xx" if hundred < 6 else "above")
            return
        pattern = documented.pattern.upper()
        for name, node, hit in self._headers[pattern]:
            values = response.header(name)
            hit(*(node.kinds(_scalar(values[0])) if values else [LEFT_OUT]))
        body = self._see_body(documented, response)
        self._statuses[pattern](body, *(_edges(response.status) if body == WITH_BODY else ()))

    def _see_body(self, documented: Response, response: WireResponse) -> str:
        if not response.body:
            return NO_BODY
        content_type = b"".join(response.header("content-type")).decode("latin-1")
        media_type = documented.media_type(content_type)
        if media_type is None:
            return OTHER_MEDIA
        if lay := self._bodies.get((documented.pattern.upper(), media_type)):
            content = content_of(response)
            if len(content or b"") > BIG:
                return ""
            try:
                lay(json.loads(content or b""))
            except (ValueError, RecursionError):
                return NO_JSON
        return WITH_BODY


def _edges(status: int) -> list[str]:
    return [LOWEST] * (status % 100 == 0) + [HIGHEST] * (status % 100 == 99)


def _scalar(text: bytes) -> Any:
    """A header's value as JSON, where it is a number or a truth value."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    return value if isinstance(value, (int, float)) else text.decode("latin-1")
