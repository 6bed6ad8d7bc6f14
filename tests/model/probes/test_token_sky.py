"""The sky of all tokens: angles and directions the same by two ways, and true of the vectors themselves."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.token_sky import SkyProbe
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.probes_again import measure_again
from tests.helpers.models.small_bundles import differences, real

SUM = "king - man + woman"
PROBE = SkyProbe(("creature", SUM), (("man", "woman"), ("man", "king")), k=5, words=("queen",))


@cache
def sky() -> Bundle:
    return ensure(Needs(probes=(PROBE,)))


def vectors() -> np.ndarray:
    table = real().transformer.W_E_VD.numpy().astype(np.float64)
    return table / np.linalg.norm(table, axis=1, keepdims=True)


def test_both_ways_give_the_same_sky() -> None:
    b = sky()
    [asked] = b.meta["needs"]["probes"]
    again = measure_again(real().checkpoint.folder, asked)
    for name, off in {"angle": 1e-4, "axes": 1e-3, "share": 1e-6, "mean": 1e-6, "close": 0, "begins": 0,
                      "plane": 5e-3}.items():  # fmt: skip
        first = b.probe(f"sky.{name}").value.astype(np.float64)
        assert first.shape == again[name].shape and np.abs(first - again[name]).max() <= off, name
    near = b.probe("sky.near_id").value
    assert near.shape == (2, 6), "five near ones, and the word asked for"
    assert np.allclose(b.probe("sky.near_axes").value[1], again["axes"][1][near[1]], atol=1e-6)


def test_distance_is_the_angle_and_the_axes_are_at_right_angles_to_the_centre() -> None:
    b, unit = sky(), vectors()
    creature, *kin = b.probe("sky.near_id").value[0]
    angles = b.probe("sky.angle").value[0]
    assert angles[creature] == pytest.approx(0, abs=1e-4)
    assert np.allclose(np.cos(np.deg2rad(angles[kin])), unit[kin] @ unit[creature], atol=1e-6)
    away = unit - np.outer(unit @ unit[creature], unit[creature])
    away -= away.mean(axis=0)
    # Along the axes lies as much of the variance as no three other directions hold.
    largest = np.linalg.eigvalsh(away.T @ away)[-3:].sum() / (away**2).sum()
    assert float(b.probe("sky.share", 0)) == pytest.approx(largest, abs=1e-5)


def test_numbers_of_the_sky_verify_and_false_ones_do_not() -> None:
    b = sky()
    near = b.probe("sky.near_id").value
    readings = [*b.probe("sky.share").flat(), *b.probe("sky.mean").flat()]
    readings += list(Reading.at(b.probe("sky.angle").value[1][near[1]], "probe:sky.angle", 1, ids=near[1].tolist()))
    assert differences(b, readings) == []
    assert len(differences(b, readings, off=0.02)) == len(readings)
    assert differences(b, b.probe("sky.close").flat()) == []


def test_a_bundle_with_a_sky_stays_small() -> None:
    b = sky()
    size = sum(array.nbytes for name, array in b.arrays.items() if name.startswith("probe:sky."))
    assert size <= 49_152 * (2 * (4 + 3 * 2) + 2 * 2 + 1) + 1_000


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "in its middle"),
        ({"centres": ("king -",)}, "no sum"),
        ({"centres": ("king",), "plane": (("man", "woman"),)}, "two pairs"),
    ],
)
def test_a_sky_without_a_middle_is_refused(asked: dict, said: str) -> None:
    with pytest.raises(UserError, match=said):
        SkyProbe(**asked)
