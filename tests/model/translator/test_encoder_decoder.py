"""The encoder–decoder: against torch's own layers, again in NumPy, and its hooks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.probes.translation.translation import OneTranslationProbe
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.translator.pair_of_stacks import EncoderDecoder
from attention_scenes.model.translator.probed_translator import TorchTranslator, filled_up
from attention_scenes.model.translator.read_translator import assemble_pair
from attention_scenes.model.verify.numpy_model.translator_again import NumpyTranslator
from attention_scenes.training.translator.pair_corpus import held_out_pairs
from attention_scenes.training.translator.pair_network import settings, start
from tests.helpers.models.torch_pair import TorchPair

ARRAYS = (
    "logits", *(f"{stack}{name}" for stack in ("", "encoder_", "cross_") for name in ("q", "k", "v", "pattern", "z")),
    "attn_scores", "cross_attn_scores", "attn_out", "encoder_attn_out", "cross_out",
)  # fmt: skip
READ = [[1, 40, 41, 8, 54, 1, 42, 10], [0, 8, 55, 2, 9], [1, 50, 30, 56, 0, 12, 3, 4, 6, 44]]
SAID = [[0, 3, 17, 49, 60], [0, 2, 20], [0, 4, 33, 8, 1, 1, 90]]


def model(values: Any = "encoder", seed: int = 3) -> EncoderDecoder:
    return assemble_pair(settings(values), {name: each.detach() for name, each in start(seed).items()})


def test_it_computes_what_torch_s_own_layers_compute_and_so_do_its_gradients() -> None:
    weights = start(5)
    ours, pairs = assemble_pair(settings("encoder"), weights), held_out_pairs()
    said_NT = pairs.said_NT[:9, :-1]
    found = ours.decode(said_NT, ours.encode(pairs.read_NS[:9], pairs.is_read_NS[:9]), pairs.is_read_NS[:9])
    theirs = TorchPair({name: each.detach() for name, each in weights.items()}, {"encoder": 2, "decoder": 2}, 4)
    expected = theirs(pairs.read_NS[:9], pairs.is_read_NS[:9], said_NT)
    assert found.dtype == torch.float64 and (found - expected).abs().max() < 1e-10
    (found**2).mean().backward()
    (expected**2).mean().backward()
    slopes = weights["decoder.layers.1.cross_attn.k_proj.weight"].grad
    again = theirs.stacks["decoder"][1].multihead_attn.in_proj_weight.grad
    assert slopes is not None and again is not None and (slopes - again[32:64]).abs().max() < 1e-12


@pytest.mark.parametrize("name", ["ours:translator", "ours:values-from-decoder"])
@pytest.mark.parametrize("cuts", [(), ((2, 3), None, (0, 7))])
def test_every_array_is_the_same_in_numpy(name: str, cuts: tuple[Any, ...]) -> None:
    checkpoint = locate(name)
    one = TorchTranslator(checkpoint).run_pairs(READ, SAID, ARRAYS, cuts)
    two = NumpyTranslator(checkpoint.folder).run_pairs(READ, SAID, ARRAYS, cuts)
    for first, again in zip(one, two, strict=True):
        assert first.keys() == again.keys() == {*ARRAYS}
        for array in ARRAYS:
            a, b = (np.nan_to_num(each[array], neginf=0.0) for each in (first, again))
            assert a.shape == b.shape and np.abs(a - b).max() <= 2e-5 * np.abs(b).max(), array


def test_shapes_are_those_of_the_legend_and_what_fills_up_changes_nothing() -> None:
    translator = TorchTranslator(locate("ours:translator"))
    found = translator.run_pairs(READ, SAID, ARRAYS)
    for read, said, arrays in zip(READ, SAID, found, strict=True):
        s, t = len(read), len(said)
        assert arrays["cross_pattern"].shape == (2, 4, t, s) and arrays["cross_v"].shape == (2, 4, s, 8)
        assert arrays["encoder_pattern"].shape == (2, 4, s, s) and arrays["logits"].shape == (t, 111)
        assert np.allclose(arrays["cross_pattern"].sum(-1), 1, atol=1e-6)
        [alone] = translator.run_pairs([read], [said], ["logits"])
        assert np.allclose(alone["logits"], arrays["logits"], atol=1e-5)


def test_the_encoder_sees_later_words_and_the_decoder_does_not() -> None:
    [found] = TorchTranslator(locate("ours:translator")).run_pairs(READ[:1], SAID[:1], ("encoder_pattern", "pattern"))
    assert (found["encoder_pattern"] > 0).all() and not np.triu(found["pattern"], 1).any()


def test_a_cut_arc_carries_nothing_and_others_take_its_share() -> None:
    translator = TorchTranslator(locate("ours:translator"))
    [plain] = translator.run_pairs(READ[:1], SAID[:1], ("cross_pattern",))
    [cut] = translator.run_pairs(READ[:1], SAID[:1], ("cross_pattern",), [(2, 3)])
    assert not cut["cross_pattern"][:, :, 2, 3].any() and plain["cross_pattern"][:, :, 2, 3].all()
    assert np.allclose(cut["cross_pattern"].sum(-1), 1, atol=1e-6)
    assert np.array_equal(plain["cross_pattern"][0, :, :2], cut["cross_pattern"][0, :, :2])


def test_hooks_are_called_by_name_and_may_return_another_array() -> None:
    ours, seen = model(), list[tuple[str, int | None]]()
    (ids_NS, is_read_NS), (ids_NT, _) = filled_up(READ), filled_up(SAID)

    def note(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        seen.append((name, layer))
        return torch.zeros_like(array) if name == "cross_out" else array

    found = ours.decode(ids_NT, ours.encode(ids_NS, is_read_NS, note), is_read_NS, note)
    assert len(seen) == len(set(seen)) and {("cross_pattern", 1), ("encoder_v", 0), ("cross_in", 0)} <= {*seen}
    other = ours.decode(ids_NT, 7 * ours.encode(ids_NS, is_read_NS), is_read_NS, note)
    assert torch.equal(found, other), "nothing English is left where cross-attention adds nothing"


def test_values_of_the_decoder_carry_no_english() -> None:
    ours, ids_NT = model("decoder"), filled_up(SAID)[0]
    one, two = (ours.encode(*filled_up(rows)) for rows in (READ, [READ[2], READ[0], READ[1]]))
    logits = [ours.decode(ids_NT, x, filled_up(READ)[1]) for x in (one, two)]
    assert (logits[0] - logits[1]).abs().max() < 1e-12
    assert (model().decode(ids_NT, one, filled_up(READ)[1]) - logits[0]).abs().max() > 0.1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"decoder.layers.1.cross_attn.q_proj.weight": None}, "cross_attn.q_proj"),
        ({"decoder.layers.2.cross_attn.q_proj.weight": torch.zeros(32, 32)}, "layers.2.cross_attn"),
        ({"decoder.layers.1.cross_attn.q_proj.weight": torch.zeros(32, 31)}, "32 × 31"),
        ({"middle.weight": torch.zeros(2)}, "middle.weight"),
        ({"encoder.layers.0.cross_attn.q_proj.weight": torch.zeros(32, 32)}, "cross_attn"),
    ],
)
def test_tensors_too_many_too_few_or_of_another_size_are_refused(change: dict[str, Tensor | None], says: str) -> None:
    found = {name: each for name, each in (start(0) | change).items() if each is not None}
    with pytest.raises((KeyError, ValueError), match=says):
        assemble_pair(settings("encoder"), found)


def test_settings_that_are_none_of_an_encoder_decoder_are_refused() -> None:
    wrong = settings("encoder")
    with pytest.raises(ValueError, match="not of the encoder or the decoder"):
        assemble_pair(wrong | {"values": "nobody"}, start(0))
    with pytest.raises(ValueError, match="encoder sees all words"):
        assemble_pair(wrong | {"encoder": wrong["encoder"] | {"causal": True}}, start(0))
    with pytest.raises(ValueError, match="each half has learned positions"):
        assemble_pair(wrong | {"decoder": wrong["decoder"] | {"hidden_act": "relu"}}, start(0))


def test_what_asks_another_kind_of_model_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match="our translator reads an English sentence and says a French one"):
        ensure(Needs(model="ours:translator", traces={"": TraceNeed("the bird", ("pattern",))}))
    with pytest.raises(UserError, match="take a model that goes on with a text, such as ours:decoder"):
        ensure(Needs(model="ours:translator", probes=(AdjectiveProbe(),)))
    with pytest.raises(UserError, match="give --model ours:translator"):
        ensure(Needs(model="ours:decoder", probes=(OneTranslationProbe(),)))
