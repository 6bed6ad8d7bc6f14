"""What is kept between runs is shown, and only that is removed, whoever uses it meanwhile."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from subprocess import PIPE

import numpy as np
import pytest

from attention_scenes.film.system.cache import STILL_WRITING, entries
from attention_scenes.film.system.cache_kinds import KINDS
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import find, path_of
from attention_scenes.model.atomic_files import part_path
from attention_scenes.model.checkpoint import locate
from attention_scenes.model.file_types import write_safetensors
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.mobjects.text.outlines import outline
from tests.conftest import ROOT
from tests.helpers.command_line import Run, message

BUNDLE, LABEL, DIGEST = f"{'0a' * 32}.safetensors", f"{'0a' * 16}.safetensors", "0a" * 32
CLIP = f"attention-pattern-{'0a' * 8}.poster.png"
MODEL = "smollm2-135m-0123456789ab"
LEFT = f".{'0a' * 20}.x_1y2z3w.partial"
DAY = 86_400


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with one thing of each kind, 1,000 bytes in each file."""
    root = tmp_path / 'cache of "it\'s"'
    monkeypatch.setenv("ATTENTION_CACHE", str(root))
    monkeypatch.delenv("ATTENTION_WEIGHTS_CACHE")
    things = (BUNDLE, LABEL, DIGEST, CLIP, "another/pyvenv.cfg", f"{MODEL}/config.json", f"{MODEL}/model.safetensors")
    kinds = ("bundles", "labels", "digests", "notebooks", "peers", "weights", "weights")
    for kind, name in zip(kinds, things, strict=True):
        path = root / kind / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(1000))
    return root


def made_old(path: Path, days: float) -> Path:
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if not path.is_dir())


def test_it_says_what_is_kept_where_and_how_large(kept: Path, run: Run) -> None:
    before = files(kept)
    code, out, _ = run("cache")
    assert code == 0 and files(kept) == before
    rows = {words[0]: words for line in out.splitlines() if (words := line.split())}
    assert set(KINDS) <= set(rows)
    assert " 1 kB " in out and " 2 kB " in out
    assert str(kept / "bundles") in out


def test_every_kind_is_in_the_help(run: Run) -> None:
    words = re.findall(r"\w+", run("cache", "clear", "--help")[1])
    assert set(KINDS) <= set(words)


def test_only_what_is_known_by_name_goes(kept: Path, run: Run, tmp_path: Path) -> None:
    outside = tmp_path / "mine.safetensors"
    outside.write_text("mine")
    mine = kept / "bundles" / "notes.txt"
    mine.write_text("mine")
    (kept / "bundles" / f"{'0b' * 32}.safetensors").symlink_to(outside)
    (kept / "bundles" / f"{'0c' * 32}.safetensors").mkdir()
    code, out, _ = run("cache", "clear", "bundles", "--yes")
    assert code == 0 and "Removed 1 files, 1 kB" in out
    assert not (kept / "bundles" / BUNDLE).exists()
    assert mine.exists() and outside.read_text() == "mine" and len(list((kept / "bundles").iterdir())) == 3
    assert (kept / "labels" / LABEL).exists() and (kept / "weights" / MODEL / "config.json").exists()


def test_a_folder_that_leads_elsewhere_is_left_alone(kept: Path, run: Run, tmp_path: Path) -> None:
    shutil.move(kept / "labels", tmp_path / "elsewhere")
    (kept / "labels").symlink_to(tmp_path / "elsewhere")
    venv = kept / "peers" / "another"
    (tmp_path / "system").mkdir()
    (tmp_path / "system" / "python").write_text("mine")
    (venv / "bin").symlink_to(tmp_path / "system")
    code, _, _ = run("cache", "clear", "all", "--yes")
    assert code == 0 and not venv.exists()
    assert (tmp_path / "elsewhere" / LABEL).exists() and (tmp_path / "system" / "python").exists()


def test_all_of_it_goes_but_the_folders(kept: Path, run: Run) -> None:
    assert run("cache", "clear", "all", "-y")[0] == 0
    assert set(files(kept)) <= {".lock", ".in-use"}
    assert (kept / "bundles").is_dir() and (kept / "labels").is_dir()
    assert run("cache", "clear", "all", "-y")[1] == "Nothing of the kind is kept.\n"


@pytest.mark.parametrize(("answer", "stays"), [("y\n", False), ("n\n", True), ("\n", True)])
def test_it_asks_first(kept: Path, run: Run, monkeypatch: pytest.MonkeyPatch, answer: str, stays: bool) -> None:
    terminal = io.StringIO(answer)
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin", terminal)
    code, out, _ = run("cache", "clear", "weights")
    assert code == 0 and "a download of 93 MB" in out
    assert (kept / "weights" / MODEL).exists() == stays


