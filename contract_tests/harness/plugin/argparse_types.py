"""Numbers on a command line that argparse reads."""

from __future__ import annotations

import argparse
import math


def from_one(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a number from 1 on")
    return int(text)


def seconds(text: str) -> float:
    """Seconds from 0 on."""
    if not 0 <= (number := float(text)) < math.inf:
        raise argparse.ArgumentTypeError("must be seconds from 0 on")
    return number
