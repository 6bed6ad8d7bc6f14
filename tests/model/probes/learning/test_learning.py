"""What is measured of checkpoints: a backward pass by hand, finite differences, sentences as the grammar draws them."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.learning.checkpoint_scores import CheckpointScoresProbe
from attention_scenes.model.probes.learning.checkpoint_scores_again import places_again
from attention_scenes.model.probes.learning.gradient_step import GradientStepProbe
from attention_scenes.model.probes.learning.head_spectrum import HeadSpectrumProbe
from attention_scenes.model.probes.learning.noun_edges import NounEdgesProbe
from attention_scenes.model.probes.learning.questions import grammar_sentences, questions
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.verify.numpy_model.loss_step_again import loss_step_again
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import DoubleWeights, MovedWeights
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from tests.helpers.models.small_bundles import real

TEXT = "a fluffy blue creature roamed the verdant forest . how was the creature fluffy and blue ."
HALF_WAY = "ours:decoder@550"
SOME = CheckpointScoresProbe(grammar_sentences()["trained"][:8], grammar_sentences()["held_out"][:8])
PROBES = (
    SOME, NounEdgesProbe(0, 3, SOME.held_out), GradientStepProbe(TEXT, 0, 3, 0.1), HeadSpectrumProbe(0, shuffles=3),
)  # fmt: skip


@cache
def model(name: str = "ours:decoder") -> TorchProbedModel:
    return TorchProbedModel(locate(name))


def measured(probe: Probe, name: str = "ours:decoder") -> dict[str, np.ndarray]:
    return probe.measure(model(name), lambda *_: None)[0]


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_it_holds_when_measured_another_way(probe: Any) -> None:
    found, facts = probe.measure(model(HALF_WAY), lambda *_: None)
    asked = SimpleNamespace(**json.loads(json.dumps(asdict(probe))))
    again = probe.measure_again(NumpyProbedModel(model(HALF_WAY).checkpoint.folder), asked)
    assert found.keys() == again.keys() and facts == probe.count_again(asked)
    for name, array in found.items():
        assert array.shape == np.shape(again[name]) and np.allclose(array, again[name], rtol=1e-4, atol=1e-7), name


def test_autograd_and_the_backward_pass_by_hand_agree_to_double_precision() -> None:
    row = [token.id for token in model().tokens(TEXT)]
    one = model(HALF_WAY).loss_step(row, 0.1)
    other = loss_step_again(model(HALF_WAY).checkpoint.folder, row, 0.1)
    assert one.keys() == other.keys()
    for name, array in one.items():
        assert np.abs(array - other[name]).max() < 1e-11, name


def test_slopes_are_those_of_finite_differences() -> None:
    folder, row = model(HALF_WAY).checkpoint.folder, [token.id for token in model().tokens(TEXT)]
    found, name = loss_step_again(folder, row, 1.0), "layers.0.self_attn.q_proj.weight"
    weights, small = DoubleWeights(folder), 1e-5
    slope = (found["W_Q"][0] - found["W_Q"][1])[0].reshape(64, 64)  # the step went 1 times the slope
    for at in ((48 + 7, 1), (48 + 3, 5), (2, 9), (33, 60)):
        losses = []
        for way in (small, -small):
            moves = {each: np.zeros(1) for each in weights._where}
            moves[name] = np.zeros((64, 64))
            moves[name][at] = way
            [trace] = forward(MovedWeights(folder, moves), [row], ("logits",))
            logs = trace["logits"][:-1] - np.logaddexp.reduce(trace["logits"][:-1], axis=1)[:, None]
            losses.append(-logs[np.arange(len(row) - 1), row[1:]].mean())
        assert (losses[0] - losses[1]) / (2 * small) == pytest.approx(slope[at], rel=1e-5, abs=1e-9)


def test_parts_of_all_places_add_up_to_the_slope_that_moves_the_entry() -> None:
    found = measured(GradientStepProbe(TEXT, 0, 3, 0.1), HALF_WAY)
    before, after = found["weight"].astype(float)
    assert (before - after) / 0.1 == pytest.approx(found["by_place"].astype(float).sum(), rel=1e-3)
    assert np.allclose(found["by_score"].sum(axis=1), 0, atol=1e-8)  # a query's weights always add up to 1
    assert found["loss"][1] < found["loss"][0] and (found["chance"][1] < found["chance"][0]).any()


def test_the_last_checkpoint_gathers_and_answers_hang_on_it() -> None:
    found, cuts = measured(CheckpointScoresProbe().filled()), measured(NounEdgesProbe(0, 3).filled())["right"]
    assert found["right"][1] > 0.95 and found["gather"][0, 3] > 0.9 > 0.1 > found["others"][0, 3]
    whole, others, alone, layer = cuts
    assert whole == others > 0.95 and alone > 0.9 and layer < 0.5


def test_a_random_map_is_as_its_shuffles_and_a_trained_one_is_not() -> None:
    start, end = (measured(HeadSpectrumProbe(0), f"ours:decoder@{step}") for step in (0, 1500))
    for found in (start, end):
        least, mean, most = np.moveaxis(found["shuffled"], 1, 0)
        assert (least <= mean).all() and (mean <= most).all() and (np.diff(found["sigma"]) <= 0).all()
    assert np.abs(start["sigma"][:, 0] / start["shuffled"][:, 1, 0] - 1).max() < 0.1
    assert (end["sigma"][:, 0] > 1.5 * end["shuffled"][:, 2, 0]).all()
    assert end["sigma"][3, 0] == pytest.approx(4.14, abs=0.01)


def test_a_shuffle_keeps_every_number_of_both_maps() -> None:
    """So the sum of squares of two maps with one large entry each is one value, wherever these are put."""
    one = np.zeros((4, 6))
    one[1, 2] = 3.0
    fake: Any = SimpleNamespace(layer_maps=lambda layer: {"q": one, "k": one}, n_heads=2, d_head=2, d_model=6)
    probe = HeadSpectrumProbe(0, shuffles=40)
    found = probe.measure(fake, lambda *_: None)[0]["shuffled"]
    assert found[0, 2].tolist() == [9.0, 0.0] and found[0, 0].tolist() == [0.0, 0.0]
    assert np.allclose(found, probe.measure_again(fake, SimpleNamespace(**asdict(probe)))["shuffled"])


def test_places_are_read_alike_from_numbers_and_from_letters() -> None:
    for texts in grammar_sentences().values():
        for text, found in zip(texts, questions(model(), texts), strict=True):
            noun, own, rest, stop = places_again(text)
            assert (found.noun, sorted(found.own), found.end) == (noun, sorted(own), stop)
            assert texts is grammar_sentences()["trained"] or sorted(found.others) == sorted(rest)


def test_what_asks_nothing_and_what_is_no_decoder_of_attention_alone_is_refused() -> None:
    with pytest.raises(UserError, match="asks no question"):
        questions(model(), ["a blue bird ."])
    with pytest.raises(UserError, match="no head 0.4"):
        measured(GradientStepProbe(TEXT, 0, 4, 0.1))
    with pytest.raises(UserError, match="attention alone"):
        TorchProbedModel(real().checkpoint).loss_step([0, 1, 2], 0.1)


def test_the_sentences_are_the_first_that_the_grammar_draws() -> None:
    from attention_scenes.training.decoder import corpus

    for name, rows in (("trained", corpus.trained()), ("held_out", corpus.held_out_rows())):
        own = grammar_sentences()[name]
        assert own == tuple(" ".join(each.words[1:]) for each in rows.sentences[: len(own)]) and len(own) == 150
