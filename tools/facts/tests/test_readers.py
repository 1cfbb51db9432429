"""What the readers make of an SDK."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from .. import python_sdk, tables, typescript_sdk
from ..compare import describe
from ..dates import iso_date
from ..shapes import ReadError, Shape
from .common import DATA, all_limits, sdks


def member(shape: Shape, *names: str) -> Shape:
    """Follows members of objects and, with `[]`, items of arrays. Where there are several forms, the first that has it."""
    for name in names:
        if name == "[]":
            shape = shape.arrays[0].shape
        else:
            shape = next(form for form in shape.objects if name in form.fields).fields[name].shape
    return shape


class Sdks(unittest.TestCase):
    def test_names_and_dates(self) -> None:
        for sdk, version in zip(sdks(), ("9.1.0", "8.1.0")):
            with self.subTest(sdk.name):
                self.assertEqual(sdk.version, version)
                self.assertEqual(sdk.models, {"claude-new-2", "claude-old-1"})
                self.assertEqual(sdk.deprecated, {"claude-old-1": "2031-01-22"})
                self.assertEqual(sdk.thinking_deprecated, {"claude-old-1"})

    def test_betas_that_are_listed_or_only_mentioned(self) -> None:
        for sdk in sdks():
            self.assertEqual(sdk.betas, {"listed-2030-01-01", "mentioned-2030-02-02"}, sdk.name)

    def test_members_of_a_request(self) -> None:
        cases = [
            (("model",), "string"),
            (("speed",), '"fast", "standard"'),
            (("messages",), "array"),
            (("messages", "[]", "role"), '"assistant", "user"'),
            (("messages", "[]", "content"), "string, array"),
            (("messages", "[]", "content", "[]", "citations"), "null, array"),
            (("messages", "[]", "content", "[]", "from"), "string"),
            (("messages", "[]", "content", "[]", "trigger"), "anything"),
            (("tools", "[]", "input_schema"), "object"),
            (("tools", "[]", "allowed_callers", "[]"), '"code", "direct"'),
        ]
        for sdk in sdks():
            for source, shape in sdk.requests.create.items():
                for names, expected in cases:
                    with self.subTest(source=source, member=names):
                        self.assertIn(expected, describe(member(shape, *names)))

    def test_headers_are_not_members(self) -> None:
        for sdk in sdks():
            for source, shape in sdk.requests.create.items():
                names = {name for form in shape.objects for name in form.fields}
                self.assertFalse({"betas", "user_profile_id"} & names, source)
                self.assertEqual("preview" in names, "beta" in source, source)

    def test_required_members(self) -> None:
        for sdk in sdks():
            for source, shape in sdk.requests.create.items():
                required = {name for form in shape.objects for name, part in form.fields.items() if part.required}
                self.assertLessEqual({"model", "max_tokens", "messages"}, required, source)
                self.assertNotIn("speed", required, source)


class Unknown(unittest.TestCase):
    """A form that a reader does not know is an error: without it, the comparison would be incomplete."""

    def test_python_annotation(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.py")
            for text in ("A: TypeAlias = Callable[[int], str]", "A: TypeAlias = Missing", "A: TypeAlias = x.y"):
                path.write_text(text, encoding="utf-8")
                with self.subTest(text), self.assertRaises(ReadError):
                    python_sdk._Types({}).named(path, "A")

    def test_typescript_type(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.d.ts")
            for text in ("keyof B", "B<string>", "() => void", "Missing", "A2['member']"):
                path.write_text(f"export type A = {text};\nexport interface A2 {{ member: string }}", encoding="utf-8")
                with self.subTest(text), self.assertRaises(ReadError):
                    typescript_sdk._Files().named(path, ["A"])

    def test_schema_keyword(self) -> None:
        schemas = tables.Schemas({"a.json": {"type": "object", "patternProperties": {"x": True}}})
        with self.assertRaises(ReadError):
            schemas.shape("a.json", "a")

    def test_missing_files(self) -> None:
        for reader in (python_sdk.read, typescript_sdk.read, tables.read):
            with self.subTest(reader.__module__), self.assertRaises(ReadError):
                reader(DATA / "nowhere")


class Conditions(unittest.TestCase):
    """`if` in a schema."""

    def test_shapes(self) -> None:
        text, array = {"type": "string"}, {"type": "array", "items": {"type": "integer"}}
        cases: list[tuple[tables.Json, str]] = [
            ({"if": {"type": "null"}, "else": text}, "null, string"),
            ({"type": ["string", "null"], "if": {"type": "string"}, "then": {"const": "a"}}, 'null, "a"'),
            (
                {"type": ["string", "object"], "if": {"type": "object"}, "then": {"properties": {"a": True}}},
                "string, object",
            ),
            (
                {"type": "object", "properties": {"a": text}, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
                "object",
            ),
            ({"if": {"properties": {"a": {"const": 1}}}, "then": text, "else": array}, "string, array"),
        ]
        for schema, expected in cases:
            with self.subTest(schema):
                shape = tables.Schemas({"a.json": schema}).shape("a.json", "a")
                self.assertEqual(describe(shape), expected)


class Limits(unittest.TestCase):
    def test_values(self) -> None:
        litellm, langchain, genai = all_limits()
        self.assertEqual(
            litellm.models["claude-old-1"], {"context_window": 200000, "max_output": 64000, "retires": "2031-01-22"}
        )
        self.assertEqual(set(litellm.models), {"claude-new-2", "claude-old-1"})
        self.assertEqual(langchain.models, {"claude-new-2": {"context_window": 1000000, "max_output": 128000}})
        self.assertEqual(genai.models["claude-old-1"], {"context_window": 200000})
        self.assertNotIn("claude-new-2", genai.models)

    def test_dates(self) -> None:
        for text, expected in (
            ("November 30th, 2026", "2026-11-30"),
            ("January 1st, 2027", "2027-01-01"),
            ("June 9 2026", "2026-06-09"),
            ("2026-06-09", "2026-06-09"),
        ):
            self.assertEqual(iso_date(text), expected)
        for text in ("soon", "Spring 9, 2026", "2026-6-9"):
            with self.subTest(text), self.assertRaises(ReadError):
                iso_date(text)


if __name__ == "__main__":
    unittest.main()
