"""What all tests share: they never touch a user's own bundles, and take the weights from where set-up put them."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.command_line import Run
from tests.helpers.pages.browser import launched, running_loop

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Where a shell forbids it, each of some hundred processes would compile every module anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).resolve().parents[1]
SCENES = "attention_scenes.scenes."


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs the suite in the background has this signal ignored, and with it all that is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Before any test module is imported: what is read at import must be the test's folder too.
    from attention_scenes.model.files import cache_root

    os.environ.setdefault("ATTENTION_WEIGHTS_CACHE", str(cache_root()))
    # The workers keep all cores busy: threads of one would only wait for those of another.
    os.environ["OMP_NUM_THREADS"] = "1"
    # Memory that is given back with each array or frame comes back page by page, zeroed: half of what the kernel does.
    # Of workers and children, which begin with it; before glibc 2.35 a threshold above 32 MB is none.
    os.environ["MALLOC_TRIM_THRESHOLD_"], os.environ["MALLOC_MMAP_THRESHOLD_"] = str(1 << 29), str(1 << 25)
    if not is_worker(config):
        os.environ["ATTENTION_CACHE"] = tempfile.mkdtemp(prefix="attention-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not is_worker(config):
        shutil.rmtree(os.environ["ATTENTION_CACHE"], ignore_errors=True)


def is_worker(config: pytest.Config) -> bool:
    """Whether another process runs the suite, and has made the folder: all share it, so that nothing is made twice."""
    return hasattr(config, "workerinput")


@pytest.fixture(autouse=True)
def _dark_english_and_wide() -> None:
    """Every test begins with the default palette, in English and with letters as at 16:9, whatever was drawn before."""
    if palettes := sys.modules.get("attention_scenes.scenes.mobjects.basics.palette"):
        palettes.use_palette("dark")
    if captions := sys.modules.get("attention_scenes.scenes.captions"):
        captions.use_translations({})
    if shaping := sys.modules.get("attention_scenes.scenes.mobjects.text.shaping"):
        shaping.use_least_em(shaping.SMALLEST)


@pytest.fixture(scope="session", autouse=True)
def _own_media(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Manim's texts go into a folder of this process: two that set the same one would take each other's file away."""
    from manim import config

    config.media_dir = str(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="session", autouse=True)
def _one_renderer() -> Iterator[None]:
    """Manim gives all its classes their bases anew whenever settings end, even for the renderer that is set: 15 ms."""
    from manim._config.utils import ManimConfig

    change = ManimConfig.renderer

    def set_renderer(self: ManimConfig, value: Any) -> None:
        if value != self.renderer:
            change.__set__(self, value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ManimConfig, "renderer", property(change.__get__, set_renderer))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def little_prose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numbers are computed again, loss is measured on 3 of 12 pieces of prose; pictures are made with all."""
    from attention_scenes.scenes.attention_sink import AttentionSink

    monkeypatch.setattr(AttentionSink, "pieces", 3)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the test runs in; its name has a space and quotes."""
    folder = tmp_path / """it's "here" now"""
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> Run:
    """Run a command line in an empty folder, with the two tiny scenes as all there are."""
    from attention_scenes.film.cli import main as cli
    from tests.helpers.tiny_scene import CATALOG

    monkeypatch.setattr(cli, "scenes_in", lambda folder: CATALOG)
    monkeypatch.setattr(cli, "HEADLINE", ("tiny", "other"))

    def run(*arguments: str) -> tuple[int, str, str]:
        with running_loop(None):  # `browser` may be open, too
            code = cli.main(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture(scope="session")
def _chromium() -> Iterator[tuple[Browser, Any]]:
    with launched() as started:
        yield started


@pytest.fixture
def browser(_chromium: tuple[Browser, Any]) -> Iterator[Browser]:
    """Headless Chromium; the test is skipped where there is none. Start with ``page = browser.new_page()``.

    It stays open from test to test; pages that a test leaves open are closed for it.
    """
    browser, loop = _chromium
    with running_loop(loop):
        yield browser
        for context in browser.contexts:
            context.close()


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run all tests of a scene, or else of a file, in one process, one after the other: they make everything once."""
    first: dict[str, int] = {}
    turns = []
    for number, item in enumerate(items):
        if group := scene_of(item) or file_of(item):
            item.add_marker(pytest.mark.xdist_group(group))
        turns.append(first.setdefault(group_of(item), number))
    items[:] = [items[number] for number in sorted(range(len(items)), key=turns.__getitem__)]


def pytest_collection_finish() -> None:
    """Leave what imports made out of searches for garbage, a fifth of a second each; a clip's end lets it go."""
    gc.collect()
    gc.freeze()


def scene_of(item: pytest.Item) -> str | None:
    """Return the name of the scene that a test is given, or has its own file for."""
    given = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    modules = [value.__module__ for value in given if isinstance(value, type)]
    if named := _scene_of_file(item.path):
        modules.append(named)
    return next((name.removeprefix(SCENES).replace("_", "-") for name in modules if name.startswith(SCENES)), None)


@cache
def _scene_of_file(path: Path) -> str | None:
    """Return the module of the scene that a file of tests is for; None where it is for none."""
    own = ROOT / "tests" / "scenes" / "each" in path.parents
    return f"{SCENES}{path.stem.removeprefix('test_')}" if own else None


def file_of(item: pytest.Item) -> str | None:
    """Return the name of a test's file, unless it says itself what it runs with, or has tests of every scene."""
    return None if item.get_closest_marker("xdist_group") else _group_of_file(item.path)


@cache
def _group_of_file(path: Path) -> str | None:
    return None if path.parent == ROOT / "tests" / "scenes" else path.stem


def group_of(item: pytest.Item) -> str:
    """Return the group that a test runs in; of one without a group its own name."""
    mark = item.get_closest_marker("xdist_group")
    return mark.args[0] if mark else item.nodeid


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the golden frames anew: look at each of them.")
