"""What the overview says in words, where the head reads adjectives and where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.overview import Overview
from attention_scenes.scenes.parts.shared.creature_beats import Coat, CreaturePhrase
from tests.helpers.played import played, spoken


def test_the_creature_takes_the_colour_and_the_fur_that_are_read_most_surely() -> None:
    scene = played(Overview)
    assert "fluffy and blue fit the question" in spoken(scene)
    assert "“creature” reads blue and fluffy" in spoken(scene)
    hero, coat = scene.words.hero, Coat.of(scene, "blue")
    assert hero.state == 1 and hero.look(0)[1:3] == (0, 0), "before the first layer it is grey"
    assert hero.look(1)[1:3] == pytest.approx([float(coat.tint[coat.surest]), float(coat.fluff[coat.surest])])
    named, fluffy = (scene.bundle.probe(f"attribute.{n}").value for n in ("named", "accuracy"))
    assert np.nanargmax(np.minimum(named, fluffy[-1])) == coat.surest


def test_other_words_in_the_same_places_leave_it_grey() -> None:
    scene = played(Overview)
    assert "other words in the same places bring neither" in spoken(scene)
    assert scene.asking.creature.other == "a hungry wooden creature"
    twin = scene.drawn[2]
    assert max(twin.look(0)[1:3]) < 0.5 < min(scene.words.hero.look(1)[1:3])


def test_a_smooth_red_creature_is_red_and_not_called_fluffy() -> None:
    scene = played(Overview, text="a smooth red creature roamed the verdant forest")
    assert "“creature” reads red." in spoken(scene)
    red, green, blue = scene.words.hero.rgb
    assert red > 2 * max(green, blue) and scene.words.hero.look(1).tint > 0.5 > scene.words.hero.look(1).fluff


@pytest.mark.parametrize(
    "text", ["three noisy green parrots", "a creature roamed", "a tall creature roamed", "the dog saw a creature"]
)
def test_no_other_noun_and_no_creature_without_a_colour_is_drawn(text: str) -> None:
    assert CreaturePhrase.of(text, "hungry wooden") is None
    assert Overview.needs(Overview.Params(text=text)).probes == ()


def test_the_creatures_phrase_is_cut_after_it() -> None:
    found = CreaturePhrase.of("Once a fluffy blue creature, they say, roamed", "hungry wooden old")
    assert found == CreaturePhrase(
        "Once a fluffy blue creature", "Once a hungry wooden creature", "Once a creature", "blue", "fluffy blue",
        "hungry wooden",
    )  # fmt: skip


def test_no_arc_comes_from_a_later_word() -> None:
    assert all(k < q for q, k in played(Overview).shares.arcs.pairs)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "The quick brown fox jumped over the lazy old dog", "focus": "over"}, "“jumped” fits best"),
        ({"text": "blue"}, "“blue” gives “start” more than half"),
        ({"text": "blue", "focus": "blue", "head": "11.6"}, "no other word comes before “blue”"),
    ],
)
def test_without_adjectives_it_says_what_the_head_does_instead(given: dict[str, str], said: str) -> None:
    told = spoken(played(Overview, **given))
    assert said in told
    assert "fit the question" not in told


def test_a_sentence_too_long_for_its_line_is_refused() -> None:
    params = Overview.Params(
        text="The extraordinary circumstances surrounding our understanding of comprehensive things " * 2
    )
    with pytest.raises(UserError, match="one line"):
        Overview.check(params, ensure(Overview.needs(params)))
