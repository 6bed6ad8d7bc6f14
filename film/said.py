"""What captions a scene can say, found by reading its code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from film.catalog import SceneFile
from film.sources import OURS, ROOT

CAPTION_AT = {"phrased": 0, "say": 0, "beat": 1}  # which argument holds a caption


@cache
def templates(scene: SceneFile) -> tuple[str, ...]:
    """Return every caption that a scene can say, in about the order of its story, branches not taken included.

    The code is read and not run: from the scene's class through all that it names, in its own file or imported from the
    project's, each caption stands in a ``phrased(...)``, ``beat(...)`` or ``say(...)``.
    """
    found: dict[str, None] = {}
    seen: set[tuple[Path, str]] = set()

    def visit(path: Path, name: str) -> None:
        if (path, name) in seen or not path.is_file():
            return
        seen.add((path, name))
        definitions, imports = _names_in(path)
        if name in imports:
            visit(*imports[name])
        elif name in definitions:
            for used, said in _reading(definitions[name]):
                found.update(dict.fromkeys(said))
                if used:
                    visit(path, used)

    visit(ROOT.joinpath(*scene.module.split(".")).with_suffix(".py"), scene.class_name)
    return tuple(found)


@cache
def _names_in(path: Path) -> tuple[dict[str, ast.AST], dict[str, tuple[Path, str]]]:
    """What a file defines, by name, and what it imports from where."""
    tree = ast.parse(path.read_bytes(), str(path))
    definitions: dict[str, ast.AST] = {}
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                definitions[name] = statement
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                definitions[name] = statement
    imports: dict[str, tuple[Path, str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and (node.level or node.module.split(".")[0] in OURS):
            base = path.parents[node.level - 1] if node.level else ROOT
            place = base.joinpath(*node.module.split(".")).with_suffix(".py")
            imports |= {alias.asname or alias.name: (place, alias.name) for alias in node.names}
    return definitions, imports


def _reading(node: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names used below ``node`` and the captions said there; arguments before what they are given to."""
    match node:
        case ast.Name(id=name):
            yield name, ()
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
            given = [*args[CAPTION_AT.get(name, len(args)) :][:1], *[k.value for k in keywords if k.arg == "caption"]]
            yield "", tuple(text for argument in given for text in _literals(argument))
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        children = [*children[1:], children[0]]
    for child in children:
        yield from _reading(child)


def _literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_literals(one), *_literals(other))
