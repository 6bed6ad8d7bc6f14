"""Tests of the imports: each runs one way, from room to room and from file to file, and each room is small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from attention_scenes.film.cli.docs import HOUSE
from attention_scenes.film.products import house_rooms
from attention_scenes.film.products.house_picture import house_svg
from attention_scenes.film.products.house_rooms import PACKAGES
from tests.conftest import ROOT

PACKAGE = "attention_scenes"
# Each room imports from those below it alone; rooms of one line know nothing of each other.
FLOORS = {
    "film": (
        ("cli",), ("studio", "products", "verify"), ("jobs",), ("cluster",), ("clip",), ("playback",), ("live",),
        ("inputs",), ("encode", "catalog"), ("frames", "system"),
    ),
    "model": (
        ("verify",), ("answers",), ("translator", "vision"), ("decoder",), ("checkpoint",), ("request",), ("probes",),
        ("nets", "numbers", "pictures"),
    ),
    "scenes": (("parts",), ("framework",), ("mobjects",)),
    "training": (("adapting", "captioner", "encoder"), ("decoder", "shapes", "translator", "vision")),
}  # fmt: skip
MOST_FILES = 16
SCENES_MAY = {
    "answers/bundle",
    "answers/clip_answers",
    "answers/next_tokens",
    "answers/score_terms",
    "answers/store",
    "numbers/sourced_array",
    "own_models",
    "pictures",
    "probes",
    "request/clip_needs",
    "request/interventions",
    "request/needs",
    "errors",
    "files",
    "cache_files",
}
TORCH_MAY = {
    "decoder",
    "nets",
    "translator",
    "vision",
    "answers/compute",
    "checkpoint/manifest",
    "verify/library_comparison",
}


@cache
def modules() -> dict[str, Path]:
    """The project's files by the name they are imported under."""
    found = house_rooms.modules(ROOT)
    assert len(found) > 300
    return found


def imports(path: Path) -> set[str]:
    return set(house_rooms.imports(path, modules()))


@cache
def arrows() -> dict[str, set[str]]:
    """Which of our modules each of them imports."""
    return house_rooms.arrows(ROOT)


def room(module: str) -> tuple[str, ...]:
    """The folders a module lies in, from its package on: ``("film", "studio", "page")``."""
    return modules()[module].parent.relative_to(ROOT).parts


def floor(module: str) -> int:
    """How far up a module's room is: 0 is the top; files beside the rooms are the ground, but scenes the roof."""
    package, *rooms = room(module)
    if not rooms:
        on_top = package == "scenes" and any(r[:1] == ("scenes",) and len(r) > 1 for r in map(room, arrows()[module]))
        return -1 if on_top else len(FLOORS[package])
    return next(i for i, names in enumerate(FLOORS[package]) if rooms[0] in names)


def order(graph: dict[str, set[str]]) -> list[str]:
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"imports go round: {' <- '.join(error.args[1])}")


def test_no_import_goes_round() -> None:
    order(arrows())


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_runs_back_up(package: str) -> None:
    for name, found in arrows().items():
        for other in found:
            if room(name)[0] != package or room(other)[0] != package or name == f"{PACKAGE}.{package}":
                continue
            if room(name)[1:2] != room(other)[1:2]:
                assert floor(name) < floor(other), f"{name} imports {other}, which stands beside or above it"


def test_rooms_inside_rooms_do_not_go_round() -> None:
    between: dict[str, set[str]] = {}
    for name, found in arrows().items():
        for other in found:
            here, there = "/".join(room(name)), "/".join(room(other))
            if here != there and len(room(name)) > 1 and len(room(other)) > 1:
                between.setdefault(here, set()).add(there)
    order(between)


@pytest.mark.parametrize(
    ("package", "never"),
    [
        ("model", ("scenes", "film", "training", "manim", "skia")),
        ("film", ("scenes", "torch")),
        ("scenes", ("training",)),
        ("training", ("scenes", "film", "manim", "skia", "rich", "click")),
    ],
)
def test_a_package_never_imports_what_stands_above_it(package: str, never: tuple[str, ...]) -> None:
    for name, path in modules().items():
        if room(name)[0] == package:
            used = {i.removeprefix(f"{PACKAGE}.").split(".")[0] for i in imports(path)}
            assert not used & set(never), f"{name} imports {used & set(never)}"


def test_scenes_read_bundles_and_know_of_film_only_the_camera_and_what_it_draws() -> None:
    drawing = ("film.frames.camera", "film.frames.drawable", "film.frames.skia_paths")
    may = {f"{PACKAGE}.{name}" for name in ("film", *drawing)}
    for name, path in modules().items():
        inside = path.relative_to(ROOT / "model").with_suffix("").as_posix() if room(name)[0] == "model" else ""
        if inside in SCENES_MAY or inside.split("/")[0] in SCENES_MAY:
            may.add(name)
    for name, found in arrows().items():
        if room(name)[0] == "scenes":
            others = {i for i in found if room(i)[0] != "scenes"}
            assert others <= may, f"{name} imports {others - may}"
            assert "torch" not in imports(modules()[name]), name


