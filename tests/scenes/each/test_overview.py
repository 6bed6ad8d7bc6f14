"""What the overview says in words, where the head reads adjectives and where it does not."""

from __future__ import annotations

import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.interventions import ZeroAblate
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.request.trace_need import TraceNeed
from attention_scenes.scenes.mobjects.creature.bead import Bead
from attention_scenes.scenes.overview import Overview
from attention_scenes.scenes.parts.overview.overview_data import CARRIER, CARRIES, LOOKS, HeadSwitched
from attention_scenes.scenes.parts.shared.creature_beats import CreaturePhrase
from tests.helpers.played import played, spoken


def test_the_head_that_looks_brings_no_colour_and_another_takes_it_away() -> None:
    scene = played(Overview)
    assert "fluffy and blue fit the question" in spoken(scene)
    assert "This head looks, but brings no blue" in spoken(scene)
    assert "Another head carries it" in spoken(scene)
    turned = spoken(scene).index("After 20 of 30 layers it has turned blue: 0.45 of the way.")
    assert turned < spoken(scene).index("brings no blue"), "it is blue before the head is said to have brought nothing"
    looks, carries = (HeadSwitched.of(scene, scene.asking.phrase, which) for which in (LOOKS, CARRIES))
    assert (looks.layer, looks.head) == (19, 8) and (carries.layer, carries.head) == scene.bundle.chosen_head(CARRIER)
    assert abs(looks.brings) < 0.02 < 0.3 < carries.brings
    hero = scene.stage.figure
    assert hero.look(0)[1:3] == (0, 0), "before the first layer it is grey"
    assert hero.look(2).tint == pytest.approx(float(carries.tint[0]))


def test_what_is_left_without_a_head_is_measured_in_a_model_without_it() -> None:
    scene = played(Overview)
    carries, phrase = HeadSwitched.of(scene, scene.asking.phrase, CARRIES), scene.asking.phrase
    off = (ZeroAblate(carries.layer, carries.head),)
    traces = {"a": TraceNeed(phrase.text, ("resid_post",), interventions=off)}
    traces["b"] = TraceNeed(phrase.plain, ("resid_post",), interventions=off)
    bundle = ensure(Needs(traces=traces))
    lead = [bundle.read("resid_post", carries.layer, trace=key).value[-1] for key in "ab"]
    axis = scene.bundle.probe("attribute.axis", 0, carries.layer + 1).value
    assert (lead[0] - lead[1]) @ axis == pytest.approx(float(carries.tint[1]), abs=1e-4)


def test_other_words_in_the_same_places_leave_it_grey() -> None:
    scene = played(Overview)
    assert "Control: “hungry wooden” in their place, blue 0.20, not 0.63." in spoken(scene)
    assert scene.asking.phrase.other == "a hungry wooden creature"
    carries = HeadSwitched.of(scene, scene.asking.phrase, CARRIES)
    places = scene.bundle.probe("attribute.place", 1, slice(None), carries.layer + 1).value
    assert places[-1] < 0.5 * float(carries.fluff[0]) and places[0] < 0.5 * float(carries.tint[0])


def test_of_a_smooth_red_creature_only_the_colour_is_compared() -> None:
    scene = played(Overview, text="a smooth red creature roamed")
    carries = HeadSwitched.of(scene, scene.asking.phrase, CARRIES)
    assert float(carries.tint[0]) > 0.3 and "either" not in spoken(scene)
    red, green, blue = scene.stage.figure.rgb
    assert red > max(green, blue)


def test_the_head_that_carries_is_not_called_another_where_it_is_the_one_that_looks() -> None:
    said = spoken(played(Overview, head="16.0"))
    assert "Another head" not in said and "Switch this head off: blue goes from 0.63 to 0.17" in said


def test_another_noun_is_a_bead_in_its_own_colour() -> None:
    scene = played(Overview, text="three noisy green parrots", head="13.6")
    assert isinstance(scene.stage.figure, Bead) and "green" in spoken(scene)
    red, green, blue = scene.stage.figure.rgb
    assert green > 1.4 * max(red, blue)
    assert isinstance(played(Overview, text="blue").stage.figure, Bead)


@pytest.mark.parametrize(
    "text", ["blue", "a creature roamed", "a tall creature roamed", "the dog saw a creature", "a red blue dog"]
)
def test_a_noun_without_one_colour_is_asked_nothing(text: str) -> None:
    assert CreaturePhrase.first_of(text, "hungry wooden") is None
    assert Overview.needs(Overview.Params(text=text)).probes == ()


def test_the_creatures_phrase_is_cut_after_it() -> None:
    found = CreaturePhrase.of("Once a fluffy blue creature, they say, roamed", "hungry wooden old")
    assert found == CreaturePhrase(
        "Once a fluffy blue creature", "Once a hungry wooden creature", "Once a creature", "blue", "fluffy blue",
        "hungry wooden",
    )  # fmt: skip


def test_most_give_start_more_than_half_and_how_much_on_average_is_written() -> None:
    scene = played(Overview)
    weights = scene.asking.focus.pattern.value[1:, 0]
    assert "most tokens give “start” more than half" in spoken(scene) and (weights > 0.5).mean() > 0.5
    [mean] = [n for n in scene.record.numbers if n["source"].endswith("/(count:tokens-1))")]
    assert mean["value"] == pytest.approx(weights.mean(), abs=1e-5) and mean["shown"] == f"{weights.mean():.2f}"


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
