"""The small packages and tables in `data/`, which agree with each other."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path

from .. import limits, python_sdk, tables, typescript_sdk
from ..compare import compare_limits, compare_sdks
from ..findings import Finding, combine
from ..shapes import Sdk
from ..tables import Json

DATA = Path(__file__).parent / "data"
TABLES = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "schemas").iterdir()}


@cache
def sdks() -> list[Sdk]:
    return [python_sdk.read(DATA / "python"), typescript_sdk.read(DATA / "typescript")]


@cache
def all_limits() -> list[limits.Limits]:
    return [
        limits.read_litellm(DATA / "litellm", "1.0"),
        limits.read_langchain(DATA / "langchain", "2.0"),
        limits.read_genai_prices(DATA / "genai", "3.0"),
    ]


def compare(documents: dict[str, Json] = TABLES) -> list[Finding]:
    """Returns the findings for these tables."""
    ours = tables.from_documents(documents)
    findings = compare_sdks(ours, sdks())
    for table in all_limits():
        findings += compare_limits(ours, table)
    return combine(findings)


def changed(table: str, path: str, value: object) -> dict[str, Json]:
    """Returns the tables with one value changed, or removed if the new value is `...`."""
    documents = copy.deepcopy(TABLES)
    node = documents[table]
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        node = node[step]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return documents
