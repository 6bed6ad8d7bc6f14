"""A prefix in a script that runs from right to left is set as one text; a line break that has no room is a sign."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.charts.distribution import clipped, guessed
from attention_scenes.scenes.mobjects.charts.loss_table import LossTable
from attention_scenes.scenes.mobjects.text.labels import Label

CHANCES = Reading.of(np.array([0.5, 0.25, 0.125]), "probs", 1)


def table(words: list[str]) -> LossTable:
    return LossTable(list(zip(words, words[1:], strict=False)), CHANCES)


def picture(label: Label) -> np.ndarray:
    return label.points - label.get_center()


@pytest.mark.parametrize(
    "words", [["قطة", "سوداء", "كبيرة", "نامت"], ["חתול", "שחור", "גדול", "ישן"]], ids=["ar", "he"]
)
def test_a_prefix_from_right_to_left_is_one_text(words: list[str]) -> None:
    losses = table(words)
    wholes = [" ".join(words[: n + 1]) for n in range(3)]
    starts = [whole.removesuffix(word) for whole, word in zip(wholes, words, strict=False)]
    made = losses.prefixes(starts, wholes, -20)
    assert [label.text for label in made] == wholes[1:]
    for label, whole, line in zip(made, wholes[1:], losses.lines[1:], strict=True):
        assert np.allclose(picture(label), picture(Label(whole, losses.em, "soft")))
        last = line[0][0]
        assert last in losses.cut.submobjects and label.get_right()[0] == pytest.approx(last.get_right()[0])
    short = losses.prefixes(starts, wholes, losses.get_left()[0] - 0.2)[-1]
    assert short.text.startswith("…") and wholes[-1].endswith(short.text[1:])


def test_the_dots_of_what_was_before_stand_where_the_text_begins() -> None:
    one, other = (
        table(words).lines[1][0] for words in (["חתול", "שחור", "גדול", "ישן"], ["a", "black", "cat", "slept"])
    )
    assert one[0].text == "…שחור" and len(one) == 3
    assert other[0].text == "black" and other[-1].text == "…" and other[-1].get_x() < other[0].get_x()


def test_a_prefix_from_left_to_right_stands_before_its_last_token() -> None:
    losses = table(["a", "black", "cat", "slept"])
    made = losses.prefixes(["", "a ", "a black "], ["a", "a black", "a black cat"], -20)
    assert [label.text for label in made] == ["a ", "a black "]
    assert all(
        label.get_right()[0] < line[0][0].get_left()[0] for label, line in zip(made, losses.lines[1:], strict=True)
    )


def test_a_line_break_without_room_is_a_sign() -> None:
    name = guessed(Token(0, "\n", 0))
    assert clipped(name, 0.31, 2).text == "line break"
    narrow = clipped(name, 0.31, 0.6)
    assert narrow.text == "↵" and narrow.width <= 0.6
    assert clipped("a line of words", 0.31, 0.6).text.endswith("…")
