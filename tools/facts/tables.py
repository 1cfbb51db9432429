"""Reads the tables in `schemas/`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .shapes import ANYTHING, Field, Object, ReadError, Shape, literal, union

REQUEST = "request.schema.json"
COUNT_TOKENS = "count-tokens.schema.json"
BATCH = "batch.schema.json"
FILES = (REQUEST, COUNT_TOKENS, BATCH, "models.json", "betas.json", "tools.json", "platforms.json")
# Keywords that decide the shape of a value. All others are limits, annotations or comments.
SHAPING = {"$ref", "type", "enum", "const", "oneOf", "anyOf", "properties", "items", "additionalProperties", "if"}
UNSUPPORTED = {
    "allOf",
    "dependentSchemas",
    "dependentRequired",
    "patternProperties",
    "prefixItems",
    "unevaluatedProperties",
}
# An object of a JSON document.
Json = dict[str, Any]
ALL_KINDS = ("string", "integer", "number", "boolean", "null")


@dataclass(frozen=True)
class Tables:
    """The tables, as the comparisons need them."""

    create: Shape
    count_tokens: Shape
    batch: Shape
    models: list[Json]
    betas: list[Json]
    tools: list[Json]
    # The values of `anthropic-version` that some platform accepts.
    versions: frozenset[str]


def read(folder: Path) -> Tables:
    """Reads the tables from the folder `schemas`."""
    return from_documents({name: _load(folder / name) for name in FILES})


def from_documents(documents: Mapping[str, Json]) -> Tables:
    """Returns the tables of JSON documents, by file name."""
    schemas = Schemas({name: documents[name] for name in (REQUEST, COUNT_TOKENS, BATCH)})
    platforms = documents["platforms.json"]["platforms"]
    return Tables(
        create=schemas.shape(REQUEST, "request"),
        count_tokens=schemas.shape(COUNT_TOKENS, "count_tokens"),
        batch=schemas.shape(BATCH, "batch"),
        models=documents["models.json"]["models"],
        betas=documents["betas.json"]["betas"],
        tools=documents["tools.json"]["tools"],
        versions=frozenset(version for row in platforms for version in row.get("versions", [])),
    )


def _load(path: Path) -> Json:
    try:
        document: Json = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: {error}") from error
    return document


def sources(row: Mapping[str, Any]) -> list[str]:
    """Returns the sources of a row or of a part of a schema."""
    found = row.get("source") or row.get("x-source") or []
    return [found] if isinstance(found, str) else list(found)


class Schemas:
    """JSON Schemas that refer to each other, as shapes."""

    def __init__(self, files: Mapping[str, Json]) -> None:
        self.files = files

    def shape(self, file: str, name: str) -> Shape:
        """Returns the shape of a whole file. `name` is the name of its root in findings."""
        return _Node(self, file, name).shape(self.files[file])

    def resolve(self, file: str, reference: str) -> tuple[str, str, Json]:
        """Returns the file, the name and the schema that a `$ref` leads to."""
        target, _, pointer = reference.partition("#")
        target = target or file
        node: Json = self.files[target]
        steps = [step for step in pointer.split("/") if step]
        for step in steps:
            if step not in node:
                raise ReadError(f"{file}: {reference} leads nowhere")
            node = node[step]
        name = steps[-1] if steps[:1] == ["$defs"] else ".".join(["request", *steps[1:]])
        return target, name, node


@dataclass(frozen=True)
class _Node:
    """Reads one part of a schema. `name` is its place in findings."""

    schemas: Schemas
    file: str
    name: str

    def shape(self, node: Json | bool) -> Shape:
        if node is True or (isinstance(node, dict) and not SHAPING & node.keys()):
            return ANYTHING
        if node is False:
            return Shape()
        if UNSUPPORTED & node.keys():
            raise ReadError(f"{self.file}: {self.name}: unknown keywords {sorted(UNSUPPORTED & node.keys())}")
        base = self.unconditional(node)
        return self.conditional(node, base) if "if" in node else base

    def unconditional(self, node: Json) -> Shape:
        """The shape without `if`."""
        if "$ref" in node:
            file, name, target = self.schemas.resolve(self.file, node["$ref"])
            found = _Node(self.schemas, file, name).shape(target)
            return _narrow(found, _types(node)) if "type" in node else found
        for keyword in ("oneOf", "anyOf"):
            if keyword in node:
                return union(self.shape(part) for part in node[keyword])
        if "const" in node or "enum" in node:
            return self.literals(node["enum"] if "enum" in node else [node["const"]])
        types = _types(node) if "type" in node else [*ALL_KINDS, "array", "object"]
        if "type" not in node and not {"properties", "items"} & node.keys():
            return ANYTHING
        return Shape(
            kinds=frozenset(kind for kind in types if kind in ALL_KINDS),
            arrays=(self.field(node.get("items", True), f"{self.name}[]"),) if "array" in types else (),
            objects=self.objects(node) if "object" in types else (),
            open_object="object" in types and "properties" not in node,
        )

    def literals(self, values: Iterable[object]) -> Shape:
        kinds = frozenset({"null"}) if None in values else frozenset()
        return union([Shape(kinds=kinds, literals=frozenset(literal(value) for value in values if value is not None))])

    def objects(self, node: Json) -> tuple[Object, ...]:
        required = set(node.get("required", []))
        fields = {
            key: self.field(part, f"{self.name}.{key}", key in required)
            for key, part in node.get("properties", {}).items()
        }
        others = node.get("additionalProperties")
        values = self.field(others, f"{self.name}.*") if isinstance(others, dict) else None
        return (Object(self.name, fields, values, self.file),)

    def field(self, node: Json | bool, name: str, required: bool = False) -> Field:
        annotations = node if isinstance(node, dict) else {}
        if "$ref" in annotations:
            annotations = self.schemas.resolve(self.file, annotations["$ref"])[2] | annotations
        return Field(
            read=lambda: _Node(self.schemas, self.file, name).shape(node),
            required=required,
            explained=_explanation(annotations),
            source="; ".join(sources(annotations)),
        )

    def conditional(self, node: Json, base: Shape) -> Shape:
        """Applies `if`, `then` and `else`. A condition on the type divides the values; any other gives a union."""
        condition, then, other = node["if"], node.get("then", True), node.get("else", True)
        if set(condition) == {"type"}:
            types = _types(condition)
            inside = self.branch(then, _narrow(base, types), lambda shape: _narrow(shape, types))
            outside = self.branch(other, _exclude(base, types), lambda shape: _exclude(shape, types))
            return union([inside, outside])
        parts = [self.branch(part, base, lambda shape: shape) for part in (then, other)]
        return union(parts)

    def branch(self, node: Json | bool, base: Shape, restrict: Callable[[Shape], Shape]) -> Shape:
        found = self.shape(node)
        return base if found.anything else restrict(found)


def _types(node: Json) -> list[str]:
    return [node["type"]] if isinstance(node["type"], str) else list(node["type"])


def _narrow(shape: Shape, types: list[str]) -> Shape:
    """Returns the part of the shape that has one of these JSON types."""
    if shape.anything:
        shape = Shape(kinds=frozenset(ALL_KINDS), open_object=True)
    return Shape(
        kinds=shape.kinds & set(types),
        literals=shape.literals,
        arrays=shape.arrays if "array" in types else (),
        objects=shape.objects if "object" in types else (),
        open_object=shape.open_object and "object" in types,
    )


def _exclude(shape: Shape, types: list[str]) -> Shape:
    if shape.anything:
        return shape
    return _narrow(shape, [kind for kind in [*ALL_KINDS, "array", "object"] if kind not in types])


def _explanation(node: Mapping[str, object]) -> str:
    """Returns why a member is in the schema although the SDK does not have it, if an annotation says so."""
    if "x-where" in node:
        return "only in the body on some platforms"
    if "x-removed-in" in node:
        return "removed in a later API version"
    if node.get("x-doubtful") is False:
        return "known, but doubtful"
    return ""
