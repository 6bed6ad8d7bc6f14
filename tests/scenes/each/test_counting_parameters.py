"""counting-parameters: each line's product is its count, the lines make the whole, GPT-3's are the published ones."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.counting_parameters import CountingParameters
from attention_scenes.scenes.mobjects.charts.count_column import Count
from attention_scenes.scenes.parts.shared.parameter_counts import SUMS, counts_of, counts_of_gpt3
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_llama
from tests.helpers.played import captions


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return ensure(CountingParameters.needs(CountingParameters.Params()))


def whole(lines: dict[str, Count]) -> float:
    return sum(float(line.total) for name, line in lines.items() if name not in SUMS)


def test_products_are_the_counts_of_the_tensors(bundle: Bundle) -> None:
    lines = counts_of(bundle)
    for line in lines.values():
        if line.factors:
            assert math.prod(float(f) for f in line.factors) == float(line.total)
    assert whole(lines) == float(lines["total"].total) == 134_515_008


@pytest.mark.parametrize("more", [(), ("unembedding", "positions"), ("biases",)])
def test_gpt3_as_published(bundle: Bundle, more: tuple[str, ...]) -> None:
    names = [*counts_of(bundle)]
    names[-1:-1] = more
    lines = counts_of_gpt3(names)
    for line in lines.values():
        if line.factors:
            assert math.prod(float(f) for f in line.factors) == float(line.total)
    assert list(lines) == names
    assert float(lines["attention"].total) == 57_982_058_496
    assert whole(lines) == float(lines["total"].total) == 175_181_291_520


def test_two_parts_are_called_fewer_numbers_only_where_they_are(tmp_path: Path) -> None:
    for heads, fewer in ((6, True), (2, False), (1, False)):
        sizes: dict[str, Any] = {"num_attention_heads": heads, "num_key_value_heads": 1, "head_dim": 48 // heads}
        model = str(tiny_llama(tmp_path / str(heads), **sizes))
        params = CountingParameters.Params().for_model(model)
        scene, problems = play_through(CountingParameters, params, ensure(CountingParameters.needs(params, model)))
        assert not problems, "\n".join(problems)
        words = captions(scene)
        assert ("times fewer" in words["factored"]) is fewer and ("fewer numbers" in words["saved and lost"]) is fewer
        shared = any("unshared" in text for text in scene.texts_read)
        assert shared is (heads > 1), "one head shares with none"
        assert ("saved against one square map" in scene.texts_read) is fewer
        assert (f"low rank: at most {48 // heads}" in scene.texts_read) is (heads > 1), "48 of 48 is no low rank"
        assert ("rank: at most 48" in scene.texts_read) is (heads == 1)
        [claim] = [each for each in scene.record.claims if each["claim"].startswith("two thin maps are fewer")]
        assert claim["holds"] is fewer


def test_the_value_map_has_the_rank_of_its_thin_side(bundle: Bundle) -> None:
    layer, head = bundle.chosen_head()
    sigma = bundle.read("sigma_OV", layer, head).value
    assert float(bundle.count("rank.sigma_OV")) == bundle.meta["d_head"] == 64
    assert sigma[63] > 0.01 * sigma[0] and sigma[64] < 1e-5 * sigma[0]
