"""What the mask scene says, where it holds and where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.masking import Masking
from attention_scenes.scenes.parts.masking.alternatives import rescaled
from tests.helpers.played import played, spoken


def test_zeroing_after_the_softmax_breaks_the_sums_and_rescaling_gives_what_the_mask_gives() -> None:
    scene = played(Masking)
    kept = np.tril(scene.focus.open.value).sum(axis=1)
    assert kept[1:-1].max() < 0.95 and kept.min() < 0.1
    assert kept[-1] == pytest.approx(1, abs=1e-6), "the last word has no future"
    assert abs(float((rescaled(scene.focus.open) - scene.focus.closed).largest().value)) < 1e-6
    assert abs(float((scene.focus.open - scene.focus.closed).largest().value)) > 0.5


def test_the_followed_word_would_read_the_one_to_predict() -> None:
    scene = played(Masking)
    focus = scene.focus
    assert (focus.word(focus.query), focus.word(focus.ahead())) == ("creature", "roamed")
    said = spoken(scene)
    assert "the very word to predict" in said and "look ahead most" in said
    assert "“ran” would read “quickly”, with weight 0.89" in said
    assert "“ran” never reads “quickly”; the other way: 0.91" in said
    control = next(claim for claim in scene.record.claims if "mostly reads the word before" in claim["claim"])
    assert control["holds"] and "0.73" in control["measured"], "one arc alone would prove nothing"


def test_a_head_that_hardly_looks_ahead_is_called_so() -> None:
    said = spoken(played(Masking, text="three noisy green parrots", head="16.0", focus="green"))
    assert "hardly looks ahead" in said
    assert "look ahead most" not in said and "very word" not in said


def test_a_question_of_one_word_is_refused() -> None:
    params = Masking.Params(question="why")
    with pytest.raises(UserError, match="two or more"):
        Masking.check(params, ensure(Masking.needs(params)))


def test_a_late_word_holds_an_earlier_one_where_its_control_does_not() -> None:
    said = spoken(played(Masking))
    assert "“tree” cannot read “red”, but “red” has taken “tree” in: +0.25." in said


def test_a_late_word_that_tells_nothing_is_called_so() -> None:
    params = {"late": "the tree was there and red", "held": "the", "other": "one", "others": ("a", "every")}
    said = spoken(played(Masking, question="dogs bark", **params))
    assert "has taken" not in said and ("hardly tells" in said or "no claim" in said)


@pytest.mark.parametrize("given", [{"held": "red"}, {"held": "moon"}, {"other": "tree"}])
def test_a_held_word_that_does_not_fit_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(UserError, match=next(iter(given))):
        Masking.needs(Masking.Params(**given))
