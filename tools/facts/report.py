"""Prints findings as a table, as Markdown or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from .findings import Outcome

HEADINGS = ("table", "place", "problem", "ours", "theirs", "according to")


def rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """Returns the open findings as rows of text."""
    return [
        (item.table, item.place, item.problem, item.ours, item.theirs, ", ".join(item.sources)) for item in outcome.open
    ]


def summary(outcome: Outcome, versions: Sequence[str]) -> str:
    """Returns one line with the number of findings and the versions that were compared."""
    count = len(outcome.open)
    found = "no differences" if count == 0 else f"{count} difference{'s' if count > 1 else ''}"
    more = len(outcome.explained)
    explained = f"; {more} more {'is' if more == 1 else 'are'} explained in known.toml" if more else ""
    return f"{found}{explained}. Compared with {', '.join(versions)}."


def as_text(outcome: Outcome, versions: Sequence[str], width: int = 60) -> str:
    """Returns the findings as a table with aligned columns. Cells are at most `width` characters long."""
    lines = []
    if outcome.open:
        table = [HEADINGS, *(tuple(_clip(cell, width) for cell in row) for row in rows(outcome))]
        widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
        lines = ["  ".join(cell.ljust(size) for cell, size in zip(row, widths)).rstrip() for row in table]
        lines.append("")
    return "\n".join([*lines, summary(outcome, versions)])


def as_markdown(outcome: Outcome, versions: Sequence[str]) -> str:
    """Returns the findings as a Markdown table."""
    lines = []
    if outcome.open:
        lines = [_markdown_row(HEADINGS), _markdown_row(["---"] * len(HEADINGS))]
        lines += [_markdown_row([_code(cell) for cell in row]) for row in rows(outcome)]
        lines.append("")
    return "\n".join([*lines, summary(outcome, versions)])


def as_json(outcome: Outcome, versions: Sequence[str]) -> str:
    """Returns open and explained findings as JSON."""
    explained = [asdict(item) | {"reason": row.reason, "reason_source": row.source} for item, row in outcome.explained]
    document = {"compared": list(versions), "findings": [asdict(item) for item in outcome.open], "explained": explained}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _code(text: str) -> str:
    """Returns text from a package as inline code, so that it is never read as Markdown."""
    clean = " ".join(text.replace("`", "'").replace("|", "/").split())
    return f"`{clean}`" if clean else ""
