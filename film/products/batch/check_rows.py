"""Check all rows of a table before anything is rendered: scenes, names, parameters, what the model is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile, pick
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.parameter_schema import properties
from attention_scenes.film.inputs.parameters import attempt, typed, unknown_parameter
from attention_scenes.film.jobs.picture_options import check_options
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, RenderRequest, check_file, make_requests, shared_values
from attention_scenes.film.products.batch.read_table import NAME, SCENE, Problem, Row, Table
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

NO_NAME = re.compile(r"""[/\\:*?"<>|.]|^-""")  # a dot begins what tells a clip's files apart
LONGEST_NAME = 150  # bytes, for file systems allow 255 with all that follows


def check_rows(
    table: Table, catalog: Mapping[str, SceneFile], load: Load, flags: RenderFlags, options: ClipOptions
) -> tuple[list[RenderRequest], list[Problem]]:
    """Return the render requests of all rows, and all that will not do; see :func:`run_batch`.

    Raises
    ------
    UserError
        If a flag will not do.
    """
    check_options(options)
    check_file(flags)
    problems = list(table.problems)
    scenes = _scenes(table.rows, dict(catalog), problems)
    rows = [row for row in table.rows if row.number in scenes]
    names = _names(rows, scenes, problems)
    listed = list(dict.fromkeys(scenes.values()))
    classes = {scene.name: load(scene) for scene in listed}
    values = shared_values(listed, classes, list(catalog), flags) if listed else {}
    columns = _known_columns(table.columns, classes, problems)
    kinds = {name: properties(scene_class.Params) for name, scene_class in classes.items()}
    params: dict[str, Any] = {}
    for row in rows:
        scene = scenes[row.number].name
        given, wrong = _given(row, scene, columns, kinds[scene], classes[scene].Params)
        checked, faults = attempt(scene, classes[scene].Params, values[scene] | given)
        problems += [Problem(row.number, why) for why in [*wrong, *(why for _, why in faults)]]
        params[names.get(row.number, "")] = checked
    if problems:
        return [], problems
    chosen = [scenes[number].called(name) for number, name in names.items()]
    numbers = {name: number for number, name in names.items()}
    requests = make_requests(chosen, classes, params, flags, options, partial(_noting, numbers, problems))
    return [replace(each, options=replace(each.options, scene=each.scene.listed)) for each in requests], problems


@contextmanager
def _noting(numbers: Mapping[str, int], problems: list[Problem], name: str) -> Iterator[None]:
    """Return a context in which what is refused is a problem of the row with this name."""
    try:
        yield
    except UserError as error:
        problems.append(Problem(numbers[name], str(error)))


def _scenes(rows: list[Row], catalog: dict[str, SceneFile], problems: list[Problem]) -> dict[int, SceneFile]:
    """Return the scene of each row, by its number."""
    found = {}
    for row in rows:
        try:
            found[row.number] = _scene(row, catalog)
        except UserError as error:
            problems.append(Problem(row.number, str(error)))
    return found


def _names(rows: list[Row], scenes: Mapping[int, SceneFile], problems: list[Problem]) -> dict[int, str]:
    """Return the name of each row's clip, by the row's number; none that another row has."""
    found: dict[int, str] = {}
    taken: dict[str, int] = {}
    for row in rows:
        try:
            name = _checked_name(row.cells.get(NAME, f"{scenes[row.number].name}-{row.number}"))
            other = taken.setdefault(name.casefold(), row.number)  # some file systems pass over capitals
            if other != row.number:
                raise UserError(f"the name {short(name)} is that of row {other}, too: give each row its own.")
            found[row.number] = name
        except UserError as error:
            problems.append(Problem(row.number, str(error)))
    return found


def _scene(row: Row, catalog: dict[str, SceneFile]) -> SceneFile:
    if SCENE not in row.cells:
        raise UserError("the cell of the scene is empty: name one; `python render.py list` shows all.")
    [scene] = pick((row.cells[SCENE],), catalog)
    return scene


def _checked_name(name: str) -> str:
    name = unicodedata.normalize("NFC", name)
    if (bad := NO_NAME.search(name)) or not name.isprintable():
        what = f"{short(bad[0])} in it" if bad else "a control character in it"
        raise UserError(f"the name {short(name)} cannot be a clip's, with {what}: use letters, digits, spaces and -.")
    if len(name.encode()) > LONGEST_NAME:
        raise UserError(f"the name {short(name)} is too long for a file: shorten it.")
    return name


def _known_columns(columns: list[str], classes: Mapping[str, Any], problems: list[Problem]) -> list[str]:
    """Return the columns that some scene has; any other is one problem, whatever its cells hold."""
    schemas = {name: scene_class.Params for name, scene_class in classes.items()}
    known = [column for column in columns if any(column in schema.model_fields for schema in schemas.values())]
    if schemas:
        problems += [Problem(1, unknown_parameter(schemas, schemas, each)) for each in columns if each not in known]
    return known


def _given(
    row: Row, scene: str, columns: list[str], kinds: Mapping[str, Any], schema: Any
) -> tuple[dict[str, Any], list[str]]:
    """Return the raw parameters in a row's cells, and what is wrong with them; ``kinds`` are the scene's parameters."""
    given: dict[str, Any] = {}
    wrong = []
    for column in columns:
        if (cell := row.cells.get(column)) is None:
            continue
        if column not in kinds:
            wrong.append(f"{unknown_parameter([scene], {scene: schema}, column)} Leave the cell {short(cell)} empty.")
            continue
        try:
            given[column] = _value(cell, kinds[column]["types"], f"{scene}: {column}")
        except UserError as error:
            wrong.append(str(error))
    return given, wrong


def _value(cell: str, types: list[str], where: str) -> Any:
    """Return a cell's value; text alone is a list of one where a list is asked for."""
    if "array" in types and not cell.startswith("[") and cell != "none":
        return [cell]
    return typed(cell, types, where)