def test_where_nobody_can_be_asked_nothing_goes(kept: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    before = files(kept)
    code, _, err = run("cache", "clear", "all")
    assert code == 2 and "--yes" in err and files(kept) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bundels"], "Did you mean 'bundles'"),
        (["../bundles"], "'../bundles'"),
        ([], "KIND"),
        (["all", "--older-than", "soon"], "got 'soon'"),
    ],
)
def test_what_is_not_understood_removes_nothing(kept: Path, run: Run, words: list[str], said: str) -> None:
    before = files(kept)
    assert said in message(run("cache", "clear", *words, "--yes")) and files(kept) == before


def test_only_what_was_not_used_for_long_goes(kept: Path, run: Run) -> None:
    young, old = kept / "bundles" / BUNDLE, made_old(kept / "labels" / LABEL, 40)
    code, _, _ = run("cache", "clear", "bundles", "labels", "--older-than", "30d", "--yes")
    assert code == 0 and young.exists() and not old.exists()


def test_what_killed_processes_left_is_shown_and_goes(kept: Path, run: Run) -> None:
    left = kept / "bundles" / LEFT
    left.write_bytes(bytes(3000))
    assert "unfinished" not in run("cache")[1]  # a process may be writing it now
    for days in (2 * STILL_WRITING / DAY, -2 * STILL_WRITING / DAY):  # the second of before a clock was set back
        made_old(left, days)
        assert "bundles, unfinished" in run("cache")[1]
    assert run("cache", "clear", "labels", "unfinished", "--yes")[0] == 0
    assert not left.exists() and not (kept / "labels" / LABEL).exists()
    assert (kept / "bundles" / BUNDLE).exists() and (kept / "weights" / MODEL).exists()


def test_names_are_those_that_are_written(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed: list[tuple[Path, Path]] = []
    rename = os.replace

    def noted(source: str | Path, target: str | Path) -> None:
        renamed.append((Path(source), Path(target)))
        rename(source, target)

    monkeypatch.setattr("os.replace", noted)
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        tmp_path.joinpath(name).write_text("{}")
    write_safetensors(kept / "bundles" / BUNDLE, {"a": np.zeros(2, np.float32)}, {})
    outline.__wrapped__("#sym.arrow")
    locate.digest(str(tmp_path))
    written = {target.parent.name: (source, target) for source, target in renamed}
    assert set(written) == {"bundles", "labels", "digests"}
    for kind, (source, target) in written.items():
        assert re.fullmatch(KINDS[kind].unfinished, source.name), source
        assert target in [entry.path for entry in entries(kind)]
    part = part_path(kept / "notebooks", CLIP.removesuffix(".poster.png"), ".mp4")
    assert re.fullmatch(KINDS["notebooks"].unfinished, part.name)


def test_what_a_render_misses_it_makes_again(kept: Path, run: Run) -> None:
    points = outline.__wrapped__("#sym.arrow").points
    needs = Needs(traces={"": TraceNeed("a blue bird", ("pattern",), layers=(0,))})
    for _ in range(2):
        path = path_of(needs, str(locate.digest()))
        Bundle({"digest": path.stem}, {"a": np.zeros(2, np.float32)}).save(path)
        assert find(needs) is not None and list(entries("labels"))
        assert run("cache", "clear", "bundles", "labels", "--yes")[0] == 0
        assert find(needs) is None and not list(entries("labels"))
        assert np.array_equal(outline.__wrapped__("#sym.arrow").points, points)


def test_weights_in_use_stay(kept: Path, run: Run) -> None:
    reading = """
import sys
from attention_scenes.model.checkpoint import locate as weights
with weights._lock(weights.weights_folder() / ".lock", weights.quiet):
    weights._use(weights.weights_folder())
print("reading", flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen([sys.executable, "-c", reading], stdin=PIPE, stdout=PIPE, cwd=ROOT, text=True)
    assert process.stdin and process.stdout and process.stdout.readline() == "reading\n"
    before = files(kept)
    code, _, err = run("cache", "clear", "all", "--yes")
    assert code == 2 and "A process is using the weights" in err and files(kept) == before
    assert (kept / "weights" / MODEL / "model.safetensors").exists()
    process.kill()
    process.communicate()
    assert run("cache", "clear", "weights", "--yes")[0] == 0
    assert not (kept / "weights" / MODEL).exists()


def test_killed_in_the_middle_it_leaves_no_half_model(kept: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", lambda path: signal.raise_signal(signal.SIGINT))
        assert run("cache", "clear", "weights", "--yes")[0] == 130
    assert not (kept / "weights" / MODEL).exists()
    [left] = [path for path in (kept / "weights").iterdir() if path.is_dir()]
    for path in left.iterdir():
        made_old(path, 1)
    assert run("cache", "clear", "unfinished", "--yes")[0] == 0 and not left.exists()
