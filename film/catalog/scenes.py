"""Find the scenes of a package by reading its files, without running them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from attention_scenes.model.errors import UserError, nearest

# First words of the paragraphs of a docstring that are listed for all scenes.
ANSWERS, FURTHER = "Answers:", "Further:"
# Constants of a scene's class.
STATED = {
    "title": str, "chapter": int, "order": int, "tagline": str, "poster": str, "opens_chapters": bool,
    "closes_chapters": bool,
}  # fmt: skip


@dataclass(frozen=True)
class SceneFile:
    """Source file of a scene, and what its class says of its place in the film and in the documents.

    Attributes
    ----------
    name, module, class_name
        Its name as typed, and where its class is.
    summary
        The first line of its docstring.
    title
        On title cards and pages; empty where it has none of its own.
    chapter, order
        The chapter's number from 1, 0 for none, and its place there: smaller ones come first, gaps leave room.
    tagline
        The words below its picture in the README.
    poster
        The beat whose end stands for it; empty for the last frame.
    opens_chapters, closes_chapters
        Whether it comes first, or last, in each chapter of a film, told by its parameter ``chapter`` in which.
    answers
        The docstring's paragraph *Answers*: questions, each with its question mark.
    further
        The docstring's paragraph *Further*, in Markdown: what the scene rests on.
    repeats
        Its name in the catalog, where this is a clip with a name of its own: in another chapter, or of a table's row.
    """

    name: str
    module: str
    class_name: str
    summary: str
    title: str = ""
    chapter: int = 0
    order: int = 0
    tagline: str = ""
    poster: str = ""
    opens_chapters: bool = False
    closes_chapters: bool = False
    answers: str = ""
    further: str = ""
    repeats: str = ""

    @property
    def in_each_chapter(self) -> bool:
        """Whether each chapter of a film has a clip of it."""
        return self.opens_chapters or self.closes_chapters

    def for_chapter(self, chapter: int) -> SceneFile:
        """Return it as it stands in a chapter: in another one than its own it is a clip with a name of its own."""
        if chapter == self.chapter:
            return self
        return replace(self.called(f"{self.name}-{chapter}"), chapter=chapter)

    def called(self, name: str) -> SceneFile:
        """Return it as a clip with a name of its own."""
        return replace(self, name=name, repeats=self.listed)

    @property
    def listed(self) -> str:
        """Its name in the catalog."""
        return self.repeats or self.name

    @property
    def presets(self) -> dict[str, int]:
        """Parameters that are set by its place in a film."""
        return {"chapter": self.chapter} if self.repeats and self.in_each_chapter else {}

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
                found[name] = SceneFile(name, f"{package}.{path.stem}", node.name, **_stated(node))
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


def _stated(node: ast.ClassDef) -> dict[str, Any]:
    """Return what a class says of itself: its docstring's part, and constants such as ``chapter = 2``."""
    summary, *paragraphs = (ast.get_docstring(node) or "").split("\n\n")
    stated: dict[str, Any] = {"summary": summary.partition("\n")[0]}
    for name, lead in (("answers", ANSWERS), ("further", FURTHER)):
        parts = [part.removeprefix(lead).split() for part in paragraphs if part.startswith(lead)]
        stated[name] = " ".join(chain.from_iterable(parts))
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                if type(value) is STATED.get(name):
                    stated[name] = value
    return stated


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
