"""Several clips at once, and what interrupts them: one that fails stops no other, nothing unfinished is kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli import main as cli
from tests.helpers.command_line import SMALL, Run, clip_files, names
from tests.helpers.processes import LISTED, alive, below, eventually
from tests.helpers.tiny_scene import CATALOG

# All clips at once


def test_all_renders_every_scene_and_then_none(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "HEADLINE", ("tiny",))
    code, out, err = run("--all", *SMALL, "--jobs", "999")
    assert code == 0, err
    assert [line.split("  ")[0] for line in out.splitlines()] == ["clips/tiny.mp4", "clips/other.mp4"]
    assert "up to date" not in out and "loading tiny, other" in err.splitlines()
    assert names(elsewhere / "clips") == clip_files("other", "tiny")

    from attention_scenes.film.jobs import run as batch

    monkeypatch.setattr(batch, "run_all", lambda jobs, *_: [pytest.fail(job.name) for job in jobs if job.steps])
    both = "clips/tiny.mp4  (up to date)\nclips/other.mp4  (up to date)\n"
    code, out, err = run("--all", *SMALL)
    assert (code, out) == (0, both)
    assert "tiny: up to date" in err
    assert run(*SMALL)[:2] == (0, both.splitlines(keepends=True)[0]), "without a name: the headline clips"
    monkeypatch.setattr(cli, "HEADLINE", ("tiny", "other"))
    assert run(*SMALL)[:2] == (0, both)


def test_force_renders_and_stills_and_previews_are_for_each(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("attention_scenes.film.jobs.run.open_file", lambda path: opened.append(path.name))
    assert [run(name, "-s", *SMALL)[0] for name in ("tiny", "other")] == [0, 0]
    assert not opened
    code, out, err = run("--all", "-s", "-p", "--force", "--jobs", "2", *SMALL)
    assert code == 0, err
    assert [line.partition(", ")[0] for line in out.splitlines()] == [
        "clips/tiny.png  (1 frame",
        "clips/other.png  (1 frame",
    ]
    assert sorted(opened) == ["other.png", "tiny.png"]


def test_scenes_that_break_when_they_are_loaded_or_drawn_stop_no_other(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, module in {"third": "tests.no_such_module", "fourth": "tests.helpers.tiny_scene"}.items():
        monkeypatch.setitem(CATALOG, name, SceneFile(name, module, "Broken", f"A {name}."))
    code, out, err = run("--all", *SMALL)
    assert code == 1
    assert [line.split("  ")[0] for line in out.splitlines()] == ["clips/tiny.mp4", "clips/other.mp4"]
    assert err.splitlines()[-3:] == [
        "render.py: 2 of 4 clips failed.",
        "  third: ModuleNotFoundError: No module named 'tests.no_such_module'",
        "  fourth: ZeroDivisionError: division by zero",
    ]
    assert err.rindex("Traceback") < err.index("2 of 4 clips failed") and err.count("Traceback") == 2
    assert names(elsewhere / "clips") == clip_files("other", "tiny")


def test_bad_input_to_one_clip_alone_is_code_2(run: Run, elsewhere: Path) -> None:
    long = "one two three four five six seven eight nine"
    for _ in ("computed in a process of its own", "found"):
        code, out, err = run("--all", *SMALL, "--set", f"tiny.text={long}")
        assert code == 2
        assert out.startswith("clips/other.mp4") and "tiny" not in out
        assert err.splitlines()[-1] == "  tiny: text has more than 8 tokens: shorten it."
        assert "Traceback" not in err


def test_a_bundle_that_fails_stops_no_other(run: Run, elsewhere: Path) -> None:
    code, out, err = run("--all", *SMALL, "--set", "tiny.head=99.0")
    assert code == 2
    assert out.startswith("clips/other.mp4") and "There is no head 99.0" in err.splitlines()[-1]


def test_two_runs_at_once_make_whole_clips_and_load_no_torch(run: Run, root: Path, elsewhere: Path) -> None:
    code = (
        "import sys, tests.helpers.tiny_scene as tiny; from attention_scenes.film.cli import main as cli;"
        "cli.scenes_in = lambda folder: tiny.CATALOG;"
        "code = cli.main(sys.argv[1:]); sys.exit(code or ('torch' in sys.modules))"
    )
    words = ["--all", *SMALL, "--set", "tiny.text=never seen before"]
    environment = os.environ | {"PYTHONPATH": str(root)}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, *words, "--force"], cwd=elsewhere, env=environment,
            stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert any("computing" in each for each in said)
    assert names(elsewhere / "clips") == clip_files("other", "tiny")
    assert run(*words)[1].count("up to date") == 2


def test_clips_in_parts_are_those_of_one_piece(run: Run, elsewhere: Path) -> None:
    words = ["tiny", *SMALL, "--set", "steps=3"]
    assert run(*words, "-o", "one")[0] == 0
    code, out, err = run(*words, "-o", "joined", "--chunks", "3")
    assert code == 0, err
    assert out.startswith("joined/tiny.mp4  (18 frames, ")
    assert [line for line in err.splitlines() if "frame" in line][0].endswith(", in parts")
    found = [json.loads((elsewhere / folder / "tiny.json").read_text()) for folder in ("one", "joined")]
    for sidecar in found:
        assert sidecar["clip"].pop("sha256") and sidecar["clip"].pop("bytes")
    assert found[0] == found[1]
    assert names(elsewhere / "joined") == names(elsewhere / "one") == clip_files("tiny")
    assert "up to date" in run(*words, "-o", "joined", "--chunks", "2")[1]
    assert "up to date" in run(*words, "-o", "joined")[1]


def test_a_file_beside_a_clip_is_made_again_without_its_chunks(run: Run, elsewhere: Path) -> None:
    words = ["tiny", *SMALL, "--set", "steps=3", "--chunks", "3"]
    assert run(*words)[0] == 0
    clip, beside = elsewhere / "clips/tiny.mp4", elsewhere / "clips/tiny.vtt"
    before, text = clip.stat().st_mtime_ns, beside.read_bytes()
    beside.unlink()
    code, out, err = run(*words)
    assert (code, beside.read_bytes(), clip.stat().st_mtime_ns) == (0, text, before), err
    assert "up to date" in out and "in parts" not in err
    assert "in parts" in run(*words, "--force")[2]


# Interruptions


@pytest.fixture
def endless(root: Path, elsewhere: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a render that takes minutes, and wait until frames are made, or until something else is said."""
    started = []

    def start(*arguments: str, until: str = "step 1") -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.helpers.tiny_scene", *arguments, *SMALL, "--set", "steps=1000"]
        environment = os.environ | {"PYTHONPATH": str(root)}
        process = subprocess.Popen(
            command, cwd=elsewhere, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stderr is not None
        said = ""
        while until not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


INTERRUPTED = "Interrupted: no unfinished clip was kept."


def test_ctrl_c_leaves_no_unfinished_clip(endless: Callable[..., subprocess.Popen[str]], elsewhere: Path) -> None:
    process = endless("tiny")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    assert said.splitlines()[-1] == INTERRUPTED
    assert "Traceback" not in said
    assert list(elsewhere.rglob("*.*")) == []


def test_ctrl_c_keeps_and_names_the_clips_that_are_done(
    endless: Callable[..., subprocess.Popen[str]], elsewhere: Path
) -> None:
    process = endless("--all", "--jobs", "2", until="other: done")
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=300)
    assert process.returncode == 130 and "Traceback" not in said
    assert said.splitlines()[-1] == INTERRUPTED
    assert out.startswith("clips/other.mp4  (")
    assert names(elsewhere / "clips") == clip_files("other")


