"""Positions measured: order with and without them, what hands tell apart, scores at other distances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.maps.place_codes import PlaceCodesProbe
from attention_scenes.model.probes.maps.word_order import WordOrderProbe
from attention_scenes.model.request.needs import Needs, TraceNeed
from tests.helpers.models.small_bundles import differences, tiny_gpt2, tiny_llama

TEXT, OTHER = "the small dog chased the big cat away", "the big cat chased the small dog away"
MAKERS = {"llama": tiny_llama, "gpt2": tiny_gpt2}


def asked(folder: Path, **given: Any) -> Needs:
    trace = TraceNeed(TEXT, ("q", "k", "attn_scores", "far_scores"), "head")
    return Needs(str(folder), "1.2", {"": trace}, probes=(WordOrderProbe(TEXT, OTHER, **given), PlaceCodesProbe()))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bundle]:
    base = tmp_path_factory.mktemp("small")
    return {name: ensure(asked(make(base / name, initializer_range=0.15))) for name, make in MAKERS.items()}


@pytest.mark.parametrize("family", MAKERS)
def test_without_positions_and_mask_no_order_is_left_and_the_mask_alone_tells_some(
    found: dict[str, Bundle], family: str
) -> None:
    apart = found[family].probe("order.apart").value
    assert apart[:, 2].max() < 1e-5 < 0.01 < apart[0, 0]
    assert apart[0, 1] < 1e-5 and apart[1, 1] > 0.01, "the first layer is blind, the second is not"


@pytest.mark.parametrize("family", MAKERS)
def test_both_ways_agree_and_a_number_that_is_off_is_found(found: dict[str, Bundle], family: str) -> None:
    b = found[family]
    names = ("order.apart", "places.degrees", "places.alike", "places.alike_all", "places.near")
    readings = [one for name in names for one in b.probe(name).flat()] + b.probe("places.waves")[5].flat()
    readings += b.probe("places.table")[3:4].flat() + b.read("far_scores", 1, 2, 8, 7)[:, ::9].flat()
    assert not differences(b, readings)
    assert len(differences(b, readings, off=1.0)) == len(readings)


def test_a_score_depends_on_the_distance_alone_and_is_the_real_one_at_the_real_distance(
    found: dict[str, Bundle],
) -> None:
    b = found["llama"]
    far, scores = b.read("far_scores", 1, 2).value, b.read("attn_scores", 1, 2).value
    for query in range(len(scores)):
        for key in range(query + 1):
            assert far[query, key, 0, query - key] == pytest.approx(scores[query, key], abs=1e-4)
    assert np.abs(far[..., 0, :] - far[..., 1, :]).max() < 1e-3 < np.ptp(far[..., 0, :], axis=-1).max()
    still = found["gpt2"].read("far_scores", 1, 2).value
    assert np.array_equal(still, np.broadcast_to(still[..., :1], still.shape)), "nothing turns"


def test_hands_confuse_what_a_plain_count_says(found: dict[str, Bundle]) -> None:
    b = found["llama"]
    degrees, alike = b.probe("places.degrees").value, b.probe("places.alike").value
    assert degrees[0] == pytest.approx(180 / np.pi)
    for step, count in zip(degrees.tolist(), alike.tolist(), strict=True):
        others = [n for n in range(b.meta["n_context"]) if n != 1]
        assert count == sum(abs(((n - 1) * step + 180) % 360 - 180) <= 5 for n in others)
    assert len(found["gpt2"].probe("places.degrees")) == 0 and float(found["gpt2"].probe("places.near")[0]) == 1


def test_other_words_in_place_of_another_order_are_refused(found: dict[str, Bundle]) -> None:
    folder = Path(found["llama"].meta["model"])
    for other, why in ((f"{OTHER} now", "has not the same tokens"), (TEXT, "same in both orders")):
        with pytest.raises(UserError, match=why):
            ensure(Needs(str(folder), probes=(WordOrderProbe(TEXT, other),)))
    with pytest.raises(ValueError, match="chosen head"):
        TraceNeed(TEXT, ("far_scores",))
