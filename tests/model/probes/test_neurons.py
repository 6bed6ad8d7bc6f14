"""Neuron probe: a planted neuron is found, chance is recognised, two ways of measuring agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.manifest import quiet
from attention_scenes.model.decoder import trace
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.neurons import NeuronProbe
from attention_scenes.model.probes.probe import Arrays
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.probes_again import measure_again
from tests.helpers.models.small_bundles import differences, real, tiny_gpt2, tiny_llama

PHRASES = ("see you on Monday", "it broke on Friday", "we met last Tuesday", "the shop opens Sunday", "until Saturday")
CONTROLS = ("see you on campus", "it broke on impact", "we met last winter", "the shop opens early", "until midnight")
PROBE = NeuronProbe("day", PHRASES, CONTROLS)


class PlantedModel(TorchProbedModel):
    """A model whose neurons are noise, but for one that is active, or negative, at the end of some texts."""

    def __init__(self, texts: Sequence[str], activation: float) -> None:
        super().__init__(real())
        object.__setattr__(self, "planted", (texts, activation))

    def run(self, texts: Sequence[str], arrays: Sequence[str]) -> list[Arrays]:
        planted, activation = self.planted  # type: ignore[attr-defined]
        found = []
        for text in texts:
            act_LTM = np.random.default_rng([*text.encode()]).normal(size=(2, 3, 50)).astype(np.float32)
            act_LTM[1, -1, 7] += activation * (text in planted)
            found.append({"mlp_act": act_LTM})
        return found


@pytest.fixture(scope="module", params=[tiny_llama, tiny_gpt2], ids=["gated", "plain"])
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = request.param(tmp_path_factory.mktemp("neurons"))
    return ensure(Needs(model=str(folder), probes=(PROBE,)))


@pytest.mark.parametrize("activation", [8.0, -8.0])
def test_a_neuron_that_responds_is_found_and_stands_the_controls(activation: float) -> None:
    many = [f"phrase {n}" for n in range(12)], [f"control {n}" for n in range(12)]
    arrays, facts = NeuronProbe("planted", *map(tuple, many)).measure(PlantedModel(many[0], activation), quiet)
    assert facts == {"phrases": 12, "controls": 12}
    assert np.abs(arrays["difference"][1]).argmax() == 7
    assert arrays["difference"][1, 7] == pytest.approx(activation, abs=2)
    assert arrays["held_out"][1, 7] == pytest.approx(activation, abs=2)
    assert abs(arrays["difference"][1, 7]) > 2 * arrays["shuffled"][1]
    assert arrays["chance"][1] == 2 / 2**6  # all swapped is as good as none swapped
    # Without a planted neuron one leads all the same: the controls show it.
    assert arrays["chance"][0] > 0.05 and np.abs(arrays["difference"][0]).max() < 2 * arrays["shuffled"][0]


def test_a_difference_is_that_of_the_mean_activations_of_every_other_pair(bundle: Bundle) -> None:
    model = load_model(bundle.meta["model"])
    ends = [trace.run(model, text, ["mlp_act"])["mlp_act"][:, -1] for text in (*PHRASES, *CONTROLS)]
    sides = np.array(ends).reshape(2, len(PHRASES), *ends[0].shape)
    for name, places in (("difference", [0, 2, 4]), ("held_out", [1, 3])):
        expected = sides[0, places].mean(0) - sides[1, places].mean(0)
        assert bundle.probe(f"day.{name}").value == pytest.approx(expected, abs=1e-4)
    assert bundle.probe("day.chance").value.min() >= 2 / 2**3


def test_a_second_way_agrees(bundle: Bundle) -> None:
    again = measure_again(Path(bundle.meta["model"]), bundle.meta["needs"]["probes"][0])
    assert {f"probe:day.{name}" for name in again} == {*bundle.arrays}
    for name, array in again.items():
        first = bundle.probe(f"day.{name}").value
        assert first.shape == array.shape and np.abs(first - array).max() <= 1e-4 * np.abs(first).max(), name


def test_neurons_verify_and_false_ones_do_not(bundle: Bundle) -> None:
    readings = [r for name in ("difference", "held_out") for r in bundle.probe(f"day.{name}", 1).flat()[:20]]
    readings += [*bundle.probe("day.shuffled").flat(), *bundle.probe("day.chance").flat(), bundle.count("day.controls")]
    assert differences(bundle, readings) == []
    assert len(differences(bundle, readings, off=0.1)) == len(readings)


def test_needs_with_neurons_go_through_json() -> None:
    needs = Needs(probes=(NeuronProbe("weekday"), PROBE))
    assert Needs.from_json(needs.to_json()) == needs


def test_the_phrases_kept_are_many_and_matched_in_length() -> None:
    weekday = probe_sentences()["neuron"]["weekday"]
    assert len(set(weekday["phrases"])) == len(weekday["controls"]) == 20
    for phrase, control in zip(weekday["phrases"], weekday["controls"], strict=True):
        assert phrase.split()[:-1] == control.split()[:-1], "a pair differs in its last word alone"
        assert len(real().tokenize(phrase)) == len(real().tokenize(control)), (phrase, control)


def test_a_neuron_of_the_model_responds_to_weekdays() -> None:
    arrays, _ = NeuronProbe("weekday").measure(TorchProbedModel(real().checkpoint), quiet)
    assert np.abs(arrays["difference"][1]).argmax() == np.abs(arrays["held_out"][1]).argmax() == 551
    assert arrays["held_out"][1, 551] == pytest.approx(1.43, abs=0.006)
    assert arrays["shuffled"][1] < 0.5 and arrays["chance"][1] < 0.01


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: NeuronProbe("wekday"), "Did you mean 'weekday'"),
        (lambda: NeuronProbe("Week 2"), "small letters"),
        (lambda: NeuronProbe("x", PHRASES[:3], CONTROLS[:3]), "four or more"),
        (lambda: NeuronProbe("x", PHRASES, CONTROLS[:4]), "as many of each"),
        (lambda: NeuronProbe("x", PHRASES, (*CONTROLS[:4], PHRASES[0])), "both a phrase and a control"),
    ],
)
def test_a_ranking_that_cannot_be_is_refused(make: object, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        make()  # type: ignore[operator]
    assert "\n" not in str(caught.value)
