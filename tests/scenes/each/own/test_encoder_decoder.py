"""encoder-decoder: pages are two models' weights; captions follow the sentence, the hidden word and every run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.encoder_decoder import EncoderDecoder
from attention_scenes.scenes.framework.layouts import all_four, tall, wide
from attention_scenes.scenes.parts.encoder_decoder.encoder_models import MASKED, UNMASKED
from attention_scenes.scenes.parts.encoder_decoder.hole_facts import AGREEING, NOTHING, OTHERS, HoleFacts
from tests.helpers.played import captions, played

LONG = "some silent golden robots guarded the big white castles and they were happy"


@pytest.fixture(scope="module")
def facts() -> HoleFacts:
    return HoleFacts.of(played(EncoderDecoder).bundles, 0, None)


def claims(scene: Any) -> dict[str, bool]:
    return {each["claim"]: each["holds"] for each in scene.record.claims}


def test_by_default_a_later_noun_tells_the_hidden_article(facts: HoleFacts) -> None:
    assert facts.words[:2] == ["[hidden]", "créature"] and facts.answer == "une" and facts.fitting == {"une", "la"}
    assert facts.reads == 1 and facts.telling == [1, 2, 3], "its noun and adjectives, and no verb: it has no gender"
    shown = captions(played(EncoderDecoder))
    assert (
        "Later ones" in shown["hidden"]
        and "reads créature" in shown["reads"]
        and "masked twin itself" in shown["reads"]
    )
    assert "Share of feminine forms: 1.00" in shown["guess"]
    assert all(claims(played(EncoderDecoder)).values()), "it holds by default"


def test_the_head_is_that_in_which_hidden_articles_read_their_nouns_most(facts: HoleFacts) -> None:
    looks = facts.bundles[UNMASKED].probe("hidden_words.look").value
    assert looks[facts.head][0] == looks[..., 0].max() and looks[facts.head][1] < 0.1, "and hardly the other noun"


def test_one_page_has_every_pair_and_the_other_no_later_word(facts: HoleFacts) -> None:
    unmasked, masked = (facts.pattern(kind).value for kind in (UNMASKED, MASKED))
    assert np.allclose(unmasked.sum(1), 1, atol=1e-5) and np.allclose(masked.sum(1), 1, atol=1e-5)
    assert not np.triu(masked, 1).any() and np.triu(unmasked, 1).any()
    assert facts.pattern(MASKED)[2, 1].source.startswith("masked/pattern["), "each number names its model"


def test_chances_are_whole_and_forms_that_agree_come_first(facts: HoleFacts) -> None:
    assert facts.listed()[:2] in (["une", "la"], ["la", "une"]) and {*facts.listed()[2:]} == {"un", "le"}
    for kind in (UNMASKED, MASKED):
        chances = facts.chances(kind).value
        assert chances.sum() == pytest.approx(1, abs=1e-6) and (chances >= 0).all()
        feminine, masculine = chances[:2].sum(), chances[2:4].sum()
        assert float(facts.told(kind)) == pytest.approx(feminine / (feminine + masculine), abs=1e-5), (
            "the caption's share is what can be added up in the picture"
        )


def test_words_that_agree_are_needed_and_all_others_are_not(facts: HoleFacts) -> None:
    right = [float(facts.counted("right_apart", "article", way)) for way in (NOTHING, OTHERS, AGREEING)]
    assert right[0] == right[1] == float(facts.asked_apart("article")) and right[2] < right[0] / 2
    assert float(facts.scores(UNMASKED, "article").value.min()) > 0.95, "in every run"
    assert float(facts.scores(MASKED, "article").value.max()) < 0.65, "no run knows more than guessing"
    assert float(facts.scores(MASKED, "adjective after").value.min()) > 0.9, "where earlier words tell it knows, too"


def test_captions_say_only_what_holds_of_the_sentence() -> None:
    text = "la petite reine noire regardait une petite étoile"
    scene = played(EncoderDecoder, text=text, hole="noire")
    shown, holds = captions(scene), claims(scene)
    assert "Others (violet)" in shown["hidden"] and "Later" not in shown["hidden"]
    assert "The mask takes" not in shown["reads"] and "Share of" not in shown["guess"], "it came before: both know it"
    assert not holds["without a mask the forms that agree are far likelier than with one"]
    verb = captions(played(EncoderDecoder, text="a cat followed the rivers", hole="suivait"))
    assert "the singular" in verb["guess"]


def test_a_sentence_is_taken_in_either_language_and_another_is_refused() -> None:
    assert EncoderDecoder.Params(text="  A CAT followed the river. ").text == "un chat suivait la rivière"
    assert EncoderDecoder.Params(text="Un chat suivait l’étoile").text == "un chat suivait l'étoile"
    for text in ("la créature était bleue", "une chat suivait la rivière", "the creature was blue"):
        with pytest.raises(ValidationError, match="no sentence"):
            EncoderDecoder.Params(text=text)
    with pytest.raises(ValidationError, match="'dragon' is not in the sentence; its words: un, chat"):
        EncoderDecoder.Params(text="a cat followed the river", hole="dragon")
    with pytest.raises(ValidationError, match="head"):
        EncoderDecoder.Params(head="best:adjective")


@pytest.mark.parametrize(
    ("given", "why"),
    [({"text": "the cats followed a river", "hole": "les"}, "does not tell"), ({"head": "2.0"}, "0.0 to 1.3")],
)
def test_what_cannot_be_shown_is_refused_in_one_line(given: dict[str, str], why: str) -> None:
    params = EncoderDecoder.Params(**given)
    answers = ensure(EncoderDecoder.needs(params))
    with pytest.raises(UserError, match=why) as refused:
        EncoderDecoder.check(params, answers)
    assert "\n" not in str(refused.value)


def test_two_models_that_are_no_encoder_and_twin_are_refused() -> None:
    params, twin = EncoderDecoder.Params(), "ours:encoder/causal"
    answers = ensure(EncoderDecoder.needs(params, {**EncoderDecoder.models, UNMASKED: twin}))
    with pytest.raises(UserError, match="the first is to see all words"):
        EncoderDecoder.check(params, answers)


def test_a_long_sentence_has_no_layout_in_which_it_could_not_be_read() -> None:
    few = ensure(EncoderDecoder.needs(EncoderDecoder.Params()))[UNMASKED]
    many = ensure(EncoderDecoder.needs(EncoderDecoder.Params(text=LONG)))[UNMASKED]
    assert EncoderDecoder.layouts_for(few) == all_four() and EncoderDecoder.layouts_for(many) == (wide(), tall())
