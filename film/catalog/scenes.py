"""Find the scenes of a package by reading its files, without running them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from attention_scenes.model.errors import UserError, nearest


@dataclass(frozen=True)
class SceneFile:
    """Source file of a scene: its name as typed, its module and class, and the first line of its docstring."""

    name: str
    module: str
    class_name: str
    summary: str

    @property
    def path(self) -> str:
        """Path of its file in a clone: ``scenes/mole.py``."""
        return f"{self.module.removeprefix('attention_scenes.').replace('.', '/')}.py"


def scenes_in(folder: Path, package: str = "attention_scenes.scenes") -> dict[str, SceneFile]:
    """Return the scenes of a package by name: ``attention_pattern.py`` in its folder holds ``attention-pattern``.

    A scene is the class named after its file and derived from a scene; files without one are passed over.
    """
    found = {}
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_bytes(), str(path)).body:
            if not isinstance(node, ast.ClassDef) or node.name != path.stem.title().replace("_", ""):
                continue
            if any(_last_name(base).endswith("Scene") for base in node.bases):
                name = path.stem.replace("_", "-")
                summary = (ast.get_docstring(node) or "").partition("\n")[0]
                found[name] = SceneFile(name, f"{package}.{path.stem}", node.name, summary)
                break
    return found


def pick(names: tuple[str, ...], catalog: dict[str, SceneFile]) -> list[SceneFile]:
    """Return the named scenes, each once.

    Raises
    ------
    UserError
        If there is no scene of such a name.
    """
    from attention_scenes.film.system.console import short

    for name in names:
        if name not in catalog:
            hint = nearest(name[:60], catalog)
            raise UserError(f"There is no scene {short(name)}. {hint} `python render.py list` shows all.")
    return [catalog[name] for name in dict.fromkeys(names)]


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
