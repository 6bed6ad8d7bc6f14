"""The direction of the arrows: model <- scenes -> film.camera, film -> model, and torch in model alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

OURS = ("model", "scenes", "film", "render")
SCENES_MAY = {"model.bundle", "model.readings", "model.needs", "model.errors", "model.folders", "model.kept_files",
             "film", "film.camera"}  # fmt: skip
TORCH_MAY = {"answer", "library", "kept", "layout", "probes", "trace", "transformer", "weights"}


def imports(path: Path, root: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, wherever in it."""
    package = list(path.relative_to(root).parent.parts)
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*above, *filter(None, [node.module])])


def files(root: Path, package: str) -> list[Path]:
    found = sorted((root / package).rglob("*.py"))
    assert found, package
    return found


@pytest.mark.parametrize(
    ("package", "never"),
    [("model", ("scenes", "film", "render", "manim", "skia")), ("film", ("scenes", "render", "torch"))],
)
def test_a_package_never_imports_what_stands_above_it(root: Path, package: str, never: tuple[str, ...]) -> None:
    for path in files(root, package):
        wrong = [name for name in imports(path, root) if name.split(".")[0] in never]
        assert not wrong, f"{path.relative_to(root)} imports {wrong}"


def test_scenes_read_bundles_and_know_of_film_only_the_camera(root: Path) -> None:
    for path in files(root, "scenes"):
        ours = {name for name in imports(path, root) if name.split(".")[0] in OURS and not name.startswith("scenes")}
        assert ours <= SCENES_MAY, f"{path.relative_to(root)} imports {ours - SCENES_MAY}"
        assert "torch" not in {name.split(".")[0] for name in imports(path, root)}, path


def test_scenes_reach_up_to_film_only_where_a_notebook_asks_to_be_shown_one(root: Path) -> None:
    # show() is a scene's own method, and what renders it stands above the scenes. It is found by name when it is
    # called, so that to import or draw a scene still needs nothing of film but the camera.
    reached = {
        (path.stem, name.value)
        for path in files(root, "scenes")
        for call in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("import_module", "__import__"))
        for name in call.args[:1]
        if isinstance(name, ast.Constant)
    }
    assert reached == {("showing", "film.notebook")}


def test_torch_is_imported_where_the_model_runs_and_nowhere_else(root: Path) -> None:
    for path in files(root, "model"):
        if "torch" in {name.split(".")[0] for name in imports(path, root)}:
            assert path.stem in TORCH_MAY, path


@pytest.mark.parametrize("module", ["model.bundle", "model.readings", "model.needs", "model.errors", "scenes.base"])
def test_reading_a_bundle_loads_no_torch(root: Path, module: str) -> None:
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_labels_that_are_kept_load_no_typst(root: Path) -> None:
    label = "from scenes.mobjects.labels import Label; Label('“a word” · 5 − 3')"
    code = f"import sys; {label}; sys.exit('typst' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=root, check=False)  # sets the label where it is not kept yet
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
