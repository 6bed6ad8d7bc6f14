"""Interventions in a forward pass, in both decoders and in both families."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_scenes.model.decoder import hooks, loaded_model, trace
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.request import interventions
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.request.interventions import (
    EqualWeights,
    Intervention,
    KnockOut,
    NoPositionVectors,
    NoRotation,
    Patch,
    ReverseTokens,
    Scale,
    Unmask,
    ZeroAblate,
    ZeroNeurons,
    ZeroValue,
)
from attention_scenes.model.verify.numpy_model.interventions_again import hook_of
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama

TEXT, OTHER = "the glass ball fell on the steel table", "the steel ball fell on the glass table"
N = 9  # tokens
EDGES = ((8, 2), (8, 0), (5, 4), (3, 1))
KINDS: dict[str, tuple[Intervention, ...]] = {
    "zero ablation": (ZeroAblate(1, 2),), "of a layer": (ZeroAblate(0),), "of everything": (ZeroAblate(None),),
    "one head unmasked": (Unmask(1, 3),), "all unmasked": (Unmask(),),
    "edges": (KnockOut(EDGES),), "edges in a layer": (KnockOut(EDGES, (1,)),),
    "edges in heads": (KnockOut(EDGES, (0, 2), (1, 3)),),
    "equal weights": (EqualWeights(1, 2),), "equal weights everywhere": (Unmask(0, 1), EqualWeights(None)),
    "neurons": (ZeroNeurons(1, (0, 7, 30)),), "neurons since a token": (ZeroNeurons(1, (0, 7, 30), 4),),
    "a value": (ZeroValue(2),), "a value in layers": (ZeroValue(0, (1, 2)),),
    "a stream": (Patch("resid_pre", 1, 3, "other"),), "scores": (Patch("raw_scores", 1, 6, "other"),),
    "a pattern": (Patch("pattern", 2, None, "other"),), "queries": (Patch("rot_q", 1, None, "other"),),
    "embeddings": (Patch("embed", None, 2, "other"),), "logits": (Patch("logits", None, 5, "other"),),
    "an mlp": (Patch("mlp_out", 0, 4, "other"),), "what is read": (Patch("attn_in", 1, 4, "other"),),
    "doubled values": (Scale("v", 1, 2.0),), "turned tokens": (ReverseTokens("mlp_in", 1),),
    "several": (Unmask(0, 1), KnockOut(((2, 5), (4, 1))), ZeroAblate(1, 0), ZeroValue(3, (2,)), ZeroNeurons(2, (5,))),
}  # fmt: skip
ROTARY = {"no rotation": (NoRotation(),), "none in a layer": (NoRotation((1,)), ZeroAblate(0, 5))}
FAMILIES = ("llama", "gpt2")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("small")
    return {"llama": tiny_llama(base / "llama", tied=False), "gpt2": tiny_gpt2(base / "gpt2")}


@cache
def model(folder: Path) -> LoadedModel:
    return loaded_model.load_model(str(folder))


@cache
def other(folder: Path) -> dict[str, np.ndarray]:
    return trace.run(model(folder), OTHER).arrays


def run(folder: Path, *made: Intervention, names: Any = tuple(ARRAYS)) -> dict[str, np.ndarray]:
    return trace.run(model(folder), TEXT, names, interventions=made, sources={"other": other(folder)}).arrays


def second_way(folder: Path, *made: Intervention) -> dict[str, np.ndarray]:
    weights, loaded = Weights(folder), model(folder)
    ids = [[token.id for token in loaded.tokenize(text)] for text in (TEXT, OTHER)]
    [source] = forward(weights, [ids[1]], list(ARRAYS))
    hook = hook_of([interventions.to_json(each) for each in made], {}, {"other": source})
    [found] = forward(weights, [ids[0]], list(ARRAYS), hook=hook)
    return found


def same(one: dict[str, np.ndarray], two: dict[str, np.ndarray], near: float = 2e-5) -> None:
    assert set(one) == set(two)
    for name in one:
        assert one[name].shape == two[name].shape, name
        assert np.array_equal(np.isneginf(one[name]), np.isneginf(two[name])), name
        a, b = (np.nan_to_num(arrays[name], neginf=0) for arrays in (one, two))
        assert np.abs(a - b).max() <= near * np.abs(b).max(), name


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", KINDS)
def test_both_decoders_make_the_same_of_an_intervention(folders: dict[str, Path], family: str, kind: str) -> None:
    if family == "gpt2" and kind == "one head unmasked":
        kind = "all unmasked"
    folder, made = folders[family], KINDS[kind]
    found = run(folder, *made)
    same(found, second_way(folder, *made))
    assert np.abs(found["logits"] - run(folder)["logits"]).max() > 1e-3, "it changes something"


@pytest.mark.parametrize("kind", ROTARY)
def test_positions_that_do_not_turn(folders: dict[str, Path], kind: str) -> None:
    found = run(folders["llama"], *ROTARY[kind])
    same(found, second_way(folders["llama"], *ROTARY[kind]))
    assert np.array_equal(found["q"][1], found["rot_q"][1]) and np.array_equal(found["k"][1], found["rot_k"][1])
    assert np.array_equal(found["q"][2], found["rot_q"][2]) is (kind == "no rotation")
    with pytest.raises(UserError, match="no rotation to leave out"):
        run(folders["gpt2"], NoRotation())


def test_positions_that_are_not_added(folders: dict[str, Path]) -> None:
    found = run(folders["gpt2"], NoPositionVectors())
    same(found, second_way(folders["gpt2"], NoPositionVectors()))
    assert np.array_equal(found["embed"], found["resid_pre"][0]), "the embedding enters as it is"
    assert not np.allclose(found["resid_pre"][0], run(folders["gpt2"])["resid_pre"][0])
    with pytest.raises(UserError, match="adds no vectors for positions"):
        run(folders["llama"], NoPositionVectors())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_head_ablated_is_its_output_subtracted(folders: dict[str, Path], family: str) -> None:
    folder = folders[family]
    whole, less = run(folder), run(folder, ZeroAblate(1, 2))
    out = whole["z"][1, 2] @ model(folder).transformer.blocks[1].W_O_HDK[2].numpy().T
    assert np.abs(whole["attn_out"][1] - less["attn_out"][1] - out).max() <= 1e-5 * np.abs(whole["attn_out"][1]).max()
    assert not less["z"][1, 2].any() and np.array_equal(less["z"][1, 3], whole["z"][1, 3])
    assert np.array_equal(less["pattern"][1], whole["pattern"][1]), "what the head looks at stays"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_query_that_sees_itself_alone_has_a_pattern_of_ones_on_the_diagonal(
    folders: dict[str, Path], family: str
) -> None:
    every = tuple((query, key) for query in range(N) for key in range(query))
    found = run(folders[family], KnockOut(every))["pattern"]
    assert np.array_equal(found, np.broadcast_to(np.eye(N, dtype=np.float32), found.shape))


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_weights_that_are_left_keep_their_proportions(folders: dict[str, Path], family: str, data: Any) -> None:
    query = data.draw(st.integers(1, N - 1))
    keys = data.draw(st.sets(st.integers(0, query - 1), min_size=1))
    cut = run(folders[family], KnockOut(tuple((query, key) for key in sorted(keys)), (0,)), names=["pattern"])
    whole = run(folders[family], names=["pattern"])["pattern"][0]
    left = [key for key in range(query + 1) if key not in keys]
    expected = whole[:, query, left] / whole[:, query, left].sum(-1, keepdims=True)
    assert cut["pattern"][0][:, query, left] == pytest.approx(expected, rel=1e-4, abs=1e-7)
    assert not cut["pattern"][0][:, query, sorted(keys)].any()
    others = [n for n in range(N) if n != query]
    assert np.array_equal(cut["pattern"][0][:, others], whole[:, others])


@pytest.mark.parametrize("family", FAMILIES)
def test_a_stream_patched_for_all_tokens_gives_the_source_s_logits(folders: dict[str, Path], family: str) -> None:
    folder = folders[family]
    for layer in range(3):
        patched = run(folder, Patch("resid_pre", layer, None, "other"))["logits"]
        assert np.array_equal(patched, other(folder)["logits"]), layer
    everywhere = [Patch("resid_post", 2, position, "other") for position in range(N)]
    assert np.array_equal(run(folder, *everywhere)["logits"], other(folder)["logits"])


@pytest.mark.parametrize("family", FAMILIES)
def test_neurons_and_values_of_nothing_leave_out_a_part(folders: dict[str, Path], family: str) -> None:
    folder = folders[family]
    found = run(folder, ZeroNeurons(0, tuple(range(model(folder).transformer.config.d_mlp))))
    block = model(folder).transformer.blocks[0]
    bias = 0 if block.b_down_D is None else block.b_down_D.numpy()
    assert np.allclose(found["mlp_out"][0], np.broadcast_to(bias, found["mlp_out"][0].shape), atol=1e-6)
    found, whole = run(folder, ZeroValue(0)), run(folder)
    assert not found["v"][:, :, 0].any() and not found["z"][:, :, 0].any(), "token 0 sees itself alone"
    assert np.array_equal(found["pattern"][0], whole["pattern"][0]), "the weight on it stays"


@pytest.mark.parametrize("family", FAMILIES)
def test_doubled_values_double_what_heads_give_and_turned_tokens_turn_the_mlp_alone(
    folders: dict[str, Path], family: str
) -> None:
    folder = folders[family]
    whole, doubled = run(folder), run(folder, Scale("v", 1, 2.0))
    assert np.allclose(doubled["z"][1], 2 * whole["z"][1], atol=1e-5), "weights stay, values are doubled"
    turned, mixed = run(folder, ReverseTokens("mlp_in", 1)), run(folder, ReverseTokens("attn_in", 1))
    assert np.allclose(turned["mlp_out"][1][::-1], whole["mlp_out"][1], atol=1e-5)
    apart = np.abs(mixed["attn_out"][1][::-1] - whole["attn_out"][1]).max()
    assert apart > 0.01 * np.abs(whole["attn_out"][1]).max(), "attention reads across places"
    for change in (Scale, ReverseTokens):
        with pytest.raises(UserError, match="'logits' of a layer"):
            change("logits", 1, *([2.0] if change is Scale else []))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_batch_gives_what_each_gives_alone(
    folders: dict[str, Path], family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, loaded = folders[family], model(folders[family])
    changes = [(), *KINDS.values(), *(ROTARY.values() if family == "llama" else ())]
    monkeypatch.setattr(trace, "MOST_TOKENS", 7 * N)
    together = list(trace.run_each(loaded, TEXT, changes, tuple(ARRAYS), sources={"other": other(folder)}))
    assert len(together) == len(changes)
    for made, found in zip(changes, together, strict=True):
        same(found.arrays, run(folder, *made))


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (ZeroAblate(3, 0), "no layer 3"), (ZeroAblate(0, 6), "no head 6"), (Unmask(0, -1), "no head -1"),
        (KnockOut(((9, 0),)), "no token 9"), (KnockOut(()), "cuts nothing"), (KnockOut(((1, 0),), (5,)), "no layer 5"),
        (KnockOut(((0, 0),)), "Query 0 has no key left"), (KnockOut(((2, 0), (2, 1), (2, 2))), "Query 2 has no key"),
        (ZeroNeurons(0, (80,)), "no neuron 80"), (ZeroNeurons(0, (1,), 9), "no token 9"),
        (ZeroValue(9), "no token 9"), (NoRotation((3,)), "no layer 3"),
        (Patch("resid_pre", 3, 0, "other"), "no layer 3"), (Patch("resid_pre", 0, 9, "other"), "no token 9"),
        (Patch("resid_pre", 0, None, "short"), "of 4 tokens cannot be patched into a sentence of 9"),
        (Patch("pattern", 0, 1, "short"), "of 4 tokens cannot be patched"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_in_one_line(folders: dict[str, Path], made: Intervention, why: str) -> None:
    loaded = model(folders["llama"])
    sources = {"other": other(folders["llama"]), "short": trace.run(loaded, "the glass ball").arrays}
    with pytest.raises(UserError, match=why) as caught:
        trace.run(loaded, TEXT, ["logits"], interventions=(made,), sources=sources)
    assert "\n" not in str(caught.value)


def test_part_of_a_shorter_sentence_can_be_patched_in(folders: dict[str, Path]) -> None:
    loaded = model(folders["llama"])
    sources = {"short": trace.run(loaded, "the glass ball").arrays}
    made = (Patch("resid_pre", 0, 3, "short"),)
    found = trace.run(loaded, TEXT, ["resid_pre"], interventions=made, sources=sources)["resid_pre"]
    assert np.array_equal(found[0, 3], sources["short"]["resid_pre"][0, 3])


@pytest.mark.parametrize("bad", [("patterns", 0), ("embed", 0), ("resid_pre", None)])
def test_a_patch_names_an_array_and_its_layer(bad: tuple[str, int | None]) -> None:
    with pytest.raises(UserError, match=bad[0]):
        Patch(*bad, None, "other")


def test_interventions_survive_json() -> None:
    for made in (*KINDS.values(), *ROTARY.values(), (Unmask(interventions.CHOSEN),)):
        assert tuple(interventions.from_json(interventions.to_json(each)) for each in made) == made
    with pytest.raises(UserError, match="no intervention 'Lesion'"):
        interventions.from_json({"kind": "Lesion"})


@pytest.mark.parametrize("shape", [(1,), (7, 8, 576), (3, 5, 33), (9, 64, 64)])
@pytest.mark.parametrize("bad", [(math.nan,), (math.inf,), (-math.inf,), (math.inf, -math.inf), (3e38, 3e38, math.nan)])
def test_a_number_that_is_not_finite_is_seen_wherever_it_stands(shape: tuple[int, ...], bad: tuple[float, ...]) -> None:
    source = np.random.default_rng(0)
    for scale in (1.0, 1e-40, 3e38):
        array = torch.from_numpy(source.uniform(-scale, scale, shape).astype(np.float32))
        assert hooks.is_finite(array)
        for value, place in zip(bad, source.permutation(array.numel()), strict=False):
            array.view(-1)[int(place)] = value
        assert hooks.is_finite(array) is all(map(math.isfinite, bad[: array.numel()]))


def test_finite_numbers_whose_sum_is_too_large_are_finite() -> None:
    array = torch.full((4, 100), 3e38)
    assert array.sum().isinf() and hooks.is_finite(array)
    assert hooks.is_finite(torch.empty(3, 0)) and hooks.is_finite(torch.zeros(()))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_an_array_that_goes_bad_anywhere_is_refused(folders: dict[str, Path], family: str, value: float) -> None:
    transformer = model(folders[family]).transformer
    ids = torch.tensor([0, 5, 9, 700, 31])
    before_logits = [name for name in ARRAYS if name != "logits"]
    for at in before_logits:

        def spoil(name: str, layer: int | None, array: torch.Tensor, first_head: int = 0, at: str = at) -> torch.Tensor:
            if name != at or layer not in (None, 1):
                return array
            array = array.clone()
            array[..., -1, 0] = value
            return array

        with pytest.raises(UserError, match=r"The model's \w+( of layer \d)? on this text is not finite"):
            transformer(ids, spoil)
