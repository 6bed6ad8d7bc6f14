"""Interventions on heads, the output of one head, and the numbers that make up a head and a model."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.decoder import trace
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.interventions import (
    CHOSEN,
    Intervention,
    KnockOut,
    NoRotation,
    Patch,
    ReverseTokens,
    Scale,
    Unmask,
    ZeroAblate,
    ZeroNeurons,
    ZeroValue,
    to_json,
)
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.verify.check import check
from attention_scenes.model.verify.sidecar_needs import Sentence
from tests.helpers.models.small_bundles import SENTENCE, differences, real, sidecar, tiny_gpt2, tiny_llama

LAYER, HEAD = 17, 5
WEIGHTS = ("W_O[head]", "W_V[head]", "W_Q[head]", "W_K[head]", "sigma_OV[head]")


@cache
def changed() -> Bundle:
    def need(*made: Intervention) -> TraceNeed:
        arrays = ("attn_scores", "pattern", "v", "z", "result", "attn_out")
        return TraceNeed(SENTENCE, arrays, "head", top=5, interventions=made)

    traces = {"": need(), "one": need(Unmask(CHOSEN)), "all": need(Unmask()), "without": need(ZeroAblate(17, 5))}
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


def test_an_ablated_head_adds_nothing() -> None:
    b = changed()
    lost = b.read("attn_out", LAYER).value - b.read("attn_out", LAYER, trace="without").value
    assert lost == pytest.approx(b.read("result", LAYER, HEAD).value, abs=1e-3)
    assert np.abs(lost).max() > 0.1
    assert pattern("without") == pytest.approx(pattern(""), abs=1e-5), "what it looks at stays"
    for own in ("z", "result"):
        assert not b.read(own, LAYER, HEAD, trace="without").value.any(), own


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
    assert float(b.count("rank.sigma_OV")) == 64


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
    readings += b.read("sigma_OV", LAYER, HEAD).flat()[::16]
    readings += [b.count(n) for n in ("parameters.mlp", "tensors", "rank.sigma_OV")]
    readings += [b.count("tokens") * b.count("tokens") * b.count("n_heads") * 4.0]
    assert differences(b, readings) == []
    wrong = [r for r in readings if np.isfinite(float(r))]
    assert len(differences(b, wrong, off=0.05)) == len(wrong)


def test_another_model_is_changed_and_checked_the_same(tmp_path: object) -> None:
    model = str(tiny_llama(tmp_path, tied=False))  # type: ignore[arg-type]
    need = TraceNeed(SENTENCE, ("pattern", "k", "result"), "head", 4, 9, (Unmask(CHOSEN),))
    b = ensure(Needs(model, "1.5", {"": need}, ("sigma_OV[head]", "sigma_OV[2,0]")))
    readings = b.read("pattern", 1, 5).flat() + b.read("k", 1, 1, 3).flat() + b.read("result", 1, 5, 2).flat()
    readings += next_tokens(b).probabilities.flat() + b.read("W_U", next_tokens(b).tokens[0].id).flat()
    readings += b.read("sigma_OV", 1, 5).flat() + b.read("sigma_OV", 2, 0).flat() + [b.count("parameters")]
    assert differences(b, readings) == []


def of_every_kind(model: str, rotary: bool) -> Needs:
    """Return needs of traces that differ in their interventions, one patched from another that is changed itself."""
    made: dict[str, tuple[Intervention, ...]] = {
        "cut": (KnockOut(((4, 2), (4, 1))),), "cut_here": (KnockOut(((4, 2),), CHOSEN),),
        "neurons": (ZeroNeurons(1, (3, 4)),), "value": (ZeroValue(0, (1,)),), "ablated": (ZeroAblate(1),),
        "scaled": (Scale("v", 1, 1.5),), "turned": (ReverseTokens("mlp_in", 1),),
        "patched": (Patch("resid_pre", 1, 3, "other"), Patch("attn_scores", 2, 4, "other")),
    }  # fmt: skip
    if rotary:
        made["still"] = (NoRotation(),)
    arrays = ("pattern", "attn_scores", "resid_post", "z", "mlp_act")
    traces = {key: TraceNeed("the glass ball fell", arrays, top=3, interventions=each) for key, each in made.items()}
    other = TraceNeed("the steel ball fell", ("resid_pre",), (1,), interventions=(ZeroAblate(0, 1),))
    return Needs(model, "1.2", {"": TraceNeed("the glass ball fell", arrays, top=3), "other": other} | traces)


@pytest.mark.parametrize("family", ["llama", "gpt2"])
def test_every_intervention_verifies_and_false_numbers_do_not(tmp_path: Path, family: str) -> None:
    folder = tiny_llama(tmp_path) if family == "llama" else tiny_gpt2(tmp_path)
    b = ensure(of_every_kind(str(folder), family == "llama"))
    assert list(b.meta["traces"])[:3] == ["", "other", "cut"], "in the order of the needs"
    keys = [key for key in b.meta["traces"] if key not in ("", "other")]
    last = {key: next_tokens(b, -1, key).log_sum.value for key in keys}
    assert len({round(float(value), 4) for value in last.values()}) == len(keys), "each changes the answer"
    readings = [b.read("resid_pre", 1, 4, 7, trace="other")]
    for key in keys:
        readings += b.read("pattern", 2, 2, 4, trace=key).flat() + b.read("attn_scores", 2, 2, 4, trace=key).flat()
        readings += b.read("resid_post", 2, 4, trace=key).flat()[::16] + next_tokens(b, -1, key).probabilities.flat()
        readings += b.read("mlp_act", 1, 4, trace=key).flat()[:6] + b.read("z", 1, 2, 4, trace=key).flat()[:2]
    assert differences(b, readings) == []
    wrong = [r for r in readings if np.isfinite(float(r))]
    assert len(differences(b, wrong, off=0.05)) == len(wrong)


def test_sidecars_of_older_versions_are_still_read() -> None:
    data = {"text": "x", "arrays": [], "layers": "all", "first": None, "top": 0}
    new = {
        "": [], "unmask:all": [Unmask()], "unmask:head": [Unmask(CHOSEN)], "unmask:17.5": [Unmask(17, 5)],
        "drop:head": [ZeroAblate(CHOSEN)], "drop:16.0": [ZeroAblate(16, 0)],
    }  # fmt: skip
    for change, made in new.items():
        written = json.loads(json.dumps([to_json(each) for each in made]))
        assert Sentence.of(data | {"change": change}) == Sentence.of(data | {"interventions": written}), change
    with pytest.raises(KeyError):
        Sentence.of(data | {"change": "bend:17.5"})


def test_singular_values_of_a_score_s_two_maps_are_still_checked_in_clips_of_0_1_0() -> None:
    b = changed()
    W_Q, W_K = b.read("W_Q", LAYER, HEAD).value.astype(float), b.read("W_K", LAYER, 1).value.astype(float)
    sigma = np.linalg.svd(W_Q.T @ W_K, compute_uv=False)
    shown = {f"sigma_QK[{LAYER},{HEAD},{n}]": float(sigma[n]) for n in (0, 63)} | {"count:rank.sigma_QK": 64.0}
    clip = sidecar(b, [{"shown": f"{value:.2f}", "value": value, "source": at} for at, value in shown.items()])
    clip["needs"]["weights"].append("sigma_QK[head]")
    assert check(clip) == []
    for number in clip["numbers"]:
        number["value"] += 0.1
    assert len(check(clip)) == len(shown)
    with pytest.raises(UserError, match="sigma_QK"):
        Needs(head="17.5", weights=("sigma_QK[head]",))
