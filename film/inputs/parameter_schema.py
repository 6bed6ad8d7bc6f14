"""Schema of a scene's parameters, out of its pydantic model: types, allowed values, defaults; also as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

_LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
    "minItems": "items: at least",
    "maxItems": "items: at most",
}
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list",
    "object": "table",
    "null": "none",
}


def properties(schema: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """Return for each parameter its types (as JSON names them), allowed values, default, limits and description."""
    whole = schema.model_json_schema()
    found = {}
    for name, spec in whole["properties"].items():
        parts = alternatives(spec, whole.get("$defs", {}))
        allowed = [choice for part in parts for choice in part.get("enum", [part["const"]] if "const" in part else [])]
        limits = [f"{word} {part[key]}" for part in parts for key, word in _LIMITS.items() if key in part]
        found[name] = {
            "types": [part["type"] for part in parts if "type" in part],
            "allowed": allowed,
            "limits": limits,
            "default": schema.model_fields[name].get_default(call_default_factory=True),
            "help": spec.get("description", next((p["description"] for p in parts if "description" in p), "")),
        }
    return found


def table(schema: type[BaseModel]) -> list[tuple[str, str, str, str, str]]:
    """Return a table of the parameters, a scene's own first: name, type, default, allowed values, description."""
    own = [name for name in schema.model_fields if name in schema.__annotations__]
    found = properties(schema)
    rows = []
    for name in own + [name for name in found if name not in own]:
        spec = found[name]
        kinds = " or ".join(dict.fromkeys(_TYPES.get(kind, kind) for kind in spec["types"] or ["string"]))
        allowed = [", ".join(str(choice) for choice in spec["allowed"]), ", ".join(spec["limits"])]
        rows.append((name, kinds, _as_typed(spec["default"]), " ".join(filter(None, allowed)), spec["help"]))
    return rows


def alternatives(spec: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the branches of a JSON schema, with references followed."""
    if "$ref" in spec:
        return alternatives(definitions[spec["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in spec:
        return [branch for part in spec["anyOf"] for branch in alternatives(part, definitions)]
    return [spec]


def _as_typed(default: Any) -> str:
    """Return a default value as one would type it after ``--set key=``."""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, list | tuple):
        return "\n".join(_as_typed(item) for item in default)
    if isinstance(default, Mapping):
        return "\n".join(
            f"{key}: {len(value) if isinstance(value, list | tuple) else value}" for key, value in default.items()
        )
    return "" if default is PydanticUndefined else "none" if default is None else str(default)
