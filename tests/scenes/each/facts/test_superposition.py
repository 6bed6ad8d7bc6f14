"""What superposition says: how many arrows fit, what steps reach and what no step can, and what a model's arrows do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.parts.superposition.angle_facts import NEURONS, RANDOM, TOKENS
from attention_scenes.scenes.superposition import Superposition
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def default() -> Superposition:
    return played(Superposition)


def test_all_claims_hold_and_each_question_has_its_beat(default: Superposition) -> None:
    assert all(claim["holds"] for claim in default.record.claims), default.record.claims
    said = captions(default)
    assert said["why"].startswith("Why?") and "100 products" in said["why"]
    assert "All pairs centre at 90°" in said["nearest"] and "10,000 in 100" in said["claimed"]
    assert "27.2° off becomes 8.0°" in said["pushed"] and "superposition" in said["ball"]
    assert "as random arrows: no proof" in said["end"] and max(map(len, said.values())) <= 70


def test_the_models_numbers_are_those_that_were_found_before(default: Superposition) -> None:
    """Known from another program: widths 0.0448 and 0.0417, mean cosine of tokens 0.44."""
    facts = default.facts
    assert float(facts.read("width", NEURONS)) == pytest.approx(0.0448, abs=2e-4)
    assert float(facts.read("width", RANDOM)) == pytest.approx(1 / np.sqrt(576), abs=2e-4)
    assert float(facts.read("mean", TOKENS)) == pytest.approx(0.44, abs=0.01)
    assert float(facts.read("hist", NEURONS)[178:182].sum()) == pytest.approx(0.312, abs=0.003)
    assert facts.read("neuron").value.astype(int).tolist() == [[9, 200], [11, 1487]]
    assert float(facts.read("pair_angle", 0)) == pytest.approx(12.9, abs=0.1)


def test_steps_come_near_to_the_bound(default: Superposition) -> None:
    worst, bound = default.facts.packed("worst").value, float(default.facts.packed("bound", 0))
    assert worst[0] < 70 < 80 < worst[-1] < bound < 85
    assert float(default.facts.packed("claimed_bound", 0)) == pytest.approx(84.29, abs=0.005)


@pytest.mark.parametrize("make", [tiny_llama, tiny_gpt2])
def test_a_small_model_whose_arrows_are_fewer_than_the_sample_is_shown_too(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    model = str(make(tmp_path / "small", initializer_range=0.15))
    params = Superposition.Params(dimensions=5, count=20).for_model(model)
    scene, problems = play_through(Superposition, params, ensure(Superposition.needs(params, model)))
    assert not problems and {"neurons", "pair", "end"} <= set(captions(scene))


def test_what_cannot_be_pushed_apart_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match="count=100 in dimensions=100: give more arrows than dimensions"):
        Superposition.needs(Superposition.Params(count=100))
    for given in ({"dimensions": 1}, {"count": 5_000}, {"dimensions": 300}):
        with pytest.raises(ValidationError):
            Superposition.Params(**given)