def test_scenes_reach_up_to_film_only_where_a_notebook_asks_to_be_shown_one() -> None:
    # show() is a scene's own method, and what renders it stands above the scenes. It is found by name when it is
    # called, so that to import or draw a scene still needs nothing of film but the camera.
    reached = {
        (name, argument.value)
        for name, path in modules().items()
        if room(name)[0] == "scenes"
        for call in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("import_module", "__import__"))
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant)
    }
    assert reached == {(f"{PACKAGE}.scenes.framework.notebook", f"{PACKAGE}.film.products.notebook.show")}


def test_torch_is_imported_where_the_model_runs_and_nowhere_else() -> None:
    for name, path in modules().items():
        if room(name)[0] != "training" and "torch" in {i.split(".")[0] for i in imports(path)}:
            inside = path.relative_to(ROOT / "model").with_suffix("").as_posix()
            assert inside in TORCH_MAY or inside.split("/")[0] in TORCH_MAY, path


@pytest.mark.parametrize(
    "module",
    [
        "model.answers.bundle",
        "model.numbers.sourced_array",
        "model.request.needs",
        "model.errors",
        "scenes.framework.scene",
    ],
)
def test_reading_a_bundle_loads_no_torch(module: str) -> None:
    code = f"import sys, {PACKAGE}.{module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_labels_that_are_kept_load_no_typst() -> None:
    label = f"from {PACKAGE}.scenes.mobjects.text.labels import Label; Label('“a word” · 5 − 3')"
    code = f"import sys; {label}; sys.exit('typst' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)  # sets the label where it is not kept yet
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def python_files() -> list[Path]:
    folders = (*PACKAGES, PACKAGE, "tests", "benchmarks")
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if path.is_relative_to(ROOT)]


def test_a_room_is_small() -> None:
    one_a_scene = ROOT / "scenes", ROOT / "tests" / "scenes" / "cases"
    counted = Counter(path.parent for path in python_files() if path.parent not in one_a_scene)
    full = {str(folder.relative_to(ROOT)): n for folder, n in counted.items() if n > MOST_FILES}
    assert not full, f"{full}: at most {MOST_FILES} files a folder"


def test_no_file_name_stands_thrice() -> None:
    counted = Counter(path.name for path in python_files() if path.name not in ("__init__.py", "__main__.py"))
    thrice = [name for name, n in counted.items() if n > 2]
    assert not thrice, f"{thrice}: a name that stands everywhere finds nothing"


def test_packages_export_nothing_of_their_modules() -> None:
    for path in python_files():
        if path.name == "__init__.py":
            given = [
                ast.unparse(node) for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.ImportFrom)
            ]
            ours = [line for line in given if PACKAGE in line and "use_own_defaults" not in line]
            assert not ours, f"{path.relative_to(ROOT)}: {ours}"


def test_old_names_say_what_to_write_now() -> None:
    for package, line in (("scenes", "from scenes import Masking"), ("model", "import model"), ("film", "import film")):
        done = subprocess.run([sys.executable, "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1 and f"Write `from {PACKAGE}" in done.stderr.splitlines()[-1], package


def test_no_module_is_loaded_under_two_names() -> None:
    everything = "; ".join(f"import {name}" for name in modules())
    code = (
        f"{everything}\nimport sys, pathlib, collections\n"
        "found = collections.defaultdict(set)\n"
        "for name, module in list(sys.modules.items()):\n"
        "    if getattr(module, '__file__', None): found[pathlib.Path(module.__file__).resolve()].add(name)\n"
        f"ours = [p for p in found if p.is_relative_to({str(ROOT)!r}) and '.venv' not in p.parts]\n"
        "print({str(p): found[p] for p in ours if len(found[p]) > 1})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "{}", done.stdout + done.stderr


def test_the_picture_of_the_rooms_is_up_to_date() -> None:
    kept = ROOT.joinpath(HOUSE).read_text(encoding="utf-8")
    assert kept == house_svg(ROOT), "Type: python render.py docs --house"


def test_the_picture_has_every_room_and_each_says_what_it_is_for() -> None:
    picture = house_svg(ROOT)
    for package in PACKAGES:
        for name, made in house_rooms.rooms(package, ROOT).items():
            assert name in (house_rooms.ROOF, house_rooms.GROUND) or (made.about and f">{name}</text>" in picture)


def test_imports_that_follow_from_others_are_no_arrows() -> None:
    made = {name: house_rooms.Room(name) for name in "abc"}
    made["a"].imports, made["b"].imports = {"b", "c"}, {"c"}
    house_rooms.reduce(made)
    assert made["a"].imports == {"b"} and house_rooms.floors(made) == [["a"], ["b"], ["c"]]
