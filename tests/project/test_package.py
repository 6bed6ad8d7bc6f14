"""Tests of the package, built offline: it works from a folder whose files are called like its modules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from attention_scenes.film.system import program
from attention_scenes.film.system.missing_modules import remedy
from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("package")
PACKAGE = "attention_scenes"
LINKED = ("assets", "film", "model", "scenes", "training")
NOT_OURS = ("model.py", "film.py", "scenes.py", "assets.py", "training.py", "render.py")  # of the person who uses it
SMALL = ("-r", "160,90")
SHOW = f"from {PACKAGE} import Masking; print(Masking.show(still=True, resolution='160,90'))"
DIGESTS = f"""
import sys
from pathlib import Path
from {PACKAGE} import Masking
from {PACKAGE}.film.clip.fingerprint import code_digest
file = Path(sys.argv[1])
text = file.read_text(encoding="utf-8")
for changed in (text, text + "# changed", text):
    file.write_text(changed, encoding="utf-8")
    print(code_digest(Masking))
"""
MOBJECT = Path("scenes", "mobjects", "basics", "fades.py")


def project_copy(folder: Path) -> Path:
    """The project's files in another folder: a build leaves its own behind."""
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in (*LINKED, PACKAGE, "docs"):
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=ignore)
    for name in ("render.py", "pyproject.toml", "README.md", "LICENSE", "MANIFEST.in", "requirements.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def python(*arguments: str | Path) -> None:
    done = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def built(source: Path, out: Path) -> Path:
    """The wheel of a folder or a source archive."""
    python("-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-q", "-w", out, source)
    [wheel] = out.glob("*.whl")
    return wheel


def files(wheel: Path) -> set[str]:
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def packages_of(folder: Path) -> Path:
    """The folder of an environment that packages are installed in."""
    return Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))


