"""Extract the templates of captions and other texts from the code of scenes, without running it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from attention_scenes.film.catalog.chapters import in_order
from attention_scenes.film.catalog.scenes import FURTHER, SceneFile, scenes_in
from attention_scenes.model.files import ROOT
from attention_scenes.model.imported_files import OURS, file_of

FOR_PAGES = ("Yours:", FURTHER)  # begin the paragraphs of a scene's docstring that are for the pages about it alone
FILM = "film"  # the table of a captions file for what belongs to no scene


class Place(NamedTuple):
    """Place of a text in a call: which argument it is, and the kind of text."""

    kind: str
    argument: int = 0


TEXTS_AT = {
    "phrased": Place("captions"),
    "say": Place("captions"),
    "beat": Place("captions", 1),
    "label_text": Place("labels"),
    "bubble_text": Place("bubbles"),
    "claim_text": Place("claims"),
    "claim": Place("claims"),
    "words": Place("film"),
    "marked": Place("film"),
}
FILM_ONLY = {"words", "marked"}
SCENES_OWN = TEXTS_AT.keys() - FILM_ONLY
IN_TEMPLATES = re.compile(r'\bwords\("([^"]+)"')  # of Jinja's


@cache
def extract_templates(scene: SceneFile) -> Mapping[str, str]:
    """Return every text that a scene can show with its kind, roughly in the order of its story.

    The code is read and not run, branches not taken included: from the scene's class through all that it names, in its
    own file or imported from the project's, each text stands in one of the calls of ``TEXTS_AT``. The scene's
    description comes first.
    """
    found: dict[str, str] = {}
    seen: set[tuple[Path, str]] = set()

    def visit(path: Path, name: str) -> None:
        if (path, name) in seen or not path.is_file():
            return
        seen.add((path, name))
        if name in _names_in(path)[1]:
            visit(*_names_in(path)[1][name])
        for used, texts in _read_definition(path, name):
            for text, kind in texts:
                found.setdefault(text, kind)
            if used:
                visit(path, used)

    path = file_of(scene.module)
    visit(path, scene.class_name)
    kinds = [place.kind for place in TEXTS_AT.values()]
    known = dict(sorted(found.items(), key=lambda item: kinds.index(item[1])))
    return dict.fromkeys(_described(_names_in(path)[0][scene.class_name]), "descriptions") | known


@cache
def extract_film_templates() -> Mapping[str, str]:
    """Return the texts of cards, descriptions, notes and decks, and the titles of all chapters and scenes.

    Titles are no scene's own: a film or a deck shows those of several in the words of one.
    """
    places = in_order(scenes_in(ROOT / "scenes").values())
    found = {text: "titles" for place in places for text in (place.chapter, place.title) if text}
    for path in sorted((ROOT / "film").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
            for text, kind in _texts_of_call(node, FILM_ONLY):
                found.setdefault(text, kind)
    for path in sorted((ROOT / "film").rglob("*.html")):
        found |= dict.fromkeys(IN_TEMPLATES.findall(path.read_text(encoding="utf-8")), "film")
    return found


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a docstring that describe a scene, a line each."""
    found = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    return [part for part in found if not part.startswith(FOR_PAGES)]


def _described(node: ast.AST) -> list[str]:
    return paragraphs(inspect.cleandoc(ast.get_docstring(node) or "")) if isinstance(node, ast.ClassDef) else []


@cache
def _names_in(path: Path) -> tuple[dict[str, ast.AST], dict[str, tuple[Path, str]]]:
    """Return the definitions of a file by name, and what it imports from where."""
    tree = ast.parse(path.read_bytes(), str(path))
    definitions: dict[str, ast.AST] = {}
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                definitions[name] = statement
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                definitions[name] = statement
    followed = {OURS, path.relative_to(ROOT).parts[0]}
    imports: dict[str, tuple[Path, str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and (node.level or node.module.split(".")[0] in followed):
            beside = path.parents[max(node.level, 1) - 1].joinpath(*node.module.split(".")).with_suffix(".py")
            place = beside if node.level else file_of(node.module)
            imports |= {alias.asname or alias.name: (place, alias.name) for alias in node.names}
    return definitions, imports


@cache
def _read_definition(path: Path, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the names and texts in a definition of a file, as :func:`_names_and_texts`; none where it is missing."""
    definitions, imports = _names_in(path)
    kept: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for number, (used, texts) in enumerate(_names_and_texts(definitions[name]) if name in definitions else ()):
        if texts or used in definitions or used in imports:  # other names are local, or not the project's
            kept.setdefault(used or str(number), (used, texts))
    return list(kept.values())


def _names_and_texts(node: ast.AST) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the names used below ``node`` and the texts there; arguments before the function called."""
    waiting = [node]  # the next one stands last: a call into itself for each node takes three times as long
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Name):
            yield each.id, []
        children = list(ast.iter_child_nodes(each))
        if isinstance(each, ast.Call):
            yield "", list(_texts_of_call(each, SCENES_OWN))
            children = [*children[1:], children[0]]
        waiting += reversed(children)


def _texts_of_call(node: ast.AST, calls: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the texts among the arguments of a call, with their kind."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
            place = TEXTS_AT.get(name) if name in calls else None
            given = args[place.argument :][:1] if place else []
            captions = [k.value for k in keywords if k.arg == "caption"] if "beat" in calls else []
            yield from ((text, place.kind if place else "") for argument in given for text in literals(argument))
            yield from ((text, "captions") for argument in captions for text in literals(argument))


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the strings that an argument may be: one, or those of both branches."""
    match node:
        case ast.Constant(value=str(text)) if any(map(str.isalpha, text)) or "{" in text:
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*literals(one), *literals(other))
