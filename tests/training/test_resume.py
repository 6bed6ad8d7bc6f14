"""Training that is killed, interrupted, run twice or kept badly: it goes on, and ends with the same weights."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.errors import UserError
from attention_scenes.training import resumable
from attention_scenes.training.recipe import Arrays
from attention_scenes.training.registry import recipe_of
from attention_scenes.training.resumable import STATE, WEIGHTS, Progress, folder_of, is_done, train
from tests.conftest import ROOT

STEPS = 120


class Coin:
    """A run of a model of one number: each step draws another and adds a part of it."""

    def __init__(self, seed: int, steps: int) -> None:
        self.step, self.steps = 0, steps
        self.source, self.weight = np.random.default_rng(seed), 0.0

    def advance(self) -> float:
        self.weight += 0.1 * self.source.standard_normal()
        self.step += 1
        return abs(self.weight)

    def measure(self) -> dict[str, float]:
        return {"weight": self.weight}

    def state(self) -> dict[str, np.ndarray]:
        drawn = self.source.bit_generator.state["state"]
        words = [drawn[name] >> shift & (2**64 - 1) for name in ("state", "inc") for shift in (0, 64)]
        return {"weight": np.array(self.weight), "source": np.array(words, dtype=np.uint64)}

    def restore(self, step: int, state: Arrays) -> None:
        self.step, self.weight = step, float(state["weight"])
        low, high, *inc = (int(word) for word in state["source"])
        kept = self.source.bit_generator.state
        kept["state"] = {"state": low | high << 64, "inc": inc[0] | inc[1] << 64}
        self.source.bit_generator.state = kept

    def save(self, folder: Path) -> None:
        folder.joinpath(WEIGHTS).write_text(repr(self.weight))


class CoinRecipe:
    about, seed, steps, seconds = "a number", 0, STEPS, 0.1
    shipped: dict[int, tuple[int, ...]] = {}

    def start(self, seed: int, steps: int) -> Coin:
        return Coin(seed, steps)

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        return (0, 30, steps)


def trained(folder: Path, watch: Callable[[Progress], None] = lambda progress: None) -> str:
    train("coin", CoinRecipe(), 3, STEPS, folder, watch)
    return folder_of(folder, "coin", 3, STEPS).joinpath(WEIGHTS).read_text()


def stop_at(step: int, how: type[BaseException]) -> Callable[[Progress], None]:
    def watch(progress: Progress) -> None:
        if progress.step == step:
            raise how

    return watch


@pytest.mark.parametrize("step", [10, 50, 77, 119])
def test_an_interrupted_run_ends_with_the_same_weights(tmp_path: Path, step: int) -> None:
    whole = trained(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "part", stop_at(step, KeyboardInterrupt))
    assert not is_done(tmp_path / "part", "coin", 3, STEPS)
    seen: list[Progress] = []
    assert trained(tmp_path / "part", seen.append) == whole
    assert seen[0].resumed_from == step // 50 * 50 and len(seen[-1].losses) == STEPS
    assert is_done(tmp_path / "part", "coin", 3, STEPS)
    assert not is_done(tmp_path / "part", "coin", 3, 30), "what it was after 30 steps is no run of 30 steps"
    assert not list(tmp_path.rglob(STATE))


def test_a_state_that_is_damaged_or_of_other_code_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = trained(tmp_path / "whole")
    for name in ("damaged", "other"):
        with pytest.raises(KeyboardInterrupt):
            trained(tmp_path / name, stop_at(77, KeyboardInterrupt))
    state = folder_of(tmp_path / "damaged", "coin", 3) / STATE
    state.write_bytes(state.read_bytes()[:-9] + b"\0" * 9)
    seen: list[Progress] = []
    assert trained(tmp_path / "damaged", seen.append) == whole and seen[0].resumed_from == 0
    monkeypatch.setattr(resumable, "code", lambda: "changed")
    assert trained(tmp_path / "other", seen.append) == whole and seen[STEPS + 1].resumed_from == 0


def test_a_run_of_another_length_does_not_write_over_a_finished_one(tmp_path: Path) -> None:
    whole = trained(tmp_path)
    with pytest.raises(UserError, match=r"holds a run of 120 steps: choose another folder \(-o\)"):
        train("coin", CoinRecipe(), 3, 30, tmp_path, lambda progress: None)
    assert folder_of(tmp_path, "coin", 3, STEPS).joinpath(WEIGHTS).read_text() == whole


def test_two_at_once_in_one_folder_are_one_too_many(tmp_path: Path) -> None:
    def again(progress: Progress) -> None:
        with pytest.raises(UserError, match="Another process trains in"):
            trained(tmp_path)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        trained(tmp_path, again)


def test_killed_in_mid_training_the_decoder_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "render.py"), "train", "decoder", "--steps", "55", "--seed", "5", "-o"]
    with subprocess.Popen([*command, str(tmp_path / "killed")], cwd=ROOT, stderr=subprocess.PIPE, text=True) as killed:
        assert killed.stderr
        next(line for line in killed.stderr if "step 50 of 55" in line)
        killed.send_signal(signal.SIGKILL)
    assert not is_done(tmp_path / "killed", "decoder", 5, 55), "it was too fast to be killed"
    done = subprocess.run([*command, str(tmp_path / "killed")], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "right answers" in done.stdout and "step 0 of 55" not in done.stderr
    recipe = recipe_of("decoder")
    train("decoder", recipe, 5, 55, tmp_path / "whole", lambda progress: None)
    one, two = (folder_of(tmp_path / name, "decoder", 5, 55) / WEIGHTS for name in ("killed", "whole"))
    assert one.read_bytes() == two.read_bytes()
