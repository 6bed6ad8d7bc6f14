"""What the mask scene says, where it holds and where it does not."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.masking import Masking
from attention_scenes.scenes.parts.masking.alternatives import left_by_noughts, rescaled
from attention_scenes.scenes.parts.masking.zeroing_beats import why_not_nought
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
    assert "In another head, mask on, “quickly” reads “ran”: 0.91" in said
    control = next(claim for claim in scene.record.claims if "mostly reads the word before" in claim["claim"])
    assert control["holds"] and "0.73" in control["measured"], "one arc alone would prove nothing"


def test_a_head_that_hardly_looks_ahead_is_called_so() -> None:
    said = spoken(played(Masking, text="three noisy green parrots", head="16.0", focus="green"))
    assert "hardly looks ahead" in said
    assert "look ahead most" not in said and "very word" not in said


@pytest.mark.parametrize(("own", "share"), [(1.0, 2 / (np.e + 2)), (5.9, 0.0054), (6.1, None), (20.0, None)])
def test_what_scores_of_0_leave_to_later_words_is_told_where_it_is_not_written_as_nothing(
    own: float, share: float | None
) -> None:
    scores = Reading.of(np.array([[own, 9.0, -9.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]), "attn_scores")
    focus: Any = SimpleNamespace(query=0, tokens=["a", "b", "c"], read=lambda name, trace: scores)
    assert float(left_by_noughts(focus)) == pytest.approx(2 / (np.exp(own) + 2))
    scene: Any = SimpleNamespace(claim=lambda words, holds, measured: holds)
    caption, numbers = why_not_nought(scene, focus)
    told = [(shown in caption, float(left)) for shown, left in numbers if shown not in ("0", "1")]
    assert told == ([] if share is None else [(True, pytest.approx(share, abs=1e-4))])


def test_the_last_word_has_no_later_ones_to_leave_weight_to() -> None:
    scene = played(Masking)
    told: Any = SimpleNamespace(claim=lambda *args: pytest.fail("nothing is claimed of it"))
    caption, numbers = why_not_nought(told, replace(scene.focus, query=len(scene.focus.tokens) - 1))
    assert not numbers and caption != why_not_nought(scene, scene.focus)[0]


def test_a_question_of_one_word_is_refused() -> None:
    params = Masking.Params(question="why")
    with pytest.raises(UserError, match="two or more"):
        Masking.check(params, ensure(Masking.needs(params)))


def test_a_late_word_holds_an_earlier_one_where_its_control_does_not() -> None:
    scene = played(Masking)
    assert "“tree” cannot read “red”, but “red” has taken “tree” in: +0.25." in spoken(scene)
    assert "the next guess is made at the last word, which may read all before it" in scene.texts_read


def test_a_late_word_that_tells_nothing_is_called_so() -> None:
    params = {"late": "the tree was there and red", "held": "the", "other": "one", "others": ("a", "every")}
    said = spoken(played(Masking, question="dogs bark", **params))
    assert "has taken" not in said and ("hardly tells" in said or "no claim" in said)


@pytest.mark.parametrize("given", [{"held": "red"}, {"held": "moon"}, {"other": "tree"}])
def test_a_held_word_that_does_not_fit_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(UserError, match=next(iter(given))):
        Masking.needs(Masking.Params(**given))
