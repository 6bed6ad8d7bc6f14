"""Captions in other languages: the file that a translator is given, and the one that comes back."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from film.catalog import SceneFile
from film.console import note, short
from film.said import templates
from film.sources import ROOT
from model.errors import UserError, nearest

SHIPPED = ROOT / "assets" / "captions"
LONGEST = 100  # characters besides the fields; a longer one would be set too small to be read
TOLD = 10  # problems of a file that are told at once
HEAD = """\
# Captions of the scenes, each with its translation. Put yours behind the equals signs, then:
#   python render.py SCENE --captions THIS_FILE
# What stands in {braces} is filled in on rendering, with words or numbers: keep it, where your sentence wants it.
# A caption that is left in English, or left out, stays English. Up to about 70 characters are set in full size.
"""


def listing(scenes: Iterable[SceneFile], given: Mapping[str, Mapping[str, str]]) -> str:
    """Return a file of all captions of the scenes, as TOML: each with what ``given`` has for it, else in English."""
    tables = []
    for scene in scenes:
        done = given.get(scene.name, {})
        lines = [f"{_quoted(text)} = {_quoted(done.get(text, text))}" for text in templates(scene)]
        tables.append("\n".join([f"[{scene.name}]", *lines]))
    return HEAD + "\n" + "\n\n".join(tables) + "\n"


def file_of(name: str) -> Path:
    """The file that ``--captions`` names: one that comes with the project by its name alone, else a path.

    Raises
    ------
    UserError
        If there is none.
    """
    shipped = {path.stem: path for path in SHIPPED.glob("*.toml")}
    file = shipped.get(name, Path(name))
    if not file.exists():
        known = f"With the project comes {', '.join(sorted(shipped))}; `render.py captions` prints one to translate."
        raise UserError(f"--captions: there is no file {short(name, 200)}. {known}")
    return file


def read_captions(file: Path, chosen: Iterable[SceneFile], known: Collection[str]) -> dict[str, dict[str, str]]:
    """Read a file of captions, and say how many of the chosen scenes' captions it leaves in English.

    Parameters
    ----------
    file
        TOML as :func:`listing` makes it; tables of scenes that are not chosen are passed over.
    chosen, known
        The scenes whose captions are wanted, and the names of all there are.

    Returns
    -------
    dict
        For each chosen scene its translations by template.

    Raises
    ------
    UserError
        If it cannot be read, or names scenes, captions or fields that are not there.
    """
    from film.input_files import read_toml

    tables, found, wrong = read_toml(file), dict[str, dict[str, str]](), list[str]()
    wrong += [f"[{short(name)[1:-1]}] is no scene. {nearest(name[:60], known)}" for name in tables.keys() - set(known)]
    for scene in chosen:
        table, said = tables.get(scene.name, {}), templates(scene)
        if not isinstance(table, dict):
            wrong.append(f"{scene.name!r} is a scene: write its captions below a line [{scene.name}].")
            continue
        for template, text in table.items():
            if why := _fault(template, text, said):
                wrong.append(f"[{scene.name}] {why}")
        found[scene.name] = {template: text for template, text in table.items() if text != template}
        if left := sum(_is_left(text, table) for text in said):
            note(f"{file.name}: {left} of {len(said)} captions of {scene.name} stay English.")
    if wrong:
        more = [f"… and {len(wrong) - TOLD} more."] if len(wrong) > TOLD else []
        raise UserError("\n".join(f"{file}: {line}" for line in [*sorted(wrong)[:TOLD], *more]))
    return found


def _fault(template: str, text: Any, said: Collection[str]) -> str:
    """What is wrong with one line of a file; ``""`` where nothing is."""
    if template not in said:
        return f"has {short(template)}, which this scene does not say. {_nearest(template, said)}"
    if not isinstance(text, str) or not text.strip():
        return f"{short(template)} needs a text in quotes, not {short(repr(text))}."
    if any(unicodedata.category(character) == "Cc" for character in text):
        return f"{short(text)} must be one line without tabs."
    try:
        wanted, has = _fields(template), _fields(text)
    except ValueError as error:
        return f"{short(text)}: {error}. A brace that is meant as one is written twice."
    if wanted != has:
        faults = [f"{{{name}}} is missing" for name in sorted(wanted - has)]
        faults += [f"{{{name}}} is no field of it" for name in sorted(has - wanted)]
        return f"{short(text)}: {', '.join(faults)}; it stands for {short(template)}."
    if (length := len(_besides_fields(text))) > LONGEST:
        return f"{short(text)} has {length} characters; more than {LONGEST} could not be read on screen."
    return ""


def _fields(text: str) -> set[str]:
    """The names in braces."""
    parts = [part for part in Formatter().parse(text) if part[1] is not None]
    for _, name, form, conversion in parts:
        if not name or not name.isidentifier() or form or conversion:
            raise ValueError(f"what stands in braces must be a plain name, not {short(str(name))}")
    return {str(name) for _, name, *_ in parts}


def _is_left(template: str, table: Mapping[str, str]) -> bool:
    """Whether it is not translated yet; a single word, as six, may well be the same in both languages."""
    if template not in table:
        return any(map(str.isalpha, _besides_fields(template)))
    return table[template] == template and " " in _besides_fields(template).strip()


def _besides_fields(text: str) -> str:
    return "".join(literal for literal, *_ in Formatter().parse(text))


def _nearest(template: str, said: Collection[str]) -> str:
    return nearest(template, said) if len(said) < TOLD else nearest(template, said).partition("Known:")[0].strip()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
