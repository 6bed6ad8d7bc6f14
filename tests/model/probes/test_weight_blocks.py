"""Weights in blocks: rounded as the file format says, found where they are stored so, and both ways agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.maps.rounded_guess import RoundedGuessProbe
from attention_scenes.model.probes.maps.weight_blocks import WeightBlocksProbe, round_weights, rounded_again
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from tests.helpers.models.small_bundles import real, small_probed, tiny_llama

PROSE = "the old man walked down to the harbour and looked at the boats that lay in the green water " * 2
BLOCKS = WeightBlocksProbe(PROSE, pieces=2, length=9)
GUESS = RoundedGuessProbe("an old man and a green boat")
MAPS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
Change = Callable[[str, np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small models")


def with_weights(folder: Path, change: Change) -> TorchProbedModel:
    """A small model whose widths are whole blocks, each tensor put through ``change``."""
    from safetensors.numpy import load_file, save_file

    made = tiny_llama(folder, hidden_size=64, intermediate_size=96, num_attention_heads=8)
    tensors = load_file(made / "model.safetensors")
    changed = {name: change(name, array.astype(np.float32)) for name, array in tensors.items()}
    save_file(changed, made / "model.safetensors", metadata={"format": "pt"})
    return TorchProbedModel(locate(str(made), lambda *_: None))


def packed(name: str, array: np.ndarray) -> np.ndarray:
    """A tensor as a file of 4-bit blocks would hold it, by the library that reads such files."""
    import gguf

    if array.ndim < 2:
        return array
    kind = gguf.GGMLQuantizationType.Q4_1 if any(part in name for part in MAPS) else gguf.GGMLQuantizationType.Q8_0
    return gguf.dequantize(gguf.quantize(array, kind), kind)


def test_blocks_are_those_of_the_file_format() -> None:
    import gguf

    kind = gguf.GGMLQuantizationType.Q4_1
    weights = np.random.default_rng(0).normal(0, 0.2, (24, 96)).astype(np.float32)
    stored = gguf.dequantize(gguf.quantize(weights, kind), kind)
    assert np.array_equal(round_weights(stored, 4), stored) and not np.array_equal(round_weights(weights, 4), weights)
    assert (round_weights(weights, 4) == stored).mean() > 0.99, "but for weights in the middle between two rungs"


@pytest.mark.parametrize("width", [96, 80, 8])
@pytest.mark.parametrize("bits", [4, 3, 2])
def test_no_weight_moves_by_more_than_half_a_step_and_both_ways_round_alike(bits: int, width: int) -> None:
    weights = np.random.default_rng(bits).normal(0, 0.2, (24, width)).astype(np.float32)
    weights[3] = 0.25  # a block without a step
    rounded = round_weights(weights, bits)
    assert np.array_equal(rounded, rounded_again(weights, bits)) and (rounded[3] == 0.25).all()
    for start in range(0, width, 32):
        block, near = weights[:, start : start + 32], rounded[:, start : start + 32]
        step = (block.max(1) - block.min(1)) / (2**bits - 1)
        assert (np.abs(near - block) <= 0.5 * step[:, None] + 2e-3 * np.abs(block).max()).all()
        assert all(len(np.unique(row)) <= 2**bits for row in near)


@pytest.mark.parametrize("probe", [BLOCKS, GUESS], ids=["blocks", "guess"])
@pytest.mark.parametrize("family", ["llama", "gpt2"])
def test_it_holds_when_measured_another_way(family: str, probe: WeightBlocksProbe, folder: Path) -> None:
    model = small_probed(family, folder)
    found, _ = probe.measure(model, lambda *_: None)
    again = probe.measure_again(NumpyProbedModel(model.checkpoint.folder), SimpleNamespace(**asdict(probe)))
    assert found.keys() == again.keys()
    for name, array in found.items():
        near = np.array_equal if name in probe.exact else lambda a, b: np.allclose(a, b, rtol=2e-4, atol=1e-4)
        assert array.shape == again[name].shape and near(array, again[name]), name


def test_how_weights_are_stored_is_read_off_them(tmp_path: Path) -> None:
    def halved(_: str, array: np.ndarray) -> np.ndarray:
        return array.astype(np.float16).astype(np.float32)

    for way, change in ((0, packed), (2, halved), (3, lambda _, array: array)):
        model = with_weights(tmp_path / str(way), change)
        found, _ = BLOCKS.measure(model, lambda *_: None)
        again = BLOCKS.measure_again(NumpyProbedModel(model.checkpoint.folder), SimpleNamespace(**asdict(BLOCKS)))
        maps, table = int(found["of"][0]), 49152 * 64
        stored = {0: [maps, table, 0, 0], 2: [0, 0, maps + table, 0], 3: [0, 0, 0, maps + table]}[way]
        assert found["numbers"].tolist() == stored == again["numbers"].tolist()
        assert found["bytes"].tolist() == [stored[0] * 5 // 8, stored[1] * 34 // 32, 2 * stored[2], 4 * stored[3]]
        assert bool(found["changed"][0] == 0) is (way == 0), "weights that lie in blocks stay, and no others"
        same = np.array_equal(found["loss"][0], found["loss"][1])
        assert same is (way == 0) and not np.array_equal(found["loss"][0], found["loss"][3])


def test_the_block_is_the_one_in_the_file_byte_by_byte() -> None:
    """These are bytes of the file that the default model comes from: first block of row 64 of blk.10.attn_q.weight."""
    in_file = [55, 42, 0, 181, 150, 123, 163, 212, 120, 80, 106, 106, 245, 86, 167, 118, 50, 164, 101, 123]
    probe = RoundedGuessProbe("a fluffy blue creature roamed the verdant forest")
    found, facts = probe.measure(TorchProbedModel(real().checkpoint), lambda *_: None)
    assert found["place"].tolist() == [10, 1, 10, 5] and found["raw"].tolist() == in_file
    assert np.array_equal(found["rounded"][0], found["weight"])
    assert facts["best"][0] == facts["best"][1] and found["best"][0] != found["best"][3]


@pytest.mark.parametrize("text", ["blue", "blue sky", "a blue sky over the sea"])
def test_the_strongest_look_is_never_at_the_first_token(text: str, folder: Path) -> None:
    for family in ("llama", "gpt2"):
        model = small_probed(family, folder)
        count = len(model.tokens(text))
        _, _, query, key = RoundedGuessProbe(text).measure(model, lambda *_: None)[0]["place"].tolist()
        assert 0 < key <= query < count and (key <= query - 2 or count <= 3)


def test_prose_that_is_too_short_is_refused(folder: Path) -> None:
    with pytest.raises(UserError, match="give at least 18"):
        WeightBlocksProbe("a man", pieces=2, length=9).measure(small_probed("llama", folder), lambda *_: None)


def test_changed_maps_change_the_model_and_not_the_one_they_are_from(folder: Path) -> None:
    model = small_probed("llama", folder)
    ids = [token.id for token in model.tokens(PROSE)][:6]
    before = model.run_rows([ids], ["resid_post"])[0]["resid_post"]
    other = model.with_maps(lambda matrix: 0 * matrix)
    after = other.run_rows([ids], ["resid_post"])[0]["resid_post"]
    assert np.array_equal(after, [model.embedding()[ids]] * model.n_layers), "no layer adds anything"
    assert other != model and not other.layer_maps(1)["gate"].any() and model.layer_maps(1)["gate"].any()
    assert np.array_equal(model.run_rows([ids], ["resid_post"])[0]["resid_post"], before)
