"""next-token: what it says of temperature holds, and what it shows is what the model gave."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.scenes.mobjects.charts.distribution import clipped, guessed, percent_decimals
from attention_scenes.scenes.next_token import NextToken
from attention_scenes.scenes.parts.next_token.next_token_data import AGAIN
from tests.helpers.played import captions, played


def test_the_first_token_gains_below_one_and_loses_above() -> None:
    params = NextToken.Params()
    bundle = ensure(NextToken.needs(params))
    first = [float(next_tokens(bundle, temperature=t).probabilities[0]) for t in params.temperatures]
    assert first == sorted(first, reverse=True) and len(set(first)) == len(first)
    assert guessed(next_tokens(bundle).tokens[0]) == "Wizard"


def test_that_the_unlisted_tokens_win_is_said_where_they_do() -> None:
    def hot(**given: Any) -> str:
        return captions(played(NextToken, **given))["hot"]

    assert "win" in hot()
    assert "win" not in hot(temperatures=(1.1,)), "at 1.1 Wizard still has most"


def test_temperatures_that_are_not_there_have_no_beat() -> None:
    names = captions(played(NextToken, temperatures=(2.0,)))
    assert "hot" in names and "cold" not in names


def test_bars_and_their_numbers_are_those_of_the_temperature_on_screen() -> None:
    entries = [n for n in played(NextToken).record.numbers if n["source"].startswith("probs:0.2[")]
    bars, digits = ([n for n in entries if (n["shown"] == "▬") is drawn] for drawn in (True, False))
    assert {n["source"] for n in bars} == {n["source"] for n in digits} and len(bars) == 5
    assert {n["start"] for n in bars} == {n["start"] for n in digits}
    [bars_end], [digits_end] = ({n["end"] for n in found} for found in (bars, digits))
    assert bars_end < digits_end, "a bar that is on its way to another length is no number any more"


@pytest.mark.parametrize("wrong", [(0.0,), (9.0,), ()])
def test_temperatures_that_cannot_be_shown_are_refused(wrong: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="temperatures"):
        NextToken.Params(temperatures=wrong)


def test_how_a_guess_is_written() -> None:
    def written(text: str) -> str:
        return guessed(Token(0, text, -1))

    assert [written(t) for t in (" the", "berry", ",", "\n", " ")] == ["the", "…berry", ",", "line break", "␣"]


@pytest.mark.parametrize(("share", "decimals"), [(0.5, 1), (0.001, 1), (0.00018, 3), (1.2e-5, 4), (0.0, 1)])
def test_small_percentages_keep_two_digits(share: float, decimals: int) -> None:
    assert percent_decimals(share) == decimals
    if share:
        assert float(np.round(100 * share, decimals)) > 0


def test_a_line_break_without_room_is_a_sign() -> None:
    name = guessed(Token(0, "\n", 0))
    assert clipped(name, 0.31, 2).text == "line break"
    narrow = clipped(name, 0.31, 0.6)
    assert narrow.text == "↵" and narrow.width <= 0.6
    assert clipped("a line of words", 0.31, 0.6).text.endswith("…")


def test_the_second_run_is_that_of_the_longer_text() -> None:
    scene = played(NextToken)
    tokens = scene.bundle.tokens(AGAIN)
    assert tokens[:-1] == scene.bundle.tokens() and tokens[-1].id == next_tokens(scene.bundle).tokens[0].id
    sources = [n["source"] for n in scene.record.numbers]
    own = rf"{AGAIN}\.pattern\[\d+,\d+,{len(tokens) - 1},"
    assert any(re.search(own, source) for source in sources), "the appended word's own arcs"
