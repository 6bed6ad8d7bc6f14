"""Experiments on heads, what one head adds, and the numbers a head and a model consist of."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.decoder import trace
from attention_scenes.model.request.needs import Needs, TraceNeed
from tests.helpers.models.small_bundles import SENTENCE, differences, real, tiny_llama

LAYER, HEAD = 17, 5
WEIGHTS = ("W_O[head]", "W_V[head]", "W_Q[head]", "W_K[head]", "sigma_OV[head]", "sigma_QK[head]")


@cache
def changed() -> Bundle:
    def need(change: str = "") -> TraceNeed:
        arrays = ("attn_scores", "pattern", "v", "z", "result", "attn_out")
        return TraceNeed(SENTENCE, arrays, "head", top=5, change=change)

    traces = {"": need(), "one": need("unmask:head"), "all": need("unmask:all"), "without": need("drop:17.5")}
    return ensure(Needs(head="17.5", traces=traces, weights=WEIGHTS))


def pattern(key: str) -> np.ndarray:
    return changed().read("pattern", LAYER, HEAD, trace=key).value


def test_a_head_without_its_mask_reads_the_future_in_the_same_proportions() -> None:
    one = pattern("one")
    assert np.triu(one, 1).sum() > 2 and one.sum(1) == pytest.approx(1)
    past = np.tril(one)
    assert past / past.sum(1, keepdims=True) == pytest.approx(pattern(""), abs=1e-6)
    assert np.isfinite(changed().read("attn_scores", LAYER, HEAD, trace="one").value).all()
    assert np.isneginf(changed().read("attn_scores", LAYER, HEAD).value[0, 1:]).all()


def test_a_model_without_masks_is_another_one_from_its_second_layer_on() -> None:
    assert np.abs(pattern("all") - pattern("one")).max() > 0.05
    best = {key: next_tokens(changed(), -1, key) for key in ("", "one", "all", "without")}
    chances = {key: float(f.probabilities[0]) for key, f in best.items()}
    assert abs(chances["all"] - chances[""]) > 0.05 and len(set(chances.values())) == 4


def test_a_dropped_head_adds_nothing() -> None:
    b = changed()
    lost = b.read("attn_out", LAYER).value - b.read("attn_out", LAYER, trace="without").value
    assert lost == pytest.approx(b.read("result", LAYER, HEAD).value, abs=1e-3)
    assert np.abs(lost).max() > 0.1
    for own in ("pattern", "z", "result"):  # what the head itself does is told as it is
        assert np.array_equal(b.read(own, LAYER, HEAD, trace="without").value, b.read(own, LAYER, HEAD).value), own


def test_the_parts_of_the_heads_add_up_to_what_attention_adds() -> None:
    b = ensure(Needs(traces={"": TraceNeed(SENTENCE, ("result", "attn_out"), (3, 16))}))
    for layer in (3, 16):
        total = sum(b.read("result", layer, head).value for head in range(9))
        assert total == pytest.approx(b.read("attn_out", layer).value, abs=1e-4)


def test_only_the_head_asked_for_is_kept() -> None:
    b = changed()
    assert b.arrays["pattern"].shape == (1, 1, 11, 11) and b.arrays["v"].shape == (1, 1, 11, 64)
    full = trace.run(real(), SENTENCE, ["v", "pattern"], [LAYER])
    assert np.array_equal(b.read("v", LAYER, 1).value, full["v"][0, 1])
    assert np.array_equal(pattern(""), full["pattern"][0, HEAD])
    for ask in (("pattern", LAYER, 4), ("v", LAYER, 0), ("pattern", LAYER), ("pattern", 16, HEAD)):
        with pytest.raises(KeyError, match="kept for"):
            b.read(*ask)  # type: ignore[arg-type]
    whole = ensure(Needs(head="17.5", traces={"": TraceNeed("One", ("pattern",), "layer")}))
    assert whole.read("pattern", LAYER).shape == (9, 2, 2)


def test_weights_times_values_through_the_output_map_is_what_the_head_adds() -> None:
    b, t = changed(), 4
    W_O, values, weights = b.read("W_O", LAYER, HEAD), b.read("v", LAYER, 1), b.read("pattern", LAYER, HEAD, t)
    parts = [W_O @ (values[s] * weights[s]) for s in range(t + 1)]
    assert sum(p.value for p in parts) == pytest.approx(b.read("result", LAYER, HEAD, t).value, abs=1e-4)
    assert parts[3][7].source.startswith(f"(W_O[{LAYER},{HEAD},7,0]*(v[{LAYER},1,3,0]*pattern[{LAYER},{HEAD},4,3])+")


def test_a_head_s_maps_have_the_rank_of_its_width() -> None:
    b = changed()
    W_O, W_V = b.read("W_O", LAYER, HEAD).value.astype(float), b.read("W_V", LAYER, 1).value.astype(float)
    sigma = b.read("sigma_OV", LAYER, HEAD).value
    assert np.square(sigma).sum() == pytest.approx(np.square(W_O @ W_V).sum(), rel=1e-5)
    assert sigma.shape == (576,) and (np.diff(sigma) <= 0).all()
    assert [float(b.count(f"rank.sigma_{which}")) for which in ("OV", "QK")] == [64, 64]


def test_parameters_are_counted_by_the_parts_of_their_names() -> None:
    b = changed()
    parts = ("embed_tokens", "q_proj", "k_proj", "v_proj", "o_proj", "mlp", "norm", "input_layernorm")
    counts = [int(float(b.count(f"parameters.{part}"))) for part in (*parts, "post_attention_layernorm")]
    assert sum(counts) == int(float(b.count("parameters"))) == int(float(b.count("n_parameters"))) == 134_515_008
    assert counts[1] == 30 * 9 * 64 * 576 and counts[2] == counts[1] // 3
    assert float(b.count("parameters.layers.1.self_attn.q_proj")) == 9 * 64 * 576
    assert float(b.count("tensors.q_proj")) == 30
    with pytest.raises(KeyError):
        b.count("parameters.q_pro")


def test_experiments_verify_and_false_numbers_do_not() -> None:
    b = changed()
    readings = []
    for key in ("", "one", "all", "without"):
        readings += b.read("pattern", LAYER, HEAD, trace=key).flat()[::3]
        readings += b.read("attn_scores", LAYER, HEAD, 4, trace=key).flat()
        readings += b.read("result", LAYER, HEAD, 4, trace=key).flat()[:9]
        readings += next_tokens(b, -1, key).probabilities.flat()
    one = b.read("pattern", LAYER, HEAD, 4, trace="one")
    readings += [one[:5].sum(), one[2] / one[:5].sum()]
    readings += (b.read("W_O", LAYER, HEAD) @ (b.read("v", LAYER, 1, 3) * one[3])).flat()[:3]
    readings += b.read("sigma_OV", LAYER, HEAD).flat()[::16] + b.read("sigma_QK", LAYER, HEAD).flat()[::16]
    readings += [b.count(n) for n in ("parameters.mlp", "tensors", "rank.sigma_QK")]
    readings += [b.count("tokens") * b.count("tokens") * b.count("n_heads") * 4.0]
    assert differences(b, readings) == []
    wrong = [r for r in readings if np.isfinite(float(r))]
    assert len(differences(b, wrong, off=0.05)) == len(wrong)


def test_another_model_is_changed_and_checked_the_same(tmp_path: object) -> None:
    model = str(tiny_llama(tmp_path, tied=False))  # type: ignore[arg-type]
    need = TraceNeed(SENTENCE, ("pattern", "k", "result"), "head", 4, 9, "unmask:head")
    b = ensure(Needs(model, "1.5", {"": need}, ("sigma_OV[head]", "sigma_QK[2,0]")))
    readings = b.read("pattern", 1, 5).flat() + b.read("k", 1, 1, 3).flat() + b.read("result", 1, 5, 2).flat()
    readings += next_tokens(b).probabilities.flat() + b.read("W_U", next_tokens(b).tokens[0].id).flat()
    readings += b.read("sigma_OV", 1, 5).flat() + b.read("sigma_QK", 2, 0).flat() + [b.count("parameters")]
    assert differences(b, readings) == []
