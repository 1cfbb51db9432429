"""Dates as the sources write them."""

from __future__ import annotations

import re
from datetime import date

from .shapes import ReadError

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def iso_date(text: str) -> str:
    """Returns a date such as `November 30th, 2026` or `2026-11-30` as `2026-11-30`."""
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        return date(*map(int, match.groups())).isoformat()
    match = re.fullmatch(r"(\w+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", text.strip())
    if match is None or match[1][:3].lower() not in MONTHS:
        raise ReadError(f"not a date: {text!r}")
    return date(int(match[3]), MONTHS.index(match[1][:3].lower()) + 1, int(match[2])).isoformat()
