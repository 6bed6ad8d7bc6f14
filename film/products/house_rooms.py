"""Rooms of the code, a folder each, and the imports between them, read without running the files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from attention_scenes.model.imported_files import OURS

PACKAGES = ("film", "model", "scenes", "training")
ROOF, GROUND = "roof", "ground"  # files that lie beside a package's rooms: they import rooms, or do not


@dataclass
class Room:
    """Room: a folder of a package with the files below it, or the files that lie beside the folders."""

    name: str
    about: str = ""
    files: list[Path] = field(default_factory=list)  # without ``__init__``
    folders: list[str] = field(default_factory=list)  # inside it
    imports: set[str] = field(default_factory=set)  # rooms of the same package


@cache
def modules(root: Path) -> dict[str, Path]:
    """Return the project's files by module name."""
    found = {}
    for path in sorted(path for package in PACKAGES for path in (root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join([OURS, *(parts[:-1] if parts[-1] == "__init__" else parts)])] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Yield the names of all modules that a file imports, in functions and for type checkers, too."""
    for node in _statements(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            assert node.module and not node.level, f"{path} imports by dots: write {OURS}.… in full"
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside in known else node.module


@cache
def _statements(path: Path) -> list[ast.Import | ast.ImportFrom]:
    """Return the import statements of a file, read once: several questions are asked of all files."""
    return [n for n in ast.walk(ast.parse(path.read_bytes())) if isinstance(n, ast.Import | ast.ImportFrom)]


@cache
def arrows(root: Path) -> dict[str, set[str]]:
    """Return for each of the project's modules those that it imports."""
    known = modules(root)
    return {name: {i for i in imports(path, known) if i in known and i != name} for name, path in known.items()}


def rooms(package: str, root: Path) -> dict[str, Room]:
    """Return the rooms of a package by name, with the imports between them, transitive ones left out."""
    files, found = modules(root), arrows(root)
    start = f"{OURS}.{package}"
    inside = {name for name in files if name.startswith(f"{start}.")}

    def room_of(module: str) -> str:
        folder = files[module].relative_to(root / package).parent
        if folder.parts:
            return folder.parts[0]
        return ROOF if any(files[other].parent != root / package for other in found[module] & inside) else GROUND

    made: dict[str, Room] = {}
    for module in sorted(inside):
        room = made.setdefault(room_of(module), Room(room_of(module)))
        room.imports |= {room_of(other) for other in found[module] & inside} - {room.name}
        if files[module].name != "__init__.py":
            room.files.append(files[module])
    for name in made.keys() - {ROOF, GROUND}:
        made[name].about = about(root / package / name / "__init__.py")
        made[name].folders = sorted({part for path in made[name].files for part in _within(path, root, package)})
    reduce(made)
    return made


def other_packages(package: str, root: Path) -> dict[str, list[str]]:
    """Return the rooms of other packages that a package imports from."""
    files, found = modules(root), arrows(root)
    seen: dict[str, set[str]] = {}
    for module, imported in found.items():
        for other in imported if module.split(".")[1] == package else ():
            theirs, *folders = files[other].relative_to(root).parent.parts
            if theirs != package:
                seen.setdefault(theirs, set()).update(folders[:1])
    return {theirs: sorted(names) for theirs, names in sorted(seen.items())}


def about(file: Path) -> str:
    """Return the first line of a file's docstring, up to its full stop."""
    docstring = ast.get_docstring(ast.parse(file.read_bytes())) or ""
    return docstring.partition("\n")[0].rstrip(".")


def floors(made: dict[str, Room]) -> list[list[str]]:
    """Sort rooms into floors from the top down: each room below all that import it."""
    depth: dict[str, int] = {}

    def put(name: str, at: int) -> None:
        if depth.get(name, -1) < at:
            depth[name] = at
            for other in sorted(made[name].imports):
                put(other, at + 1)

    for name in sorted(made):
        put(name, 0)
    rows: list[list[str]] = []
    for level in range(max(depth.values()) + 1):
        above = {name: place / len(row) for row in rows for place, name in enumerate(row, 1)}

        def weight(name: str, above: dict[str, float] = above) -> tuple[float, str]:
            by = [place for user, place in above.items() if name in made[user].imports]
            return (sum(by) / max(len(by), 1), name)

        rows.append(sorted((name for name, at in depth.items() if at == level), key=weight))
    return rows


def _within(path: Path, root: Path, package: str) -> tuple[str, ...]:
    """Return the folder of a room that a file lies in, if it does."""
    return path.relative_to(root / package).parent.parts[1:2]


def reduce(made: dict[str, Room]) -> None:
    """Leave out a room's transitive imports: those that one of its other imports reaches, too."""

    def reached(name: str) -> set[str]:
        return {other for first in made[name].imports for other in {first, *reached(first)}}

    below = {name: reached(name) for name in made}
    for room in made.values():
        room.imports -= {far for near in room.imports for far in below[near]}
