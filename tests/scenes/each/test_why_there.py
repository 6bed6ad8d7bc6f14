"""The scene why-there: which score it takes, what it refuses, and words that are said only where they hold."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from attention_scenes.model.answers.score_terms import score_terms
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.mobjects.depth.term_tiles import lights
from attention_scenes.scenes.mobjects.depth.term_wall import TermWall
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.parts.shared.part_names import shown
from attention_scenes.scenes.parts.why_there.by_kind_beats import table_of
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair, chosen_pair, with_other_word
from attention_scenes.scenes.parts.why_there.side_list import told_of_norm
from attention_scenes.scenes.parts.why_there.why_places import places_in
from attention_scenes.scenes.why_there import WhyThere
from tests.helpers.layout import play_through
from tests.helpers.played import captions, played
from tests.helpers.scenes.pixels import drawn

BOX = ((-7.1, -3.0), (7.1, 4.0))


def answered(**given: Any) -> tuple[Any, Any]:
    params = WhyThere.Params(**given)
    return params, ensure(WhyThere.needs(params))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"query": "blue", "key": "creature"}, "key='creature' comes after query='blue': a later word is masked"),
        ({"query": "dragon"}, "query='dragon' is not in the sentence"),
        ({"key": "dragon"}, "key='dragon' is not in the sentence"),
        ({"head": "99.0"}, "There is no head 99.0"),
    ],
)
def test_what_has_no_score_is_refused_in_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said) as refused:
        WhyThere.check(*answered(**given))
    assert "\n" not in str(refused.value)


def test_a_pair_is_found_where_none_is_named() -> None:
    for given, pair in (({}, (4, 3)), ({"key": "start"}, (4, 0)), ({"query": "forest"}, (10, 9))):
        assert chosen_pair(*answered(**given)) == pair


def test_the_control_puts_another_word_in_the_key_s_place() -> None:
    for given, text in (
        ({}, "a fluffy with creature roamed the verdant forest"),
        ({"key": "fluffy", "other": "red"}, "a red blue creature roamed the verdant forest"),
        ({"key": "start"}, None),
        ({"text": "and so it was"}, None),
    ):
        assert with_other_word(WhyThere.Params(**given)) == text


def test_one_reason_is_named_only_where_one_part_gives_most() -> None:
    said = captions(played(WhyThere))
    assert "no single reason" in said["largest"] and "one row" in said["start"]
    started = captions(played(WhyThere, key="start"))
    assert "one part gives most" in started["largest"] and "start" not in started and "control" not in started


def test_a_table_of_few_sums_comes_before_the_wall_and_adds_up_as_written() -> None:
    scene = played(WhyThere)
    said = captions(scene)
    assert list(said).index("kinds") + 1 == list(said).index("wall") and "by kind, 9 of them" in said["kinds"]
    pair = ScorePair.of(scene)
    table, decimals, count, adds = table_of(scene, pair, places_in(scene.layout).kinds)
    labels = [label.text for label in table if isinstance(label, Label)]
    written = [text for text in labels if text[0] in "+\N{MINUS SIGN}0" and text[-1].isdigit()]
    parts = [Decimal(text.replace("\N{MINUS SIGN}", "-")) for text in written]
    assert len(parts) == count == 9
    assert shown(pair.terms.total, decimals)[0] == str(sum(parts)) in scene.texts_read
    assert adds and not any("last digit may be off" in text for text in scene.texts_read)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_the_norm_and_rounding_are_told_in_both_layouts(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attention_scenes.scenes.parts.why_there.by_kind_beats.decimals_as_added",
                        lambda _parts, _whole, least, _most: (least, False))  # fmt: skip
    given = WhyThere.Params()
    scene, problems = play_through(WhyThere, given, ensure(WhyThere.needs(given)), size)
    read = " ".join(scene.texts_read)
    assert not problems and "a norm scales" in read and "last digit may be off" in read


@pytest.mark.parametrize(("norm", "told"), [("layer", "a norm shifts and scales"), ("rms", "a norm scales")])
def test_what_a_norm_does_is_told_as_it_does_it(norm: str, told: str) -> None:
    scene = SimpleNamespace(bundle=SimpleNamespace(meta={"norm": norm}), layout=played(WhyThere).layout)
    [said] = told_of_norm(cast(Any, scene), places_in(scene.layout).total)
    assert said.text.startswith(told)


def test_what_tossed_signs_leave_has_its_conclusion() -> None:
    scene = played(WhyThere)
    pair = ScorePair.of(scene)
    assert float(pair.terms.total) < 2 * float(pair.terms.by_chance)
    assert "Signs tossed at random could, too" in captions(scene)["signs"]


def test_a_wall_lists_what_it_lights_and_no_more() -> None:
    _, bundle = answered()
    terms = score_terms(bundle, 4, 3)
    full = float(np.abs(terms.terms.value).max())
    wall = TermWall(terms, full, full, *BOX)
    lit = (lights(terms.terms.value, full) >= 0.25).ravel()
    assert np.array_equal(wall.visible(), np.flatnonzero(lit))
    wall.minus = 0.0
    assert np.array_equal(wall.visible(), np.flatnonzero(lit & (terms.terms.value.ravel() > 0)))
    wall.shown = 0.5  # writes into either word up to the middle
    half = {entry for entry in wall.visible().tolist() if max(divmod(entry, wall.count)) >= wall.count / 2}
    assert not half and len(wall.visible())
    wall.tiles, wall.by_key = 0.0, 1.0
    assert {mark for mark, _ in wall.visible_numbers()} == {"▬"}


def test_terms_of_both_signs_look_the_same_in_one_picture_and_in_two() -> None:
    _, bundle = answered()
    terms = score_terms(bundle, 4, 3)
    full = float(np.abs(terms.terms.value).max())
    wall = TermWall(terms, full, full, *BOX)
    at_once = drawn(wall.paint).astype(int)
    wall.minus = 1 - 1e-6
    by_sign = drawn(wall.paint).astype(int)
    wall.minus = 0.0
    assert np.abs(at_once - by_sign).mean() < 0.01 < np.abs(at_once - drawn(wall.paint)).mean()
