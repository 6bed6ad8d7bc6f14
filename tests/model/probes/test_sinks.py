"""The first token taken away in three ways: cut and zeroed as said, counted as said, and both ways agree."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.sinks import BASE, EMPTY, LATE, OTHER, UNSEEN, SinkProbe, _second
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from tests.helpers.models.small_bundles import FAMILIES, small_probed

PROSE = "the old man walked down to the harbour and looked at the boats that lay in the green water " * 2
PROBE = SinkProbe(PROSE, "an old man and a green boat", starts=("the",), pieces=2, length=9)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small models")


def measured(model: TorchProbedModel, probe: SinkProbe = PROBE) -> dict[str, np.ndarray]:
    found, _ = probe.measure(model, lambda *_: None)
    return found | probe.measure_from(model, found)


@pytest.mark.parametrize("family", FAMILIES)
def test_it_holds_when_measured_another_way(family: str, folder: Path) -> None:
    model = small_probed(family, folder)
    found = measured(model)
    again = PROBE.measure_again(NumpyProbedModel(model.checkpoint.folder), SimpleNamespace(**asdict(PROBE)))
    assert found.keys() == again.keys()
    for name, array in found.items():
        assert array.shape == again[name].shape and np.allclose(array, again[name], rtol=2e-4, atol=1e-4), name


def test_a_token_that_is_hidden_gets_no_weight_and_one_without_value_gives_nothing(folder: Path) -> None:
    model = small_probed("llama", folder)
    row = [token.id for token in model.tokens(PROSE)][:10]
    edges = [(query, OTHER) for query in range(OTHER + 1, 10)]
    late = {"kind": "KnockOut", "edges": edges, "layers": [1], "heads": None}
    [plain], [cut] = model.run_rows([row], ["pattern"]), model.run_rows([row], ["pattern"], [late])
    assert (cut["pattern"][1, :, OTHER + 1 :, OTHER] == 0).all() and np.allclose(cut["pattern"].sum(-1), 1, atol=1e-5)
    assert np.array_equal(cut["pattern"][0], plain["pattern"][0]), "before that layer nothing changes"
    [empty] = model.run_rows([row], ["v"], [{"kind": "ZeroValue", "position": 0, "layers": None}])
    assert (empty["v"][:, :, 0] == 0).all() and (empty["v"][:, :, 1:] != 0).any()


def test_in_the_layer_that_rests_most_the_hidden_token_s_weight_goes_to_the_others(folder: Path) -> None:
    model = small_probed("llama", folder)
    found, row = measured(model), [token.id for token in model.tokens(PROBE.text)]
    rest = int(found["rest"][0])
    [plain] = model.run_rows([row], ["pattern", "v", "attn_out"])
    weights_HT = plain["pattern"][rest, :, -1].astype(np.float64)
    shared_HT = weights_HT[:, 1:] / weights_HT[:, 1:].sum(1, keepdims=True)
    assert found["rest_weight"][0] == 0 and np.allclose(found["rest_weight"][1:], shared_HT.mean(0), atol=1e-5)
    values_HTK = plain["v"][rest].repeat(len(weights_HT) // len(plain["v"][rest]), 0)
    maps_HDK = model.head_output_maps(rest)
    ways = (weights_HT, values_HTK), (shared_HT, values_HTK[:, 1:])
    lengths = [np.linalg.norm(np.einsum("hdk,ht,htk->d", maps_HDK, *way)) for way in ways]
    assert lengths == pytest.approx(found["added"].tolist(), rel=1e-3)


def test_each_way_is_another_loss_and_a_loss_is_that_of_the_text(folder: Path) -> None:
    model = small_probed("llama", folder)
    loss = measured(model)["loss"]
    assert loss.shape == (7, 2) and len({round(float(each), 6) for each in loss[:, 0]}) == 7
    assert BASE < UNSEEN < LATE < EMPTY
    row = [token.id for token in model.tokens(PROSE)][:10]
    [trace] = model.run_rows([row], ["logits"])
    logits = trace["logits"].astype(np.float64)
    chances = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    assert loss[BASE, 0] == pytest.approx(-np.mean([np.log(chances[n, row[n + 1]]) for n in range(1, 9)]), abs=1e-5)


def test_another_text_changes_no_loss_and_one_word_is_enough(folder: Path) -> None:
    probe = SinkProbe(PROSE, "boat", starts=("the",), pieces=2, length=9)
    assert probe.starts_from() == PROBE.starts_from() and not probe.starts_from().starts_from()
    found = measured(small_probed("llama", folder), probe)
    assert found["norm"].shape[1] >= 2 and np.isfinite(found["cut_norm"]).all()


def test_the_longest_beside_its_layer_is_found_and_the_first_is_left_out() -> None:
    norms = np.ones((3, 5))
    norms[:, 0] = 900
    norms[1, 3] = 7
    assert _second(norms).tolist() == [1, 3]
    assert _second(norms[:, :2]).tolist() == [0, 1]


def test_too_little_prose_or_too_long_rows_are_refused(folder: Path) -> None:
    model = small_probed("gpt2", folder)
    with pytest.raises(UserError, match="give at least 18"):
        SinkProbe("a boat", pieces=2, length=9).measure(model, lambda *_: None)
    most = model.model.transformer.config.n_context
    with pytest.raises(UserError, match=f"at most {most}"):
        model.run_rows([[1] * (most + 1)], ["logits"])
