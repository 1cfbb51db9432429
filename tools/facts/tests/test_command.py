"""The command: archives in, table and exit status out."""

from __future__ import annotations

import contextlib
import io
import json
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

from .. import __main__ as command
from ..findings import Finding, Known, Outcome, apply_known, matches, read_known
from ..packages import _archive
from ..report import as_json, as_markdown, as_text
from ..shapes import ReadError
from .common import DATA, changed

WHEELS = {
    "anthropic-9.1.0-py3-none-any.whl": "python",
    "litellm-1.0-cp310-abi3-any.whl": "litellm",
    "langchain_anthropic-2.0-py3-none-any.whl": "langchain",
    "genai_prices-3.0-py3-none-any.whl": "genai",
}
FOUND = Finding("betas.json", "new-2030-01-01", "missing", "", "beta", ("an SDK",))
ROW = {
    "table": "betas.json",
    "place": "new-*",
    "problem": "missing",
    "reason": "r",
    "source": "s",
    "seen": "2030-01-01",
}


def pack(folder: Path) -> None:
    """Makes archives of the packages in `data/`."""
    for name, content in WHEELS.items():
        with zipfile.ZipFile(folder / name, "w") as wheel:
            for path in sorted((DATA / content).rglob("*")):
                wheel.write(path, path.relative_to(DATA / content))
    with tarfile.open(folder / "anthropic-ai-sdk-8.1.0.tgz", "w:gz") as tarball:
        tarball.add(DATA / "typescript/package", "package")


class Command(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.known = self.folder / "known.toml"
        self.known.write_text("", encoding="utf-8")
        self.archives = self.folder / "archives"
        self.archives.mkdir()
        pack(self.archives)

    def run_command(self, schemas: Path, *options: str) -> tuple[int, str, str]:
        arguments = ["facts", "--packages", str(self.archives), "--schemas", str(schemas), "--known", str(self.known)]
        out, errors = io.StringIO(), io.StringIO()
        argv = mock.patch("sys.argv", [*arguments, *options])
        with argv, contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            status = command.main()
        return status, out.getvalue(), errors.getvalue()

    def changed_schemas(self) -> Path:
        folder = self.folder / "schemas"
        folder.mkdir()
        for name, document in changed("betas.json", "betas/0", ...).items():
            (folder / name).write_text(json.dumps(document), encoding="utf-8")
        return folder

    def test_no_differences(self) -> None:
        status, out, _ = self.run_command(DATA / "schemas")
        self.assertEqual(status, 0)
        self.assertEqual(
            out,
            "no differences. Compared with anthropic 9.1.0, litellm 1.0, langchain-anthropic 2.0, genai-prices 3.0, "
            "@anthropic-ai/sdk 8.1.0.\n",
        )

    def test_a_difference(self) -> None:
        schemas = self.changed_schemas()
        status, out, _ = self.run_command(schemas)
        self.assertEqual(status, 1)
        self.assertIn("betas.json  listed-2030-01-01  missing", out)
        status, out, _ = self.run_command(schemas, "--markdown")
        self.assertEqual(status, 1)
        self.assertIn("| `betas.json` | `listed-2030-01-01` | `missing` |", out)
        status, out, _ = self.run_command(schemas, "--json")
        self.assertEqual(status, 1)
        self.assertEqual([item["place"] for item in json.loads(out)["findings"]], ["listed-2030-01-01"])

    def test_a_known_difference(self) -> None:
        row = "\n".join(f"{key} = {json.dumps(value)}" for key, value in (ROW | {"place": "listed-*"}).items())
        self.known.write_text(f"[[known]]\n{row}\n", encoding="utf-8")
        status, out, _ = self.run_command(self.changed_schemas())
        self.assertEqual(status, 0)
        self.assertIn("no differences; 1 more is explained in known.toml", out)
        status, out, _ = self.run_command(DATA / "schemas")
        self.assertEqual(status, 1)
        self.assertIn("stale", out)

    def test_what_cannot_be_compared(self) -> None:
        status, out, errors = self.run_command(self.folder / "nowhere")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("request.schema.json", errors)
        (self.archives / "anthropic-ai-sdk-8.1.0.tgz").write_bytes(b"not an archive")
        status, _, errors = self.run_command(DATA / "schemas")
        self.assertEqual(status, 2)
        self.assertIn("anthropic-ai-sdk-8.1.0.tgz", errors)

    def test_the_newest_archive_is_read(self) -> None:
        for version in ("9.10.0", "9.9.0"):
            (self.archives / f"anthropic-{version}-py3-none-any.whl").touch()
        self.assertEqual(_archive(self.archives, "anthropic")[1], "9.10.0")
        with self.assertRaises(ReadError):
            _archive(self.folder, "anthropic")


class KnownRows(unittest.TestCase):
    def test_patterns(self) -> None:
        self.assertTrue(matches("*[].a?", "request.messages[].a?"))
        self.assertFalse(matches("a[bc]", "ab"))
        self.assertFalse(matches("a?", "ab"))

    def test_what_a_row_explains(self) -> None:
        cases = [
            ({}, True),
            ({"theirs": "beta"}, True),
            ({"by": "an *"}, True),
            ({"table": "models.json"}, False),
            ({"problem": "different"}, False),
            ({"place": "new"}, False),
            ({"theirs": "model"}, False),
            ({"by": "litellm *"}, False),
        ]
        for change, expected in cases:
            with self.subTest(change):
                outcome = apply_known([FOUND], [Known(**(ROW | change))])
                self.assertEqual(bool(outcome.explained), expected)
                self.assertEqual([item.problem for item in outcome.open], [] if expected else ["missing", "stale"])

    def test_rows_that_are_not_valid(self) -> None:
        for change in ({"seen": "today"}, {"reason": ""}, {"source": ""}, {"problem": "stale"}, {"places": "x"}):
            rows = "\n".join(f"{key} = {json.dumps(value)}" for key, value in (ROW | change).items())
            with tempfile.TemporaryDirectory() as folder, self.subTest(change):
                path = Path(folder, "known.toml")
                path.write_text(f"[[known]]\n{rows}\n", encoding="utf-8")
                with self.assertRaises(ReadError):
                    read_known(path)

    def test_our_rows_are_valid(self) -> None:
        self.assertTrue(read_known(command.HERE / "known.toml"))


class Reports(unittest.TestCase):
    def test_text_of_a_package_is_never_markup(self) -> None:
        hostile = Finding("betas.json", "a|b`c\nd", "missing", "", "@someone <img>", ("an SDK",))
        line = as_markdown(Outcome([hostile], []), ["x 1"]).splitlines()[2]
        self.assertEqual(line, "| `betas.json` | `a/b'c d` | `missing` |  | `@someone <img>` | `an SDK` |")

    def test_long_cells_are_clipped_in_text_only(self) -> None:
        long = Finding("betas.json", "p", "missing", "", "x" * 100, ("an SDK",))
        outcome = Outcome([long], [])
        self.assertNotIn("x" * 100, as_text(outcome, ["x 1"]))
        self.assertIn("x" * 100, as_json(outcome, ["x 1"]))


if __name__ == "__main__":
    unittest.main()
