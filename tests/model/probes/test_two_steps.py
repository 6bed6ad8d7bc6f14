"""Two steps: each edge is cut as said, heads are found by their cuts, counts are counted, and both ways agree."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.cuts.two_steps import TwoStepProbe, _pronoun, _second_step, _spot
from attention_scenes.model.probes.cuts.two_steps_again import _word_again
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from tests.helpers.models.small_bundles import FAMILIES, small_probed

PAIRS = (("old", "man"), ("green", "boat"))
PROBE = TwoStepProbe(
    "the {first} saw the {second} and it was", PAIRS, "it", ("a {first} by the {second} and the",), ((PAIRS,),)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small models")


def measured(model: TorchProbedModel) -> dict[str, np.ndarray]:
    base = PROBE.starts_from()
    assert base is not None
    found, facts = base.measure(model, lambda *_: None)
    assert facts == PROBE.count_again(SimpleNamespace(**asdict(PROBE))) == {"others": 2}
    return found | PROBE.measure_from(model, found)


@pytest.mark.parametrize("family", FAMILIES)
def test_it_holds_when_measured_another_way(family: str, folder: Path) -> None:
    model = small_probed(family, folder)
    found = measured(model)
    asked = SimpleNamespace(**json.loads(json.dumps(asdict(PROBE))))
    again = PROBE.measure_again(NumpyProbedModel(model.checkpoint.folder), asked)
    assert found.keys() == again.keys()
    for name, array in found.items():
        assert array.shape == again[name].shape and np.allclose(array, again[name], rtol=1e-3, atol=1e-5), name


def test_a_pronoun_is_found_after_both_things_whatever_its_capitals(folder: Path) -> None:
    model = small_probed("llama", folder)
    other = NumpyProbedModel(model.checkpoint.folder)
    base = "the {first} saw the {second}"
    for ending in ("it was", "It was", ", “It” was", "and IT, was"):
        pairs = (("old", "man"), ("It", "boat"))
        probe = TwoStepProbe(f"{base} {ending}", pairs, "it")
        things, text = (each.format(first="old man", second="It boat") for each in (base, probe.sentence))
        tokens = [model.tokens(text)[n].text for n in _pronoun(model, text, "it", things)]
        assert "".join(tokens).strip(" “").lower() == "it"
        start = _word_again(text, len(things), "it")
        assert text[start : start + 2].lower() == "it" and start > len(things)
        again = probe.measure_again(other, SimpleNamespace(**asdict(probe)))["told"]
        assert np.allclose(probe._told(model), again, rtol=1e-3, atol=0)


def test_a_pronoun_that_does_not_follow_is_refused_in_both_ways(folder: Path) -> None:
    model = small_probed("llama", folder)
    probe = TwoStepProbe("it was the {first} by the {second} and item was", (("old", "man"), ("green", "it")), "it")
    with pytest.raises(UserError, match="after both things"):
        probe._told(model)
    with pytest.raises(ValueError, match="after both things"):
        probe.measure_again(NumpyProbedModel(model.checkpoint.folder), SimpleNamespace(**asdict(probe)))


def test_what_is_cut_is_the_edge_that_is_named(folder: Path) -> None:
    model = small_probed("llama", folder)
    spot, other = (_spot(model, PROBE.sentence, PAIRS, order) for order in (0, 1))
    texts = [token.text.strip() for token in model.tokens("the old man saw the green boat and it was old")]
    named = [[texts[n] for n in pair] for edges in spot[2:] for pair in edges]
    assert named == [["man", "old"], ["boat", "green"], ["old", "man"], ["old", "boat"]]
    assert other.right == spot.wrong and other.nouns == spot.nouns and other.row != spot.row


def test_the_head_that_is_found_is_the_one_whose_cut_leaves_least(folder: Path) -> None:
    model = small_probed("llama", folder)
    found = measured(model)
    layer, head = found["writer"].astype(int)
    assert layer == found["each"].argmin() and head == found["alone"].argmin()
    assert np.isclose(found["cuts"][0, 1], found["alone"][head]) and np.isclose(
        found["cuts"][0, 0], found["asked"][0, 0]
    )
    assert len(set(np.round(found["told"], 7))) == 5, "each of these cuts changes something, and not the same"


def test_heads_of_the_second_step_look_at_the_right_noun_in_both_orders() -> None:
    patterns = np.zeros((2, 4, 2, 3, 3))
    patterns[0, 1, 0, 2, 0] = patterns[1, 1, 0, 2, 1] = 0.9  # follows the adjective
    patterns[0, 1, 1, 2, 0] = patterns[1, 1, 1, 2, 0] = 0.9  # looks at the first noun, whichever
    patterns[0, 3, 0, 2, 0] = patterns[1, 3, 0, 2, 1] = 0.9  # too many layers later
    spots = [SimpleNamespace(found=[(2, k)], missed=[(2, 1 - k)]) for k in (0, 1)]
    found = _second_step([{"pattern": each} for each in patterns], spots, 0)  # type: ignore[arg-type]
    assert np.argwhere(found["readers"]).tolist() == [[1, 0]] and found["spared"].sum() == 1
    assert found["second"].argmax() == 2 and found["second"][1, 1] < 0 and (found["second"][[0, 3]] == -1).all()


def test_rows_are_run_each_with_its_own_cuts(folder: Path) -> None:
    model = small_probed("llama", folder)
    rows = [[token.id for token in model.tokens(text)] for text in ("the old man", "the old man", "a boat")]
    cut = {"kind": "KnockOut", "edges": [(2, 1)], "layers": None, "heads": None}
    ways = [[], [cut], [cut]]
    for run in (model, NumpyProbedModel(model.checkpoint.folder)):
        plain, one, other = run.run_ways(rows, ["pattern", "logits"], ways)
        assert plain["pattern"][0, 0, 2, 1] > 0 and (one["pattern"][:, :, 2, 1] == 0).all()
        assert (other["pattern"][:, :, 2, 1] == 0).all() and len(other["logits"]) == len(rows[2])
        [alone] = run.run_ways([rows[1]], ["logits"], [[cut]])
        assert np.allclose(alone["logits"], one["logits"], atol=1e-4)
        assert not np.allclose(plain["logits"][-2], one["logits"][-2], atol=1e-3)


def test_a_row_longer_than_the_model_reads_is_refused(folder: Path) -> None:
    model = small_probed("gpt2", folder)
    most = model.model.transformer.config.n_context
    with pytest.raises(UserError, match=f"the model reads at most {most}"):
        model.run_ways([[1] * (most + 1)], ["logits"], [[]])


def test_no_word_of_the_other_sentences_is_shown() -> None:
    table = probe_sentences()["two_step"]
    words = {word for some in table["others"] for things in some for thing in things for word in thing}
    assert len(words) == 40, "no word comes twice"
    assert not words & {word for thing in TwoStepProbe().pairs for word in thing}
