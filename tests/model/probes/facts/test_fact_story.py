"""Where the default model keeps what it knows of Michael Jordan; what a clip shows of it is checked by verify."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.facts.attribution import FactNeuronsProbe
from attention_scenes.model.probes.facts.one_neuron import FactNeuronProbe
from attention_scenes.model.probes.facts.recall import FactProbe
from attention_scenes.model.probes.facts.switch_off import FactOffProbe
from attention_scenes.model.probes.facts.tracing import FactTraceProbe
from attention_scenes.model.probes.facts.transport import FactCutProbe
from attention_scenes.model.request.needs import Needs
from tests.helpers.models.small_bundles import differences, tiny_llama

JORDAN, LAST = 4, 8
SHOWN = (
    ("fact.chance", 0), ("fact.answer", 0), ("fact_stream.chance", 1, 3), ("fact_mlp.chance", 0, 4),
    ("fact_cut.cut", 1, 2), ("fact_neurons.value", 3), ("fact_neurons.half", 0),
    ("fact_off.own", 2), ("fact_off.elsewhere", 0, 3), ("fact_neuron.fires", 0, 1), ("fact_neuron.rank", 1),
    ("fact_neuron.hits", 0, 0),
)  # fmt: skip


def array(bundle: Bundle, name: str) -> np.ndarray:
    return bundle.probe(name).value


def test_verify_finds_what_a_clip_shows_of_a_small_model_and_what_it_gets_wrong(tmp_path: Path) -> None:
    text, names = "the old Man Jones saw the", ("Kate", "John Lee", "Bob", "Anna")
    probes = (
        FactProbe(text, names=names), FactTraceProbe("fact_stream", text), FactTraceProbe("fact_mlp", text),
        FactCutProbe(text, names=names), FactNeuronsProbe(text, names=names),
        FactOffProbe(text, names=names), FactNeuronProbe(text, names=names),
    )  # fmt: skip
    bundle = ensure(Needs(model=str(tiny_llama(tmp_path / "model", initializer_range=0.5)), probes=probes))
    shown: list[Reading] = [bundle.probe(name, *index) for name, *index in SHOWN]
    assert differences(bundle, shown) == []
    assert len(differences(bundle, shown, off=0.6)) == len(shown)


def test_the_answer_hangs_on_the_name() -> None:
    bundle = ensure(Needs(probes=(FactProbe(),)))
    facts = bundle.meta["probes"]["fact"]
    assert (facts["answer"], facts["subject"]) == (" basketball", "Michael Jordan")
    assert float(bundle.probe("fact.chance", 0)) == pytest.approx(0.398, abs=0.002) and array(bundle, "fact.known") == 1
    assert array(bundle, "fact.stand").max() < 0.06, "nor on a part of it"
    assert facts["name_answers"][2:5] == [" golf", " tennis", " tennis"]
    assert not array(ensure(Needs(probes=(FactProbe("The old Man Smith plays the sport of"),))), "fact.known")


def test_it_sits_at_the_name_in_the_middle_and_one_layer_carries_it() -> None:
    bundle = ensure(Needs(probes=(FactTraceProbe("fact_stream"), FactCutProbe())))
    back = array(bundle, "fact_stream.chance")
    assert array(bundle, "fact_stream.token") == JORDAN and array(bundle, "fact_stream.corrupted") < 0.03
    assert back[6:21, JORDAN].min() > 0.33 and back[24:, JORDAN].max() < 0.03 and back[0, JORDAN] < 0.12
    assert back[24, LAST] > 0.4 and back[:22, LAST].max() < 0.03
    cut, control = array(bundle, "fact_cut.cut"), array(bundle, "fact_cut.control")
    assert array(bundle, "fact_cut.layer") == 23 and cut[0, 23] == pytest.approx(0.101, abs=0.003)
    assert (cut[1:7, 23] < 0.75 * array(bundle, "fact_cut.plain")[1:7]).all() and control[0, 23] > 0.4


def test_half_of_it_is_in_thousands_of_neurons() -> None:
    bundle = ensure(Needs(probes=(FactNeuronsProbe(),)))
    assert array(bundle, "fact_neurons.top")[0].tolist() == [6, 1235]
    assert 2400 < array(bundle, "fact_neurons.half")[0] < 2800
    assert array(bundle, "fact_neurons.share") == pytest.approx([0.005, 0.023, 0.086, 0.307], abs=0.002)
