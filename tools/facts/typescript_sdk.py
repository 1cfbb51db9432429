"""Reads the `@anthropic-ai/sdk` package from npm.

Only the type declarations are read (`.d.ts`), and of these only interfaces and type aliases that a request uses, so that the
rest of the language is not needed. Two tables of constants are read from JavaScript files.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .dates import iso_date
from .shapes import ANYTHING, Field, Object, ReadError, Requests, Sdk, Shape, literal, mentioned_betas, union

TOKEN = re.compile(
    r"""(?P<doc>/\*.*?\*/) | (?P<line>//[^\n]*) | (?P<space>\s+)
      | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)
      | (?P<number>\d[\d_.]*) | (?P<name>[A-Za-z_$][\w$]*) | (?P<mark>=>|\.\.\.|[^\w\s])""",
    re.VERBOSE | re.DOTALL,
)
KINDS = {"string": "string", "number": "numeric", "boolean": "boolean", "null": "null"}
ANY_NAMES = {"unknown", "any", "object"}
NOTHING = {"undefined", "never", "void"}
OPENING, CLOSING = set("([{"), set(")]}")


def read(folder: Path) -> Sdk:
    """Reads the SDK from the folder that the tarball was unpacked to."""
    root = folder / "package"
    files = _Files()
    stable, beta = root / "resources/messages", root / "resources/beta/messages"

    def request(file: str, name: str) -> dict[str, Shape]:
        return {"typescript": files.named(stable / file, [name]), "typescript beta": files.named(beta / file, [name])}

    requests = Requests(
        create=request("messages.d.ts", "MessageCreateParamsBase"),
        count_tokens=request("messages.d.ts", "MessageCountTokensParams"),
        batch=request("batches.d.ts", "BatchCreateParams"),
    )
    version = json.loads((root / "package.json").read_text(encoding="utf-8"))["version"]
    deprecated = _object_of_strings(root / "internal/data/deprecated-models.js", "DEPRECATED_MODELS")
    thinking = _array_of_strings(
        root / "internal/data/models-to-warn-with-thinking-enabled.js", "MODELS_TO_WARN_WITH_THINKING_ENABLED"
    )
    betas = files.named(root / "resources/beta/beta.d.ts", ["AnthropicBeta"])
    return Sdk(
        name="@anthropic-ai/sdk (npm)",
        version=version,
        url=f"https://www.npmjs.com/package/@anthropic-ai/sdk/v/{version}",
        requests=requests,
        models=_strings(files.named(stable / "messages.d.ts", ["Model"])),
        deprecated={model: iso_date(text) for model, text in deprecated.items()},
        betas=_strings(betas) | mentioned_betas(root.rglob("*.js")),
        thinking_deprecated=frozenset(thinking),
    )


def _strings(shape: Shape) -> frozenset[str]:
    return frozenset(json.loads(text) for text in shape.literals)


def _constant(path: Path, name: str, opening: str, closing: str) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReadError(f"{path}: {error}") from error
    match = re.search(rf"\b{name}\s*=\s*\{opening}([^\{closing}]*)\{closing}", text)
    if match is None:
        raise ReadError(f"{path}: no constant {name}")
    return match[1]


def _object_of_strings(path: Path, name: str) -> dict[str, str]:
    return dict(re.findall(r"'([^']+)'\s*:\s*'([^']+)'", _constant(path, name, "{", "}")))


def _array_of_strings(path: Path, name: str) -> list[str]:
    return re.findall(r"'([^']+)'", _constant(path, name, "[", "]"))


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    # The documentation comment before it.
    doc: str = ""


@dataclass
class _Scope:
    """The declarations of a file or of a namespace in it."""

    path: Path
    outer: _Scope | None = None
    # The tokens of an interface (from its name) or of an alias (after `=`).
    interfaces: dict[str, list[_Token]] = field(default_factory=dict)
    aliases: dict[str, list[_Token]] = field(default_factory=dict)
    namespaces: dict[str, _Scope] = field(default_factory=dict)
    # The types that were read already.
    types: dict[str, Shape] = field(default_factory=dict)
    # `import * as Name from "…"`, and `import { Name } from "…"` with the name there.
    modules: dict[str, Path] = field(default_factory=dict)
    imported: dict[str, tuple[Path, str]] = field(default_factory=dict)


def _tokens(path: Path) -> list[_Token]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReadError(f"{path}: {error}") from error
    tokens: list[_Token] = []
    doc = ""
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "doc":
            doc = match[0]
        elif kind not in ("line", "space"):
            tokens.append(_Token(kind, match[0], doc))
            doc = ""
    return tokens


def _end(tokens: list[_Token], start: int) -> int:
    """Returns the index after the bracket that closes the one at `start`."""
    depth = 0
    for index in range(start, len(tokens)):
        if tokens[index].kind == "mark":
            depth += (tokens[index].text in OPENING) - (tokens[index].text in CLOSING)
        if depth == 0:
            return index + 1
    raise ReadError("a bracket is not closed")


def _statement_end(tokens: list[_Token], start: int) -> int:
    """Returns the index of the `;` that ends a statement."""
    index = start
    while index < len(tokens) and tokens[index].text != ";":
        index = _end(tokens, index) if tokens[index].text in OPENING else index + 1
    return index


class _Files:
    """The declaration files, read on demand."""

    def __init__(self) -> None:
        self.scopes: dict[Path, _Scope] = {}

    def scope(self, path: Path) -> _Scope:
        path = path.resolve()
        if path not in self.scopes:
            self.scopes[path] = _read_scope(_Scope(path), _tokens(path))
        return self.scopes[path]

    def named(self, path: Path, name: list[str]) -> Shape:
        return self.named_in(self.scope(path), name)

    def named_in(self, scope: _Scope, name: list[str]) -> Shape:
        """Returns the type with this name, as seen from a scope."""
        place: _Scope | None = scope
        while place is not None:
            found = self.find(place, name)
            if found is not None:
                return found
            place = place.outer
        raise ReadError(f"{scope.path}: no type {'.'.join(name)}")

    def find(self, scope: _Scope, name: list[str]) -> Shape | None:
        first, rest = name[0], name[1:]
        if rest:
            if first in scope.namespaces:
                return self.find(scope.namespaces[first], rest)
            return self.named(scope.modules[first], rest) if first in scope.modules else None
        if first not in scope.types and first in scope.interfaces:
            scope.types[first] = Shape(objects=(_Parser(self, scope, scope.interfaces[first]).interface(),))
        elif first not in scope.types and first in scope.aliases:
            scope.types[first] = _Parser(self, scope, scope.aliases[first]).whole()
        if first in scope.types:
            return scope.types[first]
        if first in scope.imported:
            path, original = scope.imported[first]
            return self.named(path, [original])
        return None


def _read_scope(scope: _Scope, tokens: list[_Token]) -> _Scope:
    index = 0
    while index < len(tokens):
        text = tokens[index].text
        follower = tokens[index + 1] if index + 1 < len(tokens) else _Token("mark", "")
        if text == "import" and scope.outer is None:
            index = _read_import(scope, tokens, index)
        elif text == "interface" and follower.kind == "name":
            body = next(at for at in range(index, len(tokens)) if tokens[at].text == "{")
            end = _end(tokens, body)
            scope.interfaces[follower.text] = tokens[index + 1 : end]
            index = end
        elif text == "type" and follower.kind == "name":
            end = _statement_end(tokens, index)
            equals = next((at for at in range(index, end) if tokens[at].text == "="), None)
            if equals is not None:
                scope.aliases[follower.text] = tokens[equals + 1 : end]
            index = end + 1
        elif text == "namespace" and follower.kind == "name":
            end = _end(tokens, index + 2)
            inner = _Scope(scope.path, scope)
            scope.namespaces[follower.text] = _read_scope(inner, tokens[index + 3 : end - 1])
            index = end
        elif text in OPENING:
            index = _end(tokens, index)
        else:
            index += 1
    return scope


def _read_import(scope: _Scope, tokens: list[_Token], start: int) -> int:
    end = _statement_end(tokens, start)
    words = [token.text for token in tokens[start:end]]
    source = ast.literal_eval(words[-1])
    if source.startswith("."):
        path = scope.path.parent / re.sub(r"\.m?js$", ".d.ts", source)
        if words[1:3] == ["*", "as"]:
            scope.modules[words[3]] = path
        elif words[1] == "{":
            names = " ".join(word for word in words[2 : words.index("}")] if word != "type")
            for item in filter(None, (part.strip() for part in names.split(","))):
                original, _, alias = item.partition(" as ")
                scope.imported[alias or original] = (path, original)
    return end + 1


def _array(item: Shape) -> Shape:
    return Shape(arrays=(Field(read=lambda: item),))


class _Parser:
    """Reads a type from tokens."""

    def __init__(self, files: _Files, scope: _Scope, tokens: list[_Token]) -> None:
        self.files = files
        self.scope = scope
        self.tokens = tokens
        self.index = 0

    def peek(self) -> str:
        return self.tokens[self.index].text if self.index < len(self.tokens) else ""

    def next(self) -> _Token:
        if self.index >= len(self.tokens):
            raise self.unknown()
        self.index += 1
        return self.tokens[self.index - 1]

    def skip(self, text: str) -> bool:
        if self.peek() != text:
            return False
        self.index += 1
        return True

    def unknown(self) -> ReadError:
        around = " ".join(token.text for token in self.tokens[max(0, self.index - 8) : self.index + 8])
        return ReadError(f"{self.scope.path}: unknown form of type: {around}")

    def whole(self) -> Shape:
        shape = self.union()
        if self.index != len(self.tokens):
            raise self.unknown()
        return shape

    def interface(self) -> Object:
        name = self.next().text
        fields: dict[str, Field] = {}
        if self.skip("extends"):
            for base in self.bases():
                for form in self.files.named_in(self.scope, base).objects:
                    fields |= form.fields
        form = self.members(name)
        return Object(name, fields | dict(form.fields), form.values)

    def bases(self) -> list[list[str]]:
        bases = [self.dotted(self.next().text)]
        while self.skip(","):
            bases.append(self.dotted(self.next().text))
        return bases

    def dotted(self, first: str) -> list[str]:
        name = [first]
        while self.peek() == "." and self.skip("."):
            name.append(self.next().text)
        return name

    def members(self, name: str) -> Object:
        """Reads `{ … }`."""
        if not self.skip("{"):
            raise self.unknown()
        fields: dict[str, Field] = {}
        values = None
        while not self.skip("}"):
            if self.skip(";") or self.skip(","):
                continue
            self.skip("readonly")
            token = self.next()
            if token.text == "[":
                values = self.index_signature()
                continue
            key = ast.literal_eval(token.text) if token.kind == "string" else token.text
            optional = self.skip("?")
            if not self.skip(":"):
                raise self.unknown()
            read = self.later(self.member_tokens())
            if "Header param:" not in token.doc:
                fields[key] = Field(read=read, required=not optional)
        return Object(name, fields, values)

    def index_signature(self) -> Field:
        while not self.skip("]"):
            self.next()
        if not self.skip(":"):
            raise self.unknown()
        return Field(read=self.later(self.member_tokens()))

    def member_tokens(self) -> list[_Token]:
        start = self.index
        while self.peek() not in (";", ",", "}"):
            self.index = self.closing() if self.peek() in OPENING | {"<"} else self.index + 1
            if self.index >= len(self.tokens):
                raise self.unknown()
        return self.tokens[start : self.index]

    def closing(self) -> int:
        """Returns the index after the bracket that closes the current one, which can be `<`."""
        depth = 0
        for index in range(self.index, len(self.tokens)):
            text = self.tokens[index].text if self.tokens[index].kind == "mark" else ""
            depth += (text in OPENING | {"<"}) - (text in CLOSING | {">"})
            if depth == 0:
                return index + 1
        raise self.unknown()

    def later(self, tokens: list[_Token]) -> Callable[[], Shape]:
        return lambda: _Parser(self.files, self.scope, tokens).whole()

    def union(self) -> Shape:
        self.skip("|")
        parts = [self.intersection()]
        while self.skip("|"):
            parts.append(self.intersection())
        return union(parts)

    def intersection(self) -> Shape:
        shape = self.postfix()
        while self.skip("&"):  # `string & {}`, an open list of strings
            other = self.postfix()
            if other.objects != () and any(form.fields for form in other.objects):
                raise self.unknown()
        return shape

    def postfix(self) -> Shape:
        shape = self.primary()
        while self.peek() == "[":
            self.next()
            if not self.skip("]"):
                raise self.unknown()
            shape = _array(shape)
        return shape

    def primary(self) -> Shape:
        if self.peek() == "{":
            form = self.members("object")
            return Shape(objects=(form,), open_object=form.values is not None or not form.fields)
        token = self.next()
        if token.text == "(":
            shape = self.union()
            if not self.skip(")"):
                raise self.unknown()
            return shape
        if token.kind == "string":
            return Shape(literals=frozenset({literal(ast.literal_eval(token.text))}))
        if token.kind == "number":
            return Shape(literals=frozenset({literal(ast.literal_eval(token.text))}))
        if token.kind == "name":
            return self.name(token.text)
        raise self.unknown()

    def name(self, text: str) -> Shape:
        if text == "readonly":
            return self.postfix()
        if text in ("true", "false"):
            return Shape(literals=frozenset({text}))
        if text in KINDS:
            return Shape(kinds=frozenset({KINDS[text]}))
        if text in ANY_NAMES:
            return ANYTHING
        if text in NOTHING:
            return Shape()
        if text in ("Array", "ReadonlyArray", "Record") and self.peek() == "<":
            return self.generic(text)
        return self.files.named_in(self.scope, self.dotted(text))

    def generic(self, text: str) -> Shape:
        end = self.closing()
        inner = self.tokens[self.index + 1 : end - 1]
        self.index = end
        if text == "Record":
            comma = next(at for at, token in enumerate(inner) if token.text == ",")
            values = Field(read=self.later(inner[comma + 1 :]))
            return Shape(open_object=True, objects=(Object("map", {}, values),))
        return Shape(arrays=(Field(read=self.later(inner)),))
