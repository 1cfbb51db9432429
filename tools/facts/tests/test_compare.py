"""One change of a table at a time, and the finding that it causes."""

from __future__ import annotations

import unittest

from .common import TABLES, changed, compare

REQUEST = "request.schema.json"
TEXT = {"type": "string"}

# The change (table, path, new value or `...` to remove it), and the finding: place, problem, ours, theirs.
CASES = [
    # Request types.
    (REQUEST, "properties/speed", ..., ("request.speed", "missing", "", "optional member")),
    (REQUEST, "properties/preview", ..., ("request.preview", "missing", "", "optional member")),
    (REQUEST, "properties/speed/enum", ["standard", None], ("request.speed", "missing", 'null, "standard"', '"fast"')),
    (
        REQUEST,
        "properties/speed/enum",
        ["standard", "fast"],
        ("request.speed", "different", '"fast", "standard"', "also null"),
    ),
    (
        REQUEST,
        "properties/speed/enum",
        ["standard", "fast", "slow", None],
        ("request.speed", "outdated", '"slow"', 'null, "fast", "standard"'),
    ),
    (
        REQUEST,
        "properties/model",
        {"enum": ["claude-new-2"]},
        ("request.model", "different", '"claude-new-2"', "also string"),
    ),
    (REQUEST, "properties/max_tokens/type", "string", ("request.max_tokens", "different", "string", "also integer")),
    (REQUEST, "properties/extra", TEXT, ("request.extra", "outdated", "member", "")),
    (REQUEST, "properties/messages/type", "object", ("request.messages", "different", "object", "also array")),
    (REQUEST, "required", ["model", "messages"], ("request.max_tokens", "different", "optional", "required")),
    (REQUEST, "required/0", "speed", ("request.speed", "different", "required", "optional")),
    (REQUEST, "$defs/Text/properties/citations", ..., ("Text.citations", "missing", "", "optional member")),
    (REQUEST, "$defs/Text/properties/citations/type", ["array"], ("Text.citations", "different", "array", "also null")),
    (REQUEST, "$defs/Image/properties/data", ..., ("Image.data", "missing", "", "required member")),
    (REQUEST, "$defs/Block/oneOf/1", ..., ("Message.content[]", "missing", "", 'type "image" (ImageBlockParam)')),
    (
        REQUEST,
        "$defs/Fallback/properties/type/const",
        "relay",
        ("Message.content[]", "outdated", 'type "relay"', ""),
    ),
    (REQUEST, "$defs/Fallback/required", ["type"], ("Fallback.from", "different", "optional", "required")),
    (
        REQUEST,
        "$defs/SearchTool/properties/max_uses/else/type",
        "string",
        ("SearchTool.max_uses", "different", "string", "integer, null, numeric"),
    ),
    (
        REQUEST,
        "$defs/SearchTool/properties/allowed_callers/items/enum",
        ["direct"],
        ("SearchTool.allowed_callers[]", "missing", '"direct"', '"code"'),
    ),
    (
        "count-tokens.schema.json",
        "properties/messages",
        ...,
        ("count_tokens.messages", "missing", "", "required member"),
    ),
    ("count-tokens.schema.json", "properties/extra", TEXT, ("count_tokens.extra", "outdated", "member", "")),
    (
        "batch.schema.json",
        "properties/requests/items/required",
        ["params"],
        ("batch.requests[].custom_id", "different", "optional", "required"),
    ),
    # tools.json
    (
        "tools.json",
        "tools/1/type",
        "search_20290101",
        ("search_20300101", "missing", "", "tool type (SearchToolParam, SearchTool)"),
    ),
    ("tools.json", "tools/1/type", "search_20290101", ("search_20290101", "outdated", "tool type", "")),
    (
        "tools.json",
        "tools/1/optional",
        ["max_uses"],
        ("search_20300101.allowed_callers", "missing", "", "optional member"),
    ),
    (
        "tools.json",
        "tools/1/required",
        ["name", "max_uses"],
        ("search_20300101.max_uses", "different", "required", "optional"),
    ),
    ("tools.json", "tools/0/optional", ["strict"], ("custom.strict", "outdated", "member", "")),
    # models.json
    ("models.json", "models/0/id", "claude-new-3", ("claude-new-2", "missing", "", "model")),
    ("models.json", "models/0/id", "claude-new-3", ("claude-new-3", "outdated", "active", "")),
    ("models.json", "models/1/status", "active", ("claude-old-1.status", "different", "active", "deprecated")),
    (
        "models.json",
        "models/0/status",
        "deprecated",
        ("claude-new-2.status", "different", "deprecated", "not deprecated"),
    ),
    (
        "models.json",
        "models/1/retires",
        "2031-01-23",
        ("claude-old-1.retires", "different", "2031-01-23", "2031-01-22"),
    ),
    ("models.json", "models/1/retires", ..., ("claude-old-1.retires", "different", "unknown", "2031-01-22")),
    (
        "models.json",
        "models/1/thinking/enabled",
        "yes",
        ("claude-old-1.thinking.enabled", "different", '"yes"', "deprecated"),
    ),
    ("models.json", "models/0/max_output", 64000, ("claude-new-2.max_output", "different", "64000", "128000")),
    ("models.json", "models/1/context_window", 1, ("claude-old-1.context_window", "different", "1", "200000")),
    # betas.json, platforms.json
    ("betas.json", "betas/0", ..., ("listed-2030-01-01", "missing", "", "beta")),
    (
        "betas.json",
        "betas/3/state",
        "current",
        ("over-2029-01-01", "outdated", "https://pypi.org/project/anthropic/8.0.0/", ""),
    ),
    ("platforms.json", "platforms/0/versions", ["2023-06-01"], ("versions", "missing", "2023-06-01", "2030-01-02")),
]

# Changes that are no difference: our table is wider, or an annotation explains it.
SAME = [
    (REQUEST, "properties/temperature/maximum", 1),
    (REQUEST, "properties/model/type", ["string", "null"]),
    (REQUEST, "properties/hidden", {"x-doubtful": False}),
    (REQUEST, "$defs/Text/additionalProperties", False),
    ("models.json", "models/0/max_output", ...),
    ("models.json", "models/1/aliases", []),
    ("betas.json", "betas/2/source", ["https://pypi.org/project/litellm/1.0/"]),
]


class Compare(unittest.TestCase):
    def test_equal_tables(self) -> None:
        self.assertEqual(compare(TABLES), [])

    def test_one_change(self) -> None:
        for table, path, value, expected in CASES:
            with self.subTest(table=table, path=path):
                found = compare(changed(table, path, value))
                rows = {(item.table, item.place, item.problem, item.ours, item.theirs) for item in found}
                self.assertIn((table, *expected), rows)
                self.assertTrue(all(item.sources for item in found))

    def test_no_difference(self) -> None:
        for table, path, value in SAME:
            with self.subTest(table=table, path=path):
                self.assertEqual(compare(changed(table, path, value)), [])

    def test_the_sources_that_differ_are_named(self) -> None:
        [found] = compare(changed("models.json", "models/0/max_output", 64000))
        self.assertEqual(found.sources, ("litellm 1.0", "langchain-anthropic 2.0 (models.dev)"))
        [found] = compare(changed(REQUEST, "properties/preview", ...))
        self.assertEqual(found.sources, ("python beta", "typescript beta"))


if __name__ == "__main__":
    unittest.main()
