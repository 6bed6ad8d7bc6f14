"""Parse and check parameters of scenes, from ``--set key=value`` and from TOML files, with pydantic models."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from attention_scenes.film.inputs.parameter_schema import properties
from attention_scenes.film.system.console import note, short
from attention_scenes.film.system.input_files import read_toml, toml_value
from attention_scenes.model.errors import UserError, nearest

Schemas = Mapping[str, type[BaseModel]]


def gather(
    schemas: Schemas, known_scenes: Iterable[str], file: Path | None, settings: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Return each chosen scene's raw values from the file, overridden by those of the command line.

    Parameters
    ----------
    schemas
        The chosen scenes and their models of parameters.
    known_scenes
        All scenes there are: the file may have tables for others.
    file
        A TOML file; its top-level keys go to every scene that has them, a table named after a scene to that one. What
        is meant for several scenes passes by a scene's ``own_words``.
    settings
        ``key=value``, or ``scene.key=value`` for one scene. Repeated, a key makes a list where one fits.

    Raises
    ------
    UserError
        If something cannot be read, or is for no chosen scene.
    """
    known = set(known_scenes)
    values = from_tables(schemas, known, read_toml(file) if file else {}, str(file))
    lists: dict[tuple[str, str], list[str]] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals or not key.strip():
            raise UserError(f'--set needs key=value, such as --set text="a quick fox"; got {short(setting)}.')
        scene, dot, rest = key.strip().partition(".")
        chosen, key = (
            (schemas.keys() & {scene}, rest) if dot and scene in known else (_meant(schemas, key), key.strip())
        )
        if not chosen:
            raise UserError(f"--set {short(setting)}: {scene} is not among the clips to render.")
        for name in _give({name: values[name] for name in chosen}, schemas, key, None, "for --set"):
            field = key.replace("-", "_")
            spec = properties(schemas[name])[field]
            if "array" in spec["types"] and not text.lstrip().startswith("["):
                lists.setdefault((name, field), []).append(text)
                values[name][field] = lists[name, field]
            else:
                values[name][field] = typed(text, spec["types"], f"--set {key}=")
    return values


def _meant(schemas: Schemas, key: str) -> list[str]:
    """Return the scenes that a value without a name is meant for: all but those with words of their own."""
    field = key.strip().replace("-", "_")
    return [name for name, schema in schemas.items() if not _has_own_words(schema, field)] or [*schemas]


def _has_own_words(schema: type[BaseModel], field: str) -> bool:
    return field in getattr(schema, "own_words", ())


def from_tables(schemas: Schemas, known: set[str], tables: Mapping[str, Any], file: str) -> dict[str, dict[str, Any]]:
    """Return each chosen scene's raw values from the tables of a parameter file; as for :func:`gather`."""
    values = {name: dict[str, Any]() for name in schemas}
    for key, value in tables.items():
        if key not in known:
            if isinstance(value, dict) and not any(key in schema.model_fields for schema in schemas.values()):
                raise UserError(f"[{short(key)[1:-1]}] in {file} is no scene. {nearest(key[:60], known)}")
            _give({name: values[name] for name in _meant(schemas, key)}, schemas, key, value, f"in {file}")
    for scene in values.keys() & tables.keys():
        if not isinstance(tables[scene], dict):
            raise UserError(f"{scene!r} in {file} is a scene: write its parameters below a line [{scene}].")
        for key, value in tables[scene].items():
            _give({scene: values[scene]}, schemas, key, value, f"in {file}")
    for scene, schema in schemas.items():
        optional = {name for name, spec in properties(schema).items() if "null" in spec["types"]}
        # TOML has no null: "none" means it, as after --set.
        values[scene] |= {key: None for key in optional if values[scene].get(key) == "none"}
    return values


def check(scene: str, schema: type[BaseModel], values: Mapping[str, Any]) -> Any:
    """Return the checked parameters of ``scene``.

    Raises
    ------
    UserError
        With one line for each value that will not do: the parameter, the value and what would do.
    """
    params, wrong = attempt(scene, schema, values)
    if wrong:
        raise UserError("\n".join(line for _, line in wrong))
    return params


