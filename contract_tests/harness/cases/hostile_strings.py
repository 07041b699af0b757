"""
Strings that have broken HTTP clients, for path segments, header values and credentials.

The contract, not this module, decides whether a client must reject or send a string.
"""

from __future__ import annotations

import re
import string
from urllib.parse import quote

# Strings that a path parser may interpret.
TRAVERSALS = (
    "", ".", "..", "...", "./", "../", "/..", "a/../b", "..\\", "a\\..\\b", "%2e", "%2e%2e",
    "%2E%2e", ".%2e", "%252e%252e", "%25252e", "..%2f", "..%5c", "%2e%2e%2fadmin", "..;", "..;/",
    "..%00", "..%3b", "\uff0e\uff0e", "%c0%ae%c0%ae", "..%c0%af", "/", "//",
    "//elsewhere.example", "\\",
    "%2f", "%5c", "a/b", "a%2fb", "a\\b", "?", "?a=b", "a?b", "%3f", "#", "a#b", "%23", ";a=b",
    "a;b", "&", "a=b", "@", "a@elsewhere.example", ":", "a:b", "http://elsewhere.example/",
    "javascript:alert(1)", "*", "{id}", "{", "}", "$(id)", "`id`", "'", '"', "' OR 1=1", "<b>",
    "|", "^", "[", "]", "!", ",", "~", "+", "a+b", "-", "--help", "_",
)  # fmt: skip

PERCENT_ENCODED = (
    "%", "%%", "%zz", "%1", "%ff", "%00", "%0d%0a", "100%", "%u002e", "%E2%82", "%25",
)  # fmt: skip

BLANKS = (" ", "  ", " a", "a ", "a b", "\t", "a\tb", "\u00a0", "\u2003", "\u3000", "\ufeff")

LINE_BREAKS = (
    "\r", "\n", "\r\n", "a\n", "\na", "a\r\nX-Other: b", "a\r\n\r\nb", "\u2028", "\u0085",
)  # fmt: skip

CONTROLS = tuple(chr(code) for code in (*range(32), *range(127, 160)))

NON_ASCII = (
    "é", "e\u0301", "ß", "ñandú", "日本語", "🙂", "\U0001f469\u200d\U0001f680", "\u202eabc",
    "\u200b", "Ω", "\uff46\uff55", "\U0010ffff", "\ufffd", "\ufffe", "ﷺ", "a\u0000b", "K", "\u0131",
    "١٢٣",
)  # fmt: skip

SURROGATES = ("\ud800", "\udfff", "a\udc80b", "\ud83d", "\udcff\udcfe")

LONG_STRINGS = ("a" * 8_192, "é" * 4_096, "/" * 1_024, "../" * 1_024, "%2e" * 1_024)

# Paths are case-sensitive, although some formats are usually in lower case.
CAPITALS = ("A", "8F14E45F-CEEA-467F-A1D6-0C2B1F3A4E5D")

SEGMENTS = tuple(
    dict.fromkeys(
        (*TRAVERSALS, *PERCENT_ENCODED, *BLANKS, *LINE_BREAKS, *CONTROLS, *NON_ASCII, *SURROGATES,
         *LONG_STRINGS, *CAPITALS, *string.punctuation)
    )
)  # fmt: skip

HEADER_VALUES = tuple(
    dict.fromkeys(
        ("", *BLANKS, *LINE_BREAKS, *CONTROLS, *NON_ASCII, *SURROGATES, "a\x7f", "a\x00b",
         "a\r\n b", "a%41b", "Bearer a", "123", "-", "A", "a,b", 'a"b')
    )
)  # fmt: skip

# RFC 9110, 5.5, without `obs-text`, which has no common interpretation.
FIELD_VALUE = re.compile(r"([!-~]([ -~]*[!-~])?)?")


def is_field_value(text: str) -> bool:
    """Whether a header can carry *text* unchanged."""
    return FIELD_VALUE.fullmatch(text) is not None


def is_utf8_text(value: str) -> bool:
    """Whether UTF-8, and so a URL, can encode *value*."""
    try:
        quote(value, safe="")
    except UnicodeEncodeError:
        return False
    return True
