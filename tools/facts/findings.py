"""What the tool reports, and the differences that are known."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from .shapes import ReadError

MISSING, DIFFERENT, OUTDATED, STALE = "missing", "different", "outdated", "stale"
PROBLEMS = (MISSING, DIFFERENT, OUTDATED, STALE)


@dataclass(frozen=True, order=True)
class Finding:
    """One difference between our tables and a source."""

    # The file in `schemas/`, or `known.toml`.
    table: str
    # The row or the part of the schema.
    place: str
    # `missing`: a source has it, the table does not. `different`: both have it. `outdated`: only the table has it.
    problem: str
    ours: str
    theirs: str
    # The sources that say so.
    sources: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Known:
    """A difference that is explained: a row of `known.toml`. `place` and `theirs` can contain `*`."""

    table: str
    place: str
    problem: str
    reason: str
    source: str
    seen: str
    theirs: str = "*"
    # The source that differs, if the row is about one only.
    by: str = "*"

    def explains(self, finding: Finding) -> bool:
        return (
            self.table == finding.table
            and self.problem == finding.problem
            and matches(self.place, finding.place)
            and matches(self.theirs, finding.theirs)
            and all(matches(self.by, source) for source in finding.sources)
        )


def matches(pattern: str, text: str) -> bool:
    """Tells whether a text matches a pattern in which `*` stands for any text. `[` and `?` have no meaning."""
    return fnmatchcase(text, re.sub(r"[\[?]", lambda match: f"[{match[0]}]", pattern))


def read_known(path: Path) -> list[Known]:
    """Reads `known.toml`."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("known", [])
        known = [Known(**row) for row in rows]
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise ReadError(f"{path}: {error}") from error
    for row in known:
        if row.problem not in PROBLEMS[:3] or not (row.reason and row.source):
            raise ReadError(f"{path}: {row.place}: a row needs a problem of {PROBLEMS[:3]}, a reason and a source")
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", row.seen):
            raise ReadError(f"{path}: {row.place}: `seen` is not a date: {row.seen!r}")
    return known


def combine(findings: Iterable[Finding]) -> list[Finding]:
    """Merges findings that differ only in their sources, and sorts them."""
    merged: dict[tuple[str, ...], Finding] = {}
    for item in findings:
        key = (item.table, item.place, item.problem, item.ours, item.theirs)
        before = merged[key].sources if key in merged else ()
        merged[key] = replace(item, sources=tuple(dict.fromkeys((*before, *item.sources))))
    return sorted(merged.values())


@dataclass(frozen=True)
class Outcome:
    """The findings to act on, and those that are explained."""

    open: list[Finding]
    explained: list[tuple[Finding, Known]]


def apply_known(findings: Iterable[Finding], known: list[Known]) -> Outcome:
    """Separates explained findings from open ones. A known row that explains nothing is itself a finding."""
    explained: list[tuple[Finding, Known]] = []
    remaining: list[Finding] = []
    for finding in combine(findings):
        row = next((row for row in known if row.explains(finding)), None)
        if row is None:
            remaining.append(finding)
        else:
            explained.append((finding, row))
    used = {row for _, row in explained}
    stale = [
        Finding("known.toml", f"{row.table} {row.place}", STALE, f"{row.problem}: {row.theirs}", "no longer occurs")
        for row in known
        if row not in used
    ]
    return Outcome([*remaining, *stale], explained)