def attempt(scene: str, schema: type[BaseModel], values: Mapping[str, Any]) -> tuple[Any, list[tuple[str, str]]]:
    """Return the checked parameters of ``scene``, or None, and the faults.

    There is a pair for each fault: the parameter, ``""`` where it is about several, and the line of :func:`check`.
    """
    try:
        return schema.model_validate(dict(values)), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [(str(next(iter(d["loc"]), "")), explain(scene, schema, d)) for d in details]


def explain(scene: str, schema: type[BaseModel], detail: ErrorDetails) -> str:
    """Describe one of pydantic's errors in a plain sentence."""
    loc, context, got = detail["loc"], detail.get("ctx", {}), short(detail["input"])
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
    where = f"{scene}: {name}" if name else scene
    match detail["type"]:
        case "extra_forbidden":
            return unknown_parameter([scene], {scene: schema}, str(loc[-1]))
        case "missing":
            return f"{where} is needed and has no value."
        case "literal_error" | "enum":
            allowed = [str(choice) for choice in properties(schema).get(str(loc[0]), {}).get("allowed", [])]
            hint = nearest(str(detail["input"])[:60], allowed) if allowed else ""
            return f"{where} must be {context['expected']}, not {got}. {hint}".strip()
        case "value_error":
            return f"{where}: {context['error']}; got {got}."
        case "int_parsing" | "int_type" | "int_from_float":
            return f"{where} must be a whole number, not {got}."
        case "float_parsing" | "float_type":
            return f"{where} must be a number, not {got}."
        case "bool_parsing" | "bool_type":
            return f"{where} must be true or false, not {got}."
        case "string_type":
            return f"{where} must be text in quotes, not {got}."
        case "list_type" | "tuple_type":
            return f"{where} must be a list, not {got}."
        case "dict_type" | "model_type":
            return f"{where} must be a table, not {got}."
    message = detail["msg"].removeprefix("Input should ").removeprefix("Value error, ")
    return f"{where} should {message}; got {got}." if message != detail["msg"] else f"{where}: {message}; got {got}."


def unknown_parameter(scenes: Iterable[str], schemas: Schemas, key: str) -> str:
    """Return the message that none of ``scenes`` has a parameter ``key``, with the nearest name."""
    names, fields = list(scenes), {field for schema in schemas.values() for field in schema.model_fields}
    who = f"{names[0]} has no" if len(names) == 1 else f"None of {', '.join(names)} has a"
    hint = nearest(key[:60], fields)
    return f"{who} parameter {short(key)}. {hint} `python render.py params {names[0]}` explains them."


def _give(values: dict[str, dict[str, Any]], schemas: Schemas, key: str, value: Any, where: str) -> list[str]:
    """Set ``key`` for each scene that has it and return their names; at least one must have it."""
    field = key.strip().replace("-", "_")
    takers = [name for name in values if field in schemas[name].model_fields]
    if not takers:
        raise UserError(unknown_parameter(values, {name: schemas[name] for name in values}, key))
    if len(takers) < len(values):
        note(f"{field} {where} goes to {', '.join(takers)}; the other clips have no such parameter.")
    for name in takers:
        values[name][field] = value
    return takers


def typed(text: str, types: list[str], where: str) -> Any:
    """Parse a text as TOML where the parameter is a list or a table; pydantic parses the rest.

    Parameters
    ----------
    text, types
        What was typed, and the parameter's types as JSON names them.
    where
        How a message begins, such as ``--set words=``.

    Raises
    ------
    UserError
        If it is no TOML, or nested too deep.
    """
    if "null" in types and text == "none":
        return None
    if not {"array", "object"} & set(types):
        return text
    try:
        return toml_value(text, where)
    except tomllib.TOMLDecodeError:
        example = '["one", "two"]' if "array" in types else '{ name = ["one", "two"] }'
        raise UserError(f"{where} needs a value in TOML, such as {example}; got {short(text)}.") from None
