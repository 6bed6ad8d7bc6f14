"""The command line: what it renders, and what bad input gets: one message, exit code 2, nothing written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from attention_scenes.film.cli import main as cli
from attention_scenes.film.system.errors import refusal
from tests.helpers.command_line import SMALL, Run, clip_files, frame_count, message, names

# What it renders


def test_a_clip_its_sidecar_and_a_line_that_says_where(run: Run, elsewhere: Path) -> None:
    code, out, err = run("tiny", *SMALL, "-o", "its clips")
    assert code == 0, err
    count, size = frame_count(elsewhere / "its clips/tiny.json"), (elsewhere / "its clips/tiny.mp4").stat().st_size
    assert out == f"{Path('its clips/tiny.mp4')}  ({count} frames, {size / 1000:.3g} kB)\n"
    assert sorted(path.name for path in elsewhere.rglob("*.*")) == clip_files("tiny")

    code, out, _ = run("-o", "its clips", *SMALL, "tiny")
    assert (code, out) == (0, f"{Path('its clips/tiny.mp4')}  (up to date)\n")
    code, out, _ = run("tiny", *SMALL, "-o", "its clips", "--force")
    assert "frames" in out


def test_verify_takes_the_clip_or_its_sidecar(run: Run, elsewhere: Path) -> None:
    assert run("other", *SMALL)[0] == 0
    for path in ("clips/other.json", "clips/other.mp4"):
        code, out, err = run("verify", path)
        assert code == 0, err
        assert [line.split(": ")[1] for line in out.splitlines()] == [
            "bytes hold", "numbers hold", "captions hold", "claims hold", "settings hold", "frames hold",
        ]  # fmt: skip
    for flags, path in (
        (["--format", "gif"], "other.gif"),
        (["-s"], "other.png"),
        (["--format", "png-sequence"], "other"),
    ):
        assert run("other", *SMALL, *flags)[0] == 0
        assert run("verify", f"clips/{path}")[0] == 0


def test_verify_says_what_differs(run: Run, elsewhere: Path) -> None:
    assert run("other", *SMALL)[0] == 0
    sidecar = json.loads((elsewhere / "clips/other.json").read_text())
    entry = {"shown": "0.50", "value": 0.5, "source": "pattern[0,0,0,0]", "start": 0.0, "end": 1.0}
    (elsewhere / "clips/other.json").write_text(json.dumps(sidecar | {"numbers": [entry]}))
    code, out, _ = run("verify", "clips/other.json")
    assert code == 1
    assert "pattern[0,0,0,0]" in out and "numbers DO NOT HOLD" in out


def test_the_last_frame_alone(run: Run, elsewhere: Path) -> None:
    code, out, err = run("other", "-s", *SMALL)
    assert code == 0, err
    assert (elsewhere / "clips/other.png").read_bytes().startswith(b"\x89PNG")
    assert out.startswith("clips/other.png")


def test_parameters_from_the_file_and_over_them_from_the_command_line(run: Run, elsewhere: Path) -> None:
    elsewhere.joinpath("talk.toml").write_text(
        'captions = false\nside = "left"\n[tiny]\ntext = "from a file"\n[other]\ntext = "not this"\n'
    )
    code, _, err = run("tiny", "-s", *SMALL, "--params", "talk.toml", "--set", "text=from the line")
    assert code == 0, err
    params = json.loads((elsewhere / "clips/tiny.png.json").read_text())["params"]
    assert (params["captions"], params["side"], params["text"]) == (False, "left", "from the line")


def test_lists_and_tables_on_the_command_line(run: Run, elsewhere: Path) -> None:
    settings = ["--set", "words=a, b", "--set", "words=c", "--set", 'tiny.table={ x = ["y"] }', "--set", "text=a=b"]
    code, _, err = run("tiny", "-s", *SMALL, *settings)
    assert code == 0, err
    params = json.loads((elsewhere / "clips/tiny.png.json").read_text())["params"]
    assert params["words"] == ["a, b", "c"]
    assert params["table"] == {"x": ["y"]}
    assert params["text"] == "a=b"


# What bad input gets


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tiyn"], ["'tiyn'", "Did you mean 'tiny'?"]),
        (["x" * 9000], ["9,000 characters", "Known: other, tiny"]),
        (["tiny", "list"], ["'list' is a command and comes first"]),
        (["--all", "tiny"], ["--all", "leave out 'tiny'"]),
        (["--jobs", "0"], ["--jobs", "'0'"]),
        (["--jobs", "-1"], ["--jobs", "'-1'"]),
        (["--all", "--jobs", "x"], ["--jobs needs a whole number", "'x'"]),
        (["tiny", "--chunks", "0"], ["--chunks needs a whole number from 1 to 500", "'0'"]),
        (["tiny", "--chunks", "2", "--format", "gif"], ["--chunks 2", "mp4, mov, webm"]),
        (["tiny", "--chunks", "2", "--loop"], ["--chunks 2", "whole scenes"]),
        (["tiny", "--set", "text="], ["text", "empty"]),
        (["tiny", "--set", "text=a\x07b"], ["U+0007"]),
        (["tiny", "--set", "text"], ["key=value", "'text'"]),
        (["tiny", "--set", "txet=a"], ["'txet'", "Did you mean 'text'?"]),
        (["--set", "txet=a"], ["None of tiny, other", "Did you mean 'text'?"]),
        (["other", "--set", "tiny.text=a"], ["tiny is not among the clips"]),
        (["tiny", "--set", "side=rihgt"], ["'left' or 'right'", "'rihgt'", "Did you mean 'right'?"]),
        (["tiny", "--set", "steps=many"], ["steps must be a whole number", "'many'"]),
        (["tiny", "--set", "steps=0"], ["greater than or equal to 1", "'0'"]),
        (["tiny", "--set", "captions=perhaps"], ["true or false", "'perhaps'"]),
        (["tiny", "--set", "pace=slow"], ["must be a number", "'slow'"]),
        (["tiny", "--set", "table=a"], ["TOML", "'a'"]),
        (["tiny", "--set", "head=first"], ["layer.head", "'first'"]),
        (["tiny", "--set", "head=99.0"], ["99"]),
        (["tiny", "--set", "text=one two three four five six seven eight nine"], ["8 tokens"]),
        (["tiny", "-r", "1280"], ["-r needs WIDTH,HEIGHT", "'1280'"]),
        (["tiny", "-r", "0,9"], ["from 16 to"]),
        (["tiny", "-r", "99999,20"], ["from 16 to"]),
        (["tiny", "-r", "97,64"], ["even", "96 x 64"]),
        (["tiny", "--fps", "fast"], ["--fps", "'fast'"]),
        (["tiny", "--fps", "0"], ["--fps", "'0'"]),
        (["tiny", "--fps", "nan"], ["--fps"]),
        (["tiny", "-qx"], ["-q", "'x'"]),
        (["tiny", "--format", "mp5"], ["'mp5'", "Did you mean 'mp4'?"]),
        (["tiny", "-t", "--format", "mp4"], ["mp4 has no transparency"]),
        (["tiny", "-s", "--format", "gif"], ["-s", "gif"]),
        (["tiny", "--device", "cpus"], ["'cpus'", "Did you mean 'cpu'?"]),
        (["tiny", "--encoder", "preset"], ["key=value", "'preset'"]),
        (["tiny", "--encoder", "prezet=slow"], ["no option 'prezet'"]),
        (["tiny", "--encoder", "preset=snail"], ["preset=snail"]),
        (["tiny", "--encoder", "codec=libx999"], ["libx999"]),
        (["tiny", "--model", "no such model"], ["no such model"]),
        (["tiny", "--forse"], ["--forse", "--force"]),
        (["tiny", "-o"], ["-o"]),
        (["tiny", "-o", ""], ["-o needs a folder"]),
        (["tiny", "-o", "n" * 300], ["300 characters", "too long"]),
        (["tiny", "--params", "none.toml"], ["none.toml", "No such file"]),
        (["tiny", "--params", "."], ["directory"]),
        (["params", "tinyy"], ["'tinyy'", "Did you mean 'tiny'?"]),
        (["params"], ["SCENE", "render.py params --help"]),
        (["trace", "", "-o", "a.safetensors"], ["empty"]),
        (["trace", "a", "-o", "."], ["no file name"]),
        (["trace", "a", "-o", "a.safetensors", "--only", "patern"], ["Did you mean 'pattern'?"]),
        (["trace", "a", "-o", "a.safetensors", "--layers", "last"], ["--layers", "'last'"]),
        (["trace", "a", "-o", "a.safetensors", "--layers", "99"], ["99", "0 to 29"]),
        (["verify", "none.json"], ["none.json", "No such file"]),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else None,
)
def test_one_message_and_nothing_written(run: Run, elsewhere: Path, arguments: list[str], says: list[str]) -> None:
    told = message(run(*arguments))
    for words in says:
        assert words in told
    assert list(elsewhere.iterdir()) == []


def test_all_clips_are_checked_before_one_is_drawn(run: Run, elsewhere: Path) -> None:
    elsewhere.joinpath("talk.toml").write_text("[other]\npace = 99\n")
    assert "other: pace" in message(run("tiny", "other", *SMALL, "--params", "talk.toml"))
    assert names(elsewhere) == ["talk.toml"]


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('text = "a"\nside = "left\n', ["not valid TOML", "line 2"]),
        ('[tniy]\ntext = "a"\n', ["[tniy]", "Did you mean 'tiny'?"]),
        ("tiny = 3\n", ["is a scene", "[tiny]"]),
        ("[tiny]\nsteps = 1.5\n", ["steps must be a whole number", "1.5"]),
        ("[tiny]\ntext = 5\n", ["text must be text", "5"]),
        ("[tiny]\nsteps = 0\nside = 'up'\n", ["steps", "side"]),
        ("[tiny]\ntable = { a = 1 }\n", ["table.a must be a list", "1"]),
    ],
)
def test_a_bad_parameter_file(run: Run, elsewhere: Path, toml: str, says: list[str]) -> None:
    elsewhere.joinpath("bad.toml").write_text(toml)
    told = message(run("tiny", "--params", "bad.toml"))
    for words in says:
        assert words in told
    assert names(elsewhere) == ["bad.toml"]


def test_a_parameter_file_that_is_no_text(run: Run, elsewhere: Path) -> None:
    elsewhere.joinpath("bad.toml").write_bytes(b'text = "\xff"')
    assert "UTF-8" in message(run("tiny", "--params", "bad.toml"))


@pytest.mark.parametrize("key", ["text", "head", "side", "steps"])
def test_a_megabyte_is_not_echoed_and_ten_are_not_read(run: Run, elsewhere: Path, key: str) -> None:
    for words, said in ((190_000, key), (2_000_000, "more than 1 MB")):
        elsewhere.joinpath("big.toml").write_text(f'[tiny]\n{key} = "{"word " * words}"\n')
        assert said in message(run("tiny", "--params", "big.toml"))


def test_a_file_where_the_folder_should_be(run: Run, elsewhere: Path) -> None:
    elsewhere.joinpath("file").write_text("mine")
    assert "is a file" in message(run("tiny", "-o", "file"))
    assert "below a file" in message(run("tiny", "-o", "file/clips"))
    assert elsewhere.joinpath("file").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(run: Run, elsewhere: Path) -> None:
    elsewhere.joinpath("theirs").mkdir(mode=0o500)
    assert "may not be written" in message(run("tiny", "-o", "theirs"))


@pytest.mark.parametrize("text", ["not json", "[]", "{}"])
def test_verify_reads_sidecars_only(run: Run, elsewhere: Path, text: str) -> None:
    elsewhere.joinpath("clip.json").write_text(text)
    assert "clip.json" in message(run("verify", "clip.json"))


def test_a_mistake_of_ours_keeps_its_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "load", lambda scene: 1 / 0)
    code, _, err = run("tiny", *SMALL)
    assert code == 1
    assert "Traceback" in err and "ZeroDivisionError" in err


# Words


def test_a_python_without_what_is_needed_is_told_the_way(root: Path) -> None:
    bare = [sys.executable, "-S", "render.py", "list"]  # -S: what is installed is not found
    told = subprocess.run(bare, cwd=root, capture_output=True, text=True, check=False)
    assert "./setup.sh" in message((told.returncode, told.stdout, told.stderr))


def test_a_module_that_is_missing_later_is_told_too() -> None:
    assert "no module 'skia'" in str(refusal(ModuleNotFoundError(name="skia.core")))
    assert (
        refusal(ModuleNotFoundError(name="attention_scenes.film.frames.gpu_surface")) is None
    )  # one of ours is our mistake
    assert refusal(ModuleNotFoundError(name="pandas")) is None  # a scene of one's own may import it


def test_list_loads_nothing_heavy(root: Path) -> None:
    code = (
        "import sys; from attention_scenes.film.cli import main as cli; code = cli.main(['list']);"
        "sys.exit(code or str({'numpy', 'manim', 'torch', 'pydantic', 'rich', 'av', 'skia'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"
    assert "attention-pattern  " in done.stdout


def test_each_scene_file_is_listed_with_what_it_shows(root: Path) -> None:
    found = cli.scenes_in(root / "scenes")
    assert set(cli.HEADLINE) <= set(found)
    for scene in found.values():
        assert len(scene.summary) > 20, f"{scene.name} says too little in the first line of its docstring"


def test_params_tells_name_type_default_and_what_is_allowed(run: Run) -> None:
    code, out, _ = run("params", "tiny")
    assert code == 0
    rows = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert "whole number" in rows["steps"] and "at least 1, at most 1000" in rows["steps"]
    assert "left, right" in rows["side"]
    assert "a blue bird" in rows["text"] and "The sentence." in rows["text"]
    assert "true or false" in rows["captions"]


@pytest.mark.parametrize("command", ["", *(name for name in cli.COMMANDS if name != "one-clip")])
def test_help_teaches(run: Run, command: str) -> None:
    code, out, _ = run(*filter(None, [command, "--help"]))
    assert code == 0
    assert out.startswith(f"Usage: render.py {command}".rstrip())
    assert "Options:" in out


def test_help_names_every_command(run: Run) -> None:
    _, out, _ = run("--help")
    for name in cli.COMMANDS.keys() - {"one-clip", "cluster-worker", "studio-worker"}:
        assert f"\n  {name} " in out or f"\n    {name} " in out


def test_trace_writes_the_arrays_that_were_asked_for(run: Run, elsewhere: Path) -> None:
    from safetensors.numpy import load_file

    code, out, err = run("trace", "The capital", "-o", "a b.safetensors", "--layers", "0,11", "--only", "pattern,q")
    assert code == 0, err
    arrays = load_file(elsewhere / "a b.safetensors")
    assert set(arrays) == {"pattern", "q"}
    assert arrays["pattern"].shape[0] == 2
    assert out.startswith("a b.safetensors")
