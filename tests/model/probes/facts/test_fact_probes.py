"""Probes of a fact: both ways agree on small models, and what they say is what was done."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.facts.asking import MOST, next_chances, question
from attention_scenes.model.probes.facts.attribution import FactNeuronsProbe
from attention_scenes.model.probes.facts.one_neuron import FactNeuronProbe, above, best_threshold
from attention_scenes.model.probes.facts.recall import FactProbe
from attention_scenes.model.probes.facts.switch_off import FactOffProbe
from attention_scenes.model.probes.facts.tracing import FactTraceProbe
from attention_scenes.model.probes.facts.transport import FactCutProbe
from attention_scenes.model.probes.probe import Arrays, Probe
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from tests.helpers.models.small_bundles import FAMILIES, small_probed
from tests.helpers.models.textbook_folders import write_readable_textbook

TEXT = "the old Man Jones saw the"
NAMES = ("Kate", "John Lee", "Bob", "Mary", "the fox", "Anna")
ELSEWHERE = ("a green boat", "two old men and a")
PROBES = (
    FactProbe(TEXT, names=NAMES),
    FactTraceProbe("fact_stream", TEXT, samples=2),
    FactTraceProbe("fact_attn", TEXT, samples=2, width=2),
    FactTraceProbe("fact_mlp", TEXT, samples=2, width=2),
    FactCutProbe(TEXT, names=NAMES[:2]),
    FactNeuronsProbe(TEXT, names=NAMES, most=20),
    FactOffProbe(TEXT, names=NAMES[:2], elsewhere=ELSEWHERE, counts=(1, 5, 500), draws=2, busy=60),
    FactNeuronProbe(TEXT, names=NAMES, elsewhere=ELSEWHERE),
    FactNeuronProbe(same_kind=NAMES[:2], others=NAMES[2:4], fresh_kind=NAMES[4:5], fresh_others=NAMES[5:], among=3),
)
ONE_WORD = tuple(
    type(probe)(**{"name": probe.name}, prompt="Jones")  # type: ignore[call-arg, attr-defined]
    for probe in PROBES[:-1]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small models")


def measured(model: TorchProbedModel, probe: Probe) -> Arrays:
    found, facts = probe.filled().measure(model, lambda *_: None)
    counted = probe.count_again(SimpleNamespace(**asdict(probe.filled())))  # type: ignore[call-overload]
    assert counted.items() <= facts.items()
    return found


def holds_again(model: TorchProbedModel, probe: Probe) -> None:
    """Fail unless both ways find the same; rows are compared as ``verify`` compares them."""
    found = measured(model, probe)
    asked = SimpleNamespace(**json.loads(json.dumps(asdict(probe.filled()))))  # type: ignore[call-overload]
    again = probe.measure_again(NumpyProbedModel(model.checkpoint.folder), asked)
    assert found.keys() == again.keys()
    for name, array in found.items():
        assert array.shape == again[name].shape, name
        if name in probe.exact:
            assert np.array_equal(array, again[name]), name
        elif array.size:
            most = np.abs(again[name]).max(-1, keepdims=True)
            assert np.allclose(array / most, again[name] / most, rtol=0, atol=1e-4, equal_nan=True), name


def named(probe: Probe) -> str:
    return f"{probe.name}-{probe.prompt}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("probe", PROBES, ids=named)
def test_it_holds_when_measured_another_way(family: str, probe: Probe, folder: Path) -> None:
    holds_again(small_probed(family, folder), probe)


@pytest.mark.parametrize("probe", ONE_WORD, ids=named)
def test_a_prompt_of_one_word_is_measured_too(probe: Probe, folder: Path) -> None:
    holds_again(small_probed("llama", folder), probe)


def test_where_tokens_see_later_ones_whole_sentences_are_run_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = write_readable_textbook(folder / "both ways", "rotary", "gated")
    config = json.loads((own / "config.json").read_text(encoding="utf-8"))
    (own / "config.json").write_text(json.dumps(config | {"causal": False}), encoding="utf-8")
    model = TorchProbedModel(locate(str(own), lambda *_: None))
    holds_again(model, PROBES[1])
    monkeypatch.setattr(NumpyProbedModel, "looks_back_only", True)
    with pytest.raises(AssertionError):
        holds_again(model, PROBES[1])


def test_where_there_are_no_names_there_is_no_gallery_and_nothing_is_made_up(folder: Path) -> None:
    found = measured(small_probed("llama", folder), FactNeuronProbe(TEXT))
    assert found["fires"].shape == (3, 0) and not found["hits"].any()
    assert np.isnan(found["threshold"]).all() and np.isnan(found["auc"]).all() and len(found["plain"]) == 6


def test_a_long_prompt_and_a_model_without_mlps_are_refused_in_a_line(folder: Path) -> None:
    long = " word" * 400
    with pytest.raises(UserError, match=f"prompt has 401 tokens.*at most {MOST}: shorten"):
        measured(small_probed("llama", folder), FactProbe(long))
    write_readable_textbook(folder / "attention", "rotary", "none")
    model = TorchProbedModel(locate(str(folder / "attention"), lambda *_: None))
    for probe in PROBES:
        with pytest.raises(UserError, match="attention alone, without MLPs"):
            measured(model, probe)


def test_a_state_that_is_put_back_where_nothing_reads_it_changes_nothing(folder: Path) -> None:
    model = small_probed("llama", folder)
    for probe in PROBES[1:4]:
        found = measured(model, probe)
        start = question(model, TEXT, "Man Jones").name.start
        assert np.allclose(found["chance"][:, :start], found["corrupted"], rtol=1e-6)
        if probe.name != "fact_stream":  # type: ignore[attr-defined]
            assert np.allclose(found["chance"][2, :-1], found["corrupted"], rtol=1e-3), "no layer is left to read it"
        assert found["corrupted"] == pytest.approx(found["each"].mean()) and found["clean"] > found["corrupted"]


def test_all_of_a_name_of_one_token_put_back_brings_all_back(folder: Path) -> None:
    model = small_probed("gpt2", folder)
    found = measured(model, FactTraceProbe("fact_stream", "the old Man saw a", samples=2))
    token = question(model, "the old Man saw a", "Man").name
    assert len(token) == 1 and found["token"] == token.start
    assert found["chance"][0, token.start] == pytest.approx(float(found["clean"][0]), rel=1e-4)
    assert found["chance"][1, token.start] != pytest.approx(float(found["clean"][0]), rel=1e-2)


def test_noise_is_as_wide_as_it_says_and_another_seed_is_another_noise(folder: Path) -> None:
    model = small_probed("llama", folder)
    probe = FactTraceProbe("fact_stream", TEXT, samples=3).filled()
    asked = question(model, TEXT, "Man Jones")
    noisy = probe._noisy(np.zeros((len(asked.row), model.d_model), np.float32), asked, 2.0)
    assert (noisy[:, : asked.name.start] == 0).all() and (noisy[:, asked.name.stop :] == 0).all()
    drawn = noisy[:, asked.name.start : asked.name.stop]
    assert (
        drawn.std() == pytest.approx(2.0, rel=0.1) and abs(np.corrcoef(drawn[0].ravel(), drawn[1].ravel())[0, 1]) < 0.3
    )
    sigma = measured(model, probe)["sigma"][0]
    assert sigma == pytest.approx(3 * model.embedding().std(), rel=1e-4)


def test_a_cut_is_that_of_the_edges_that_are_named(folder: Path) -> None:
    model = small_probed("llama", folder)
    found = measured(model, FactCutProbe(TEXT, names=NAMES[:2]))
    row, name = question(model, TEXT, "Man Jones", "John Lee")
    for array, keys in (("cut", [*name]), ("control", [n for n in range(1, len(row) - 1) if n not in name])):
        cut = {"kind": "KnockOut", "edges": [(len(row) - 1, key) for key in keys], "layers": [1], "heads": None}
        plain, after = next_chances(model, [row, row], [[], [cut]])
        assert found[array][2, 1] == pytest.approx(after[plain.argmax()], rel=1e-4)
    assert found["layer"] == found["cut"][0].argmin() and (found["weight"] <= 1).all()


def test_all_neurons_off_leave_the_same_whoever_chose_them(folder: Path) -> None:
    model = small_probed("llama", folder)
    count = 3 * model.layer_maps(0)["up"].shape[0]
    found = measured(model, FactOffProbe(TEXT, elsewhere=ELSEWHERE, counts=(count,), draws=2, busy=count))
    silent = [{"kind": "ZeroNeurons", "layer": n, "indices": [*range(count // 3)], "since": 1} for n in range(3)]
    row = question(model, TEXT, "Man Jones").row
    plain, after = next_chances(model, [row, row], [[], silent])
    ends = [found["own"][1], *found["random"][:, 1], *found["active"][:, 1]]
    assert np.allclose(ends, after[plain.argmax()], rtol=1e-4) and found["own"][0] == pytest.approx(
        plain.max(), rel=1e-4
    )


def test_a_set_that_is_drawn_holds_those_of_fewer_and_only_active_ones(folder: Path) -> None:
    model = small_probed("llama", folder)
    row = question(model, TEXT, "Man Jones").row
    drawn = FactOffProbe(TEXT, draws=3, busy=30).filled()._drawn(model, row)
    assert {len(some) for some in drawn["random"]} == {240} and {len(some) for some in drawn["active"]} == {30}
    assert len({tuple(map(tuple, some[:5])) for some in drawn["random"]}) == 3
    [trace] = model.run_rows([row], ["mlp_act"])
    size = np.abs(trace["mlp_act"][:, 1:]).mean(1)
    least = np.sort(size.ravel())[-30]
    assert all(size[tuple(neuron)] >= least * 0.999 for some in drawn["active"] for neuron in some)


def test_a_threshold_parts_two_lists_and_an_area_counts_pairs() -> None:
    kind, others = np.array([3.0, 4.0, 0.1]), np.array([0.0, 0.2, 2.0])
    assert best_threshold(kind, others) == pytest.approx(2.5)
    assert above(kind, others) == pytest.approx(7 / 9)
    assert above(np.array([1.0, 1e-9]), np.array([0.0])) == pytest.approx(0.75), "what is alike is a half"
    assert best_threshold(np.array([1.0]), np.array([1.0 + 1e-6])) == pytest.approx(1.0)
    assert np.isnan(best_threshold(kind, np.array([]))) and np.isnan(above(np.array([]), others))
