"""Angles between arrows: both ways agree, pushed arrows keep to the bound, random ones spread as they should."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.angles.arrow_angles import PAIRS, ArrowAnglesProbe
from attention_scenes.model.probes.angles.packed_again import arrows_again, pack_again, welch_again
from attention_scenes.model.probes.angles.packed_arrows import WIDTHS, PackedArrowsProbe
from attention_scenes.model.probes.angles.random_arrows import ROWS, random_arrows, welch_degrees
from attention_scenes.model.request.needs import Needs
from tests.helpers.models.small_bundles import differences, tiny_gpt2, tiny_llama

FEW = PackedArrowsProbe(dimensions=12, count=60, steps=40, frames=9)
MAKERS = {"llama": tiny_llama, "gpt2": tiny_gpt2}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bundle]:
    base = tmp_path_factory.mktemp("small")
    made = {name: make(base / name, initializer_range=0.15) for name, make in MAKERS.items()}
    return {name: ensure(Needs(str(folder), probes=(FEW, ArrowAnglesProbe()))) for name, folder in made.items()}


def test_random_arrows_are_of_length_1_alike_in_all_directions_and_the_same_both_ways() -> None:
    arrows = random_arrows(1, ROWS + 50, 7)
    assert np.allclose(np.linalg.norm(arrows, axis=1), 1) and np.allclose(arrows, arrows_again(1, ROWS + 50, 7).T)
    assert np.abs(arrows.mean(axis=0)).max() < 0.03 and np.abs((arrows**2).mean(axis=0) - 1 / 7).max() < 0.01
    assert np.array_equal(random_arrows(1, 9, 7), arrows[:9]), "the first are the same, however many there are"
    assert np.array_equal(random_arrows(1, 9, 5), random_arrows(1, 9, 5))
    assert not np.allclose(random_arrows(2, 9, 7), arrows[:9])


@pytest.mark.parametrize("family", MAKERS)
def test_both_ways_agree_and_a_number_that_is_off_is_found(found: dict[str, Bundle], family: str) -> None:
    b = found[family]
    some = [f"packed.{name}" for name in ("worst", "step", "bound", "claimed_bound", "sum", "width", "terms")]
    some += [f"angles.{name}" for name in ("count", "sampled", "nearest", "pair", "neuron", "pair_angle")]
    readings = [one for name in some for one in b.probe(name).flat()]
    readings += b.probe("packed.hist")[-1, 160:200].flat() + b.probe("packed.end")[3].flat()
    readings += b.probe("packed.ball")[7].flat() + b.probe("packed.pile")[3, 150:200:7].flat()
    readings += b.probe("angles.hist")[0, 150:210:7].flat() + b.probe("angles.points")[2, ::499].flat()
    readings += b.probe("angles.mean").flat() + b.probe("angles.width").flat()
    assert not differences(b, readings)
    assert len(differences(b, readings, off=1.0)) == len(readings)


@pytest.mark.parametrize("family", MAKERS)
def test_a_models_arrows_are_compared_as_numpy_compares_all_of_them(found: dict[str, Bundle], family: str) -> None:
    b = found[family]
    model = Path(b.meta["needs"]["model"])
    from attention_scenes.model.verify.probes_again import NumpyProbedModel

    numpy_model = NumpyProbedModel(model)
    rows = np.concatenate([numpy_model.layer_maps(n)["down"].T for n in range(numpy_model.n_layers)]).astype(float)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    cosine = rows @ rows.T
    upper = cosine[np.triu_indices(len(rows), 1)]
    assert float(b.probe("angles.count", 0)) == len(rows)
    assert float(b.probe("angles.mean", 0)) == pytest.approx(upper.mean(), abs=1e-6)
    assert float(b.probe("angles.width", 0)) == pytest.approx(upper.std(), abs=1e-5)
    np.fill_diagonal(cosine, -1)
    best = np.unravel_index(cosine.argmax(), cosine.shape)
    assert sorted(best) == b.probe("angles.pair").value.astype(int).tolist()
    assert float(b.probe("angles.pair_angle", 0)) == pytest.approx(math.degrees(math.acos(cosine.max())), abs=1e-3)
    each = len(rows) // numpy_model.n_layers
    assert b.probe("angles.neuron").value.tolist() == [list(divmod(int(n), each)) for n in sorted(best)]
    assert b.probe("angles.hist").value.sum(axis=1) == pytest.approx(1)
    assert b.probe("angles.points").shape == (5, PAIRS)


def test_arrows_that_are_pushed_apart_come_nearer_to_a_right_angle_and_keep_to_the_bound(
    found: dict[str, Bundle],
) -> None:
    b = found["llama"]
    worst, end = b.probe("packed.worst").value, b.probe("packed.end").value.astype(float)
    assert worst[-1] > worst[0] + 5 and worst.max() < float(b.probe("packed.bound", 0))
    cosine = np.abs(end @ end.T) - 2 * np.eye(len(end))
    assert np.allclose(np.linalg.norm(end, axis=1), 1, atol=1e-6)
    assert worst[-1] == pytest.approx(math.degrees(math.acos(cosine.max())), abs=1e-3), "from the arrows that are kept"
    steps = b.probe("packed.step").value.tolist()
    assert steps[0] == 0 and steps[-1] == FEW.steps and steps == sorted({*steps})
    widths = b.probe("packed.width").value
    assert np.abs(widths * np.sqrt(WIDTHS) - 1).max() < 0.1


def test_a_step_goes_downhill_as_far_as_differences_say() -> None:
    """Small moves of the arrows change the soft maximum as its slope says; the second way's slope is another's code."""
    from attention_scenes.model.probes.angles.packed_again import _downhill_again
    from attention_scenes.model.probes.angles.packed_arrows import _slope

    arrows, sharp = random_arrows(5, 9, 4), 20.0

    def soft(x: np.ndarray) -> float:
        cosine = (x @ x.T)[~np.eye(len(x), dtype=bool)]
        return float(np.log(np.exp(sharp * cosine).sum() + np.exp(-sharp * cosine).sum()) / sharp)

    slope = _slope(arrows, sharp)
    assert np.allclose(slope, _downhill_again(arrows.T, sharp).T)
    way = random_arrows(6, 9, 4)
    way -= (way * arrows).sum(axis=1, keepdims=True) * arrows
    tiny = 1e-6
    change = (soft(arrows + tiny * way) - soft(arrows - tiny * way)) / (2 * tiny)
    assert change == pytest.approx(float((slope * way).sum()), rel=1e-5)


def test_the_bound_is_welchs() -> None:
    for count, width, degrees in ((10_000, 100, 84.29), (49_152, 576, 87.63), (2_000, 100, 84.41), (3, 2, 60.0)):
        assert welch_degrees(count, width) == pytest.approx(degrees, abs=0.005)
        assert welch_again(count, width) == pytest.approx(welch_degrees(count, width), abs=1e-9)
    assert welch_degrees(5, 5) == welch_again(4, 5) == 90


def test_three_arrows_on_a_sheet_find_the_best_there_is() -> None:
    made = pack_again(SimpleNamespace(**asdict(PackedArrowsProbe(2, 3, steps=400))))
    assert made["worst"][-1] == pytest.approx(60, abs=0.5)


@pytest.mark.parametrize(
    ("dimensions", "count", "says"),
    [(1, 9, "dimensions=1: give from 2"), (300, 400, "dimensions=300"), (9, 9, "count=9 in dimensions=9: give more")],
)
def test_what_cannot_be_pushed_apart_is_refused_in_one_line(dimensions: int, count: int, says: str) -> None:
    with pytest.raises(UserError, match=says):
        PackedArrowsProbe(dimensions, count)


def test_rows_of_zeros_are_in_no_set_and_exact_right_angles_on_no_edge() -> None:
    table = np.zeros((9, 4))
    table[:7] = [[1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 1, 0], [0, 0, 0, 3], [1, 1, 0, 0], [-1, 1, 0, 0], [1, 1, 1, 1]]
    maps = {"down": table.T}
    fake = SimpleNamespace(d_model=4, n_layers=1, n_tokens=9, embedding=lambda: table, layer_maps=lambda layer: maps)
    probe = ArrowAnglesProbe()
    once, _ = probe.measure(fake, lambda *_: None)  # type: ignore[arg-type]
    again = probe.measure_again(fake, SimpleNamespace(**asdict(probe)))  # type: ignore[arg-type]
    assert once["count"].tolist() == again["count"].tolist() == [7] * 5
    for name in ("hist", "points", "nearest", "mean", "width", "pair_angle"):
        assert np.allclose(once[name], again[name], atol=1e-3), name
    assert once["hist"][0, 180] == pytest.approx(12 / 21) and once["hist"][0, 179] == 0