def environment(folder: Path, *what: str | Path) -> Path:
    """An environment with a package in it, which shares this one's libraries and nothing else; return its bin."""
    python("-m", "venv", "--without-pip", folder)
    packages_of(folder).joinpath("shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    offline = ("--no-deps", "--no-index", "--no-build-isolation", "-q")
    python("-m", "pip", "--python", folder / "bin" / "python", "install", *offline, *what)
    return folder / "bin"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_copy(tmp_path_factory.mktemp("clone") / "project")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    return built(project_copy(folder / "project"), folder)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the installed wheel."""
    return environment(tmp_path_factory.mktemp("environment"), wheel) / "attention-scenes"


@pytest.fixture(scope="module")
def editable(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a clone that is installed as setup.sh does it."""
    return environment(tmp_path_factory.mktemp("editable"), "-e", project) / "attention-scenes"


@pytest.fixture
def anywhere(elsewhere: Path) -> Path:
    for name in NOT_OURS:
        elsewhere.joinpath(name).write_text("raise SystemExit('a file of the person who uses it was run')\n")
    return elsewhere


def run(installed: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | variables
    return subprocess.run([str(installed), *arguments], env=clean, capture_output=True, text=True, check=False)


def printed(command: Path, code: str, *arguments: str) -> str:
    """What code prints in the environment of a command."""
    done = run(command.with_name("python"), "-c", code, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    there = {
        f"{PACKAGE}/{path.relative_to(ROOT).as_posix()}"
        for name in LINKED
        for path in ROOT.joinpath(name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files(wheel) == there | {f"{PACKAGE}/{name}.py" for name in ("__init__", "__main__")}


def test_the_wheel_takes_one_name_only(wheel: Path) -> None:
    top = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {PACKAGE}


def test_a_source_archive_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    project = project_copy(tmp_path / "project")
    build = f"from setuptools.build_meta import build_sdist; build_sdist({str(tmp_path)!r})"
    python("-c", f"import os; os.chdir({str(project)!r}); {build}")
    [archive] = tmp_path.glob("*.tar.gz")
    assert files(built(archive, tmp_path)) == files(wheel)
    with tarfile.open(archive) as inside:
        names = {name.partition("/")[2] for name in inside.getnames()}
    assert {"LICENSE", "docs/change-it.md", "requirements.txt"} <= names


def test_it_renders_where_files_are_called_like_its_modules(installed: Path, anywhere: Path) -> None:
    done = run(installed, "next-token", "overview", "-s", *SMALL)  # two: each in a process of its own
    assert done.returncode == 0, done.stderr
    for name in ("next-token", "overview"):
        assert Image.open(anywhere / "clips" / f"{name}.png").size == (160, 90)
        assert anywhere.joinpath("clips", f"{name}.png.json").is_file()
    again = run(installed, "overview", "-s", *SMALL)
    assert again.returncode == 0 and "(up to date)" in again.stdout, again.stderr


def test_a_clone_that_is_installed_renders_there_too(editable: Path, anywhere: Path) -> None:
    done = run(editable, "next-token", "-s", *SMALL)
    assert done.returncode == 0, done.stderr
    assert Image.open(anywhere / "clips" / "next-token.png").size == (160, 90)


@pytest.mark.parametrize("which", ["installed", "editable"])
def test_a_scene_is_shown_beside_files_called_like_its_modules(
    which: str, anywhere: Path, request: pytest.FixtureRequest
) -> None:
    assert "masking" in printed(request.getfixturevalue(which), SHOW)


def test_a_changed_mobject_makes_another_digest(installed: Path, editable: Path, project: Path, anywhere: Path) -> None:
    roots = {installed: packages_of(installed.parent.parent) / PACKAGE, editable: project}
    found = {command: printed(command, DIGESTS, str(root / MOBJECT)).split() for command, root in roots.items()}
    for before, changed, restored in found.values():
        assert changed != before == restored
    assert found[installed] == found[editable], "a clone and a wheel of it make the same clips"


def test_manim_runs_a_scene_by_the_path_of_its_file(anywhere: Path) -> None:
    folder = Path.cwd() / "media"
    arguments = ("-ql", "-s", "--media_dir", folder, "scenes/mole.py", "Mole")
    manim = Path(sys.executable).with_name("manim")
    done = subprocess.run([manim, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [path.suffix for path in folder.rglob("Mole*.*")] == [".png"]


def test_a_path_of_ones_own_does_not_hide_it(installed: Path, anywhere: Path) -> None:
    done = run(installed, "overview", "-s", *SMALL, PYTHONPATH=str(anywhere))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["params", "--help"],
        ["cache", "clear", "--help"],
        ["captions", "mole"],
        ["check"],
        ["mloe"],
        ["params"],
    ],
    ids=" ".join,
)
def test_it_calls_itself_by_its_own_name(installed: Path, anywhere: Path, arguments: list[str]) -> None:
    done = run(installed, *arguments)
    output = done.stdout + done.stderr
    assert "attention-scenes" in output
    assert "render.py" not in output and "setup.sh" not in output


def test_what_needs_the_projects_own_folder_is_refused(installed: Path, anywhere: Path) -> None:
    done = run(installed, "docs")
    assert done.returncode == 2 and "clone" in done.stderr and "Traceback" not in done.stderr


def test_in_a_clone_it_is_the_file_that_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = "`python render.py list` shows all; render.py: no. 'render.py' and ./render.py are yours."
    assert program.named(typed) == typed
    monkeypatch.setattr(sys, "argv", ["/usr/bin/attention-scenes"])
    called = "`attention-scenes list` shows all; attention-scenes: no. 'render.py' and ./render.py are yours."
    assert program.named(typed) == called


def test_there_is_one_version() -> None:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["version"]
    assert f"\nversion: {version}\n" in ROOT.joinpath("CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version}" in ROOT.joinpath("CHANGELOG.md").read_text(encoding="utf-8")


def test_what_is_missing_is_told_to_each_in_their_own_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    missing = ModuleNotFoundError(name="skia")
    assert "no module 'skia': run ./setup.sh once; then" in str(remedy(missing))
    monkeypatch.setattr(program, "ROOT", tmp_path)
    assert str(remedy(missing)).endswith(
        "no module 'skia': install attention-scenes again, with all that it depends on."
    )
