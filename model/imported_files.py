"""Find the files that a file imports, directly or not, by reading them without running any."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from attention_scenes.model.files import ROOT

OURS = "attention_scenes"  # the package that all of the project's files are in


def file_of(module: str) -> Path:
    """Return the file of one of the project's modules, such as ``scenes.mole``."""
    return ROOT.joinpath(*module.removeprefix(f"{OURS}.").split(".")).with_suffix(".py")


# Read by pattern: parsing every file of the project would take a second of each start. What only looks like an
# import, in a docstring say, can name one file too many and does no harm.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<dots>\.*)(?P<module>[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#;]*)"
    r"|import[ \t]+(?P<modules>[^\n#;]*))",
    re.MULTILINE,
)
_NAME = re.compile(r"([\w.]+)(?:[ \t]+as[ \t]+\w+)?")


@cache
def _imports(path: Path) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Return (level, module, names) of each import statement in a file, in functions too."""
    found: list[tuple[int, str, tuple[str, ...]]] = []
    for match in _IMPORT.finditer(path.read_text(encoding="utf-8").replace("\\\n", " ")):
        if match["modules"] is not None:
            found.extend((0, name, ()) for name in _NAME.findall(match["modules"]))
        else:
            names = re.sub(r"#.*", "", match["names"])
            found.append((len(match["dots"]), match["module"], tuple(_NAME.findall(names))))
    return tuple(found)


@cache
def _files_of(folder: Path, dotted: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the files behind a dotted name below ``folder``: its packages' ``__init__`` and itself."""
    found: list[Path] = []
    place = folder
    for part in dotted:
        place = place / part
        found.extend(path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file())
    return tuple(found)


@cache
def _imported_by(path: Path, root: Path) -> frozenset[Path]:
    """Return the project files that one file imports directly."""
    found: set[Path] = set()
    for level, module, names in _imports(path):
        parts = tuple(module.split(".")) if module else ()
        place = path.parents[level - 1] if level else path.parent
        if not level and parts and parts[0] == OURS:
            place, parts = root, parts[1:]
        found.update(_files_of(place, parts))
        for name in names:
            found.update(_files_of(place, (*parts, name)))
    return frozenset(found)


def imported_files(start: Iterable[Path], root: Path = ROOT) -> list[Path]:
    """Return ``start`` and every project file they import, from ``root`` or from beside themselves, sorted."""
    waiting, found = {path.resolve() for path in start}, set[Path]()
    while waiting:
        path = waiting.pop()
        found.add(path)
        waiting |= _imported_by(path, root) - found
    return sorted(found)
