"""The demo prints one line for every text of the response."""

from __future__ import annotations

from demo import texts


def test_every_scalar_of_a_response_is_printed() -> None:
    """A text that a terminal would interpret is printed as JSON."""
    value = {"data": {"url": "https://a.test", "codes": [1, None]}, "\x1b": "\u2028"}
    assert list(texts("", value)) == [
        ("url", "https://a.test"),
        ("codes", "1"),
        ("codes", "null"),
        ('"\\u001b"', '"\\u2028"'),
    ]
