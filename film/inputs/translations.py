"""Read and check a file of translated captions: ``--captions FILE.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.caption_templates import FILM, extract_film_templates, extract_templates
from attention_scenes.film.inputs.languages import shipped_translations
from attention_scenes.film.inputs.translation_file import SEEN, SHARED
from attention_scenes.film.system.console import note, short
from attention_scenes.model.errors import UserError, nearest

LONGEST = 100  # characters besides the fields; a longer one would be set too small to be read
ON_SCREEN = {"captions", "labels", "bubbles", "titles"}
MOST_FAULTS = MOST_LISTED = 10  # of a file, and known texts, that one message lists
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # a code, as BCP 47 has it
UNKNOWN = "und"  # BCP 47's code for a language that is not known


class Captions(NamedTuple):
    """A file of translations: its language's code, and for each chosen scene its texts by the English ones."""

    language: str
    texts: dict[str, dict[str, str]]


def file_of(name: str) -> Path:
    """Return the file that ``--captions`` names: one that comes with the project, such as ``fr``, or a path.

    Raises
    ------
    UserError
        If there is none.
    """
    shipped = shipped_translations()
    file = shipped.get(name, Path(name))
    if not file.exists():
        known = f"With the project comes {', '.join(sorted(shipped))}; `render.py captions` prints one to translate."
        raise UserError(f"--captions: there is no file {short(name, 200)}. {known}")
    return file


def read_captions(file: Path, chosen: Iterable[SceneFile], known: Collection[str]) -> Captions:
    """Read a file of translations, and say how many of the chosen scenes' texts it leaves in English.

    Parameters
    ----------
    file
        TOML as :func:`film.inputs.translation_file.captions_toml` makes it; tables of scenes that are not chosen are
        passed over.
    chosen, known
        The scenes whose texts are wanted, and the names of all there are. What several scenes share is checked against
        the chosen ones where these are all.

    Returns
    -------
    Captions
        The texts of the table ``film`` are among those of each scene: what is made of its clip speaks its language.

    Raises
    ------
    UserError
        If it cannot be read, or names scenes, texts or fields that are not there.
    """
    from attention_scenes.film.system.input_files import read_toml

    chosen, tables, found = list(chosen), read_toml(file), dict[str, dict[str, str]]()
    language, wrong = _language(tables.pop("language", None), file)
    unknown = tables.keys() - {*known, SHARED, FILM}
    wrong += [f"[{short(name)[1:-1]}] is no scene. {nearest(name[:60], known)}" for name in unknown]
    wrong += [f"{name!r} must be a table: write its texts below a line [{name}]." for name in _no_tables(tables, known)]
    tables = {name: table for name, table in tables.items() if isinstance(table, dict)}
    shared, film = tables.get(SHARED, {}), tables.get(FILM, {})
    wrong += _faults(FILM, film, extract_film_templates())
    anywhere = {text: kind for scene in chosen for text, kind in extract_templates(scene).items()}
    if not {scene.name for scene in chosen} >= {*known}:
        shared = {text: other for text, other in shared.items() if text in anywhere}
    wrong += _faults(SHARED, shared, anywhere)
    for scene in chosen:
        templates, own = extract_templates(scene), tables.get(scene.name, {})
        wrong += _faults(scene.name, own, templates)
        texts = {text: other for text, other in shared.items() if text in templates} | own
        found[scene.name] = {text: other for text, other in (film | texts).items() if other != text}
        if left := _left(texts, templates):
            note(f"{file.name}: {left} of {scene.name} stay English.")
    if wrong:
        more = [f"… and {len(wrong) - MOST_FAULTS} more."] if len(wrong) > MOST_FAULTS else []
        raise UserError("\n".join(f"{file}: {line}" for line in [*sorted(wrong)[:MOST_FAULTS], *more]))
    return Captions(language, found)


def _language(given: Any, file: Path) -> tuple[str, list[str]]:
    """Return the language's code, from the file or from its name, and what is wrong with it."""
    if given is None:
        return (file.stem if LANGUAGE.fullmatch(file.stem) else UNKNOWN), []
    if isinstance(given, str) and LANGUAGE.fullmatch(given):
        return given, []
    return UNKNOWN, [f'language must be a code in quotes, such as "fr" or "pt-BR", not {short(given)}.']


def _no_tables(tables: Mapping[str, Any], known: Collection[str]) -> list[str]:
    return [name for name, table in tables.items() if name in {*known, SHARED, FILM} and not isinstance(table, dict)]


def _left(texts: Mapping[str, str], templates: Mapping[str, str]) -> str:
    """Count the untranslated texts of each kind: ``3 of 9 captions, 2 of 5 labels``; ``""`` where there are none."""
    left = Counter(kind for text, kind in templates.items() if _is_left(text, texts))
    whole = Counter(templates.values())
    return ", ".join(f"{left[kind]} of {whole[kind]} {kind}" for kind in [*SEEN] if left[kind])


def _faults(name: str, table: Mapping[str, Any], templates: Mapping[str, str]) -> list[str]:
    found = [_fault(template, text, templates) for template, text in table.items()]
    return [f"[{name}] {why}" for why in found if why]


def _fault(template: str, text: Any, templates: Mapping[str, str]) -> str:
    """Say what is wrong with one line of a file; ``""`` where nothing is."""
    if template not in templates:
        return f"has {short(template)}, which is not said there. {_nearest(template, templates)}"
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
    if templates[template] in ON_SCREEN and (length := len(_besides_fields(text))) > LONGEST:
        return f"{short(text)} has {length} characters; more than {LONGEST} could not be read on screen."
    return ""


def _fields(text: str) -> set[str]:
    """Return the names in braces."""
    parts = [part for part in Formatter().parse(text) if part[1] is not None]
    for _, name, form, conversion in parts:
        if not name or not name.isidentifier() or form or conversion:
            raise ValueError(f"what stands in braces must be a plain name, not {short(str(name))}")
    return {str(name) for _, name, *_ in parts}


def _is_left(template: str, table: Mapping[str, str]) -> bool:
    """Return whether a text is not translated yet; a single word, as six, may be the same in both languages."""
    if template not in table:
        return any(map(str.isalpha, _besides_fields(template)))
    return table[template] == template and len(re.findall(r"[^\W\d_]{2,}", _besides_fields(template))) > 1


def _besides_fields(text: str) -> str:
    return "".join(literal for literal, *_ in Formatter().parse(text))


def _nearest(template: str, templates: Collection[str]) -> str:
    hint = nearest(template, templates)
    return hint if len(templates) < MOST_LISTED else hint.partition("Known:")[0].strip()
