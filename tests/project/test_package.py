"""The installed package, built offline: it works from a folder whose files are called like its modules."""

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
PACKAGES = ("assets", "film", "model", "scenes")
NOT_OURS = ("model.py", "film.py", "scenes.py", "assets.py", "render.py")  # of the person who uses it
SMALL = ("-r", "160,90")


def project_copy(folder: Path) -> Path:
    """The project's files in another folder: a build leaves its own behind."""
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in (*PACKAGES, "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    return built(project_copy(folder / "project"), folder)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the package in an environment of its own, which shares the libraries and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    python("-m", "venv", "--without-pip", folder)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    packages.joinpath("shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    there = folder / "bin" / "python"
    python("-m", "pip", "--python", there, "install", "--no-deps", "--no-index", "-q", wheel)
    return folder / "bin" / "attention-scenes"


@pytest.fixture
def anywhere(elsewhere: Path) -> Path:
    for name in NOT_OURS:
        elsewhere.joinpath(name).write_text("raise SystemExit('a file of the person who uses it was run')\n")
    return elsewhere


def run(installed: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | variables
    return subprocess.run([str(installed), *arguments], env=environment, capture_output=True, text=True, check=False)


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    there = {
        path.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for path in ROOT.joinpath(name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files(wheel) == there | {"render.py"}


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


def test_a_path_of_ones_own_does_not_hide_it(installed: Path, anywhere: Path) -> None:
    anywhere.joinpath("render.py").unlink()  # is what is imported first
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
    told = done.stdout + done.stderr
    assert "attention-scenes" in told
    assert "render.py" not in told and "setup.sh" not in told


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
