"""Reads the `anthropic` package from PyPI. Nothing is imported: the sources are parsed."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from .dates import iso_date
from .shapes import ANYTHING, Field, Object, ReadError, Requests, Sdk, Shape, literal, mentioned_betas, union

KINDS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
ARRAYS = {"List", "Iterable", "Sequence", "SequenceNotStr", "list"}
MAPS = {"Dict", "Mapping", "dict"}
# What only a client can use: open files, types of the user, markers for absent arguments.
ANY_NAMES = {"object", "Any"}
CLIENT_NAMES = {"Base64FileInput", "FileTypes", "Omit", "NotGiven"}
CLIENT_MODULES = {"_types"}


def read(folder: Path) -> Sdk:
    """Reads the SDK from the folder that the wheel was unpacked to."""
    root = folder / "anthropic"
    resources = root / "resources/messages/messages.py", root / "resources/beta/messages/messages.py"
    stable, beta = root / "types", root / "types/beta"
    # Arguments that are headers are members of the request type all the same.
    headers = {
        folder / file: _header_arguments(resource)
        for folder, resource in zip((stable, beta), resources)
        for file in ("message_create_params.py", "message_count_tokens_params.py", "messages/batch_create_params.py")
    }
    types = _Types(headers)

    def request(file: str, name: str) -> dict[str, Shape]:
        return {"python": types.named(stable / file, name), "python beta": types.named(beta / file, name)}

    requests = Requests(
        create=request("message_create_params.py", "MessageCreateParams"),
        count_tokens=request("message_count_tokens_params.py", "MessageCountTokensParams"),
        batch=request("messages/batch_create_params.py", "BatchCreateParams"),
    )
    version = _constant(root / "_version.py", "__version__")
    deprecated = _constant(root / "_data/deprecated_models.py", "DEPRECATED_MODELS")
    thinking = _constant(root / "_data/models_to_warn_with_thinking_enabled.py", "MODELS_TO_WARN_WITH_THINKING_ENABLED")
    betas = types.named(root / "types/anthropic_beta_param.py", "AnthropicBetaParam")
    return Sdk(
        name="anthropic (PyPI)",
        version=version,
        url=f"https://pypi.org/project/anthropic/{version}/",
        requests=requests,
        models=_strings(types.named(root / "types/model_param.py", "ModelParam")),
        deprecated={model: iso_date(text) for model, text in deprecated.items()},
        betas=_strings(betas) | mentioned_betas(root.rglob("*.py")),
        api_version=_constant(root / "_constants.py", "ANTHROPIC_API_VERSION"),
        thinking_deprecated=frozenset(thinking),
    )


def _strings(shape: Shape) -> frozenset[str]:
    return frozenset(ast.literal_eval(text) for text in shape.literals)


def _parse(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError) as error:
        raise ReadError(f"{path}: {error}") from error


def _constant(path: Path, name: str) -> Any:
    """Returns the value of a module-level constant."""
    for statement in _parse(path).body:
        target, value = _assignment(statement)
        if target == name and value is not None:
            return ast.literal_eval(value)
    raise ReadError(f"{path}: no constant {name}")


def _assignment(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id, statement.value
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id, statement.value
    return "", None


def _header_arguments(path: Path) -> set[str]:
    """Returns the arguments that the methods send as headers: the variables in the values of `{"anthropic-…": …}`."""
    names: set[str] = set()
    for node in ast.walk(_parse(path)):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values):
            if isinstance(key, ast.Constant) and re.match(r"anthropic-", str(key.value)):
                names |= {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
    if "betas" not in names and "beta" in path.parts:
        raise ReadError(f"{path}: no method sends `betas` as a header")
    return names


@dataclass
class _Module:
    path: Path
    # Names that are defined here: a class, or the expression of an alias.
    defined: dict[str, ast.ClassDef | ast.expr]
    # Imported names: the module and the name there.
    imported: dict[str, tuple[Path | None, str]]


class _Types:
    """The types of the package, by module and name."""

    def __init__(self, headers: dict[Path, set[str]]) -> None:
        # For each module, members of its types that are not part of the body.
        self.headers = headers
        self.modules: dict[Path, _Module] = {}
        self.types: dict[tuple[Path, str], Shape] = {}

    def named(self, path: Path, name: str) -> Shape:
        """Returns the type with this name in a module."""
        if (path, name) not in self.types:
            self.types[path, name] = self.read_type(path, name)
        return self.types[path, name]

    def read_type(self, path: Path, name: str) -> Shape:
        if name in CLIENT_NAMES:
            return Shape()
        module = self.module(path)
        if name in module.imported:
            source, original = module.imported[name]
            if source is None:
                raise ReadError(f"{path}: {name} is imported from outside the package")
            return Shape() if source.stem in CLIENT_MODULES else self.named(source, original)
        defined = module.defined.get(name)
        if defined is None:
            raise ReadError(f"{path}: no type {name}")
        if isinstance(defined, ast.ClassDef):
            if _is_response(defined):
                return Shape()
            return Shape(objects=(self.object(module, defined),))
        if _is_typed_dict_call(defined):
            return Shape(objects=(self.object_of_call(module, defined),))
        return self.shape(module, defined)

    def module(self, path: Path) -> _Module:
        if path not in self.modules:
            self.modules[path] = self.read_module(path)
        return self.modules[path]

    def read_module(self, path: Path) -> _Module:
        module = _Module(path, {}, {})
        for statement in _parse(path).body:
            if isinstance(statement, ast.ClassDef):
                module.defined[statement.name] = statement
            elif isinstance(statement, ast.ImportFrom):
                source = self.imported_file(path, statement)
                for item in statement.names:
                    module.imported[item.asname or item.name] = (source, item.name)
            else:
                target, value = _assignment(statement)
                if value is not None:
                    module.defined[target] = value
        return module

    def imported_file(self, path: Path, statement: ast.ImportFrom) -> Path | None:
        if statement.level == 0:
            return None
        folder = path.parents[statement.level - 1]
        target = folder.joinpath(*(statement.module or "").split("."))
        return target / "__init__.py" if target.is_dir() else target.with_suffix(".py")

    def object(self, module: _Module, definition: ast.ClassDef) -> Object:
        fields: dict[str, Field] = {}
        for base in definition.bases:
            if isinstance(base, ast.Name) and base.id not in ("TypedDict", "Generic"):
                for form in self.named(module.path, base.id).objects:
                    fields |= form.fields
        total = not any(item.arg == "total" and _is_false(item.value) for item in definition.keywords)
        for statement in definition.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                fields[statement.target.id] = self.field(module, statement.annotation, total)
        for name in self.headers.get(module.path, ()):
            fields.pop(name, None)
        return Object(definition.name, fields)

    def object_of_call(self, module: _Module, call: ast.Call) -> Object:
        """Reads `TypedDict("Name", {"from": …}, total=False)`, which the SDK uses for members named like keywords."""
        members = call.args[1]
        if not isinstance(members, ast.Dict):
            raise self.unknown(module, call)
        total = not any(item.arg == "total" and _is_false(item.value) for item in call.keywords)
        fields = {
            ast.literal_eval(key): self.field(module, value, total)
            for key, value in zip(members.keys, members.values)
            if key is not None
        }
        return Object(ast.literal_eval(call.args[0]), fields)

    def field(self, module: _Module, annotation: ast.expr, total: bool) -> Field:
        required = total
        while isinstance(annotation, ast.Subscript) and _subscripted(annotation) in ("Required", "NotRequired"):
            required = _subscripted(annotation) == "Required"
            annotation = annotation.slice
        return Field(read=lambda: self.shape(module, annotation), required=required)

    def shape(self, module: _Module, node: ast.expr) -> Shape:
        """Returns the shape of an annotation."""
        if isinstance(node, ast.Name):
            return self.shape_of_name(module, node.id)
        if isinstance(node, ast.Constant):
            return self.shape_of_constant(module, node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return union([self.shape(module, node.left), self.shape(module, node.right)])
        if isinstance(node, ast.Subscript):
            return self.shape_of_subscript(module, node)
        raise self.unknown(module, node)

    def shape_of_name(self, module: _Module, name: str) -> Shape:
        if name in KINDS:
            return Shape(kinds=frozenset({KINDS[name]}))
        if name in ANY_NAMES:
            return ANYTHING
        return self.named(module.path, name)

    def shape_of_constant(self, module: _Module, node: ast.Constant) -> Shape:
        if node.value is None:
            return Shape(kinds=frozenset({"null"}))
        if isinstance(node.value, str):  # a forward reference
            return self.shape(module, ast.parse(node.value, mode="eval").body)
        raise self.unknown(module, node)

    def shape_of_subscript(self, module: _Module, node: ast.Subscript) -> Shape:
        name = _subscripted(node)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Union":
            return union(self.shape(module, part) for part in parts)
        if name == "Optional":
            return union([self.shape(module, parts[0]), Shape(kinds=frozenset({"null"}))])
        if name == "Literal":
            return union([Shape(literals=frozenset(literal(ast.literal_eval(part)) for part in parts))])
        if name in ("Annotated", "Required", "NotRequired"):
            return self.shape(module, parts[0])
        if name in ARRAYS:
            return Shape(arrays=(Field(read=lambda: self.shape(module, parts[0])),))
        if name in MAPS:
            values = Field(read=lambda: self.shape(module, parts[1]))
            return Shape(open_object=True, objects=(Object("map", {}, values),))
        raise self.unknown(module, node)

    def unknown(self, module: _Module, node: ast.expr) -> ReadError:
        return ReadError(f"{module.path}: unknown form of annotation: {ast.unparse(node)}")


def _is_typed_dict_call(node: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "TypedDict"


def _is_response(definition: ast.ClassDef) -> bool:
    """Tells whether a class is a response, which a request can contain as it was received. Requests are `TypedDict`s."""
    return any(isinstance(base, ast.Name) and base.id in ("BaseModel", "GenericModel") for base in definition.bases)


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _subscripted(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return node.value.id
    return ""
