"""A scene's parameters as the fields of a form, and what stands in them as values to be checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import tomlkit
from pydantic import BaseModel
from tomlkit.items import Item

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.parameter_schema import alternatives, properties
from attention_scenes.film.inputs.parameters import typed
from attention_scenes.film.studio.state.caption_languages import TRANSLATIONS, translations
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

LONG = 100  # characters from which a text gets room for several lines
MOST = 8  # lists of a table, where its schema names no bound
TEXTS = {"string", "integer", "number"}
Schema = dict[str, Any]


@cache
def describe(schema: type[BaseModel]) -> list[dict[str, Any]]:
    """Return the fields of a form, a scene's own before those that every scene has.

    Each is JSON: ``name``, ``help``, ``limits``, ``choices``, ``own``, ``optional`` (it may stay empty), ``value`` (the
    default, as the form has it), ``many`` (lists of a table, at most) and its ``kind``:

    - ``flag``: true or false
    - ``choice``: one of ``choices``
    - ``language``: one that captions come in, see :mod:`film.studio.state.caption_languages`
    - ``head``, ``number``, ``word`` and ``sentence``: text
    - ``lines``: a list of text, a line each; ``pairs``: likewise, ``one = other``
    - ``table``: lists of text by name; what is no such thing stands in one without a name
    - ``toml``: anything else, written in TOML
    """
    whole, listed, defaults = schema.model_json_schema(), properties(schema), schema().model_dump(mode="json")
    common = _first(schema).model_fields
    fields = []
    for name, spec in whole["properties"].items():
        kind = "language" if name == TRANSLATIONS else _kind(spec, whole.get("$defs", {}))
        fields.append(
            {
                "name": name,
                "kind": kind,
                "help": listed[name]["help"],
                "limits": listed[name]["limits"],
                "choices": [str(choice) for choice in listed[name]["allowed"]],
                "own": name not in common,
                "optional": "null" in listed[name]["types"],
                "value": in_form(kind, defaults[name]),
                "many": spec.get("maxProperties", MOST),
            }
        )
    return sorted(fields, key=lambda field: not field["own"])


def in_form(kind: str, value: Any) -> Any:
    """Return a value as a field of this kind has it; one that does not fit stands there as it would in TOML."""
    is_list = isinstance(value, list)
    match kind:
        case "flag":
            return value if isinstance(value, bool) else str(value)
        case "lines" if is_list:
            return [str(item) for item in value]
        case "pairs" if is_list and all(isinstance(item, list) for item in value):
            return [" = ".join(map(str, item)) for item in value]
        case "table" if isinstance(value, Mapping) and all(isinstance(item, list) for item in value.values()):
            return {key: [str(item) for item in lines] for key, lines in value.items()}
        case "language":
            return inline(value).as_string() if value else ""
        case "toml":
            return inline(value).as_string()
        case "lines" | "pairs":
            return [str(value)]
        case "table":
            return {} if value is None else {"": [inline(value).as_string()]}
    return "" if value is None else str(value)


def from_form(field: dict[str, Any], value: Any, scene: SceneFile) -> Any:
    """Return what stands in a field of a scene's form as pydantic reads it.

    Raises
    ------
    UserError
        If a field of TOML holds none, a list of a table has no name, or there is no such language.
    """
    match field["kind"]:
        case "pairs":
            return [[part.strip() for part in line.split("=")] for line in value]
        case "table" if nameless := value.get(""):
            raise UserError(f"{field['name']}: each list needs a name; one has none and says {short(nameless[0])}.")
        case "language":
            return translations(value, scene)
        case "toml":
            return typed(value, ["array" if value.lstrip().startswith("[") else "object"], f"--set {field['name']}=")
    return None if field["optional"] and value == "" else value


def inline(value: Any) -> Item:
    """Return JSON as TOML on one line; nothing is ``"none"``, as after ``--set``."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update({key: inline(item) for key, item in value.items()})
        return table
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        array.extend(inline(item) for item in value)
        return array
    return tomlkit.item("none" if value is None else value)


def about(words: str, scene: str, fields: list[dict[str, Any]]) -> str:
    """The field that a message is about, ``""`` where it names none: it names it first, or as ``field=``."""
    names = {field["name"] for field in fields}
    if (first := re.match(rf"(?:{re.escape(scene)}: )?(\w+)", words)) and first[1] in names:
        return first[1]
    if "There is no head" in words:
        return next((field["name"] for field in fields if field["kind"] == "head"), "")
    return next((name for name in re.findall(r"(\w+)=", words) if name in names), "")


def _first(schema: type[BaseModel]) -> type[BaseModel]:
    """The class that all parameters derive from."""
    return [each for each in schema.__mro__ if issubclass(each, BaseModel) and each is not BaseModel][-1]


def _kind(spec: Schema, definitions: Schema) -> str:
    parts = [part for part in alternatives(spec, definitions) if part.get("type") != "null"]
    if len(parts) != 1:
        return "toml"
    [part] = parts
    if spec.get("format") == "head":
        return "head"
    if "enum" in part or "const" in part:
        return "choice"
    match part["type"]:
        case "boolean":
            return "flag"
        case "integer" | "number":
            return "number"
        case "string":
            return "sentence" if part.get("maxLength", LONG) >= LONG else "word"
        case "array":
            items = [s for item in _items(part) for s in alternatives(item, definitions)]
            if all(item.get("type") in TEXTS for item in items):
                return "lines"
            inner = [s for item in items for entry in _items(item) for s in alternatives(entry, definitions)]
            of_two = all(len(item.get("prefixItems", [])) == 2 for item in items)
            return "pairs" if of_two and all(entry.get("type") in TEXTS for entry in inner) else "toml"
        case "object":
            lists = alternatives(part.get("additionalProperties") or {}, definitions)
            texts = [s for each in lists for item in _items(each) for s in alternatives(item, definitions)]
            return "table" if texts and all(text.get("type") in TEXTS for text in texts) else "toml"
    return "toml"


def _items(spec: Schema) -> list[Schema]:
    """The schemas of a list's entries."""
    return spec.get("prefixItems", []) + [spec[key] for key in ("items",) if isinstance(spec.get(key), dict)]
