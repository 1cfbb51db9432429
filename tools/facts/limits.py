"""Reads public tables of model limits from packages that maintain them independently of each other."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .dates import iso_date
from .shapes import ReadError


@dataclass(frozen=True)
class Limits:
    """A table of limits. The values of a model have the names of `models.json`."""

    name: str
    models: Mapping[str, Mapping[str, int | str]]
    # Whether the names are model IDs. Otherwise they are any names that users may write.
    has_ids: bool = True


def read_litellm(folder: Path, version: str) -> Limits:
    """Reads the price table of litellm, which its users maintain."""
    path = folder / "litellm/model_prices_and_context_window_backup.json"
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: {error}") from error
    names = {"max_input_tokens": "context_window", "max_output_tokens": "max_output", "deprecation_date": "retires"}
    models = {
        model: _values({names[key]: row[key] for key in names if row.get(key)})
        for model, row in rows.items()
        if row.get("litellm_provider") == "anthropic" and model.startswith("claude") and "/" not in model
    }
    return _checked(Limits(f"litellm {version}", models), path)


def read_langchain(folder: Path, version: str) -> Limits:
    """Reads the model profiles of langchain-anthropic, which are generated from models.dev."""
    path = folder / "langchain_anthropic/data/_profiles.py"
    names = {"max_input_tokens": "context_window", "max_output_tokens": "max_output"}
    for statement in _parse(path).body:
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == "_PROFILES" and statement.value:
            rows = ast.literal_eval(statement.value)
            models = {model: {names[key]: row[key] for key in names if row.get(key)} for model, row in rows.items()}
            return _checked(Limits(f"langchain-anthropic {version} (models.dev)", models), path)
    raise ReadError(f"{path}: no _PROFILES")


def read_genai_prices(folder: Path, version: str) -> Limits:
    """Reads the context windows of genai-prices."""
    path = folder / "genai_prices/data.py"
    models: dict[str, dict[str, int | str]] = {}
    for provider in _calls(_parse(path), "Provider"):
        if _argument(provider, "id") != "anthropic":
            continue
        for model in _calls(provider, "ModelInfo"):
            window = _argument(model, "context_window")
            names = {_argument(clause, "equals") for clause in _calls(model, "ClauseEquals")}
            for name in names | {_argument(model, "id")}:
                if isinstance(window, int) and isinstance(name, str):
                    models[name] = {"context_window": window}
    return _checked(Limits(f"genai-prices {version}", models, has_ids=False), path)


def _values(row: Mapping[str, object]) -> dict[str, int | str]:
    return {key: iso_date(str(value)) if key == "retires" else int(str(value)) for key, value in row.items()}


def _checked(limits: Limits, path: Path) -> Limits:
    if not any(model.startswith("claude-") and values for model, values in limits.models.items()):
        raise ReadError(f"{path}: no limits of a Claude model")
    return limits


def _parse(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError) as error:
        raise ReadError(f"{path}: {error}") from error


def _calls(node: ast.AST, name: str) -> list[ast.Call]:
    return [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == name
    ]


def _argument(call: ast.Call, name: str) -> object:
    value = next((item.value for item in call.keywords if item.arg == name), None)
    return value.value if isinstance(value, ast.Constant) else None
