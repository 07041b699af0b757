"""
Hazards: values that have broken clients of others, for path segments, headers and keys.

Whether a value is to be refused or to arrive is not written here. The contract says it.
"""

from __future__ import annotations

import re
import string
from urllib.parse import quote

# What a path segment may be taken for.
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

ENCODED = ("%", "%%", "%zz", "%1", "%ff", "%00", "%0d%0a", "100%", "%u002e", "%E2%82", "%25")

BLANKS = (" ", "  ", " a", "a ", "a b", "\t", "a\tb", "\u00a0", "\u2003", "\u3000", "\ufeff")

LINES = ("\r", "\n", "\r\n", "a\n", "\na", "a\r\nX-Other: b", "a\r\n\r\nb", "\u2028", "\u0085")

CONTROLS = tuple(chr(code) for code in (*range(32), *range(127, 160)))

FOREIGN = (
    "é", "e\u0301", "ß", "ñandú", "日本語", "🙂", "\U0001f469\u200d\U0001f680", "\u202eabc",
    "\u200b", "Ω", "\uff46\uff55", "\U0010ffff", "\ufffd", "\ufffe", "ﷺ", "a\u0000b", "K", "\u0131",
    "١٢٣",
)  # fmt: skip

SURROGATES = ("\ud800", "\udfff", "a\udc80b", "\ud83d", "\udcff\udcfe")

LONG = ("a" * 8_192, "é" * 4_096, "/" * 1_024, "../" * 1_024, "%2e" * 1_024)

# A path is read letter by letter: what some formats write in small letters, too.
CAPITALS = ("A", "8F14E45F-CEEA-467F-A1D6-0C2B1F3A4E5D")

SEGMENTS = tuple(
    dict.fromkeys(
        (*TRAVERSALS, *ENCODED, *BLANKS, *LINES, *CONTROLS, *FOREIGN, *SURROGATES, *LONG,
         *CAPITALS, *string.punctuation)
    )
)  # fmt: skip

HEADER_VALUES = tuple(
    dict.fromkeys(
        ("", *BLANKS, *LINES, *CONTROLS, *FOREIGN, *SURROGATES, "a\x7f", "a\x00b", "a\r\n b",
         "a%41b", "Bearer a", "123", "-", "A", "a,b", 'a"b')
    )
)  # fmt: skip

# RFC 9110, 5.5, without `obs-text`, which two ends may read as two things.
FIELD_VALUE = re.compile(r"([!-~]([ -~]*[!-~])?)?")


def is_field_value(text: str) -> bool:
    """Whether a header can carry *text* unchanged."""
    return FIELD_VALUE.fullmatch(text) is not None


def is_text(value: str) -> bool:
    """Whether UTF-8, and so a URL, can carry *value*."""
    try:
        quote(value, safe="")
    except UnicodeEncodeError:
        return False
    return True
