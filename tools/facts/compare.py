"""Compares the tables with an SDK and with tables of limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from . import tables as schemas
from .findings import DIFFERENT, MISSING, OUTDATED, Finding
from .limits import Limits
from .shapes import Field, Object, Sdk, Shape, merge, union
from .tables import Json, Tables

# Members that tell the forms of an object apart.
TAGS = ("type", "role")
REQUIRED = ("optional", "required")
Theirs = Mapping[str, Shape]
Forms = Sequence[Object]


def compare_sdks(ours: Tables, sdks: Iterable[Sdk]) -> list[Finding]:
    """Compares everything that the SDKs say."""
    sdks = list(sdks)
    findings = [*requests(ours, sdks), *tools(ours, sdks)]
    for sdk in sdks:
        findings += [*models(ours, sdk), *betas(ours, sdk), *versions(ours, sdk)]
    findings += [*outdated_models(ours, sdks), *outdated_betas(ours, sdks)]
    return findings


# Request types


def requests(ours: Tables, sdks: list[Sdk]) -> list[Finding]:
    """Compares the request types of all SDKs with the schemas."""
    create = _of_all(sdks, "create")
    batch = _of_all(sdks, "batch")
    # The items of a batch are requests, too.
    create = {source: union([shape, _batch_items(batch[source])]) for source, shape in create.items()}
    walk = _Walk()
    walk.compare(schemas.REQUEST, "request", ours.create, create)
    walk.compare(schemas.COUNT_TOKENS, "count_tokens", ours.count_tokens, _of_all(sdks, "count_tokens"))
    walk.compare(schemas.BATCH, "batch", ours.batch, batch)
    return walk.findings


def _of_all(sdks: list[Sdk], name: str) -> dict[str, Shape]:
    return {source: shape for sdk in sdks for source, shape in getattr(sdk.requests, name).items()}


def _batch_items(batch: Shape) -> Shape:
    """Returns the type of `requests[].params`."""
    items = [array.shape for form in batch.objects for array in form.fields["requests"].shape.arrays]
    return union(form.fields["params"].shape for item in items for form in item.objects)


@dataclass
class _Walk:
    """Walks through a schema and the types of all SDKs at the same time.

    What one SDK has and the schema does not is missing. What the schema has and no SDK is outdated. Places are named after the
    definition in the schema, so that each is compared once for the same types.
    """

    findings: list[Finding] = field(default_factory=list)
    visited: set[tuple[object, ...]] = field(default_factory=set)

    def compare(self, table: str, place: str, ours: Shape, theirs: Theirs) -> None:
        theirs = {source: shape for source, shape in theirs.items() if not shape.anything}
        if ours.anything or not theirs:
            return
        self.findings += [*_missing_types(table, place, ours, theirs), *_outdated_types(table, place, ours, theirs)]
        if ours.arrays:
            items = {source: _items(shape) for source, shape in theirs.items() if shape.arrays}
            self.compare(table, f"{place}[]", _items(ours), items)
        forms = {source: shape.objects for source, shape in theirs.items() if shape.objects}
        if ours.objects and forms:
            self.forms(table, place, ours.objects, forms)

    def forms(self, table: str, place: str, ours: Forms, theirs: Mapping[str, Forms]) -> None:
        """Compares the forms of an object, each with those that have the same tag."""
        tag = _tag(ours, [form for forms in theirs.values() for form in forms])
        own = _by_tag(ours, tag)
        if tag is None or len(own) == 1:
            self.object(merge(ours), {source: merge(forms) for source, forms in theirs.items()})
            return
        others = {source: _by_tag(forms, tag) for source, forms in theirs.items()}
        for value in dict.fromkeys(value for forms in others.values() for value in forms):
            having = {source: forms[value] for source, forms in others.items() if value in forms}
            if value in own:
                pairs = {source: merge(_most_specific(forms, tag)) for source, forms in having.items()}
                self.object(merge(_most_specific(own[value], tag)), pairs, tag)
            else:
                names = ", ".join(dict.fromkeys(form.name for forms in having.values() for form in forms))
                self.findings.append(Finding(table, place, MISSING, "", f"{tag} {value} ({names})", tuple(having)))
        for value in own:
            if value and not any(value in forms for forms in others.values()):
                self.findings.append(Finding(table, place, OUTDATED, f"{tag} {value}", "", tuple(others)))

    def object(self, ours: Object, theirs: Mapping[str, Object], tag: str = "") -> None:
        """Compares the members of an object. Those of the tag are compared already."""
        key = (ours.table, ours.name, tuple((source, form.name) for source, form in theirs.items()))
        if key in self.visited:
            return
        self.visited.add(key)
        if ours.values is not None:
            values = {source: form.values.shape for source, form in theirs.items() if form.values is not None}
            self.compare(ours.table, f"{ours.name}.*", ours.values.shape, values)
        if not ours.fields:
            return
        for name in dict.fromkeys(name for form in theirs.values() for name in form.fields):
            having = {source: form.fields[name] for source, form in theirs.items() if name in form.fields}
            self.member(ours, name, having, is_tag=name == tag)
        self.findings += _outdated_members(ours, theirs)

    def member(self, ours: Object, name: str, theirs: Mapping[str, Field], is_tag: bool) -> None:
        table, place = ours.table, f"{ours.name}.{name}"
        own = ours.fields.get(name)
        if own is None:
            words = REQUIRED[all(member.required for member in theirs.values())]
            self.findings.append(Finding(table, place, MISSING, "", f"{words} member", tuple(theirs)))
            return
        self.findings += _required(table, place, own.required, theirs)
        if not is_tag:
            self.compare(table, place, own.shape, {source: member.shape for source, member in theirs.items()})


def _required(table: str, place: str, ours: bool, theirs: Mapping[str, Field]) -> Iterator[Finding]:
    """Finds a member that every source requires and the table does not, or the other way round."""
    if all(member.required != ours for member in theirs.values()):
        yield Finding(table, place, DIFFERENT, REQUIRED[ours], REQUIRED[not ours], tuple(theirs))


def _outdated_members(ours: Object, theirs: Mapping[str, Object]) -> Iterator[Finding]:
    if not all(form.fields for form in theirs.values()):
        return
    for name, member in ours.fields.items():
        if (member.required or not member.explained) and not any(name in form.fields for form in theirs.values()):
            stated = f"member ({member.source})" if member.source else "member"
            yield Finding(ours.table, f"{ours.name}.{name}", OUTDATED, stated, "", tuple(theirs))


def _missing_types(table: str, place: str, ours: Shape, theirs: Theirs) -> Iterator[Finding]:
    """Finds types and values that an SDK has and the table does not."""
    stated = describe(ours)
    for source, shape in theirs.items():
        for kind in sorted(shape.kinds):
            if not ours.accepts_kind(kind):
                yield Finding(table, place, DIFFERENT, stated, f"also {kind}", (source,))
        for text in sorted(shape.literals):
            if not ours.accepts_literal(text):
                yield Finding(table, place, MISSING, stated, text, (source,))
        if shape.arrays and not ours.arrays:
            yield Finding(table, place, DIFFERENT, stated, "also array", (source,))
        if shape.is_object and not ours.is_object:
            yield Finding(table, place, DIFFERENT, stated, "also object", (source,))


def _outdated_types(table: str, place: str, ours: Shape, theirs: Theirs) -> Iterator[Finding]:
    """Finds types and values that the table has and no SDK. That the table also accepts null is not a difference."""
    together, sources = union(theirs.values()), tuple(theirs)
    stated = describe(together)
    for text in sorted(ours.literals):
        if not together.accepts_literal(text):
            yield Finding(table, place, OUTDATED, text, stated, sources)
    for kind in sorted(ours.kinds - {"null"}):
        if not together.accepts_kind(kind):
            yield Finding(table, place, DIFFERENT, kind, stated, sources)
    if ours.arrays and not together.arrays:
        yield Finding(table, place, DIFFERENT, "array", stated, sources)
    if ours.is_object and not together.is_object:
        yield Finding(table, place, DIFFERENT, "object", stated, sources)


def _items(shape: Shape) -> Shape:
    return union(array.shape for array in shape.arrays)


def describe(shape: Shape) -> str:
    """Returns a shape in a few words."""
    if shape.anything:
        return "anything"
    words = [*sorted(shape.kinds), *sorted(shape.literals)]
    words += ["array"] if shape.arrays else []
    words += ["object"] if shape.is_object else []
    return ", ".join(words) or "nothing"


def _tag(ours: Iterable[Object], theirs: Iterable[Object]) -> str | None:
    """Returns the member that tells the forms apart."""
    for tag in TAGS:
        if any(_tag_values(form, tag) for form in ours) and any(_tag_values(form, tag) for form in theirs):
            return tag
    return None


def _tag_values(form: Object, tag: str | None) -> list[str]:
    if tag is None or tag not in form.fields:
        return []
    shape = form.fields[tag].shape
    return [] if shape.anything or shape.kinds - {"null"} else sorted(shape.literals)


def _by_tag(forms: Iterable[Object], tag: str | None) -> dict[str, list[Object]]:
    """Groups the forms by the value of their tag. A form without a tag has the key ''."""
    groups: dict[str, list[Object]] = {}
    for form in forms:
        for value in _tag_values(form, tag) or [""]:
            groups.setdefault(value, []).append(form)
    return groups


def _most_specific(forms: list[Object], tag: str | None) -> list[Object]:
    """Returns the forms with the fewest values of the tag: those that were written for this value."""
    fewest = min(len(_tag_values(form, tag)) for form in forms)
    return [form for form in forms if len(_tag_values(form, tag)) == fewest]


# tools.json


def tools(ours: Tables, sdks: list[Sdk]) -> Iterator[Finding]:
    """Compares the types of tools and their members with `tools.json`."""
    rows = {row["type"]: row for row in ours.tools}
    found: dict[str, dict[str, list[Object]]] = {}
    for sdk in sdks:
        for source, shape in sdk.requests.create.items():
            for value, forms in _tools_of(shape).items():
                found.setdefault(value, {})[source] = forms
    for value, forms_by_source in found.items():
        if value not in rows and not _is_undated(value, rows):
            names = ", ".join(dict.fromkeys(form.name for forms in forms_by_source.values() for form in forms))
            yield Finding("tools.json", value, MISSING, "", f"tool type ({names})", tuple(forms_by_source))
    sources = tuple(source for sdk in sdks for source in sdk.requests.create)
    for value, row in rows.items():
        if value not in found:
            yield Finding("tools.json", value, OUTDATED, "tool type", "", sources)
            continue
        yield from _tool_members(row, {source: merge(forms) for source, forms in found[value].items()})


def _tools_of(shape: Shape) -> dict[str, list[Object]]:
    forms = [form for root in shape.objects for item in _arrays_of(root, "tools") for form in item.objects]
    groups = _by_tag(_unique(forms), "type")
    return {json.loads(value) if value else "custom": group for value, group in groups.items()}


def _unique(forms: Iterable[Object]) -> list[Object]:
    return list({form.name: form for form in forms}.values())


def _arrays_of(form: Object, name: str) -> list[Shape]:
    return [array.shape for array in form.fields[name].shape.arrays] if name in form.fields else []


def _is_undated(value: str, rows: Iterable[str]) -> bool:
    """Tells whether this type is the name without a date of a type that is in the table."""
    return any(row.startswith(f"{value}_") and row[len(value) + 1 :].isdigit() for row in rows)


def _tool_members(row: Json, forms: Mapping[str, Object]) -> Iterator[Finding]:
    required, optional = set(row["required"]), set(row["optional"])
    for name in sorted({name for form in forms.values() for name in form.fields} - {"type"}):
        having = {source: form.fields[name] for source, form in forms.items() if name in form.fields}
        place = f"{row['type']}.{name}"
        if name not in required | optional:
            word = REQUIRED[any(member.required for member in having.values())]
            yield Finding("tools.json", place, MISSING, "", f"{word} member", tuple(having))
            continue
        yield from _required("tools.json", place, name in required, having)
    for name in sorted(required | optional):
        if not any(name in form.fields for form in forms.values()):
            yield Finding("tools.json", f"{row['type']}.{name}", OUTDATED, "member", "", tuple(forms))


# models.json, betas.json, platforms.json


def models(ours: Tables, sdk: Sdk) -> Iterator[Finding]:
    """Compares model names, deprecations and the models on which manual thinking is deprecated."""
    rows = rows_by_model(ours.models)
    for model in sorted(sdk.models | sdk.deprecated.keys() | sdk.thinking_deprecated):
        if model not in rows:
            yield Finding("models.json", model, MISSING, "", "model", (sdk.name,))
    for model, day in sorted(sdk.deprecated.items()):
        row = rows.get(model)
        if row is None:
            continue
        if row["status"] not in ("deprecated", "retired"):
            yield Finding("models.json", f"{row['id']}.status", DIFFERENT, row["status"], "deprecated", (sdk.name,))
        if row.get("retires") != day:
            stated = row.get("retires", "unknown")
            yield Finding("models.json", f"{row['id']}.retires", DIFFERENT, stated, day, (sdk.name,))
    for model in sorted(sdk.thinking_deprecated & rows.keys()):
        row = rows[model]
        enabled = row["thinking"].get("enabled")
        if not (isinstance(enabled, dict) and enabled.get("deprecated")) and enabled != "no":
            place = f"{row['id']}.thinking.enabled"
            yield Finding("models.json", place, DIFFERENT, json.dumps(enabled), "deprecated", (sdk.name,))
    for row in ours.models:
        names = {row["id"], *row.get("aliases", [])}
        if row["status"] == "deprecated" and not names & sdk.deprecated.keys():
            yield Finding("models.json", f"{row['id']}.status", DIFFERENT, "deprecated", "not deprecated", (sdk.name,))


def rows_by_model(models: Iterable[Json]) -> dict[str, Json]:
    """Returns the rows by model ID and alias."""
    return {name: row for row in models for name in (row["id"], *row.get("aliases", []))}


def outdated_models(ours: Tables, sdks: list[Sdk]) -> Iterator[Finding]:
    """Finds models that the table says are served and that no SDK lists."""
    listed = frozenset().union(*(sdk.models for sdk in sdks))
    for row in ours.models:
        for name in (row["id"], *row.get("aliases", [])):
            if row["status"] != "retired" and name not in listed:
                yield Finding("models.json", name, OUTDATED, row["status"], "", tuple(sdk.name for sdk in sdks))


def betas(ours: Tables, sdk: Sdk) -> Iterator[Finding]:
    """Finds betas that only the SDK has."""
    known = {row["value"] for row in ours.betas}
    for value in sorted(sdk.betas - known):
        yield Finding("betas.json", value, MISSING, "", "beta", (sdk.name,))


def outdated_betas(ours: Tables, sdks: list[Sdk]) -> Iterator[Finding]:
    """Finds betas that are said to be in use, for which the SDK is the only source, and that no SDK has any more."""
    listed = frozenset().union(*(sdk.betas for sdk in sdks))
    packages = ("https://pypi.org/project/anthropic/", "https://www.npmjs.com/package/@anthropic-ai/sdk")
    for row in ours.betas:
        cited = schemas.sources(row)
        if row["value"] in listed or row["state"] == "ended":
            continue
        if cited and all(source.startswith(packages) for source in cited):
            yield Finding("betas.json", row["value"], OUTDATED, ", ".join(cited), "", tuple(sdk.name for sdk in sdks))


def versions(ours: Tables, sdk: Sdk) -> Iterator[Finding]:
    """Finds an API version that only the SDK has."""
    if sdk.api_version and sdk.api_version not in ours.versions:
        yield Finding(
            "platforms.json", "versions", MISSING, ", ".join(sorted(ours.versions)), sdk.api_version, (sdk.name,)
        )


# Limits


def compare_limits(ours: Tables, limits: Limits) -> Iterator[Finding]:
    """Compares a public table of limits with `models.json`."""
    rows = rows_by_model(ours.models)
    for model, theirs in sorted(limits.models.items()):
        row = rows.get(model)
        if row is None:
            if limits.has_ids:
                yield Finding("models.json", model, MISSING, "", "model", (limits.name,))
            continue
        for name, value in theirs.items():
            if name in row and row[name] != value:
                place = f"{row['id']}.{name}"
                yield Finding("models.json", place, DIFFERENT, str(row[name]), str(value), (limits.name,))
            elif name not in row and name == "retires":
                yield Finding("models.json", f"{row['id']}.retires", DIFFERENT, "unknown", str(value), (limits.name,))
