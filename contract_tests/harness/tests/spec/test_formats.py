"""The formats follow their RFCs, and the generated client agrees with the harness."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.harness.spec.formats import FORMATS

URIS = [
    "ftp://ftp.is.co.za/rfc/rfc1808.txt", "http://www.ietf.org/rfc/rfc2396.txt",
    "tel:+1-816-555-1212",
    "ldap://[2001:db8::7]/c=GB?objectClass?one", "mailto:John.Doe@example.com", "a:", "a+-.1:%41",
    "news:comp.infosystems.www.servers.unix", "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
]  # fmt: skip
INVALID_URIS = [
    "", "a", ":", "//a/b", "/a", "?a", "#a", "1a:b", "a b:c", "a:b c", "a:%", "a:%1", "a:%zz",
    "é:a",
    "a:é", "a:\n", "a:b\n", "\na:b", "a:<b>", 'a:"', "a:\\", "a:^", "a:`", "a:{b}", "a:|", "a:\x00",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "valid", "invalid"),
    [
        ("uri", URIS, INVALID_URIS),
        (
            "uuid",
            ["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"],
            ["", "f81d4fae7dec11d0a76500a0c91e6bf6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
             "f81d4fae-7dec-11d0-a765-00a0c91e6bfg", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6\n",
             "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
             "f81d4fa-e7dec-11d0-a765-00a0c91e6bf6",
             "\u0661\u0661d4fae-7dec-11d0-a765-00a0c91e6bf6"],
        ),
        (
            "date",
            ["2024-02-29", "0001-01-01", "9999-12-31"],
            ["", "2023-02-29", "2024-13-01", "2024-2-29", "20240229", "2024-02-29 ", "2024-W09-4",
             "2024-02-29T00:00:00Z", "0000-01-01", "-024-02-29", "\u0662024-02-29"],
        ),
        (
            "date-time",
            ["1985-04-12T23:20:50.52Z", "1996-12-19T16:39:57-08:00", "1937-01-01T12:00:27.87+00:20",
             "1985-04-12t23:20:50z", "2024-02-29T00:00:00.123456789Z"],
            ["", "1985-04-12", "1985-04-12T23:20:50", "1985-04-12T23:20Z", "1985-04-12 23:20:50Z",
             "1985-04-12T24:00:00Z", "1985-04-12T23:60:00Z", "1985-04-12T23:20:50.Z",
             "1985-04-12T23:20:50+0100", "1985-04-12T23:20:50+01:00:00", "1985-04-31T00:00:00Z",
             "1985-04-12T23:20:50ZZ", "1985-04-12T23:20:50Z\n"],
        ),
    ],
)  # fmt: skip
def test_a_format_accepts_what_its_rfc_allows(
    name: str, valid: list[str], invalid: list[str]
) -> None:
    """The examples of the RFC are valid; similar texts are not."""
    assert [text for text in valid if not FORMATS.conforms(text, name)] == []
    assert [text for text in invalid if FORMATS.conforms(text, name)] == []


@pytest.mark.parametrize("name", FORMATS.checkers)
def test_a_format_applies_only_to_strings(name: str) -> None:
    """JSON Schema ignores `format` for other types."""
    values: list[object] = [None, 1, 1.5, True, [], {}]
    assert all(FORMATS.conforms(value, name) for value in values)


def test_client_and_harness_check_the_same_formats(every: ModuleType) -> None:
    """A format that only one of them checks would make them disagree."""
    assert FORMATS.checkers.keys() == every._assertions.FORMATS.keys()


VALID_TEXTS = [
    *URIS,
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "2024-02-29",
    "2024-02-29T23:59:59Z",
    "1937-01-01T12:00:27.87+00:20",
]
ALPHABET = "0123456789abfgABFGTtZz-:+.%/?#[]@!$ \n\t\x00\u0661é"


@st.composite
def changed_texts(draw: st.DrawFn) -> str:
    """A valid text with up to two replacements, deletions or insertions."""
    text = draw(st.sampled_from(VALID_TEXTS))
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 2)))
        text = text[:start] + draw(st.text(ALPHABET, max_size=2)) + text[end:]
    return text


@pytest.mark.parametrize("name", FORMATS.checkers)
@settings(max_examples=1_000)
@given(text=changed_texts())
def test_client_and_harness_agree_on_formats(every: ModuleType, name: str, text: str) -> None:
    """The two implementations share no code."""
    check, example = every._assertions.FORMATS[name]
    assert FORMATS.conforms(example, name)
    assert bool(check(text)) == FORMATS.conforms(text, name)
