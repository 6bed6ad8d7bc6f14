"""What the scene of tower says of two modifiers is what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.tower import Tower
from tests.helpers.played import captions, played
from tests.scenes.cases.tower import CASES


def test_the_second_modifier_hardly_moves_it_and_the_other_one_adds() -> None:
    scene = played(Tower)
    words = captions(scene)
    assert "by only" in words["second"] and "moves to the side of “Eiffel towers”" in words["first"]
    assert "it does not" in words["added"] and "it adds" in words["other"]
    assert words["answer"].startswith("Updates can stack: “huge”")


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
    assert "it adds" not in words["other"] and words["answer"].startswith("Updates do not simply add")


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end in"):
        Tower.Params(phrases=("tower", "tower of Eiffel", "small tower of Eiffel"))
    with pytest.raises(ValueError, match="already in the phrases"):
        Tower.Params(other="miniature")
    params = Tower.Params(layer=31)
    with pytest.raises(UserError, match="1 to 30"):
        Tower.check(params, ensure(Tower.needs(params)))
