"""The command ``train``: what it refuses, what it says while it goes on, and its curve."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attention_scenes.film.cli.train import loss_curve
from attention_scenes.film.cli.train.loss_curve import Estimate, columns, curve
from attention_scenes.training.registry import RECIPES, variants_of
from attention_scenes.training.resumable import Progress
from tests.helpers.command_line import Run, message


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["decodr"], "No model of our own is called 'decodr'. Did you mean 'decoder'?"),
        (["decoder", "--steps", "0"], "--steps needs a whole number from 1 to 1,000,000; got '0'."),
        (["decoder", "--steps", "many"], "got 'many'."),
        (["decoder", "--seed", "-1"], "--seed needs a whole number from 0 to 1,000,000; got '-1'."),
        (["decoder", "--seed", "1e3"], "got '1e3'."),
        (["decoder", "--seed", "9" * 80], "got '999"),
        (["decoder", "-o", "file"], "-o 'file' is a file: give a folder."),
        (["decoder", "--variant", "no-msk"], "No variant of decoder is called 'no-msk'. Did you mean 'no-mask'?"),
        (["decoder", "--variant", ""], "No variant of decoder is called ''."),
        (["decoder", "--variant", "../../x"], "No variant of decoder is called '../../x'."),
        (["shapes", "--variant", "no-mask"], "shapes has no variants: leave --variant out."),
        ([], "Missing argument 'NAME'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(run: Run, elsewhere: Path, words: list[str], said: str) -> None:
    elsewhere.joinpath("file").touch()
    assert said in message(run("train", *words))
    assert [path.name for path in elsewhere.iterdir()] == ["file"]


def test_help_says_what_can_be_trained(run: Run) -> None:
    code, out, _ = run("train", "--help")
    assert code == 0 and all(re.search(rf"^ +{name} +\w.*;? ", out, re.MULTILINE) for name in RECIPES)
    assert all(re.search(rf"^ +{name} +\w", out, re.MULTILINE) for name in variants_of("decoder"))
    assert "--variant no-mask" in out and "several seeds of both" in " ".join(out.split())
    assert "seed" in out and "goes on where it was kept" in " ".join(out.split())


def test_it_trains_says_how_far_it_is_and_is_done_once(run: Run, elsewhere: Path) -> None:
    code, out, err = run("train", "decoder", "--steps", "12", "--seed", "4", "-o", "mine")
    last = "mine/decoder/seed4/step12"
    assert code == 0 and re.fullmatch(rf"{last}  \(right answers 0\.\d+, held-out loss \d\.\d+\)\n", out)
    assert "decoder, seed 4: step 0 of 12; right answers 0." in err and "estimating the time" in err
    assert re.search(r"step 6 of 12, loss \d\.\d+; .*about \d+ s left", err) and "step 12 of 12" in err
    kept = sorted(path.name for path in (elsewhere / "mine" / "decoder" / "seed4").glob("step*"))
    assert kept == ["step0", "step12"]
    assert run("train", "decoder", "--steps", "12", "--seed", "4", "-o", "mine") == (0, f"{last}  (up to date)\n", "")
    code, out, _ = run("trace", "a fluffy creature", "-o", "a.safetensors", "--model", last)
    assert code == 0 and "4 tokens" in out


def test_a_variant_has_a_folder_of_its_own(run: Run, elsewhere: Path) -> None:
    code, out, err = run("train", "decoder", "--variant", "one-head", "--steps", "3", "--seed", "4", "-o", "mine")
    assert code == 0 and out.startswith("mine/decoder/one-head/seed4/step3  (right answers 0.")
    assert "decoder/one-head: one head of 64 instead of four of 16" in err
    assert "decoder/one-head, seed 4: step 0 of 3" in err
    assert [path.name for path in (elsewhere / "mine/decoder/one-head/seed4").glob("step*")] == ["step3"]


def test_an_interrupt_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("attention_scenes.training.resumable.train", interrupted)
    code, out, err = run("train", "decoder", "--steps", "7", "-o", "mine")
    assert code == 130 and not out
    assert err.splitlines()[-1] == "Interrupted: the same command goes on where the run was kept last."


def test_the_curve_falls_as_the_loss_does_and_leaves_room_for_what_is_to_come() -> None:
    assert columns([4.0] * 10 + [2.0] * 10, 40, 4) == [4.0, 2.0]
    lines = curve([4.0] * 10 + [2.0] * 10 + [1.0] * 10, 40, 4, 4)
    assert lines[:4] == [" 4.00 │█  ", "      │█  ", "      │██ ", " 0.00 │███"]
    assert lines[-1].endswith("40") and curve([], 10)
    assert all(len(line) <= 80 for line in curve([1.0] * 99, 1_000_000))


def test_the_time_that_is_left_comes_of_the_steps_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(loss_curve.time, "monotonic", lambda: now)
    estimate = Estimate()
    assert estimate.left(500, 1500) == estimate.left(501, 1500) == "estimating the time"
    now = 10.0
    assert estimate.left(601, 1500) == "about 90 s left"
    now = 20.0
    assert estimate.left(1401, 1500) == "about 2 s left"


def test_in_a_terminal_it_is_a_picture(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = Progress(4, losses=[3.0, 2.0, 1.0, 1.0], scores={4: {"right answers": 0.5}})
    with loss_curve.watching("decoder") as watch:
        watch(progress)
    assert "right answers 0.500" in (shown := capsys.readouterr().err) and "│" in shown
