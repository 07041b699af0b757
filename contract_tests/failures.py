"""What a broken contract looks like: one exception, which explains itself."""

from __future__ import annotations


class ContractFailure(AssertionError):
    """
    The client breaks the contract.

    Args:
        operation: label of the operation, such as ``GET /things/{id}``.
        law: the law that is broken: ``request``, ``response``, ``failure`` or ``parity``.
        check: name of the check that saw it.
        received: what the client did, in one line.
        documented: what the contract says, in one line.
    """

    def __init__(
        self, *, operation: str, law: str, check: str, received: str, documented: str
    ) -> None:
        self.operation = operation
        self.law = law
        self.check = check
        self.received = received
        self.documented = documented
        super().__init__(
            f"{law} law, {operation}: {check}\n"
            f"    Received:   {received}\n"
            f"    Documented: {documented}"
        )

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Travel between processes: pickle would pass the message to a keyword-only `__init__`."""
        return _rebuild, (
            self.operation,
            self.law,
            self.check,
            self.received,
            self.documented,
        )


def _rebuild(
    operation: str, law: str, check: str, received: str, documented: str
) -> ContractFailure:
    return ContractFailure(
        operation=operation, law=law, check=check, received=received, documented=documented
    )
