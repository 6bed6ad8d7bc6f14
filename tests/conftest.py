"""What all tests share: they never touch a user's own bundles, and take the weights from where set-up put them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.command_line import Run

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    # Before any test module is imported: what is read at import must be the test's folder too.
    import platformdirs

    theirs = os.environ.get("ATTENTION_CACHE") or platformdirs.user_cache_dir("attention-scenes")
    os.environ.setdefault("ATTENTION_WEIGHTS_CACHE", theirs)
    os.environ["ATTENTION_CACHE"] = config.test_cache = tempfile.mkdtemp(prefix="attention-tests-")  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.test_cache, ignore_errors=True)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


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
    import render
    from tests.tiny_scene import CATALOG

    monkeypatch.setattr(render, "scenes_in", lambda folder: CATALOG)
    monkeypatch.setattr(render, "HEADLINE", ("tiny", "other"))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = render.main(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the golden frames anew: look at each of them.")
