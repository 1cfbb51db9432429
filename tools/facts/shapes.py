"""The common form of a type: what the readers produce and `compare` compares.

A reader turns a type of its language (a Python annotation, a TypeScript type, a JSON Schema) into a `Shape`. Members of
objects are read on demand, because the types are recursive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


class ReadError(Exception):
    """A source has a form that its reader does not understand. The comparison would be incomplete without it."""


def literal(value: object) -> str:
    """Returns the JSON text of a literal, which, unlike the value, differs between `1` and `True`."""
    return json.dumps(value, ensure_ascii=False)


KIND_OF = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def kind_of_literal(text: str) -> str:
    """Returns the kind of a literal, given as JSON text."""
    return KIND_OF[type(json.loads(text))]


@dataclass(frozen=True)
class Field:
    """A member of an object."""

    read: Callable[[], Shape]
    required: bool = False
    # Why our table has this member although the SDK does not: an annotation of the schema, or nothing.
    explained: str = ""
    # Where our table found it (`x-source`).
    source: str = ""

    @cached_property
    def shape(self) -> Shape:
        return self.read()


@dataclass(frozen=True)
class Object:
    """One form that an object can have."""

    name: str
    fields: Mapping[str, Field]
    # The type of members that are not listed, where the type is that of a map.
    values: Field | None = None
    # The file in `schemas/` that has it.
    table: str = ""


@dataclass(frozen=True)
class Shape:
    """A union of types. An empty shape accepts nothing."""

    anything: bool = False
    # `string`, `integer`, `number`, `boolean`, `null`, and `numeric` for a type that does not tell integers from floats.
    kinds: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()
    arrays: tuple[Field, ...] = ()
    objects: tuple[Object, ...] = ()
    # Accepts objects with members that are not listed.
    open_object: bool = False

    @cached_property
    def is_object(self) -> bool:
        return self.open_object or bool(self.objects)

    def accepts_kind(self, kind: str) -> bool:
        """Tells whether every value of this kind is accepted."""
        if self.anything or kind in self.kinds:
            return True
        if kind == "integer":
            return bool(self.kinds & {"number", "numeric"})
        if kind == "number":
            return "numeric" in self.kinds
        if kind == "numeric":
            return bool(self.kinds & {"number", "integer"})
        return False

    def accepts_literal(self, text: str) -> bool:
        """Tells whether this literal is accepted."""
        return text in self.literals or self.accepts_kind(kind_of_literal(text))


ANYTHING = Shape(anything=True)


def union(shapes: Iterable[Shape]) -> Shape:
    """Returns the union of the shapes."""
    parts = list(shapes)
    kinds = frozenset().union(*(part.kinds for part in parts))
    literals = frozenset().union(*(part.literals for part in parts))
    if {"true", "false"} <= literals:
        kinds |= {"boolean"}
        literals -= {"true", "false"}
    return Shape(
        anything=any(part.anything for part in parts),
        kinds=kinds,
        literals=literals,
        arrays=tuple(array for part in parts for array in part.arrays),
        objects=tuple(item for part in parts for item in part.objects),
        open_object=any(part.open_object for part in parts),
    )


def merge(objects: Iterable[Object]) -> Object:
    """Returns one object with the members of all. A member is required if every one of the objects requires it."""
    forms = list(objects)
    if len(forms) == 1:
        return forms[0]
    names = dict.fromkeys(name for form in forms for name in form.fields)
    fields = {name: _merge_fields([form.fields.get(name) for form in forms]) for name in names}
    maps = [form.values for form in forms if form.values is not None]
    return Object(
        " | ".join(dict.fromkeys(form.name for form in forms)), fields, maps[0] if maps else None, forms[0].table
    )


def _merge_fields(fields: list[Field | None]) -> Field:
    present = [item for item in fields if item is not None]
    if len(fields) == 1:
        return present[0]
    return Field(
        read=lambda: union(item.shape for item in present),
        required=all(item is not None and item.required for item in fields),
        explained=next((item.explained for item in present if item.explained), ""),
        source=next((item.source for item in present if item.source), ""),
    )


@dataclass(frozen=True)
class Requests:
    """The request types of one SDK, by source: its stable types and those of its `beta` namespace."""

    create: Mapping[str, Shape]
    count_tokens: Mapping[str, Shape]
    batch: Mapping[str, Shape]


@dataclass(frozen=True)
class Sdk:
    """What is read from an official SDK."""

    name: str
    version: str
    url: str
    requests: Requests
    models: frozenset[str]
    # Model to the date on which it retires, as `YYYY-MM-DD`.
    deprecated: Mapping[str, str]
    # The beta names that it lists or mentions anywhere.
    betas: frozenset[str]
    api_version: str = ""
    # Models for which the SDK warns that `thinking.type: "enabled"` is deprecated.
    thinking_deprecated: frozenset[str] = field(default_factory=frozenset)


BETA_NAME = re.compile(r"""["'`]([a-z0-9][a-z0-9-]*-20\d\d-\d\d-\d\d)["'`]""")


def mentioned_betas(files: Iterable[Path]) -> frozenset[str]:
    """Returns the beta names that are quoted in source files. Some are not in the SDK's list of betas."""
    return frozenset(name for path in files for name in BETA_NAME.findall(path.read_text(encoding="utf-8")))
