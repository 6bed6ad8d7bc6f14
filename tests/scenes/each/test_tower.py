"""What the scene of tower says of two modifiers is what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.parts.tower.tower_data import LITTLE
from attention_scenes.scenes.tower import Tower
from tests.helpers.played import captions, played
from tests.scenes.cases.tower import CASES


def test_the_second_modifier_hardly_moves_it_and_the_other_one_adds() -> None:
    scene = played(Tower)
    words = captions(scene)
    assert "by only" in words["second"] and "moves to the side of “Eiffel towers”" in words["first"]
    assert "it does not" in words["added"] and "it adds" in words["other"]
    assert words["answer"] == "Shifts can add: “huge” at few of these layers, “miniature” at none."
    assert words["axes"].startswith("Do two shifts add?")


def test_the_answer_counts_the_layers_at_which_the_phrase_is_in_the_ring() -> None:
    scene = played(Tower)
    places = [scene.bundle.probe(f"{axis.name}.place").value for axis in scene.params.axes]
    for other, both, some in ((4, 5, 4), (3, 2, 0)):
        off = [p[both] - p[1] - (p[other] - p[0]) for p in places]
        misses = np.linalg.norm(off, axis=0)[scene.contrasts.sure_layers]
        assert np.allclose([float(miss) for miss in scene.contrasts.misses(other, both)], misses)
        assert (misses < LITTLE).sum() == some
    claims = {claim["claim"]: claim["measured"] for claim in scene.record.claims}
    assert claims["“huge” adds at a layer with sure axes"].endswith("4 of 21")
    assert claims["“miniature” adds at a layer with sure axes"].endswith("0 of 21")


def test_a_number_comes_when_it_is_measured() -> None:
    scene = played(Tower)
    first = {}
    for number in scene.record.as_dict()["numbers"]:
        first.setdefault(number["shown"], number["start"])
    assert first["+0.22"] < first["+0.24"] < first["0.06"] < first["−0.29"] < first["−0.02"] < first["0.27"]


def test_the_layer_is_where_the_weaker_axis_is_most_accurate() -> None:
    scene = played(Tower)
    weaker = np.min([a.value for a in scene.contrasts.accuracy], axis=0)
    assert weaker[scene.contrasts.layer] == np.nanmax(weaker)
    assert played(Tower, layer=24).contrasts.layer == 24


def test_ways_lead_from_phrase_to_phrase() -> None:
    scene = played(Tower)
    at = [scene.bundle.probe(f"{axis.name}.place").value[:, scene.contrasts.layer] for axis in scene.params.axes]
    places = dict(zip(scene.params.all_phrases, np.column_stack(at), strict=True))
    assert np.allclose(scene.contrasts.after.value, places["miniature Eiffel tower"] - places["Eiffel tower"])
    assert np.allclose(scene.contrasts.alone.value, places["miniature tower"] - places["tower"])


def test_axes_of_ones_own_change_the_words() -> None:
    words = captions(played(Tower, **CASES[2]))
    assert "by only" not in words["second"] and "mood" in words["axes"]
    assert "it adds" not in words["other"] and words["answer"].startswith("Shifts can add: “huge” at none")


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end in"):
        Tower.Params(phrases=("tower", "tower of Eiffel", "small tower of Eiffel"))
    with pytest.raises(ValueError, match="already in the phrases"):
        Tower.Params(other="miniature")
    params = Tower.Params(layer=31)
    with pytest.raises(UserError, match="1 to 30"):
        Tower.check(params, ensure(Tower.needs(params)))
