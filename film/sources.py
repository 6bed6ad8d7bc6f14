"""What a clip is made from, as one digest: when it is the same, so is the clip."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from film.plain import plain
from film.program import ROOT

PACKAGES = ("manim", "skia-python", "av", "numpy")  # other versions of these may draw or encode otherwise
OURS = ("film", "model", "scenes")  # an installed package has those of others beside it

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


def imported_files(start: Iterable[Path], root: Path = ROOT) -> list[Path]:
    """Return ``start`` and every file of ours that they import, from ``root`` or from beside themselves, sorted."""
    waiting, found = [path.resolve() for path in start], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for level, module, names in _imports(path):
            parts = tuple(module.split(".")) if module else ()
            places = [path.parents[level - 1]] if level else [path.parent]
            if not level and parts and parts[0] in OURS:
                places.append(root)
            for place in places:
                waiting.extend(_files_of(place, parts))
                for name in names:
                    waiting.extend(_files_of(place, (*parts, name)))
    return sorted(found)


def scene_files(scene_class: type) -> list[Path]:
    """Return every project file behind a scene class: those of its bases, their imports, and the assets."""
    start = [Path(__file__).with_name("clip.py")]
    for base in scene_class.__mro__:
        if base is scene_class or base.__module__.partition(".")[0] in OURS:
            with suppress(TypeError, OSError):
                start.append(Path(inspect.getfile(base)).resolve())
    assets = [path for path in sorted((ROOT / "assets").rglob("*")) if path.is_file()]
    return imported_files(start) + assets


def code_digest(scene_class: type) -> str:
    """Return a SHA-256 over every project file behind a scene class, and the versions of the libraries that draw."""
    sha = hashlib.sha256()
    for path in scene_files(scene_class):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(path.name)
        sha.update(f"{name.as_posix()}\0".encode())
        sha.update(hashlib.sha256(path.read_bytes()).digest())
    sha.update(json.dumps([(name, version(name)) for name in PACKAGES]).encode())
    return sha.hexdigest()


def digest(scene_class: type, *made_from: Any) -> str:
    """Return a SHA-256 over a scene's code and everything else a clip depends on (JSON-able values)."""
    return hashlib.sha256(json.dumps([code_digest(scene_class), plain(made_from)], sort_keys=True).encode()).hexdigest()
