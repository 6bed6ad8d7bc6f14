"""What the mask scene says, where it holds and where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.masking import Masking
from attention_scenes.scenes.parts.masking.alternatives import largest_difference, rescaled
from tests.helpers.played import played, spoken


def test_zeroing_after_the_softmax_breaks_the_sums_and_rescaling_gives_what_the_mask_gives() -> None:
    scene = played(Masking)
    kept = np.tril(scene.focus.open.value).sum(axis=1)
    assert kept[1:-1].max() < 0.95 and kept.min() < 0.1
    assert kept[-1] == pytest.approx(1, abs=1e-6), "the last word has no future"
    assert float(largest_difference(rescaled(scene.focus.open), scene.focus.closed)) < 1e-6
    assert float(largest_difference(scene.focus.open, scene.focus.closed)) > 0.5


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
