"""The command line: `python3 -m facts`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from . import limits, packages, python_sdk, report, tables, typescript_sdk
from .compare import compare_limits, compare_sdks
from .findings import Finding, apply_known, read_known
from .shapes import ReadError

HERE = Path(__file__).resolve().parent
SAME, DIFFERENCES, FAILED = 0, 1, 2


def arguments() -> argparse.ArgumentParser:
    """Returns the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="facts",
        description="Compare the tables in schemas/ with the newest official SDKs and with public tables of model limits.",
        epilog="Exit status: 0 no differences, 1 differences, 2 the comparison could not be made.",
    )
    style = parser.add_mutually_exclusive_group()
    style.add_argument("--json", action="store_true", help="print JSON, including explained differences")
    style.add_argument("--markdown", action="store_true", help="print a Markdown table")
    parser.add_argument(
        "--packages", type=Path, metavar="DIR", help="read the archives in DIR instead of downloading them"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="download the archives to DIR and keep them")
    parser.add_argument(
        "--schemas", type=Path, metavar="DIR", default=HERE.parents[1] / "schemas", help="the tables to check"
    )
    parser.add_argument(
        "--known", type=Path, metavar="FILE", default=HERE / "known.toml", help="the explained differences"
    )
    return parser


def collect(schemas: Path, archives: Path, unpacked: Path) -> tuple[list[Finding], list[str]]:
    """Returns all differences, and the names and versions of the packages that were compared."""
    found = packages.unpack(archives, unpacked)
    ours = tables.read(schemas)
    sdks = [
        python_sdk.read(found["anthropic"].folder),
        typescript_sdk.read(found["@anthropic-ai/sdk"].folder),
    ]
    readers = {
        "litellm": limits.read_litellm,
        "langchain-anthropic": limits.read_langchain,
        "genai-prices": limits.read_genai_prices,
    }
    findings = compare_sdks(ours, sdks)
    for name, read in readers.items():
        findings += compare_limits(ours, read(found[name].folder, found[name].version))
    return findings, [f"{package.name} {package.version}" for package in found.values()]


def run(options: argparse.Namespace) -> int:
    """Makes the comparison and prints it."""
    with tempfile.TemporaryDirectory() as folder:
        archives = options.packages or options.keep or Path(folder, "archives")
        if options.packages is None:
            packages.download(archives)
        findings, versions = collect(options.schemas, archives, Path(folder, "unpacked"))
    outcome = apply_known(findings, read_known(options.known))
    render = report.as_json if options.json else report.as_markdown if options.markdown else report.as_text
    print(render(outcome, versions))
    return DIFFERENCES if outcome.open else SAME


def main() -> int:
    try:
        return run(arguments().parse_args())
    except ReadError as error:
        print(f"facts: {error}", file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