@pytest.mark.skipif(not LISTED, reason="needs /proc to find the processes")
def test_a_killed_child_is_one_failed_clip(endless: Callable[..., subprocess.Popen[str]], elsewhere: Path) -> None:
    process = endless("--all", "--jobs", "1")  # the first is tiny, and takes minutes
    eventually(lambda: len(below(process.pid)) == 1)  # what asks the model for the other one may run beside it
    os.kill(*below(process.pid), signal.SIGKILL)
    out, said = process.communicate(timeout=300)
    assert process.returncode == 1
    assert out.startswith("clips/other.mp4  (")
    assert said.splitlines()[-1].startswith("  tiny: its process was ended by SIGKILL")
    assert names(elsewhere / "clips") == clip_files("other")


@pytest.mark.skipif(not LISTED, reason="needs /proc to find the processes")
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_a_chunk_that_is_drawn_stays_where_another_is_ended(
    endless: Callable[..., subprocess.Popen[str]], elsewhere: Path, signal_number: int
) -> None:
    process = endless("tiny", "--chunks", "2", "--jobs", "2", until="in parts")
    eventually(lambda: list((elsewhere / "clips").glob(".tiny.chunks/*.json")))  # the second takes minutes
    if signal_number == signal.SIGKILL:
        eventually(lambda: len(below(process.pid)) == 1)
        os.kill(*below(process.pid), signal.SIGKILL)
    else:
        process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=300)
    assert (process.returncode, out) == ((1, "") if signal_number == signal.SIGKILL else (130, ""))
    assert "Traceback" not in said and ("SIGKILL" in said or said.splitlines()[-1] == INTERRUPTED)
    assert names(elsewhere / "clips") == [".tiny.chunks"]
    whole = [name for name in names(elsewhere / "clips" / ".tiny.chunks") if not name.startswith(".")]
    assert len({name.partition(".")[0] for name in whole}) == 1 and len(whole) == 3


def test_a_killed_parent_takes_its_children_along(
    endless: Callable[..., subprocess.Popen[str]], elsewhere: Path
) -> None:
    process = endless("tiny", "other")
    children = below(process.pid)
    process.kill()
    eventually(lambda: not any(map(alive, children)))
    eventually(lambda: not list(elsewhere.rglob(".*.part*")))
    assert [path.name for path in elsewhere.rglob("*.*") if not path.name.startswith("other.")] == []
