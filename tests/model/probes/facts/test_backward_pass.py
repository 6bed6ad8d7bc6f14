"""The backward pass that is written out by hand: against finite differences, and against torch's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.verify.numpy_model.gradients_again import STEEPNESS, neuron_parts_again
from attention_scenes.model.verify.numpy_model.numpy_decoder import BENDS, forward
from attention_scenes.model.verify.numpy_model.numpy_weights import DoubleWeights
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama
from tests.helpers.models.textbook_folders import textbook_config, write_textbook

ROW, WANTED, RIVALS = [1, 17, 5, 9, 30, 2], 11, [3, 4, 8]
STEP = 1e-4


def make(kind: str, folder: Path) -> Path:
    if kind == "llama":
        return tiny_llama(folder)
    if kind == "gpt2":
        return tiny_gpt2(folder)
    positions, norm, mlp, bend, *more = kind.split()
    bare = dict.fromkeys(more, False)
    return write_textbook(folder, textbook_config(positions, norm, mlp, hidden_act=bend, mlp_bias=True, **bare))


KINDS = (
    "llama",
    "gpt2",
    "rotary rms gated gelu",
    "sinusoid layer plain relu",
    "none layer plain silu",
    "sinusoid none gated silu residual causal",
)


def lead(weights: DoubleWeights, at: tuple[int, int, int], more: float) -> float:
    """Return the lead where one activation is larger by ``more``."""

    def hook(name: str, layer: int | None, array: np.ndarray) -> np.ndarray:
        if (name, layer) == ("mlp_act", at[0]):
            array = array.copy()
            array[at[1], at[2]] += more
        return array

    [trace] = forward(weights, [ROW], ["logits"], None, hook)
    logits = trace["logits"][-1]
    return float(logits[WANTED] - logits[RIVALS].mean())


@pytest.mark.parametrize("kind", KINDS)
def test_twenty_slopes_are_those_of_small_steps(kind: str, tmp_path: Path) -> None:
    weights = DoubleWeights(make(kind, tmp_path / "model"))
    [trace] = forward(weights, [ROW], ["mlp_act"])
    act = trace["mlp_act"]
    assert act.dtype == np.float64, "steps as small as these need double precision"
    parts = neuron_parts_again(weights, ROW, WANTED, RIVALS)
    source = np.random.default_rng(0)
    for _ in range(20):
        at = tuple(int(source.integers(count)) for count in act.shape)
        slope = (lead(weights, at, STEP) - lead(weights, at, -STEP)) / (2 * STEP)  # type: ignore[arg-type]
        assert parts[at] == pytest.approx(slope * act[at], rel=2e-5, abs=2e-6 * np.abs(parts).max()), at


@pytest.mark.parametrize("kind", KINDS)
def test_torch_finds_the_same(kind: str, tmp_path: Path) -> None:
    folder = make(kind, tmp_path / "model")
    first = TorchProbedModel(locate(str(folder), lambda *_: None)).neuron_parts(ROW, WANTED, RIVALS)
    again = neuron_parts_again(DoubleWeights(folder), ROW, WANTED, RIVALS)
    assert first.dtype == again.dtype == np.float64
    assert first.shape == again.shape and np.abs(first - again).max() < 1e-6 * np.abs(first).max() > 0


@pytest.mark.parametrize("bend", BENDS)
def test_how_steep_a_bend_is_agrees_with_small_steps(bend: str) -> None:
    x = np.linspace(-4, 4, 40)
    steps = (BENDS[bend](x + 1e-6) - BENDS[bend](x - 1e-6)) / 2e-6
    assert np.allclose(STEEPNESS[bend](x), steps, atol=1e-6)
